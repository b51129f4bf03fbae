"""Calibrating the touch surface: touch the targets, try it out, keep it or go back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from kiosk.diagnostics.attendant import note
from kiosk.diagnostics.errand import Keep, ReadKept, UseCalibration
from kiosk.diagnostics.sheet import BACK, Option, Row, ShowSheet, Tone, told
from kiosk.domain.calibration import Calibration, Spot, Touch
from kiosk.domain.fault import InvalidValue
from kiosk.visit.ask import Ask

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kiosk.domain.staff import StaffSession

__all__ = ["TARGETS", "TOUCH", "TouchTargets", "TryCalibration", "calibrate_touch"]

TOUCH = "touch"
"""Name of the choice that keeps the calibration."""

TARGETS = tuple(Spot(x, y) for x, y in ((0.1, 0.1), (0.9, 0.1), (0.5, 0.5))) + tuple(
    Spot(x, y) for x, y in ((0.1, 0.9), (0.9, 0.9))
)
"""One more than three: what is left over tells whether somebody missed."""

_FARTHEST = 0.03
_LEAST_GROWTH, _MOST_GROWTH = 0.5, 2.0
_BACK = Option(BACK, "arrow-left")


@dataclass(frozen=True, slots=True)
class TouchTargets(Ask[tuple[Touch, ...]]):
    """Let targets be touched one by one, as the surface tells it without correction.

    Gives nothing where somebody stopped.
    """

    targets: tuple[Spot, ...] = TARGETS

    patience_seconds: ClassVar[float | None] = 120


@dataclass(frozen=True, slots=True)
class TryCalibration(Ask[bool]):
    """Correct touches so while a button is to be touched; true when it was.

    A calibration that does not let itself be touched ends by itself: after some
    seconds the answer is no, and whatever ends the question ends the trial.
    """

    calibration: Calibration

    patience_seconds: ClassVar[float | None] = 120


async def calibrate_touch(session: StaffSession) -> None:
    """Find a calibration, have it tried out, and keep it only if it works."""
    kept = (await ReadKept()).get(TOUCH, "")
    now = "technician.calibrate.kept" if kept else "technician.calibrate.plain"
    forget = (Option("forget-calibration"),) if kept else ()
    options = (Option("touch-targets", "hand", is_primary=True), *forget, _BACK)
    rows, intro = (Row(told(now)),), told("technician.calibrate.body")
    choice = await ShowSheet("calibrate", rows, options, intro)
    if choice == BACK:
        return
    is_new = choice == "touch-targets"
    found = _found(await TouchTargets()) if is_new else Calibration()
    if found is None:
        await _tell(Row(told("technician.calibrate.missed"), tone=Tone.WARNING))
    elif await TryCalibration(found):
        await _keep(session, found)
    else:
        await _tell(Row(told("technician.calibrate.unchanged"), tone=Tone.WARNING))


def _found(touches: Sequence[Touch]) -> Calibration | None:
    """Fit a calibration; none where touches lie too far from any that could be."""
    try:
        found = Calibration.fit(touches)
    except InvalidValue:
        return None
    is_near = found.rest(touches) <= _FARTHEST
    return (
        found
        if is_near and _LEAST_GROWTH <= abs(found.growth) <= _MOST_GROWTH
        else None
    )


async def _keep(session: StaffSession, found: Calibration) -> None:
    await Keep(TOUCH, found.text)
    await UseCalibration(found)
    await note(session, "calibrate-touch", found.text or "plain")
    await _tell(Row(told("technician.calibrate.done"), tone=Tone.GOOD))


async def _tell(row: Row) -> None:
    back = Option(BACK, "arrow-left", is_primary=True)
    await ShowSheet("calibrate", (row,), (back,))
