"""A connection cut at every byte of a print job: never twice, never a false word."""

from __future__ import annotations

import contextlib
import io
import socket
import struct
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from reportlab.pdfgen import canvas

from drivers.ipp.printer import IppPrinter
from drivers.simulated.ippeveprinter import PrinterBench
from kiosk.domain.fault import DeviceLost, PrinterFault
from kiosk.ports.printer import JobReference, PrintOrder, Settlement, SheetState

_LIMIT_SECONDS = 30.0
_PACE_SECONDS = 0.02
_CUTS = 24
_RESET = struct.pack("ii", 1, 0)

pytestmark = pytest.mark.skipif(
    not PrinterBench.is_available(),
    reason="ippeveprinter (cups-ipp-utils) or dbus-daemon is not installed",
)


@dataclass
class Wire:
    """What went over one connection."""

    up: bytearray = field(default_factory=bytearray)
    down: bytearray = field(default_factory=bytearray)


class CuttingProxy:
    """Stands before a printer and tears one connection after so many bytes."""

    def __init__(self, port: int) -> None:
        self._target = port
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._cut: tuple[str, int] | None = None
        self._skip = 0
        self.wires: list[Wire] = []
        threading.Thread(target=self._serve, daemon=True).start()

    @property
    def uri(self) -> str:
        return f"ipp://127.0.0.1:{self._listener.getsockname()[1]}/ipp/print"

    def tear(self, skip: int, direction: str, count: int) -> None:
        """Tear the connection after the next ``skip`` ones."""
        self.wires.clear()
        self._skip, self._cut = skip, (direction, count)

    def close(self) -> None:
        self._listener.close()

    def _serve(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                client, _ = self._listener.accept()
                wire, cut = Wire(), None
                if self._cut and len(self.wires) == self._skip:
                    cut, self._cut = self._cut, None
                self.wires.append(wire)
                self._join(client, wire, cut)

    def _join(
        self, client: socket.socket, wire: Wire, cut: tuple[str, int] | None
    ) -> None:
        try:
            printer = socket.create_connection(("127.0.0.1", self._target))
        except OSError:
            client.close()
            return
        ends = (client, printer)
        for source, sink, seen, direction in (
            (client, printer, wire.up, "up"),
            (printer, client, wire.down, "down"),
        ):
            limit = cut[1] if cut and cut[0] == direction else None
            threading.Thread(
                target=_pump, args=(source, sink, seen, limit, ends), daemon=True
            ).start()


def _pump(
    source: socket.socket,
    sink: socket.socket,
    seen: bytearray,
    limit: int | None,
    ends: tuple[socket.socket, socket.socket],
) -> None:
    with contextlib.suppress(OSError):
        # Torn when the byte after the last allowed one comes, not before: an
        # answer is then torn only after the whole request arrived.
        while piece := source.recv(4096):
            allowed = piece if limit is None else piece[: limit - len(seen)]
            seen.extend(allowed)
            sink.sendall(allowed)
            if len(allowed) < len(piece):
                break
    for end in ends:
        with contextlib.suppress(OSError):
            if limit is not None:
                end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
            end.shutdown(socket.SHUT_RDWR)
        end.close()


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PrinterBench]:
    home = tmp_path_factory.mktemp("bench")
    with PrinterBench(home, seconds_per_sheet=_PACE_SECONDS) as bench:
        yield bench


@pytest.fixture
def proxy(bench: PrinterBench) -> Iterator[CuttingProxy]:
    proxy = CuttingProxy(int(bench.uri.split(":")[2].split("/")[0]))
    yield proxy
    proxy.close()


def pdf() -> bytes:
    file = io.BytesIO()
    paper = canvas.Canvas(file, pageCompression=0, invariant=1)
    paper.drawString(72, 720, "one sheet")
    paper.save()
    return file.getvalue()


