"""What it takes to watch every device and do nothing else."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import time
from contextlib import ExitStack, suppress
from pathlib import Path

import psutil

from benchmarks.devices_figures import Effort
from drivers.simulated.ippeveprinter import PrinterBench
from drivers.simulated.panel import PanelTwin
from drivers.simulated.pcscd import PrivatePcscd, why_not
from drivers.simulated.receipt_printer import ReceiptTwin
from drivers.simulated.samv import SamvTwin
from drivers.simulated.scanner import ScannerTwin
from kiosk.assembly.stations import set_up
from kiosk.clock import SystemClock
from kiosk.logs import EventLog
from kiosk.part_settings import CardSettings, CentreSettings, PrinterSettings
from kiosk.settings import TerminalSettings

__all__ = ["measure_watching", "watch"]

_SETTLE_SECONDS = 2.0


def measure_watching(directory: Path, effort: Effort) -> None:
    """Let a program watch every device and do nothing else."""
    with ExitStack() as stack:
        ports = _plug_in(directory, stack)
        command = [sys.executable, *_WATCHERS, str(directory), ports]
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


_WATCHERS = ("-m", "benchmarks.devices", "--watch")


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


def watch(directory: Path, printer: str) -> int:
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
