"""The bench around ippeveprinter: encrypted lines work, nothing is left running."""

from __future__ import annotations

import ssl
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from drivers.ipp.printer import IppPrinter
from drivers.simulated.ippeveprinter import PrinterBench
from kiosk.ports.device import DeviceState
from kiosk.ports.printer import PrintOrder, SheetState

_LIMIT_SECONDS = 30.0

pytestmark = pytest.mark.skipif(
    not PrinterBench.is_available(),
    reason="ippeveprinter (cups-ipp-utils) or dbus-daemon is not installed",
)


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[PrinterBench]:
    with PrinterBench(tmp_path, seconds_per_sheet=0.1) as bench:
        yield bench


def runs(process: psutil.Process) -> bool:
    """Whether a process does anything; one that only waits to be reaped does not."""
    try:
        return process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def test_nothing_is_left_running(tmp_path: Path) -> None:
    before = set(psutil.Process().children(recursive=True))
    bench = PrinterBench(tmp_path, seconds_per_sheet=30).start()
    IppPrinter(bench.uri).submit(PrintOrder("K-1", b"%PDF-1.4", 1))
    started = set(psutil.Process().children(recursive=True)) - before
    assert len(started) >= 2
    bench.close()
    bench.close()
    # A process that was killed may be seen dying for a moment yet.
    deadline = time.monotonic() + _LIMIT_SECONDS
    while (left := list(filter(runs, started))) and time.monotonic() < deadline:
        psutil.wait_procs(left, timeout=0.05)
    assert not left
    assert not list((tmp_path / "printed").iterdir())


def test_two_benches_do_not_meet(bench: PrinterBench, tmp_path: Path) -> None:
    with PrinterBench(tmp_path / "second", seconds_per_sheet=0.1) as second:
        assert second.uri != bench.uri
        bench.do("fault", name="jam")
        assert IppPrinter(second.uri).status().is_usable


def test_an_encrypted_line_to_a_printer_with_a_known_certificate(
    bench: PrinterBench,
) -> None:
    uri = bench.uri.replace("ipp:", "ipps:")
    port = int(uri.split(":")[2].split("/")[0])
    certificate = ssl.get_server_certificate(("localhost", port))
    trust = ssl.create_default_context(cadata=certificate)
    # The certificate is pinned, so its name adds nothing.
    trust.check_hostname = False
    printer = IppPrinter(uri, trust=trust)
    job = printer.submit(PrintOrder("K-1", b"%PDF-1.4", 1))
    deadline = time.monotonic() + _LIMIT_SECONDS
    while printer.settlement(job).state is SheetState.PRINTING:
        assert time.monotonic() < deadline
        time.sleep(0.02)
    assert printer.settlement(job).state is SheetState.OUT


def test_an_encrypted_line_to_an_unknown_printer_is_no_line(
    bench: PrinterBench,
) -> None:
    status = IppPrinter(bench.uri.replace("ipp:", "ipps:")).status()
    assert status.state is DeviceState.OFFLINE
    assert "SSLCertVerificationError" in status.detail
