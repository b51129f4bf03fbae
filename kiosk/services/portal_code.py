"""A code to sign in at the portal from home, for whoever card and face identify."""

from __future__ import annotations

from datetime import timedelta

from kiosk.domain.fault import CentreRefused
from kiosk.domain.portal_code import PortalCodeWish
from kiosk.domain.receipt import PortalCodeReceipt
from kiosk.visit.errand import FetchPortalCode, ReadClock
from kiosk.visit.identify import identify
from kiosk.visit.patience import insist
from kiosk.visit.question import Tell
from kiosk.visit.service import Need, Service
from kiosk.visit.slip import tell_with_slip

__all__ = ["SERVICE", "converse"]

_TOO_MANY = "too-many-codes"


async def converse() -> None:
    """Identify the resident, fetch a code, show it, and offer it on a slip."""
    resident = await identify("portal-code")
    if resident is None:
        return
    person = resident.subject
    wish = PortalCodeWish(person, resident.score, resident.method, resident.staff)
    try:
        given = await insist(FetchPortalCode(wish))
    except CentreRefused as fault:
        if fault.facts.get("reason") != _TOO_MANY:
            raise
        await Tell("portal-code-too-many")
        return
    until = await ReadClock() + timedelta(minutes=given.minutes)
    receipt = PortalCodeReceipt(person.name, given.spaced, until)
    facts = (("code", given.spaced), ("minutes", str(given.minutes)))
    await tell_with_slip("portal-code", facts, receipt)


SERVICE = Service(
    key="portal-code",
    needs=frozenset({Need.CARD, Need.FACE, Need.CENTRE}),
    converse=converse,
    rank=80,
)
