"""What every printer promises, asked of the real IPP driver and of the twin alike."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any, Protocol

import pytest

from drivers.ipp.address import IppAddress, socket_uri
from drivers.ipp.client import Conversation
from drivers.ipp.printer import IppPrinter
from drivers.ipp.query import jobs
from drivers.ipp.queue import CupsQueuePrinter
from drivers.simulated.cupsd import PrivateCupsd
from drivers.simulated.ippeveprinter import PrinterBench
from drivers.simulated.printer import SimulatedPrinter
from kiosk.documents.rendering import page_png, sheet_count
from kiosk.domain.fault import (
    CoverOpen,
    DeviceFault,
    DeviceLost,
    Jammed,
    PaperOut,
    PrinterFault,
    TonerOut,
)
from kiosk.ports.capability import DeviceClass, Feature
from kiosk.ports.device import DeviceState, MediaState, SupplyLevel
from kiosk.ports.printer import (
    JobReference,
    Printer,
    PrintOrder,
    Settlement,
    SheetState,
)
from tests.print_order import order
from tests.promptness import PROMPT_SECONDS
from tests.waiting import await_condition

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_LIMIT_SECONDS = 30.0
_PACE_SECONDS = 0.1

_STOPPING = [
    ("paper-out", PaperOut),
    ("toner-out", TonerOut),
    ("jam", Jammed),
    ("cover-open", CoverOpen),
]


class Rig(Protocol):
    """A printer that the test can walk up to and do things to.

    Attributes:
        repeats_ids: Whether job ids start anew after a loss of power.
    """

    repeats_ids: bool

    def do(self, command: str, **arguments: Any) -> object:  # noqa: ANN401
        """Move the simulated hardware."""

    def printed(self) -> list[Path]:
        """Give what lies in the output tray."""

    def terminal(self) -> Printer:
        """Give the printer as a freshly started terminal sees it."""

    def told_apart(self, pdf: bytes) -> object:
        """Give what of a document must arrive unchanged."""


class NetworkRig:
    """The IPP driver before the real ippeveprinter."""

    repeats_ids = True

    def __init__(self, bench: PrinterBench) -> None:
        self._bench = bench
        self.do = bench.do
        self.printed = bench.printed

    def terminal(self) -> Printer:
        return IppPrinter(self._bench.uri)

    def told_apart(self, pdf: bytes) -> object:
        return pdf


class QueueRig:
    """The queue driver before a real cupsd before the real ippeveprinter."""

    repeats_ids = False

    def __init__(self, bench: PrinterBench, scheduler: PrivateCupsd) -> None:
        self._bench = bench
        self._queue = socket_uri(str(scheduler.socket), "hall")
        self.printed = bench.printed

    def do(self, command: str, **arguments: Any) -> object:  # noqa: ANN401
        # The bench and the queue would fight for the one job that ippeveprinter
        # takes at a time, and CUPS waits ten seconds after it has lost.
        await_condition(lambda: self._sent(self._bench.uri) >= self._sent(self._queue))
        return self._bench.do(command, **arguments)

    def _sent(self, uri: str) -> int:
        """Count the copies that are under way; none where nobody answers."""
        try:
            with Conversation(IppAddress.parse(uri), _LIMIT_SECONDS) as talk:
                under_way = jobs(talk, "not-completed")
        except DeviceFault:
            return 0 if uri == self._queue else 1
        return len([job for job in under_way if "-" in job.name])

    def terminal(self) -> Printer:
        return CupsQueuePrinter(self._queue)

    def told_apart(self, pdf: bytes) -> object:
        # CUPS writes the document anew; its pages stay as they are.
        return page_png(pdf, page=0, width_px=200), sheet_count(pdf)


class TwinRig:
    """The twin inside the process; a terminal's restart does not switch it off."""

    repeats_ids = True

    def __init__(self, directory: Path) -> None:
        twin = SimulatedPrinter(directory, seconds_per_sheet=_PACE_SECONDS)
        self._twin = twin
        self.do = twin.do
        self.printed = twin.printed

    def terminal(self) -> Printer:
        return self._twin

    def told_apart(self, pdf: bytes) -> object:
        return pdf


@pytest.fixture(params=["ipp", "queue", "twin"])
def rig(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Rig]:
    if request.param == "twin":
        yield TwinRig(tmp_path)
        return
    if not PrinterBench.is_available():
        pytest.skip("ippeveprinter (cups-ipp-utils) or dbus-daemon is not installed")
    if request.param == "queue" and (why_not := PrivateCupsd.why_not()):
        pytest.skip(why_not)
    with PrinterBench(tmp_path, seconds_per_sheet=_PACE_SECONDS) as bench:
        if request.param == "ipp":
            yield NetworkRig(bench)
            return
        with PrivateCupsd() as scheduler:
            scheduler.add_queue("hall", bench.uri)
            yield QueueRig(bench, scheduler)


