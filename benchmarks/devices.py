"""Devices beside what their lines alone take: cards, printer, and idle watching.

``python benchmarks/devices.py [--quick]``. Every figure of a driver stands beside
a baseline of the same run that does the same without the driver, or beside the
line's own time. Says reached or missed; the exit code is always 0.
"""

from __future__ import annotations

import argparse
import http.client
import io
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import psutil

from drivers.ipp.printer import IppPrinter
from drivers.pcsc.reader import PcscCardReader
from drivers.serial_line.frame import FrameParser, encode_command
from drivers.serial_line.link import SerialLink
from drivers.serial_line.resident_id_reader import SamvCardReader
from drivers.simulated.card_holder import CardHolder
from drivers.simulated.ippeveprinter import PrinterBench
from drivers.simulated.panel import PanelTwin
from drivers.simulated.pcscd import PrivatePcscd, why_not
from drivers.simulated.receipt_printer import ReceiptTwin
from drivers.simulated.samv import SamvTwin
from drivers.simulated.scanner import ScannerTwin
from drivers.simulated.social_security_card import SocialSecurityCard
from drivers.simulated.vpcd import VpcdSlot
from kiosk.assembly.stations import set_up
from kiosk.clock import SystemClock
from kiosk.logs import EventLog
from kiosk.part_settings import CardSettings, CentreSettings, PrinterSettings
from kiosk.ports.device import Cancellation, MediaState
from kiosk.ports.printer import JobReference, PrintOrder, SheetState
from kiosk.settings import TerminalSettings
from kiosk.terminal.printing import follow
from kiosk.work.child import start_child

HOLDER = {"number": "510199196307152047", "name": "王样本", "sex": "2"}
CHIP_BAUD = 38400
_BITS_A_CHARACTER = 12
"""ISO/IEC 7816-3: start, eight data, parity, two of guard time."""
_LINE_BAUD = 115200
_BITS_A_BYTE = 10
_SETTLE_SECONDS = 2.0
_LOOK_SECONDS = 0.001


@dataclass(frozen=True, slots=True)
class Effort:
    """How often each thing is measured."""

    reads: int
    insertions: int
    jobs: int
    idle_seconds: float


