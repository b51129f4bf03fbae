"""Life certification (待遇领取资格认证): a yearly proof keeps a pension going."""

from __future__ import annotations

from enum import Enum

from kiosk.domain.challenge import LivenessFinding
from kiosk.domain.deed import Deed, DeedKind
from kiosk.domain.eligibility import (
    CertificationStanding,
    CertificationState,
    next_due_date,
)
from kiosk.domain.receipt import CertificationReceipt
from kiosk.domain.review import REVIEW_DAYS, ticket_number, working_days_after
from kiosk.visit.errand import FetchCertificationState, NameDeed, ReadClock, Record
from kiosk.visit.identify import Identified, identify
from kiosk.visit.patience import insist
from kiosk.visit.question import Tell
from kiosk.visit.service import Need, Service
from kiosk.visit.slip import tell_with_slip

__all__ = ["SERVICE", "certify", "converse"]


async def converse() -> None:
    """Identify the resident, record the pass durably, tell the next due date.

    While the centre is away nobody knows whether a check is due at all; the pass
    is recorded, and the words do not claim more.
    """
    resident = await identify("life-certification")
    if resident is None:
        return
    state = await insist(FetchCertificationState(resident.subject), not_known)
    if state is NotKnown.CENTRE_AWAY:
        await record_pass(resident)
        await Tell("certified-here", mood="good")
        return
    if state.standing is CertificationStanding.NOT_REQUIRED:
        await Tell("certification-not-required")
        return
    await certify(resident, state)


async def certify(resident: Identified, state: CertificationState) -> None:
    """Record the pass and tell until when it is good, or who looks at it first."""
    deed = await record_pass(resident)
    moment = deed.made_at
    if state.standing is CertificationStanding.STOPPED:
        await Tell("certified-to-review")
        return
    if resident.liveness is LivenessFinding.FLAGGED:
        await tell_of_review(deed)
        return
    # The centre knows the person's benefits and their terms; an old one may not say.
    due = state.due_after_pass or next_due_date(moment.date())
    person = resident.subject
    receipt = CertificationReceipt(
        person.name, person.number, moment, resident.card.kind, due
    )
    await tell_with_slip("certified", (("due", due.isoformat()),), receipt)


async def tell_of_review(deed: Deed) -> None:
    """Say that staff look at the pictures, until when, and what to ask by."""
    due = working_days_after(deed.made_at.date(), REVIEW_DAYS).isoformat()
    facts = (("ticket", ticket_number(deed.id)), ("due", due))
    await Tell("certified-flagged", facts)


class NotKnown(Enum):
    """Why it is not known when the certification is due."""

    CENTRE_AWAY = "centre-away"


async def not_known() -> NotKnown:
    """Go on without the centre: the pass is recorded here and confirmed there."""
    return NotKnown.CENTRE_AWAY


async def record_pass(resident: Identified) -> Deed:
    """Append the certification to the outbox, and give it."""
    moment = await ReadClock()
    deed = Deed(
        id=await NameDeed(),
        kind=DeedKind.LIFE_CERTIFIED,
        made_at=moment,
        payload={
            **resident.as_payload(),
            "certified_on": moment.date().isoformat(),
        },
    )
    await Record(deed)
    return deed


SERVICE = Service(
    key="life-certification",
    needs=frozenset({Need.CARD, Need.FACE, Need.RECORDS, Need.STORE}),
    converse=converse,
    rank=12,
)
