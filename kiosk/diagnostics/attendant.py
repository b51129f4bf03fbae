"""The hall's small menu: help a resident, close the terminal, what is unfinished."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from kiosk.diagnostics.errand import Keep, LookAtBoard, NoteWork, Pause, ServeNext
from kiosk.diagnostics.overview import board_rows
from kiosk.diagnostics.sheet import BACK, Option, Row, ShowSheet, Tone, plain, told
from kiosk.diagnostics.upkeep import QueueView, SurveyQueue
from kiosk.domain.fault import DeviceLost, Expired, StoreFault

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kiosk.diagnostics.errand import BoardView
    from kiosk.domain.staff import StaffSession

__all__ = [
    "PAUSED",
    "attend_hall",
    "note",
    "pause_row",
    "queue_rows",
    "show_queue",
    "turn_pause",
]

PAUSED = "paused"
"""Name of the choice that keeps a closed terminal closed over restarts."""

_BACK = (Option(BACK, "arrow-left", is_primary=True),)


async def attend_hall(session: StaffSession) -> None:
    """Serve an attendant until they leave or begin to help a resident."""
    while True:
        view = await LookAtBoard()
        choice = await ShowSheet("hall", _menu(view))
        if choice == "help":
            if await help_resident(session, view):
                return
        elif choice == "pause":
            await turn_pause(session, view)
        elif choice == "queue":
            await show_queue()
        else:
            await ShowSheet("devices", _read_only(view), _BACK)


def _menu(view: BoardView) -> tuple[Row, ...]:
    return (
        _item("help", "hand-helping"),
        pause_row(view),
        _item("queue", "layers"),
        _item("devices", "wrench"),
    )


def _item(name: str, icon: str) -> Row:
    title = told(f"technician.hall.{name}")
    return Row(title, told(f"technician.hall.{name}.line"), choice=name, icon=icon)


def _read_only(view: BoardView) -> tuple[Row, ...]:
    return tuple(Row(r.title, r.line, r.tone) for r in board_rows(view.devices))


def pause_row(view: BoardView) -> Row:
    """Give the row that closes the terminal, or opens it again."""
    name = "resume" if view.is_paused else "pause"
    title = told(f"technician.hall.{name}")
    line = told(f"technician.hall.{name}.line")
    return Row(title, line, choice="pause", icon="door-open")


async def turn_pause(session: StaffSession, view: BoardView) -> None:
    """Close the terminal for residents, or open it, and write down who did."""
    await Pause(not view.is_paused)
    with suppress(StoreFault, DeviceLost, Expired):
        await Keep(PAUSED, "" if view.is_paused else "yes")
    await note(session, "resume" if view.is_paused else "pause")


async def note(session: StaffSession, subject: str, facts: str = "") -> None:
    """Write work down where there is a store to write to."""
    with suppress(StoreFault, DeviceLost, Expired):
        await NoteWork(session, "work", subject, "done", facts)


async def help_resident(session: StaffSession, view: BoardView) -> bool:
    """Begin a service for a resident who stands beside; true when one was chosen."""
    rows = [
        Row(told(f"service.{key}.title"), choice=f"serve.{key}", icon=key)
        for key in view.open_services
    ]
    rows += [
        Row(told(f"service.{key}.title"), told("technician.closed-now"), Tone.WARNING)
        for key in view.closed_services
    ]
    intro = told("technician.help.body")
    choice = await ShowSheet("help", tuple(rows), _BACK, intro)
    if choice == BACK:
        return False
    await ServeNext(choice.removeprefix("serve."))
    await note(session, "help")
    return True


async def show_queue() -> None:
    """Show how much is unfinished, by kind and state, without a name or number."""
    try:
        rows = queue_rows(await SurveyQueue())
    except (StoreFault, DeviceLost, Expired):
        rows = [Row(told("knowledge.store-unread.title"), tone=Tone.TROUBLE)]
    await ShowSheet("queue", tuple(rows), _BACK)


def queue_rows(queue: QueueView) -> Sequence[Row]:
    """Count copies by state and deeds by kind."""
    counts: dict[str, int] = {}
    for copy in queue.copies:
        counts[copy.state] = counts.get(copy.state, 0) + 1
    rows = [
        Row(told(f"technician.copy.{state}", count=count), tone=Tone.WARNING)
        for state, count in sorted(counts.items())
    ]
    rows += [
        Row(told(f"technician.deed.{kind}"), told("technician.waiting", count=count))
        for kind, count in queue.waiting
    ]
    rows += [
        Row(
            told(f"technician.deed.{deed.kind}"),
            told("technician.refused", reason=plain(deed.reason)),
            Tone.TROUBLE,
        )
        for deed in queue.refused
    ]
    return rows or [Row(told("technician.nothing-open"), tone=Tone.GOOD)]
