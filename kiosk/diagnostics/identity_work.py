"""Enrolling this terminal anew, or a new machine in the place of an old one."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from kiosk.diagnostics.attendant import note
from kiosk.diagnostics.sheet import BACK, Option, Row, ShowSheet, Tone, plain, told
from kiosk.diagnostics.upkeep import (
    EnrolAnew,
    LookAtIdentity,
    RestartProgram,
    SurveyQueue,
)
from kiosk.domain.enrolment import EnrolmentCode
from kiosk.domain.fault import DeviceLost, Expired, InvalidValue, StoreFault
from kiosk.visit.ask import Ask

if TYPE_CHECKING:
    from kiosk.diagnostics.upkeep import IdentityView
    from kiosk.domain.staff import StaffSession

__all__ = ["TypeCode", "enrol_anew"]

_BACK = Option(BACK, "arrow-left")


@dataclass(frozen=True, slots=True)
class TypeCode(Ask[str]):
    """Let an enrolment code be typed; empty to leave everything as it is.

    Attributes:
        was_wrong: Whether what was typed before can be no code.
    """

    was_wrong: bool = False

    patience_seconds: ClassVar[float | None] = 300


async def enrol_anew(session: StaffSession) -> None:
    """Show the present identity; with a code from the centre replace it.

    The centre knows one machine under a name: by the new identity the former one,
    here or in another cabinet, is retired.
    """
    view = await LookAtIdentity()
    rows = (*_identity_rows(view), *await _waiting_rows())
    intro = told("technician.identity.body", name=view.name)
    options = (Option("type-code", "keyboard", is_primary=True), _BACK)
    if await ShowSheet("identity", rows, options, intro) == BACK:
        return
    code = await _typed()
    if code is None:
        return
    named = await EnrolAnew(code.text)
    await note(session, "enrol", named)
    if named == view.name:
        await _restart(named)
    else:
        await _tell_foreign(named, view.name)


def _identity_rows(view: IdentityView) -> tuple[Row, ...]:
    if not view.ends_on:
        return (Row(told("technician.identity.none"), tone=Tone.TROUBLE),)
    until = told("technician.identity.until", day=view.ends_on)
    return (Row(plain(view.name), until, Tone.GOOD if view.is_valid else Tone.TROUBLE),)


async def _waiting_rows() -> tuple[Row, ...]:
    """Warn of what was not sent yet; it stays where it is under the same name."""
    count = 0
    with suppress(StoreFault, DeviceLost, Expired):
        count = sum(waiting for _, waiting in (await SurveyQueue()).waiting)
    if not count:
        return ()
    title = told("technician.identity.waiting", count=count)
    return (Row(title, told("technician.identity.waiting.line"), Tone.WARNING),)


async def _typed() -> EnrolmentCode | None:
    """Have a code typed until it can be one; none when somebody leaves it."""
    was_wrong = False
    while True:
        text = await TypeCode(was_wrong)
        if not text:
            return None
        with suppress(InvalidValue):
            return EnrolmentCode.parse(text)
        was_wrong = True


async def _restart(name: str) -> None:
    rows = (
        Row(told("technician.identity.enrolled", name=name), tone=Tone.GOOD),
        Row(told("technician.identity.retired")),
    )
    only = (Option("restart-now", "refresh-cw", is_primary=True),)
    await ShowSheet("identity-done", rows, only)
    await RestartProgram()


async def _tell_foreign(named: str, name: str) -> None:
    title = told("technician.identity.foreign", named=named)
    line = told("technician.identity.foreign.line", name=name)
    back = Option(BACK, "arrow-left", is_primary=True)
    await ShowSheet("identity-done", (Row(title, line, Tone.TROUBLE),), (back,))