def main() -> int:
    """Measure all, print all."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer rounds")
    parser.add_argument("--watch", nargs=2, help=argparse.SUPPRESS)
    wishes = parser.parse_args()
    if wishes.watch:
        return _watch(Path(wishes.watch[0]), wishes.watch[1])
    effort = Effort(5, 5, 3, 4.0) if wishes.quick else Effort(30, 20, 10, 15.0)
    with tempfile.TemporaryDirectory(prefix="devices-") as name:
        directory = Path(name)
        measure_contact_card(directory, effort)
        measure_identity_card(directory, effort)
        measure_printer(directory, effort)
        measure_watching(directory, effort)
    return 0


# Contact card -----------------------------------------------------------------


class PacedCard(SocialSecurityCard):
    """A chip that takes the time its contacts take, at a usual rate."""

    def answer(self, command: bytes) -> bytes:
        """Answer after the time that both take on the line."""
        answer = super().answer(command)
        characters = len(command) + len(answer)
        time.sleep(characters * _BITS_A_CHARACTER / CHIP_BAUD)
        return answer


@contextmanager
def _service(directory: Path) -> Iterator[tuple[VpcdSlot, PcscCardReader]]:
    daemon = PrivatePcscd(directory / "pcscd")
    with closing(daemon):
        daemon.start()
        os.environ["PCSCLITE_CSOCK_NAME"] = str(daemon.socket_path)
        slot = VpcdSlot(daemon.port)
        reader = PcscCardReader(
            lambda: start_child("drivers.pcsc.reader_child:serve", {})
        )
        with closing(slot), closing(reader):
            _await(lambda: reader.status().is_usable)
            yield slot, reader


def measure_contact_card(directory: Path, effort: Effort) -> None:
    """Read a whole card, and see one come, beside the same calls alone."""
    if why_not():
        print(f"contact card: not measured, {why_not()}")
        return
    with _service(directory) as (slot, reader):
        slot.insert(PacedCard(CardHolder.from_json(dict(HOLDER))))
        _await(lambda: reader.status().media is MediaState.PRESENT)
        whole = _times(lambda: reader.read(Cancellation()), effort.reads)
        raw = _raw_exchanges(effort.reads)
        _ratio(f"card read, chip at {CHIP_BAUD} baud", whole, "its raw APDUs", raw, 1.3)
        slot.insert(SocialSecurityCard(CardHolder.from_json(dict(HOLDER))))
        _await(lambda: reader.status().media is MediaState.PRESENT)
        own = _times(lambda: reader.read(Cancellation()), effort.reads)
        _plain("the same, chip without delay", own)
        _measure_insertions(slot, reader, effort)


def _raw_exchanges(rounds: int) -> list[float]:
    """Send the commands of a reading with nothing around them; sums of each round."""
    # The library looks for the service's socket when it is first loaded.
    from drivers.pcsc.connection import connected  # noqa: PLC0415
    from drivers.pcsc.reading import read_holder  # noqa: PLC0415
    from drivers.pcsc.winscard import Context  # noqa: PLC0415

    with Context.opened() as context:
        name = next(n for n, state in _states(context) if state)
    sums = []
    for _ in range(rounds):
        took = 0.0
        with connected(name) as transmit:

            def timed(command: bytes) -> bytes:
                nonlocal took
                begun = time.perf_counter()
                answer = transmit(command)
                took += time.perf_counter() - begun
                return answer

            read_holder(timed)
        sums.append(took)
    return sums


def _states(context: object) -> list[tuple[str, bool]]:
    from drivers.pcsc.winscard import Context, is_present  # noqa: PLC0415

    assert isinstance(context, Context)  # noqa: S101 - tells the type
    known = context.states(dict.fromkeys(context.readers(), 0), 0.0)
    return [(name, is_present(state)) for name, state in known.items()]


def _measure_insertions(slot: VpcdSlot, reader: PcscCardReader, effort: Effort) -> None:
    from drivers.pcsc.winscard import Context, is_present  # noqa: PLC0415

    late, own = [], []
    with Context.opened() as context:
        for _ in range(effort.insertions):
            slot.remove()
            _await(lambda: reader.status().media is MediaState.NOT_PRESENT)
            known = context.states(dict.fromkeys(context.readers(), 0), 0.0)
            seen: list[float] = []

            def look(known: dict[str, int] = known, seen: list[float] = seen) -> None:
                while not any(is_present(state) for state in known.values()):
                    known = context.states(known, 5.0)
                seen.append(time.perf_counter())

            raw = threading.Thread(target=look)
            raw.start()
            begun = time.perf_counter()
            slot.insert(SocialSecurityCard(CardHolder.from_json(dict(HOLDER))))
            reader.await_card(Cancellation())
            told = time.perf_counter()
            raw.join()
            late.append(max(0.0, told - seen[0]))
            own.append(seen[0] - begun)
    _plain("insertion until pcscd tells a bare waiter", own)
    _limit("insertion seen by the driver after that", late, 0.050)


# Identity card ----------------------------------------------------------------


def measure_identity_card(directory: Path, effort: Effort) -> None:
    """Read an identity card over a line that is as slow as a real one."""
    with closing(SamvTwin(directory, baud=_LINE_BAUD)) as twin:
        bare = _bare_line(twin, effort.reads)
        with closing(SamvCardReader(twin.port)) as reader:
            took = []
            for _ in range(effort.reads):
                twin.do("place", holder=dict(HOLDER), kind="resident-id-card")
                took += _times(lambda: reader.read(Cancellation()), 1)
                twin.do("lift")
                reader.await_removal(Cancellation())
    line = _line_bytes() * _BITS_A_BYTE / _LINE_BAUD
    _ratio("identity card read", took, "the line's own time", [line], 1.2)
    _ratio("identity card read", took, "a bare loop on that line", bare, None)


_EXCHANGES = ((0x2001, 15), (0x2002, 19), (0x3001, 1295))
"""Find, select, read, with the length of each answer's frame."""


