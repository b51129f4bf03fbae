"""What three thousand terminals ask of one centre, as seen from their side.

``python -m benchmarks.terminals [--terminals 3000] [--certificates 20]
[--seconds 60] [--presses N] [--database URL]`` starts a centre of its own, lets every
terminal send its sign of life once a minute over a TLS line opened for it, orders
certificates beside them, and prints how long answers took, counted from the moment
they were due. The baseline is the same sign of life, one at a time, nothing beside
it. Processor time of the centre is told, too: it holds on a busy machine as well.
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
_KEY = ("pensioner-valid", "employee", "paused", "no-portrait")


@dataclass
class Side:
    """The terminals' side: where the centre is, and how long each answer took."""

    port: int
    lines: list[ssl.SSLContext]
    took: dict[str, list[float]] = field(default_factory=dict)
    statuses: dict[int, int] = field(default_factory=dict)

    async def ask(self, what: str, place: int, due: float, body: object) -> None:
        """Open a line as one terminal, ask, and note how long it took since due."""
        status = await self._post(what, place, json.dumps(body).encode())
        self.took.setdefault(what, []).append((time.perf_counter() - due) * 1000)
        self.statuses[status] = self.statuses.get(status, 0) + 1

    async def _post(self, path: str, place: int, body: bytes) -> int:
        context = self.lines[place % len(self.lines)]
        try:
            reader, writer = await asyncio.open_connection(
                "127.0.0.1", self.port, ssl=context, server_hostname="127.0.0.1"
            )
        except OSError:
            return 0
        head = (
            f"POST {path} HTTP/1.1\r\nHost: centre\r\nConnection: close\r\n"
            f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        writer.write(head.encode() + body)
        answer = await reader.read()
        writer.close()
        return int(answer[9:12]) if answer else 0


def main() -> None:
    """Set up, measure alone, measure together."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--terminals", type=int, default=3_000)
    parser.add_argument("--certificates", type=float, default=20)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--presses", type=int, default=0)
    parser.add_argument("--database", default="")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        home = make_centre(Path(folder) / "home", options.database)
        lines = _enrolled(home, options.terminals)
        centre = RunningCentre(home, "--presses", str(options.presses))
        try:
            side = Side(urlsplit(centre.url).port or 0, lines)
            asyncio.run(_measured(side, centre, options))
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
    await _alone(side)
    _told(side, process, "baseline, one at a time")
    beats = options.terminals / _MINUTE
    begin = time.perf_counter()
    spent = _spent(process)
    await asyncio.gather(
        _steadily(side, begin, options.seconds, beats, _beat),
        _steadily(side, begin, options.seconds, options.certificates, _certificate),
    )
    lasted = time.perf_counter() - begin
    _told(side, process, f"{options.terminals:,} terminals and certificates")
    used = _spent(process) - spent
    _tell("processor s of the centre", f"{used:.1f} in {lasted:.1f} s")
    for name, act in (("sign of life", _beat), ("certificate", _certificate)):
        spent = _spent(process)
        for place in range(_ALONE // 2):
            await act(side, place, time.perf_counter())
        each = (_spent(process) - spent) / (_ALONE // 2) * 1000
        _tell(f"processor ms of one {name}", f"{each:.1f}")


async def _alone(side: Side) -> None:
    for place in range(_ALONE):
        await _beat(side, place, time.perf_counter())


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
