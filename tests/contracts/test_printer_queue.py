"""What a queue may get wrong, and what our driver then says: over a real cupsd."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from drivers.ipp.address import socket_uri
from drivers.ipp.queue import CupsQueuePrinter
from drivers.simulated.cupsd import PrivateCupsd
from drivers.simulated.ippeveprinter import PrinterBench
from kiosk.domain.fault import DeviceLost, PrinterFault, QueueUnfit
from kiosk.ports.device import DeviceState
from kiosk.ports.printer import JobReference, Settlement, SheetState
from tests.print_order import order
from tests.waiting import await_condition

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = [
    pytest.mark.skipif(
        not PrinterBench.is_available(),
        reason="ippeveprinter (cups-ipp-utils) or dbus-daemon is not installed",
    ),
    pytest.mark.skipif(
        bool(PrivateCupsd.why_not()), reason=PrivateCupsd.why_not() or "cupsd is there"
    ),
]


@pytest.fixture
def scheduler() -> Iterator[PrivateCupsd]:
    with PrivateCupsd() as scheduler:
        yield scheduler


@pytest.fixture
def bench(
    tmp_path_factory: pytest.TempPathFactory, scheduler: PrivateCupsd
) -> Iterator[PrinterBench]:
    home = tmp_path_factory.mktemp("printer")
    with PrinterBench(home, seconds_per_sheet=0.1) as bench:
        scheduler.add_queue("hall", bench.uri)
        yield bench


def over_socket(scheduler: PrivateCupsd, name: str = "hall") -> CupsQueuePrinter:
    return CupsQueuePrinter(socket_uri(str(scheduler.socket), name))


def settled(printer: CupsQueuePrinter, job: JobReference) -> Settlement:
    await_condition(lambda: printer.settlement(job).state is not SheetState.PRINTING)
    return printer.settlement(job)


@pytest.mark.parametrize("policy", ["retry-job", "retry-current-job", "stop-printer"])
def test_a_queue_that_would_send_again_is_refused(
    scheduler: PrivateCupsd, bench: PrinterBench, policy: str
) -> None:
    scheduler.add_queue("again", bench.uri, error_policy=policy)
    printer = over_socket(scheduler, "again")
    with pytest.raises(QueueUnfit) as told:
        printer.submit(order("K-1"))
    assert told.value.facts == {"reason": "error-policy", "policy": policy}
    status = printer.status()
    assert (status.state, status.cause) == (
        DeviceState.HARDWARE_ERROR,
        QueueUnfit.key,
    )
    assert not bench.printed()


def test_a_queue_whose_way_to_the_printer_knows_no_jobs_is_refused(
    scheduler: PrivateCupsd,
) -> None:
    scheduler.add_queue("blind", "http://127.0.0.1:9/")
    with pytest.raises(QueueUnfit) as told:
        over_socket(scheduler, "blind").submit(order("K-1"))
    assert told.value.facts == {"reason": "backend", "backend": "http"}


def test_a_queue_that_is_not_there_is_refused(scheduler: PrivateCupsd) -> None:
    with pytest.raises(QueueUnfit):
        over_socket(scheduler, "nowhere").submit(order("K-1"))


def test_a_stopped_queue_takes_nothing_that_would_come_out_later(
    scheduler: PrivateCupsd, bench: PrinterBench
) -> None:
    printer = over_socket(scheduler)
    scheduler.disable("hall")
    with pytest.raises(PrinterFault) as told:
        printer.submit(order("K-1"))
    assert told.value.facts["reason"] == "queue-stopped"
    assert printer.status().state is DeviceState.HARDWARE_ERROR
    scheduler.enable("hall")
    assert settled(printer, printer.submit(order("K-2"))).state is SheetState.OUT
    assert [path.stem for path in bench.printed()] == ["K-2"]


def test_without_a_scheduler_the_printer_is_offline(scheduler: PrivateCupsd) -> None:
    printer = over_socket(scheduler)
    scheduler.kill()
    assert printer.status().state is DeviceState.OFFLINE
    with pytest.raises(DeviceLost):
        printer.submit(order("K-1"))


def test_a_scheduler_that_dies_leaves_the_copy_unknown(
    scheduler: PrivateCupsd, bench: PrinterBench
) -> None:
    printer = over_socket(scheduler)
    bench.do("pace", seconds=1)
    job = printer.submit(order("K-1"))
    scheduler.kill()
    assert settled(printer, job).state is SheetState.UNKNOWN
    assert len(bench.printed()) <= 1


def test_a_copy_lost_with_the_power_does_not_come_out_for_somebody_else(
    scheduler: PrivateCupsd, bench: PrinterBench
) -> None:
    printer = over_socket(scheduler)
    bench.do("pace", seconds=5)
    job = printer.submit(order("K-1"))
    bench.do("power", on=False)
    assert printer.settlement(job).state is SheetState.UNKNOWN
    bench.do("pace", seconds=0.1)
    bench.do("power", on=True)
    later = printer.submit(order("K-2"))
    assert settled(printer, later).state is SheetState.OUT
    assert [path.stem for path in bench.printed()] == ["K-2"]
    assert printer.settlement(job).state is SheetState.UNKNOWN


def test_what_a_dead_terminal_left_in_the_queue_is_called_off_first(
    scheduler: PrivateCupsd, bench: PrinterBench
) -> None:
    bench.do("pace", seconds=5)
    over_socket(scheduler).submit(order("K-1"))
    bench.do("power", on=False)
    printer = over_socket(scheduler)
    with pytest.raises(DeviceLost):
        printer.submit(order("K-2"))
    bench.do("pace", seconds=0.1)
    bench.do("power", on=True)
    assert settled(printer, printer.submit(order("K-2"))).state is SheetState.OUT
    assert [path.stem for path in bench.printed()] == ["K-2"]


def test_no_document_of_an_earlier_visit_stays_in_the_spool(
    scheduler: PrivateCupsd, bench: PrinterBench
) -> None:
    printer = over_socket(scheduler)
    settled(printer, printer.submit(order("K-1")))
    assert len(scheduler.spooled()) == 1
    settled(printer, printer.submit(order("K-2")))
    assert len(scheduler.spooled()) == 1
    assert len(bench.printed()) == 2


def test_the_queue_is_reached_over_the_network_address_as_well(
    scheduler: PrivateCupsd, bench: PrinterBench
) -> None:
    printer = CupsQueuePrinter(f"ipp://localhost:{scheduler.port}/printers/hall")
    job = printer.submit(order("K-1"))
    assert settled(printer, job) == Settlement(SheetState.OUT, 1)
    assert len(bench.printed()) == 1