def _line_bytes() -> int:
    return sum(len(encode_command(code)) + length for code, length in _EXCHANGES)


def _bare_line(twin: SamvTwin, rounds: int) -> list[float]:
    """Write the three commands and read until their answers are whole."""
    twin.do("place", holder=dict(HOLDER), kind="resident-id-card")
    link = SerialLink(twin.port)

    def once() -> None:
        for code, _ in _EXCHANGES:
            parser = FrameParser()
            link.write(encode_command(code))
            while not parser.feed(link.read_some()):
                pass

    with closing(link):
        took = _times(once, rounds)
    twin.do("lift")
    return took


# Printer ----------------------------------------------------------------------


def measure_printer(directory: Path, effort: Effort) -> None:
    """Hand pages over and learn their end, beside a bare request and a bare loop."""
    if not PrinterBench.is_available():
        print("printer: not measured, ippeveprinter is not installed")
        return
    with PrinterBench(directory / "printer", seconds_per_sheet=0.4) as bench:
        printer, submits, late = IppPrinter(bench.uri), [], []
        bare = _times(lambda: _bare_request(bench.uri), effort.jobs)
        for serial in range(effort.jobs):
            begun = time.perf_counter()
            job = printer.submit(PrintOrder(f"B-{serial}", _PDF, 1))
            submits.append(time.perf_counter() - begun)
            late.append(_seen_late(bench.uri, printer, job))
    _plain("a bare HTTP request to the printer", bare)
    _limit("print job submitted, after a look", submits, 0.010)
    _limit("settlement seen after the printer says so", late, 0.250)


_PDF = b"%PDF-1.4\n" + b"%" * 90_000


def _bare_request(uri: str) -> None:
    where = uri.removeprefix("ipp://").split("/")[0]
    with closing(http.client.HTTPConnection(where, timeout=5)) as line:
        line.request("GET", "/")
        line.getresponse().read()


def _seen_late(uri: str, printer: IppPrinter, job: JobReference) -> float:
    """Follow a job as the terminal does, beside a loop that asks without pause."""
    said: list[float] = []

    def ask() -> None:
        other = IppPrinter(uri)
        while other.settlement(job).state is SheetState.PRINTING:
            time.sleep(_LOOK_SECONDS)
        said.append(time.perf_counter())

    bare = threading.Thread(target=ask)
    bare.start()
    follow(printer, job, lambda _: None, Cancellation(), SystemClock())
    seen = time.perf_counter()
    bare.join()
    return max(0.0, seen - said[0])


# Watching ---------------------------------------------------------------------


def measure_watching(directory: Path, effort: Effort) -> None:
    """Let a program watch every device and do nothing else."""
    with ExitStack() as stack:
        ports = _plug_in(directory, stack)
        command = [sys.executable, __file__, "--watch", str(directory), ports]
        with subprocess.Popen(command, stdin=subprocess.PIPE) as watchers:
            time.sleep(_SETTLE_SECONDS)
            before, begun = _processor_seconds(watchers.pid), time.perf_counter()
            time.sleep(effort.idle_seconds)
            used = _processor_seconds(watchers.pid) - before
            share = used / (time.perf_counter() - begun)
            watchers.communicate(b"end\n")
    verdict = "reached" if share <= 0.01 else "missed"  # noqa: PLR2004 - the goal
    print(
        f"{'idle watching of all devices together':42} {share * 100:8.2f} % of a core"
        f"  goal 1.00 %  ratio {share / 0.01:.2f}  {verdict}"
    )