@pytest.fixture
def printer(rig: Rig) -> Printer:
    return rig.terminal()


def settled(printer: Printer, job: JobReference) -> Settlement:
    deadline = time.monotonic() + _LIMIT_SECONDS
    while (told := printer.settlement(job)).state is SheetState.PRINTING:
        assert time.monotonic() < deadline, "the job never ended"
        time.sleep(0.01)
    return told


@pytest.mark.parametrize("sheets", [1, 2])
def test_a_copy_comes_out_as_it_was_sent(
    rig: Rig, printer: Printer, sheets: int
) -> None:
    copy = order("K-1", sheets)
    job = printer.submit(copy)
    assert settled(printer, job) == Settlement(SheetState.OUT, sheets)
    assert [rig.told_apart(path.read_bytes()) for path in rig.printed()] == [
        rig.told_apart(copy.pdf)
    ]
    assert rig.printed()[0].stem == "K-1"


@pytest.mark.parametrize(("trouble", "fault"), _STOPPING)
def test_trouble_before_the_job_is_raised_and_nothing_is_sent(
    rig: Rig, printer: Printer, trouble: str, fault: type[PrinterFault]
) -> None:
    rig.do("fault", name=trouble)
    with pytest.raises(fault):
        printer.submit(order("K-1"))
    rig.do("clear")
    job = printer.submit(order("K-1"))
    assert settled(printer, job).state is SheetState.OUT
    assert len(rig.printed()) == 1


@pytest.mark.parametrize(("trouble", "fault"), _STOPPING)
def test_trouble_during_the_job_is_told_and_the_copy_comes_out_once_afterwards(
    rig: Rig, printer: Printer, trouble: str, fault: type[PrinterFault]
) -> None:
    rig.do("pace", seconds=0.6)
    job = printer.submit(order("K-1"))
    rig.do("fault", name=trouble)
    await_condition(lambda: printer.settlement(job).reasons == (fault.key,))
    assert printer.settlement(job).state is SheetState.PRINTING
    assert not rig.printed()
    rig.do("clear")
    assert settled(printer, job) == Settlement(SheetState.OUT, 1)
    assert len(rig.printed()) == 1


def test_paper_that_runs_out_between_two_sheets_holds_the_second(
    rig: Rig, printer: Printer
) -> None:
    rig.do("pace", seconds=0.3)
    job = printer.submit(order("K-1", 2))
    await_condition(lambda: printer.settlement(job).sheets == 1)
    rig.do("fault", name="paper-out")
    await_condition(lambda: printer.settlement(job).reasons == (PaperOut.key,))
    assert printer.settlement(job) == Settlement(
        SheetState.PRINTING, 1, (PaperOut.key,)
    )
    rig.do("clear")
    assert settled(printer, job) == Settlement(SheetState.OUT, 2)


def test_a_job_called_off_in_a_jam_is_never_out(rig: Rig, printer: Printer) -> None:
    rig.do("pace", seconds=0.5)
    job = printer.submit(order("K-1"))
    rig.do("fault", name="jam")
    printer.cancel(job)
    assert settled(printer, job) == Settlement(SheetState.FAILED)
    rig.do("clear")
    after = printer.submit(order("K-2"))
    assert settled(printer, after).state is SheetState.OUT
    assert [path.stem for path in rig.printed()] == ["K-2"]


def test_a_job_called_off_while_it_prints_is_told_as_it_is(
    rig: Rig, printer: Printer
) -> None:
    job = printer.submit(order("K-1", 2))
    await_condition(lambda: printer.settlement(job).sheets == 1)
    printer.cancel(job)
    settlement = settled(printer, job)
    assert settlement.state is SheetState.UNKNOWN
    assert settlement.sheets >= 1
    assert len(rig.printed()) <= 1


def test_copies_of_a_dead_terminal_are_recalled_and_no_others(
    rig: Rig, printer: Printer
) -> None:
    rig.do("pace", seconds=0.5)
    left = printer.submit(order("K-1"))
    rig.do("fault", name="paper-out")
    await_condition(lambda: PaperOut.key in printer.settlement(left).reasons)
    rig.terminal().recall(["K-0", "K-1"])
    assert settled(printer, left) == Settlement(SheetState.FAILED)
    rig.do("clear")
    after = printer.submit(order("K-2"))
    rig.terminal().recall(["K-1"])
    assert settled(printer, after).state is SheetState.OUT
    assert [path.stem for path in rig.printed()] == ["K-2"]


