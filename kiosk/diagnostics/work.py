"""Work at the terminal: supplies, open copies, levels, reports, exports, the end."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kiosk.diagnostics import (
    export_work,
    identity_work,
    machine_work,
    settle_work,
    supply_work,
    touch_work,
    version_work,
)
from kiosk.diagnostics.attendant import pause_row, turn_pause
from kiosk.diagnostics.errand import LookAtBoard
from kiosk.diagnostics.right import ENGINEERS, TECHNICIANS, may
from kiosk.diagnostics.sheet import BACK, Option, Row, ShowSheet, Tone, plain, told
from kiosk.domain.fault import Fault

if TYPE_CHECKING:
    from kiosk.domain.staff import StaffRole, StaffSession

__all__ = ["WORKS", "Work", "open_works"]


@dataclass(frozen=True, slots=True)
class Work:
    """One kind of work.

    Attributes:
        key: Texts ``technician.work.<key>`` and ``.line``.
        roles: Who may do it.
    """

    key: str
    run: Callable[[StaffSession], Awaitable[None]]
    icon: str
    roles: frozenset[StaffRole] = TECHNICIANS


WORKS: tuple[Work, ...] = (
    Work("paper", supply_work.replace_paper, "file-text"),
    Work("toner", supply_work.replace_toner, "printer"),
    Work("copies", settle_work.settle_copies, "file-check-2"),
    Work("letters", settle_work.settle_letters, "message-circle-question-mark"),
    Work("report", export_work.write_report, "file-badge"),
    Work("bundle", export_work.export_bundle, "shield-check"),
    Work("unsent", export_work.export_unsent, "layers"),
    Work("version", export_work.show_version, "info"),
    Work("update", version_work.change_version, "refresh-cw", ENGINEERS),
    Work("volume", machine_work.set_volume, "volume-2"),
    Work("brightness", machine_work.set_brightness, "sun"),
    Work("calibrate", touch_work.calibrate_touch, "hand"),
    Work("location", machine_work.set_location, "house", ENGINEERS),
    Work("identity", identity_work.enrol_anew, "id-card", ENGINEERS),
    Work("end", machine_work.end_machine, "log-out"),
)


async def open_works(session: StaffSession) -> None:
    """Let work be chosen and done until somebody goes back."""
    while True:
        view = await LookAtBoard()
        works = tuple(work for work in WORKS if may(session, work.roles))
        rows = (*(_row(work) for work in works), pause_row(view))
        choice = await ShowSheet("works", rows, (Option(BACK, "arrow-left"),))
        if choice == BACK:
            return
        if choice == "pause":
            await turn_pause(session, view)
            continue
        chosen = next(work for work in works if choice == f"work.{work.key}")
        await _do(session, chosen)


def _row(work: Work) -> Row:
    title = told(f"technician.work.{work.key}")
    line = told(f"technician.work.{work.key}.line")
    return Row(title, line, choice=f"work.{work.key}", icon=work.icon)


async def _do(session: StaffSession, work: Work) -> None:
    """Do it; a fault is told with its cause, and the session goes on."""
    try:
        await work.run(session)
    except Fault as fault:
        await tell_trouble(work, fault)


async def tell_trouble(work: Work, fault: Fault) -> None:
    """Say what hindered the work, in the words of the knowledge base."""
    cause = told(f"knowledge.{fault.key}.title")
    likely = told(f"knowledge.{fault.key}.likely")
    title = told(f"technician.work.{work.key}")
    rows = [Row(cause, likely, Tone.TROUBLE)]
    if "reason" in fault.facts:
        reason = plain(str(fault.facts["reason"]))
        rows.append(Row(told("technician.letter-reason"), reason))
    options = (Option(BACK, "arrow-left", is_primary=True),)
    await ShowSheet("trouble", tuple(rows), options, title=title)