def _plug_in(directory: Path, stack: ExitStack) -> str:
    """Plug everything in; gives the printer's address."""
    for twin in (SamvTwin, ScannerTwin, PanelTwin, ReceiptTwin):
        stack.callback(twin(directory).close)
    if not why_not():
        daemon = PrivatePcscd(directory / "pcscd")
        stack.callback(daemon.close)
        daemon.start()
        os.environ["PCSCLITE_CSOCK_NAME"] = str(daemon.socket_path)
    if not PrinterBench.is_available():
        return "ipp://192.0.2.1/ipp/print"
    bench = PrinterBench(directory / "printer")
    stack.callback(bench.close)
    return bench.start().uri


def _watch(directory: Path, printer: str) -> int:
    """Be the watchers of a terminal, and nothing else, until told to end."""
    nowhere = directory / "none"
    settings = TerminalSettings(
        "bench-01",
        directory,
        CentreSettings("https://192.0.2.1", nowhere, nowhere, nowhere, nowhere),
        PrinterSettings(printer),
        CardSettings(
            pcsc=not why_not(),
            serial_port=str(directory / "samv"),
            scanner_port=str(directory / "scanner"),
        ),
        panel_port=str(directory / "panel"),
        receipt_port=str(directory / "receipt-printer"),
    )
    clock = SystemClock()
    log = EventLog(io.StringIO(), clock)
    stations = set_up(settings, lambda _: None, clock, log)
    others = (stations.face, stations.cabinet, stations.archive)
    watching = [each for each in stations.all() if each not in others]
    for station in watching:
        station.start()
    sys.stdin.readline()
    for station in watching:
        station.stop()
    return 0


def _processor_seconds(pid: int) -> float:
    """Sum what all threads of a process and its children have used, exactly."""
    root = psutil.Process(pid)
    used = 0
    for process in (root, *root.children(recursive=True)):
        for task in Path(f"/proc/{process.pid}/task").iterdir():
            with suppress(OSError):
                used += int((task / "schedstat").read_text().split()[0])
    return used / 1e9


# Telling ----------------------------------------------------------------------


def _await(is_met: Callable[[], bool], seconds: float = 20.0) -> None:
    deadline = time.monotonic() + seconds
    while not is_met():
        if time.monotonic() > deadline:
            sys.exit("a device did not come up")
        time.sleep(0.005)


def _times(call: Callable[[], object], rounds: int) -> list[float]:
    took = []
    for _ in range(rounds):
        begun = time.perf_counter()
        call()
        took.append(time.perf_counter() - begun)
    return took


def _figures(name: str, seconds: Sequence[float]) -> str:
    middle = statistics.median(seconds)
    return f"{name:42} {middle * 1e3:8.2f} ms  worst {max(seconds) * 1e3:7.2f}"


def _plain(name: str, seconds: Sequence[float]) -> None:
    print(_figures(name, seconds))


def _limit(name: str, seconds: Sequence[float], goal: float) -> None:
    ratio = statistics.median(seconds) / goal
    verdict = "reached" if ratio <= 1 else "missed"
    told = f"goal {goal * 1e3:.0f} ms  ratio {ratio:.2f}  {verdict}"
    print(f"{_figures(name, seconds)}  {told}")


def _ratio(
    name: str,
    seconds: Sequence[float],
    beside: str,
    base: Sequence[float],
    goal: float | None,
) -> None:
    below = statistics.median(base)
    ratio = statistics.median(seconds) / below
    told = f"{ratio:.2f} x {beside} ({below * 1e3:.2f} ms)"
    if goal is not None:
        told += f"  goal {goal:.1f} x  {'reached' if ratio <= goal else 'missed'}"
    print(f"{_figures(name, seconds)}  {told}")


if __name__ == "__main__":
    sys.exit(main())