def test_a_copy_that_is_out_is_not_recalled(rig: Rig, printer: Printer) -> None:
    job = printer.submit(order("K-1"))
    settled(printer, job)
    rig.terminal().recall(["K-1"])
    assert printer.settlement(job) == Settlement(SheetState.OUT, 1)


def test_a_printer_that_is_away_tells_that_nothing_was_recalled(
    rig: Rig, printer: Printer
) -> None:
    rig.do("power", on=False)
    with pytest.raises(DeviceFault):
        printer.recall(["K-1"])


def test_calling_off_a_finished_job_changes_nothing(rig: Rig, printer: Printer) -> None:
    job = printer.submit(order("K-1"))
    settled(printer, job)
    assert printer.cancel(job) == Settlement(SheetState.OUT, 1)
    assert len(rig.printed()) == 1


def test_a_job_given_up_by_the_printer_has_failed(rig: Rig, printer: Printer) -> None:
    rig.do("fault", name="abort-job")
    job = printer.submit(order("K-1"))
    assert settled(printer, job) == Settlement(SheetState.FAILED)
    assert not rig.printed()


def test_power_loss_in_mid_sheet_is_unknown_for_ever(
    rig: Rig, printer: Printer
) -> None:
    rig.do("fault", name="power-loss")
    job = printer.submit(order("K-1"))
    assert settled(printer, job).state is SheetState.UNKNOWN
    assert printer.status().state is DeviceState.OFFLINE
    rig.do("power", on=True)
    assert printer.settlement(job).state is SheetState.UNKNOWN
    assert not rig.printed()


def test_a_new_job_with_an_old_id_is_not_taken_for_the_old_one(
    rig: Rig, printer: Printer
) -> None:
    rig.do("pace", seconds=5)
    lost = printer.submit(order("K-1"))
    rig.do("power", on=False)
    rig.do("power", on=True)
    rig.do("pace", seconds=_PACE_SECONDS)
    job = next(
        job
        for serial in range(9)
        if (job := _print(printer, f"L-{serial}")).job_id >= lost.job_id
    )
    assert (job.job_id == lost.job_id) is rig.repeats_ids
    assert printer.settlement(job).state is SheetState.OUT
    assert printer.settlement(lost).state is SheetState.UNKNOWN
    assert printer.cancel(lost).state is SheetState.UNKNOWN


def _print(printer: Printer, serial: str) -> JobReference:
    job = printer.submit(order(serial))
    settled(printer, job)
    return job


def test_an_absent_printer_gets_nothing(rig: Rig, printer: Printer) -> None:
    rig.do("power", on=False)
    with pytest.raises(DeviceLost):
        printer.submit(order("K-1"))
    rig.do("power", on=True)
    assert settled(printer, printer.submit(order("K-2"))).state is SheetState.OUT
    assert [path.stem for path in rig.printed()] == ["K-2"]


def test_a_restarted_terminal_can_ask_about_an_old_job(rig: Rig) -> None:
    job = rig.terminal().submit(order("K-1"))
    restarted = rig.terminal()
    assert settled(restarted, job) == Settlement(SheetState.OUT, 1)


@pytest.mark.parametrize("job_id", [0, 4711])
def test_a_job_that_nobody_knows_is_unknown(printer: Printer, job_id: int) -> None:
    job = printer.submit(order("K-1"))
    settled(printer, job)
    foreign = JobReference(job.uri.replace("K-1", "K-9"), job_id, job.up_time)
    assert printer.settlement(foreign).state is SheetState.UNKNOWN
    assert printer.cancel(foreign).state is SheetState.UNKNOWN


def test_a_smaller_up_time_makes_the_job_unknown(printer: Printer) -> None:
    job = printer.submit(order("K-1"))
    settled(printer, job)
    older = JobReference(job.uri, job.job_id, job.up_time + 1000)
    assert printer.settlement(older).state is SheetState.UNKNOWN


def test_fewer_sheets_than_ordered_are_not_out(printer: Printer) -> None:
    job = printer.submit(PrintOrder("K-1", order("K-1").pdf, 2))
    assert settled(printer, job) == Settlement(SheetState.UNKNOWN, 1)


def test_an_unreachable_printer_is_offline_at_once(rig: Rig, printer: Printer) -> None:
    rig.do("power", on=False)
    started = time.monotonic()
    status = printer.status()
    assert time.monotonic() - started < PROMPT_SECONDS
    assert status.state is DeviceState.OFFLINE
    assert status.cause == DeviceLost.key
    assert not status.is_usable


def test_an_idle_printer_is_online_and_usable(printer: Printer) -> None:
    status = printer.status()
    assert status.state is DeviceState.ONLINE
    assert status.is_usable
    assert status.supplies == {"paper": SupplyLevel.OK, "toner": SupplyLevel.OK}
    assert status.cause == ""


