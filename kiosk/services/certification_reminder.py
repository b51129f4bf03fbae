"""Reminding of life certification at any visit, and doing it there and then."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.domain.eligibility import CertificationStanding, CertificationState
from kiosk.domain.fault import CentreFault, DeviceLost, Expired
from kiosk.services.life_certification import certify
from kiosk.visit.errand import FetchCertificationState
from kiosk.visit.question import Remind

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from kiosk.visit.identified import Identified

__all__ = ["serve_and_remind"]

_WITHHELD = CertificationStanding.SUSPENDED


async def serve_and_remind(
    resident: Identified, serve: Callable[[], Awaitable[None]]
) -> None:
    """Serve what the resident came for, and remind of a pass that is due.

    A pension withheld is told of before anything else, a pass only due at the end.
    """
    state = await _due_certification(resident)
    is_withheld = state is not None and state.standing is _WITHHELD
    if state is not None and is_withheld:
        await _remind(resident, state)
    await serve()
    if state is not None and not is_withheld:
        await _remind(resident, state)


async def _due_certification(resident: Identified) -> CertificationState | None:
    """Ask whether a pass is due; none when it is not, or when nobody can tell.

    The resident came for something else: trouble here never holds that up.
    """
    try:
        state = await FetchCertificationState(resident.subject)
    except (CentreFault, DeviceLost, Expired):
        return None
    return state if state.is_pressing else None


async def _remind(resident: Identified, state: CertificationState) -> None:
    """Offer to pass now: the face was just compared, so it takes one touch."""
    if await Remind(_topic(state), _facts(state)):
        await certify(resident, state)


def _topic(state: CertificationState) -> str:
    if state.standing is _WITHHELD:
        return "suspended" if state.owed_months else "suspended-now"
    return "late" if (state.days_left or 0) < 0 else "due"


def _facts(state: CertificationState) -> tuple[tuple[str, str], ...]:
    return (
        ("days", str(abs(state.days_left or 0))),
        ("due", state.due_on.isoformat() if state.due_on else ""),
        ("months", str(state.owed_months)),
    )