def wait(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + _LIMIT_SECONDS
    while not condition():
        assert time.monotonic() < deadline, "condition never came"
        time.sleep(0.005)


def settled(printer: IppPrinter, job: JobReference) -> Settlement:
    deadline = time.monotonic() + _LIMIT_SECONDS
    while (told := printer.settlement(job)).state is SheetState.PRINTING:
        assert time.monotonic() < deadline, "the job never ended"
        time.sleep(0.01)
    return told


def copies(bench: PrinterBench, serial: str) -> list[Path]:
    return [path for path in bench.printed() if path.name.startswith(f"{serial}.")]


def submit_torn(
    proxy: CuttingProxy, serial: str, direction: str, cut: int
) -> JobReference | None:
    """Hand a copy over through a line that tears; none when nothing was sent.

    A printer that is still busy with a torn job refuses: then it is asked again.
    """
    printer = IppPrinter(proxy.uri)
    deadline = time.monotonic() + _LIMIT_SECONDS
    while True:
        proxy.tear(1, direction, cut)
        try:
            return printer.submit(PrintOrder(serial, pdf(), 1))
        except DeviceLost:
            return None
        except PrinterFault:
            assert time.monotonic() < deadline, "printer never became free"
            time.sleep(0.005)


def await_all_jobs(bench: PrinterBench) -> None:
    """Wait until every job taken so far is over; one runs at a time."""
    direct = IppPrinter(bench.uri)

    def is_taken() -> bool:
        with contextlib.suppress(PrinterFault):
            job = direct.submit(PrintOrder("barrier", pdf(), 1))
            return settled(direct, job).state is SheetState.OUT
        return False

    wait(is_taken)


def measure(bench: PrinterBench, proxy: CuttingProxy) -> tuple[int, int, int]:
    """Give the bytes up to the document, up in all, and down in all."""
    proxy.tear(9, "up", 0)
    printer = IppPrinter(proxy.uri)
    await_all_jobs(bench)
    settled(printer, printer.submit(PrintOrder("whole", pdf(), 1)))
    wire = proxy.wires[1]
    return wire.up.index(b"%PDF"), len(wire.up), len(wire.down)


def spread(count: int) -> list[int]:
    """Spread cuts over a length, the last bytes one by one."""
    return sorted({*range(0, count, max(1, count // _CUTS)), *range(count - 4, count)})


def test_a_request_torn_anywhere_is_never_printed_twice_nor_called_out_wrongly(
    bench: PrinterBench, proxy: CuttingProxy
) -> None:
    head, whole, _ = measure(bench, proxy)
    states = {}
    for cut in spread(whole):
        job = submit_torn(proxy, f"up-{cut}", "up", cut)
        if job is None:
            assert len(proxy.wires[1].up) <= head
            states[cut] = SheetState.FAILED
        else:
            assert job.job_id == 0
            states[cut] = settled(IppPrinter(proxy.uri), job).state
    await_all_jobs(bench)
    assert {*states.values()} <= {SheetState.UNKNOWN, SheetState.FAILED}
    for cut, state in states.items():
        assert len(copies(bench, f"up-{cut}")) <= (state is SheetState.UNKNOWN)


def test_an_answer_torn_anywhere_is_out_or_unknown_and_printed_once(
    bench: PrinterBench, proxy: CuttingProxy
) -> None:
    _, _, answer = measure(bench, proxy)
    for cut in spread(answer):
        serial = f"down-{cut}"
        job = submit_torn(proxy, serial, "down", cut)
        assert job is not None
        # From the status line on, the printer is known to have the document.
        known = cut >= len("HTTP/1.1 200")
        state = SheetState.OUT if known else SheetState.UNKNOWN
        assert settled(IppPrinter(proxy.uri), job) == Settlement(state, 1)
        assert [path.read_bytes() for path in copies(bench, serial)] == [pdf()]


def test_a_torn_look_before_the_job_sends_nothing(
    bench: PrinterBench, proxy: CuttingProxy
) -> None:
    await_all_jobs(bench)
    printer = IppPrinter(proxy.uri)
    for cut in (0, 1, 100, 250):
        proxy.tear(0, "down", cut)
        with pytest.raises(DeviceLost):
            printer.submit(PrintOrder(f"look-{cut}", pdf(), 1))
        assert not any(b"%PDF" in wire.up for wire in proxy.wires)
        assert not copies(bench, f"look-{cut}")


def test_one_torn_question_is_asked_again(
    bench: PrinterBench, proxy: CuttingProxy
) -> None:
    printer = IppPrinter(proxy.uri)
    await_all_jobs(bench)
    job = printer.submit(PrintOrder("again", pdf(), 1))
    settled(printer, job)
    for cut in (0, 60, 200):
        proxy.tear(0, "down", cut)
        assert printer.settlement(job) == Settlement(SheetState.OUT, 1)
        assert len(proxy.wires) == 2


def test_a_lost_answer_and_then_a_lost_printer_are_unknown(
    bench: PrinterBench, proxy: CuttingProxy
) -> None:
    await_all_jobs(bench)
    printer = IppPrinter(proxy.uri)
    bench.do("pace", seconds=5)
    proxy.tear(1, "down", 10)
    job = printer.submit(PrintOrder("lost", pdf(), 1))
    bench.do("power", on=False)
    assert printer.settlement(job).state is SheetState.UNKNOWN
    bench.do("power", on=True)
    bench.do("pace", seconds=_PACE_SECONDS)
    assert printer.settlement(job).state is SheetState.UNKNOWN
    assert not copies(bench, "lost")