def test_a_printing_printer_is_busy_and_usable(rig: Rig, printer: Printer) -> None:
    rig.do("pace", seconds=0.3)
    job = printer.submit(order("K-1"))
    await_condition(lambda: printer.status().state is DeviceState.BUSY)
    assert printer.status().is_usable
    settled(printer, job)


@pytest.mark.parametrize(
    ("trouble", "supply", "level"),
    [
        ("paper-low", "paper", SupplyLevel.LOW),
        ("toner-low", "toner", SupplyLevel.LOW),
        ("paper-out", "paper", SupplyLevel.OUT),
        ("toner-out", "toner", SupplyLevel.OUT),
    ],
)
def test_supplies_are_told_by_name(
    rig: Rig, printer: Printer, trouble: str, supply: str, level: SupplyLevel
) -> None:
    rig.do("fault", name=trouble)
    status = printer.status()
    assert status.supplies[supply] is level
    assert status.is_usable == (level is SupplyLevel.LOW)
    rig.do("clear", name=trouble)
    assert printer.status().supplies[supply] is SupplyLevel.OK


def test_a_jam_and_an_open_cover_are_states_with_a_cause(
    rig: Rig, printer: Printer
) -> None:
    rig.do("fault", name="jam")
    jammed = printer.status()
    assert jammed.media is MediaState.JAMMED
    assert (jammed.state, jammed.cause) == (DeviceState.HARDWARE_ERROR, Jammed.key)
    rig.do("clear")
    rig.do("fault", name="cover-open")
    opened = printer.status()
    assert (opened.state, opened.cause) == (DeviceState.USER_ERROR, CoverOpen.key)
    assert not opened.is_usable


@pytest.mark.parametrize(
    ("trouble", "state", "supply"),
    [
        ("paper-wrong", DeviceState.ONLINE, ("paper", SupplyLevel.OUT)),
        ("tray-missing", DeviceState.ONLINE, ("paper", SupplyLevel.OUT)),
        ("cartridge-low", DeviceState.ONLINE, ("toner", SupplyLevel.LOW)),
        ("cartridge-out", DeviceState.ONLINE, ("toner", SupplyLevel.OUT)),
        ("waste-nearly-full", DeviceState.ONLINE, ("toner", SupplyLevel.OK)),
        ("waste-full", DeviceState.HARDWARE_ERROR, ("toner", SupplyLevel.OK)),
        ("spool-full", DeviceState.HARDWARE_ERROR, ("paper", SupplyLevel.OK)),
        ("paused", DeviceState.HARDWARE_ERROR, ("paper", SupplyLevel.OK)),
        ("pausing", DeviceState.HARDWARE_ERROR, ("paper", SupplyLevel.OK)),
        ("unnamed", DeviceState.ONLINE, ("paper", SupplyLevel.OK)),
    ],
)
def test_every_word_of_a_printer_is_put_on_its_axis(
    rig: Rig,
    printer: Printer,
    trouble: str,
    state: DeviceState,
    supply: tuple[str, SupplyLevel],
) -> None:
    rig.do("fault", name=trouble)
    status = printer.status()
    assert (status.state, status.supplies[supply[0]]) == (state, supply[1])
    is_harmless = trouble in ("cartridge-low", "waste-nearly-full", "unnamed")
    assert status.is_usable is is_harmless
    if not is_harmless:
        with pytest.raises(PrinterFault):
            printer.submit(order("K-1"))
    rig.do("clear")
    assert printer.status().is_usable
    assert not rig.printed()


def test_low_supplies_hold_nothing_up(rig: Rig, printer: Printer) -> None:
    rig.do("fault", name="paper-low")
    rig.do("fault", name="toner-low")
    assert settled(printer, printer.submit(order("K-1"))).state is SheetState.OUT


@pytest.mark.parametrize(
    ("command", "arguments"),
    [("dance", {}), ("fault", {"name": "fire"}), ("power", {}), ("clear", {"x": 1})],
)
def test_the_bench_refuses_what_it_does_not_know(
    rig: Rig, command: str, arguments: dict[str, object]
) -> None:
    with pytest.raises(ValueError, match=r".+"):
        rig.do(command, **arguments)


def test_closing_twice_does_nothing(printer: Printer) -> None:
    printer.close()
    printer.close()
    assert printer.name == "printer"


def test_printer_tells_what_it_is_and_its_kind_even_when_off(
    rig: Rig, printer: Printer
) -> None:
    told = printer.capabilities()
    assert told.classes == {DeviceClass.PRINTER}
    assert told.model
    assert "application/pdf" in told.features[Feature.FORMATS]
    rig.do("power", on=False)
    assert printer.capabilities().classes == {DeviceClass.PRINTER}
