"""What every receipt printer promises, asked of driver and twin alike."""

from __future__ import annotations

import time
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Protocol

import pytest
import zxingcpp
from PIL import Image

from drivers.receipt.printer import EscposReceiptPrinter, Roll
from drivers.receipt.strip import draw_strip
from drivers.simulated.receipt_firmware import ReceiptTrouble
from drivers.simulated.receipt_printer import ReceiptTwin
from drivers.simulated.receipt_printer_in_process import SimulatedReceiptPrinter
from kiosk.domain.card import CardKind
from kiosk.domain.fault import (
    CoverOpen,
    DeviceLost,
    InvalidValue,
    Jammed,
    PaperOut,
    PrinterFault,
    UnknownGlyph,
)
from kiosk.domain.receipt import (
    AcceptanceReceipt,
    CertificationReceipt,
    Slip,
    slip_of,
)
from kiosk.ports.capability import DeviceClass, Feature
from kiosk.ports.device import DeviceState, MediaState, SupplyLevel
from kiosk.ports.receipt_printer import RECEIPT_PAPER, ReceiptPrinter, SlipState
from tests.promptness import PROMPT_SECONDS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_DONE_SECONDS = 2.0

CERTIFIED = slip_of(
    CertificationReceipt(
        "王秀兰",
        "510199196207083427",
        datetime(2026, 11, 23, 9, 0, tzinfo=UTC),
        CardKind.SOCIAL_SECURITY,
        date(2027, 11, 23),
    )
)
ACCEPTED = slip_of(
    AcceptanceReceipt(
        "2026-0000123",
        "个人账户一次性待遇申领",
        "王秀兰",
        datetime(2026, 11, 23, 9, 0, tzinfo=UTC),
        date(2026, 12, 23),
        "12333",
        "服务大厅",
    )
)


class Rig(Protocol):
    """A receipt printer that the test can walk up to."""

    printer: ReceiptPrinter

    def do(self, command: str, **arguments: object) -> object:
        """Move the simulated hardware."""

    def slips(self) -> int:
        """Count the whole slips."""


class LineRig:
    """The driver before a printer at the far end of a real line."""

    def __init__(self, twin: ReceiptTwin) -> None:
        self._twin = twin
        self.do = twin.do
        self.printer: ReceiptPrinter = EscposReceiptPrinter(
            twin.port, done_seconds=_DONE_SECONDS
        )

    def slips(self) -> int:
        return len(self._twin.printed())


class ProcessRig:
    """The twin in the process."""

    def __init__(self) -> None:
        self.twin = SimulatedReceiptPrinter()
        self.printer: ReceiptPrinter = self.twin
        self.do = self.twin.do

    def slips(self) -> int:
        return len(self.twin.slips)


@pytest.fixture(params=["serial", "network", "process"])
def rig(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Rig]:
    if request.param == "process":
        yield ProcessRig()
        return
    twin = ReceiptTwin(tmp_path, is_network=request.param == "network")
    rig = LineRig(twin)
    yield rig
    rig.printer.close()
    twin.close()


@pytest.fixture
def twin(tmp_path: Path) -> Iterator[ReceiptTwin]:
    twin = ReceiptTwin(tmp_path)
    yield twin
    twin.close()


def test_a_slip_comes_out_once_and_is_said_to_be_out(rig: Rig) -> None:
    assert rig.printer.print(CERTIFIED) is SlipState.OUT
    assert rig.slips() == 1
    assert rig.printer.print(ACCEPTED) is SlipState.OUT
    assert rig.slips() == 2


_HINDRANCES = [
    ("paper-out", PaperOut),
    ("cover-open", CoverOpen),
    ("cutter", Jammed),
]


@pytest.mark.parametrize(("trouble", "fault"), _HINDRANCES)
def test_trouble_before_the_slip_is_raised_and_nothing_is_printed(
    rig: Rig, trouble: str, fault: type[PrinterFault]
) -> None:
    rig.do("fault", name=trouble)
    with pytest.raises(fault):
        rig.printer.print(CERTIFIED)
    rig.do("mend")
    assert rig.slips() == 0
    assert rig.printer.print(CERTIFIED) is SlipState.OUT
    assert rig.slips() == 1


@pytest.mark.parametrize("trouble", ["runs-out", "power-loss"])
def test_a_slip_that_was_interrupted_is_unknown_and_never_comes_out_later(
    rig: Rig, trouble: str
) -> None:
    rig.do("fault", name=trouble)
    assert rig.printer.print(CERTIFIED) is SlipState.UNKNOWN
    assert not rig.printer.status().is_usable
    rig.do("mend")
    rig.do("power", on=True)
    assert rig.slips() == 0
    assert rig.printer.print(ACCEPTED) is SlipState.OUT
    assert rig.slips() == 1


def test_a_printer_that_does_not_say_it_is_through_leaves_the_slip_unknown(
    rig: Rig,
) -> None:
    rig.do("fault", name="no-report")
    assert rig.printer.print(CERTIFIED) is SlipState.UNKNOWN
    rig.do("mend")
    assert rig.printer.print(CERTIFIED) is SlipState.OUT


