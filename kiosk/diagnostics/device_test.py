"""Guided tests of cards, printers, camera, face, scanner, lights, sound and touch."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from kiosk.diagnostics.errand import (
    DrawTestPage,
    PrintTestSlip,
    ReadBadgeAgain,
    ShineAll,
)
from kiosk.diagnostics.guided import Outcome, Result, by_eye
from kiosk.domain.resident import Subject
from kiosk.domain.staff import StaffSession
from kiosk.ports.face_judge import FaceDecision, Portrait, PortraitOrigin
from kiosk.ports.guidance import Colour, Light, Pace, Place
from kiosk.ports.printer import PrintOrder, SheetState
from kiosk.ports.receipt_printer import SlipState
from kiosk.visit.ask import Ask
from kiosk.visit.checking import ScanCode
from kiosk.visit.errand import (
    AwaitSheets,
    FetchPortrait,
    NameDeed,
    RenderPages,
    SubmitCopy,
)
from kiosk.visit.question import MatchFace
from kiosk.visit.staffing import ReadIdCard

__all__ = [
    "MARK",
    "HearTone",
    "TouchGrid",
    "WatchCamera",
    "read_id_card",
    "read_staff_card",
    "see_lights",
    "test_camera",
    "test_face",
    "test_page",
    "test_scanner",
    "test_slip",
    "test_sound",
    "test_touch",
]

MARK = "KIOSK-TEST-"
"""Begins the code on a test page, so that the scanner's test knows it."""

_ALL_WELL = Result(Outcome.PASSED)
_SEEN_BAD = Result(Outcome.FAILED)


@dataclass(frozen=True, slots=True)
class WatchCamera(Ask[bool]):
    """Show the live picture with its figures; true when it looks as it should.

    Progress is a `kiosk.ports.face_judge.CameraSight`.
    """

    patience_seconds: ClassVar[float | None] = 300


@dataclass(frozen=True, slots=True)
class HearTone(Ask[bool]):
    """Play a tone; true when it was heard."""

    patience_seconds: ClassVar[float | None] = 120


@dataclass(frozen=True, slots=True)
class TouchGrid(Ask[tuple[tuple[int, int], ...]]):
    """Let every field of a grid be touched; gives those that were not, row by row.

    Attributes:
        rows, columns: Of the grid, which covers the whole window.
    """

    columns: int = 6
    rows: int = 10

    patience_seconds: ClassVar[float | None] = 120


async def read_staff_card(session: StaffSession) -> Result:
    """Read the staff card that is in once more: contacts, chip and reader."""
    seconds = await ReadBadgeAgain(session)
    return Result(Outcome.PASSED, (("read-time", f"{seconds:.2f} s"),))


async def read_id_card(session: StaffSession) -> Result:
    """Read whoever's identity card is laid on; only its last digits are shown."""
    del session
    card = await ReadIdCard()
    shown = (("card-end", card.number[-4:]),)
    return Result(Outcome.PASSED, shown)


async def test_page(session: StaffSession) -> Result:
    """Print the test page and have a person compare paper and picture."""
    del session
    mark = MARK + (await NameDeed())[-8:]
    pdf = await DrawTestPage(mark)
    (picture, *_) = await RenderPages(pdf)
    job = await SubmitCopy(PrintOrder(mark, pdf, 1))
    settled = await AwaitSheets(job, 1)
    if settled.state is not SheetState.OUT:
        cause = settled.reasons[0] if settled.reasons else "printer-fault"
        return Result(Outcome.FAILED, cause=cause)
    if await by_eye("page-test", picture=picture):
        return _ALL_WELL
    return Result(Outcome.FAILED, cause="print-bad")


async def test_slip(session: StaffSession) -> Result:
    """Print a test slip and have a person look at it."""
    del session
    if await PrintTestSlip() is not SlipState.OUT:
        return Result(Outcome.FAILED, cause="no-answer")
    return _ALL_WELL if await by_eye("slip-test") else _SEEN_BAD


async def test_camera(session: StaffSession) -> Result:
    """Show the live picture with rate, light and focus, and ask a person."""
    del session
    return (
        _ALL_WELL if await WatchCamera() else Result(Outcome.FAILED, (), "camera-bad")
    )


async def test_face(session: StaffSession) -> Result:
    """Compare the technician's own face with the portrait of their own id card."""
    del session
    card = await ReadIdCard()
    image = await FetchPortrait(Subject(card.number, card.name))
    verdict = await MatchFace(Portrait(image, PortraitOrigin.ENROLLED), 1)
    figures = (
        ("score", f"{verdict.score:.2f}"),
        ("judged-in", f"{verdict.seconds:.2f} s"),
    )
    is_same = verdict.decision is FaceDecision.ACCEPT
    return Result(Outcome.PASSED if is_same else Outcome.FAILED, figures)


async def test_scanner(session: StaffSession) -> Result:
    """Have a code scanned, best the one on the test page."""
    del session
    text = await ScanCode()
    figures = (
        ("characters", str(len(text))),
        ("test-page", "✓" if text.startswith(MARK) else "–"),
    )
    return Result(Outcome.PASSED if text else Outcome.FAILED, figures)


async def see_lights(session: StaffSession) -> Result:
    """Let all lights shine and have a person count them."""
    del session
    count = await ShineAll(Light(Place.STATUS, Pace.ON, Colour.GREEN))
    is_well = await by_eye("light-test", (("lights", str(count)),))
    await ShineAll(None)
    return _ALL_WELL if is_well else _SEEN_BAD


async def test_sound(session: StaffSession) -> Result:
    """Play a tone and ask whether it was heard."""
    del session
    return _ALL_WELL if await HearTone() else _SEEN_BAD


async def test_touch(session: StaffSession) -> Result:
    """Have the whole surface touched; what stays untouched is dead."""
    del session
    missed = await TouchGrid()
    figures = (("dead-fields", str(len(missed))),)
    if missed:
        return Result(Outcome.FAILED, figures, "touch-dead")
    return Result(Outcome.PASSED, figures)
