"""Refilling paper and replacing toner: the counters begin anew, for all to see."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.diagnostics.attendant import note
from kiosk.diagnostics.errand import Keep, ReadKept
from kiosk.diagnostics.sheet import BACK, Option, Row, ShowSheet, plain, told
from kiosk.diagnostics.upkeep import CountQueue
from kiosk.visit.errand import ReadClock

if TYPE_CHECKING:
    from kiosk.domain.staff import StaffSession

__all__ = ["replace_paper", "replace_toner", "since_key"]

_OPTIONS = (Option("replaced", "check", is_primary=True), Option(BACK, "arrow-left"))


def since_key(supply: str) -> str:
    """Name the choice that keeps when a supply was replaced."""
    return f"supply.{supply}.since"


async def replace_paper(session: StaffSession) -> None:
    """Show how to refill paper, and begin its counter anew."""
    await _replace(session, "paper")


async def replace_toner(session: StaffSession) -> None:
    """Show how to replace toner, and begin its counter anew."""
    await _replace(session, "toner")


async def _replace(session: StaffSession, supply: str) -> None:
    since = (await ReadKept()).get(since_key(supply), "")
    used = await CountQueue(since)
    rows = [Row(told("technician.sheets-since"), plain(str(used)))]
    if since:
        rows.insert(0, Row(told("technician.replaced-on"), plain(since[:10])))
    intro = told(f"technician.replace-{supply}.body")
    topic = f"replace-{supply}"
    if await ShowSheet(topic, tuple(rows), _OPTIONS, intro) == BACK:
        return
    now = await ReadClock()
    await Keep(since_key(supply), now.isoformat(timespec="seconds"))
    await note(session, topic, f"sheets {used}")