@pytest.mark.parametrize("how", ["mute", "off", "unplugged"])
def test_an_absent_printer_gets_nothing(rig: Rig, how: str) -> None:
    commands: dict[str, tuple[str, dict[str, object]]] = {
        "mute": ("fault", {"name": "mute"}),
        "off": ("power", {"on": False}),
        "unplugged": ("unplug", {}),
    }
    command, arguments = commands[how]
    rig.do(command, **arguments)
    with pytest.raises(DeviceLost):
        rig.printer.print(CERTIFIED)
    started = time.monotonic()
    status = rig.printer.status()
    assert time.monotonic() - started < PROMPT_SECONDS
    assert status.state in (DeviceState.OFFLINE, DeviceState.NO_DEVICE)
    assert status.cause == DeviceLost.key
    assert rig.slips() == 0


def test_it_comes_back_by_itself(rig: Rig) -> None:
    assert rig.printer.print(CERTIFIED) is SlipState.OUT
    rig.do("unplug")
    assert rig.printer.status().state is DeviceState.NO_DEVICE
    rig.do("plug")
    assert rig.printer.status().state is DeviceState.ONLINE
    assert rig.printer.print(CERTIFIED) is SlipState.OUT
    assert rig.slips() == 2


@pytest.mark.parametrize(
    ("trouble", "level"),
    [("paper-low", SupplyLevel.LOW), ("paper-out", SupplyLevel.OUT)],
)
def test_the_roll_is_a_supply(rig: Rig, trouble: str, level: SupplyLevel) -> None:
    assert rig.printer.status().supplies == {RECEIPT_PAPER: SupplyLevel.OK}
    rig.do("fault", name=trouble)
    status = rig.printer.status()
    assert status.supplies == {RECEIPT_PAPER: level}
    assert status.is_usable == (level is SupplyLevel.LOW)


def test_a_slip_is_printed_while_the_roll_is_low(rig: Rig) -> None:
    rig.do("fault", name="paper-low")
    assert rig.printer.print(CERTIFIED) is SlipState.OUT


def test_cutter_and_cover_are_states_with_a_cause(rig: Rig) -> None:
    rig.do("fault", name="cutter")
    status = rig.printer.status()
    assert (status.state, status.cause) == (DeviceState.HARDWARE_ERROR, Jammed.key)
    assert status.media is MediaState.JAMMED
    rig.do("mend")
    rig.do("fault", name="cover-open")
    status = rig.printer.status()
    assert (status.state, status.cause) == (DeviceState.USER_ERROR, CoverOpen.key)


@pytest.mark.parametrize(
    ("command", "arguments"), [("dance", {}), ("fault", {"name": "fire"})]
)
def test_the_bench_refuses_what_it_does_not_know(
    rig: Rig, command: str, arguments: dict[str, object]
) -> None:
    with pytest.raises(InvalidValue):
        rig.do(command, **arguments)


def test_closing_twice_does_nothing(rig: Rig) -> None:
    rig.printer.close()
    rig.printer.close()
    assert rig.printer.name == "receipt-printer"


def test_the_paper_shows_what_was_drawn_and_its_code_can_be_read(
    twin: ReceiptTwin,
) -> None:
    printer = EscposReceiptPrinter(twin.port, roll=Roll(foot="hall-001-07"))
    assert printer.print(ACCEPTED) is SlipState.OUT
    printer.close()
    paper = Image.open(twin.printed()[0]).convert("1")
    footed = Slip(
        ACCEPTED.title,
        ACCEPTED.lines,
        ACCEPTED.qr,
        (*ACCEPTED.notes, "hall-001-07"),
    )
    drawn = draw_strip(footed)
    shown = paper.crop((0, 0, drawn.width, drawn.height))
    differing = sum(
        a != b for a, b in zip(shown.tobytes(), drawn.tobytes(), strict=True)
    )
    # A dot here and there keeps a picture from giving commands.
    assert differing < len(drawn.tobytes()) / 1000
    assert [code.text for code in zxingcpp.read_barcodes(paper.convert("L"))] == [
        "2026-0000123"
    ]


def test_a_narrow_roll_is_filled_to_its_own_width(twin: ReceiptTwin) -> None:
    printer = EscposReceiptPrinter(twin.port, roll=Roll(width_mm=58))
    assert printer.print(CERTIFIED) is SlipState.OUT
    printer.close()
    assert draw_strip(CERTIFIED, 384).width == 384


@pytest.mark.parametrize("character", ["\U000e0041", "\u1234", "\U0001f600"])
def test_a_character_without_a_shape_is_told_and_nothing_is_sent(
    twin: ReceiptTwin, character: str
) -> None:
    printer = EscposReceiptPrinter(twin.port)
    with pytest.raises(UnknownGlyph):
        printer.print(Slip("回执", (("姓名", character),)))
    printer.close()
    assert not twin.printed()


def test_every_trouble_has_a_name_for_the_bench(twin: ReceiptTwin) -> None:
    for trouble in ReceiptTrouble:
        twin.do("fault", name=str(trouble))
    assert twin.do("state")["troubles"] == sorted(ReceiptTrouble)


def test_the_roll_is_told(rig: Rig) -> None:
    told = rig.printer.capabilities()
    assert told.classes == {DeviceClass.PRINTER}
    assert "roll_80mm" in told.features[Feature.PAPER]
