"""The conversation with staff: sign in, then the hall's menu or the board."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from kiosk.diagnostics.attendant import attend_hall
from kiosk.diagnostics.errand import (
    Examine,
    LookAtBoard,
    ReadHistory,
)
from kiosk.diagnostics.finding import ProbeState
from kiosk.diagnostics.overview import board_rows, cause_rows, device_rows
from kiosk.diagnostics.right import is_attendant
from kiosk.diagnostics.sheet import BACK, Option, Row, ShowSheet, Tone, plain, told
from kiosk.diagnostics.sign_in import sign_in
from kiosk.diagnostics.test_list import open_tests, tests_here
from kiosk.diagnostics.work import open_works
from kiosk.domain.fault import DeviceLost, Expired, StoreFault
from kiosk.visit.service import Service

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kiosk.diagnostics.finding import ProbeResult
    from kiosk.domain.staff import StaffSession
    from kiosk.ports.logbook import StatusNote

__all__ = ["STAFF_SERVICE", "finding_rows", "look_after"]

_BACK = Option(BACK, "arrow-left")
_BOARD_OPTIONS = (
    Option("examine", "zoom-in", is_primary=True),
    Option("tests", "check"),
    Option("works", "wrench"),
)
_TONES = {
    ProbeState.FAILED: Tone.TROUBLE,
    ProbeState.WARNING: Tone.WARNING,
    ProbeState.ABSENT: Tone.PLAIN,
    ProbeState.OK: Tone.GOOD,
}


async def converse() -> None:
    """Let staff in, and serve them by their role until they leave."""
    session = await sign_in()
    if session is None:
        return
    if is_attendant(session):
        await attend_hall(session)
    else:
        await look_after(session)


async def look_after(session: StaffSession) -> None:
    """Show the board to a technician; whatever is opened comes back to it."""
    while True:
        view = await LookAtBoard()
        choice = await ShowSheet("board", board_rows(view.devices), _BOARD_OPTIONS)
        if choice == "examine":
            await show_findings(await Examine())
        elif choice == "tests":
            await open_tests(session)
        elif choice == "works":
            await open_works(session)
        else:
            await show_device(session, choice.removeprefix("device."))


async def show_device(session: StaffSession, name: str) -> None:
    """Show one device whole, with the tests it has."""
    while True:
        view = next(v for v in (await LookAtBoard()).devices if v.name == name)
        rows = device_rows(view, await _history(name))
        can_test = any(test.device == name for test in tests_here([name]))
        tests = (Option("tests", "check", is_primary=True),) if can_test else ()
        title = told(f"technician.device.{name}")
        choice = await ShowSheet("device", rows, (*tests, _BACK), title=title)
        if choice == BACK:
            return
        await open_tests(session, name)


async def _history(device: str) -> Sequence[StatusNote]:
    """Get the past week; nothing where the store is gone."""
    with suppress(StoreFault, DeviceLost, Expired):
        return await ReadHistory(device)
    return ()


async def show_findings(results: Sequence[ProbeResult]) -> None:
    """Show what the probes found, the worst first; touching one explains it."""
    causes = {f"probe.{result.probe}": result.cause for result in results}
    while True:
        rows = finding_rows(results)
        choice = await ShowSheet("findings", rows, (_BACK,))
        if choice == BACK:
            return
        await show_advice(causes[choice])


async def show_advice(cause: str) -> None:
    """Show what the knowledge base says of a cause."""
    rows = tuple(cause_rows(cause))
    await ShowSheet("advice", rows, (_BACK,))


def finding_rows(results: Sequence[ProbeResult]) -> tuple[Row, ...]:
    """Give a row for each finding."""
    worst_first = list(_TONES)
    ordered = sorted(results, key=lambda found: worst_first.index(found.state))
    return tuple(_finding(result) for result in ordered)


def _finding(result: ProbeResult) -> Row:
    title = told(f"technician.probe.{result.probe}")
    cause = told(f"knowledge.{result.cause}.title") if result.cause else None
    line = cause or (plain(result.detail) if result.detail else None)
    choice = f"probe.{result.probe}" if result.cause else ""
    return Row(title, line, _TONES[result.state], choice)


STAFF_SERVICE = Service("staff", frozenset(), converse)
"""Opened by the staff entrance alone; residents are never offered it."""
