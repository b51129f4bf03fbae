"""Settling what only a person can: copies of unknown fate, deeds that were refused."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.diagnostics.attendant import note
from kiosk.diagnostics.sheet import (
    BACK,
    Option,
    Row,
    ShowSheet,
    Told,
    Tone,
    plain,
    told,
)
from kiosk.diagnostics.upkeep import OpenCopy, RefusedDeed, ReviveDeed, SurveyQueue
from kiosk.ports.store import CopyState
from kiosk.visit.deliver import report
from kiosk.visit.errand import SettleCopy

if TYPE_CHECKING:
    from datetime import datetime

    from kiosk.domain.staff import StaffSession

__all__ = ["settle_copies", "settle_letters"]

_BACK = Option(BACK, "arrow-left")
_FATES = {"copy-taken": CopyState.TAKEN, "copy-void": CopyState.FAILED}


async def settle_copies(session: StaffSession) -> None:
    """Settle copies one by one, with the resident's slip or sheet in the hand."""
    while True:
        copies = {copy.serial: copy for copy in (await SurveyQueue()).copies}
        rows = tuple(_copy_row(copy) for copy in copies.values())
        intro = told("technician.copies.body")
        choice = await ShowSheet("copies", rows or _none(), (_BACK,), intro)
        if choice == BACK:
            return
        await _settle(session, copies[choice])


def _copy_row(copy: OpenCopy) -> Row:
    line = told(
        "technician.copy.line",
        moment=_moment(copy.reserved_at),
        sheets=copy.sheets,
    )
    return Row(plain(copy.serial), line, Tone.WARNING, copy.serial, "file-text")


async def _settle(session: StaffSession, copy: OpenCopy) -> None:
    """Ask what became of one copy; *void* tells the centre that its code is dead."""
    options = tuple(Option(fate) for fate in _FATES)
    rows = (
        Row(told("technician.copy-taken.meaning"), tone=Tone.GOOD),
        Row(told("technician.copy-void.meaning"), tone=Tone.WARNING),
    )
    title, intro = plain(copy.serial), told("technician.copy.body")
    sheet = ShowSheet("copy", rows, (*options, _BACK), intro, title)
    state = _FATES.get(await sheet)
    if state is None:
        return
    await SettleCopy(copy.serial, state)
    await report(copy.serial, state)
    await note(session, "settle-copy", f"{copy.serial} {state}")


async def settle_letters(session: StaffSession) -> None:
    """Look at refused deeds one by one; send again what was put right."""
    while True:
        letters = {letter.id: letter for letter in (await SurveyQueue()).refused}
        rows = tuple(_letter_row(letter) for letter in letters.values())
        intro = told("technician.letters.body")
        choice = await ShowSheet("letters", rows or _none(), (_BACK,), intro)
        if choice == BACK:
            return
        await _decide(session, letters[choice])


def _letter_row(letter: RefusedDeed) -> Row:
    line = told(
        "technician.letter.line",
        moment=_moment(letter.made_at),
        reason=plain(letter.reason),
    )
    kind = told(f"technician.deed.{letter.kind}")
    return Row(kind, line, Tone.TROUBLE, letter.id, "message-circle-question-mark")


async def _decide(session: StaffSession, letter: RefusedDeed) -> None:
    rows = (
        Row(told("technician.letter-id"), plain(letter.id)),
        Row(told("technician.letter-reason"), plain(letter.reason), Tone.TROUBLE),
    )
    title = told(f"technician.deed.{letter.kind}")
    intro = told("technician.letter.body")
    options = (Option("send-again", "refresh-cw", is_primary=True), _BACK)
    if await ShowSheet("letter", rows, options, intro, title) == BACK:
        return
    await ReviveDeed(letter.id)
    await note(session, "send-again", letter.id)


def _none() -> tuple[Row, ...]:
    return (Row(told("technician.nothing-open"), tone=Tone.GOOD),)


def _moment(at: datetime) -> Told:
    return plain(at.astimezone().strftime("%m-%d %H:%M"))
