"""What three thousand terminals ask of one centre, as seen from their side.

``python -m benchmarks.terminals [--terminals 3000] [--certificates 20]
[--seconds 60] [--presses N] [--database URL] [--fresh-lines]`` starts a centre of its
own, lets every terminal send its sign of life once a minute, orders certificates
beside them, and prints how long answers took, counted from the moment they were due.
Each terminal keeps its TLS line, as the real ones do, after opening it in a minute of
beats before the one that is measured; with ``--fresh-lines`` each request opens one.
The presses have made their first pages before. The baseline is the same sign of life,
one at a time, nothing beside it. Processor time of the centre and of the asking side,
which shares the machine, is told apart; it is kept small by the loop that the
centre has, too.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import ssl
import statistics
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

import psutil
import uvloop
from uuid6 import uuid7

from backend.access.identity import fingerprint_of
from backend.access.terminals import enrol
from backend.clock import city_time
from backend.home import Home
from backend.installation import machine_authority, open_database
from kiosk.domain.wire import to_wire
from tests.unit.backend.beats import SOUND
from tests.unit.backend.running_centre import RunningCentre, make_centre, order

_MINUTE = 60.0
_ALONE = 100
_FIRST = 8
_KEY = ("pensioner-valid", "employee", "paused", "no-portrait")


_Line = tuple[asyncio.StreamReader, asyncio.StreamWriter]


@dataclass
class Side:
    """The terminals' side: where the centre is, and how long each answer took.

    Attributes:
        kept: Lines that are open and free, by the terminal's place.
    """

    port: int
    lines: list[ssl.SSLContext]
    is_keeping: bool = True
    kept: dict[int, _Line] = field(default_factory=dict)
    took: dict[str, list[float]] = field(default_factory=dict)
    statuses: dict[int, int] = field(default_factory=dict)

    async def ask(self, what: str, place: int, due: float, body: object) -> None:
        """Ask as one terminal, and note how long it took since due."""
        try:
            status = await self._post(what, place, json.dumps(body).encode())
        except OSError:
            status = 0
        self.took.setdefault(what, []).append((time.perf_counter() - due) * 1000)
        self.statuses[status] = self.statuses.get(status, 0) + 1

    async def _post(self, path: str, place: int, body: bytes) -> int:
        place %= len(self.lines)
        line = self.kept.pop(place, None)
        if line is None or line[0].at_eof() or line[1].is_closing():
            line = await self._opened(place)
        keep = "keep-alive" if self.is_keeping else "close"
        head = (
            f"POST {path} HTTP/1.1\r\nHost: centre\r\nConnection: {keep}\r\n"
            f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        line[1].write(head.encode() + body)
        status = await _answered(line[0])
        if self.is_keeping and place not in self.kept:
            self.kept[place] = line
        else:
            line[1].close()
        return status

    async def _opened(self, place: int) -> _Line:
        context, host = self.lines[place], "127.0.0.1"
        return await asyncio.open_connection(
            host, self.port, ssl=context, server_hostname=host
        )


async def _answered(reader: asyncio.StreamReader) -> int:
    """Read an answer to its end; 0 where the line broke."""
    try:
        head = await reader.readuntil(b"\r\n\r\n")
        length = int(head.lower().split(b"content-length: ")[1].split(b"\r")[0])
        await reader.readexactly(length)
    except (asyncio.IncompleteReadError, IndexError):
        return 0
    return int(head[9:12])


def main() -> None:
    """Set up, measure alone, measure together."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--terminals", type=int, default=3_000)
    parser.add_argument("--certificates", type=float, default=20)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--presses", type=int, default=0)
    parser.add_argument("--database", default="")
    parser.add_argument("--fresh-lines", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        home = make_centre(Path(folder) / "home", options.database)
        lines = _enrolled(home, options.terminals)
        centre = RunningCentre(home, "--presses", str(options.presses))
        try:
            port = urlsplit(centre.url).port or 0
            side = Side(port, lines, is_keeping=not options.fresh_lines)
            uvloop.run(_measured(side, centre, options))
        finally:
            centre.stop()


def _enrolled(home: Path, count: int) -> list[ssl.SSLContext]:
    """Make identities as enrolling does, and open nothing yet."""
    authority, database = machine_authority(Home(home)), open_database(Home(home))
    lines = []
    with database.writing() as session, tempfile.TemporaryDirectory() as folder:
        for place in range(count):
            identity = authority.terminal(f"bench-{place}")
            identity.write(Path(folder))
            enrol(
                session,
                f"bench-{place}",
                fingerprint_of(identity.certificate),
                city_time(),
            )
            context = ssl.create_default_context(cadata=authority.certificate.decode())
            context.load_cert_chain(
                Path(folder) / "certificate.pem", Path(folder) / "key.pem"
            )
            lines.append(context)
    database.close()
    return lines


async def _measured(
    side: Side, centre: RunningCentre, options: argparse.Namespace
) -> None:
    process = psutil.Process(centre.process.pid)
    if side.is_keeping:
        # As many at a time as a centre that was away takes in.
        for first in range(0, len(side.lines), _ALONE):
            some = range(first, min(first + _ALONE, len(side.lines)))
            now = time.perf_counter()
            await asyncio.gather(*(_beat(side, place, now) for place in some))
        _told(side, process, "everybody's first sign of life, opening the lines")
    await _alone(side)
    _told(side, process, "baseline, one at a time")
    beats = options.terminals / _MINUTE
    begin = time.perf_counter()
    spent, own = _spent(process), time.process_time()
    await asyncio.gather(
        _steadily(side, begin, options.seconds, beats, _beat),
        _steadily(side, begin, options.seconds, options.certificates, _certificate),
    )
    lasted = time.perf_counter() - begin
    _told(side, process, f"{options.terminals:,} terminals and certificates")
    used = _spent(process) - spent
    _tell("processor s of the centre", f"{used:.1f} in {lasted:.1f} s")
    _tell("processor s of the asking side", f"{time.process_time() - own:.1f}")
    for name, act in (("sign of life", _beat), ("certificate", _certificate)):
        spent = _spent(process)
        for place in range(_ALONE // 2):
            await act(side, place, time.perf_counter())
        each = (_spent(process) - spent) / (_ALONE // 2) * 1000
        _tell(f"processor ms of one {name}", f"{each:.1f}")


async def _alone(side: Side) -> None:
    for place in range(_ALONE):
        await _beat(side, place, time.perf_counter())
    # Each press makes its first page much slower than all others.
    now = time.perf_counter()
    await asyncio.gather(*(_certificate(side, place, now) for place in range(_FIRST)))


async def _steadily(
    side: Side,
    begin: float,
    seconds: float,
    a_second: float,
    act: Callable[[Side, int, float], Awaitable[None]],
) -> None:
    """Begin one after another at a steady pace, whether answers come or not."""
    under_way = []
    for place in range(int(seconds * a_second)):
        due = begin + place / a_second
        await asyncio.sleep(max(0.0, due - time.perf_counter()))
        under_way.append(asyncio.ensure_future(act(side, place, due)))
    await asyncio.gather(*under_way)


async def _beat(side: Side, place: int, due: float) -> None:
    beat = replace(
        SOUND, instance=str(place), sequence=int(due), made_at=datetime.now(UTC)
    )
    await side.ask("/v1/heartbeats", place, due, to_wire(beat))


async def _certificate(side: Side, place: int, due: float) -> None:
    wish = order(str(uuid7()), _KEY[place % len(_KEY)])
    await side.ask("/v1/certificates", place, due, wish)


def _told(side: Side, process: psutil.Process, when: str) -> None:
    sys.stdout.write(f"{when}\n")
    for what, took in side.took.items():
        marks = statistics.quantiles(took, n=100)
        told = f"p50 {marks[49]:.0f}   p95 {marks[94]:.0f}   p99 {marks[98]:.0f} ms"
        _tell(f"{what}, {len(took):,} times", told)
    statuses = ", ".join(f"{status}: {n:,}" for status, n in side.statuses.items())
    _tell("statuses", statuses)
    _tell("memory of the centre, MB", f"{process.memory_info().rss >> 20}")
    side.took.clear()
    side.statuses.clear()


def _spent(process: psutil.Process) -> float:
    """Give processor seconds of the centre and its children."""
    family = [process, *process.children(recursive=True)]
    return sum(sum(each.cpu_times()[:2]) for each in family)


def _tell(what: str, value: str) -> None:
    sys.stdout.write(f"  {what:38} {value}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
