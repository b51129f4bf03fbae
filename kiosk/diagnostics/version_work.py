"""A change of version by hand: what lies here, install it, fetch one, go back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.diagnostics.attendant import note
from kiosk.diagnostics.sheet import BACK, Option, Row, ShowSheet, Tone, plain, told
from kiosk.diagnostics.upkeep import (
    ChangeVersion,
    SurveyVersions,
    VersionsView,
    VersionWish,
)

if TYPE_CHECKING:
    from kiosk.domain.staff import StaffSession

__all__ = ["change_version", "version_rows"]

_BACK = Option(BACK, "arrow-left")
_FETCH, _GO_BACK, _INSTALL = "fetch-version", "go-back-version", "install."
_STATES = {"sound": Tone.GOOD, "on-trial": Tone.WARNING, "gone-back": Tone.TROUBLE}


async def change_version(session: StaffSession) -> None:
    """Let a version be installed, fetched or taken back, until somebody goes back."""
    while True:
        view = await SurveyVersions()
        intro = told("technician.update.body")
        options = _options(view)
        choice = await ShowSheet("update", version_rows(view), options, intro)
        if choice == BACK:
            return
        if choice == _FETCH:
            await _fetch(session)
        elif choice == _GO_BACK:
            await _switch(session, VersionWish.GO_BACK, view.before)
        else:
            await _switch(session, VersionWish.INSTALL, choice.removeprefix(_INSTALL))


def version_rows(view: VersionsView) -> tuple[Row, ...]:
    """Tell which version runs, what became of the newest change, and what lies here."""
    if not view.current:
        return (Row(told("technician.update.none"), tone=Tone.WARNING),)
    rows = [Row(told("technician.update.current"), plain(view.current), Tone.GOOD)]
    if view.changed:
        state = told(f"technician.update.{view.state}", version=view.changed)
        reason = told(f"technician.update.why.{view.reason}") if view.reason else None
        rows.append(Row(state, reason, _STATES[view.state]))
    for version in view.here:
        has_failed = version in view.failed
        line = "technician.update.failed" if has_failed else "technician.update.whole"
        tone = Tone.WARNING if has_failed else Tone.PLAIN
        title = told("technician.update.install", version=version)
        choice = f"{_INSTALL}{version}"
        rows.append(Row(title, told(line), tone, choice, "refresh-cw"))
    return tuple(rows)


def _options(view: VersionsView) -> tuple[Option, ...]:
    """Offer what can be done where versions are installed at all."""
    if not view.current:
        return (_BACK,)
    go_back = (Option(_GO_BACK),) if view.before else ()
    return (Option(_FETCH, "refresh-cw"), *go_back, _BACK)


async def _fetch(session: StaffSession) -> None:
    """Have the centre asked; what it has newer is laid beside, not yet in use."""
    version = await ChangeVersion(VersionWish.FETCH)
    key = "technician.update.fetched" if version else "technician.update.nothing-newer"
    await note(session, "fetch-version", version or "nothing-newer")
    await _tell(Row(told(key, version=version), tone=Tone.GOOD))


async def _switch(session: StaffSession, wish: VersionWish, version: str) -> None:
    """Take another version once a person has said so twice."""
    title = told(f"technician.update.{wish}", version=version)
    rows = (
        Row(told("technician.update.when"), tone=Tone.PLAIN),
        Row(told("technician.update.way-back"), tone=Tone.PLAIN),
    )
    options = (Option("take-version", "check", is_primary=True), _BACK)
    if await ShowSheet("update-confirm", rows, options, title=title) == BACK:
        return
    taken = await ChangeVersion(wish, version)
    await note(session, f"{wish}-version", taken)
    await _tell(Row(told("technician.update.taken", version=taken), tone=Tone.GOOD))


async def _tell(row: Row) -> None:
    back = Option(BACK, "arrow-left", is_primary=True)
    await ShowSheet("update-done", (row,), (back,))
