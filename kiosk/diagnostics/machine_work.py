"""The machine itself: how loud and bright, where it stands, and its end."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from kiosk.diagnostics.attendant import note
from kiosk.diagnostics.errand import Keep, ReadKept, SetLevel
from kiosk.diagnostics.right import ENGINEERS, may
from kiosk.diagnostics.sheet import BACK, Option, Row, ShowSheet, plain, told
from kiosk.diagnostics.upkeep import RestartProgram, StopMachine
from kiosk.visit.ask import Ask

if TYPE_CHECKING:
    from kiosk.domain.staff import StaffSession

__all__ = [
    "LOCATION",
    "TypePlace",
    "end_machine",
    "set_brightness",
    "set_location",
    "set_volume",
]

LOCATION = "location"
"""Name of the choice that keeps where the terminal stands."""

_STEP, _MOST, _LEAST = 10, 100, 10
_USUAL = 70
_BACK = Option(BACK, "arrow-left")
_ENDS = ("restart-program", "restart", "shut-down")


@dataclass(frozen=True, slots=True)
class TypePlace(Ask[str]):
    """Let the number of the place be typed; empty to leave it as it is.

    Attributes:
        present: What is kept now.
    """

    present: str

    patience_seconds: ClassVar[float | None] = 120


async def set_volume(session: StaffSession) -> None:
    """Make the loudspeaker louder or quieter, in tenths."""
    await _set_level(session, "volume")


async def set_brightness(session: StaffSession) -> None:
    """Make the screen brighter or darker, in tenths."""
    await _set_level(session, "brightness")


async def _set_level(session: StaffSession, name: str) -> None:
    kept = int((await ReadKept()).get(name, _USUAL))
    percent = await SetLevel(name, kept)
    options = (Option(f"{name}-up"), Option(f"{name}-down"), _BACK)
    while True:
        row = Row(told(f"technician.{name}.now"), plain(f"{percent} %"))
        choice = await ShowSheet(name, (row,), options)
        if choice == BACK:
            break
        step = _STEP if choice == f"{name}-up" else -_STEP
        percent = await SetLevel(name, min(_MOST, max(_LEAST, percent + step)))
    await Keep(name, str(percent))
    await note(session, name, f"{percent} %")


async def set_location(session: StaffSession) -> None:
    """Keep the number of the place where the terminal stands."""
    present = (await ReadKept()).get(LOCATION, "")
    place = await TypePlace(present)
    if place:
        await Keep(LOCATION, place)
        await note(session, "location", place)


async def end_machine(session: StaffSession) -> None:
    """Restart the program or the machine, or shut it down; engineers alone may that."""
    ends = _ENDS if may(session, ENGINEERS) else _ENDS[:2]
    rows = tuple(
        Row(
            told(f"technician.end.{how}"),
            told(f"technician.end.{how}.line"),
            choice=how,
        )
        for how in ends
    )
    how = await ShowSheet("end", rows, (_BACK,), told("technician.end.body"))
    if how != BACK:
        await note(session, how)
        await (RestartProgram() if how == _ENDS[0] else StopMachine(how))
