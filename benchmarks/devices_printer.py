"""A print job handed over and its end seen, beside a bare request and a bare loop."""

from __future__ import annotations

import http.client
import threading
import time
from contextlib import closing
from pathlib import Path

from benchmarks.devices_figures import Effort, limit, plain, times
from drivers.ipp.printer import IppPrinter
from drivers.simulated.ippeveprinter import PrinterBench
from kiosk.clock import SystemClock
from kiosk.ports.device import Cancellation
from kiosk.ports.printer import JobReference, PrintOrder, SheetState
from kiosk.terminal.printing import follow

__all__ = ["measure_printer"]

_LOOK_SECONDS = 0.001


def measure_printer(directory: Path, effort: Effort) -> None:
    """Hand pages over and learn their end, beside a bare request and a bare loop."""
    if not PrinterBench.is_available():
        print("printer: not measured, ippeveprinter is not installed")
        return
    with PrinterBench(directory / "printer", seconds_per_sheet=0.4) as bench:
        printer, submits, late = IppPrinter(bench.uri), [], []
        bare = times(lambda: _bare_request(bench.uri), effort.jobs)
        for serial in range(effort.jobs):
            begun = time.perf_counter()
            job = printer.submit(PrintOrder(f"B-{serial}", _PDF, 1))
            submits.append(time.perf_counter() - begun)
            late.append(_seen_late(bench.uri, printer, job))
    plain("a bare HTTP request to the printer", bare)
    limit("print job submitted, after a look", submits, 0.010)
    limit("settlement seen after the printer says so", late, 0.250)


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
