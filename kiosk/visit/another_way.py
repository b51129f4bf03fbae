"""Another way on the same screen: staff's word, another document, a later review.

Nobody leaves without a next step. Staff prove themselves before they confirm: card,
PIN, and a signature over a fresh challenge that is bound to this very resident.
"""

from __future__ import annotations

from contextlib import suppress

from kiosk.domain.card import CardKind, ResidentCard
from kiosk.domain.deed import Deed, DeedKind
from kiosk.domain.fault import (
    CardFault,
    DeviceLost,
    Expired,
    ForeignCard,
    StaffCardBlocked,
)
from kiosk.domain.identifier import mask_name, mask_number
from kiosk.domain.review import REVIEW_DAYS, ticket_number, working_days_after
from kiosk.domain.staff_proof import StaffProof
from kiosk.visit.errand import NameDeed, ReadClock, Record
from kiosk.visit.identified import Identified, Person, evidence_text
from kiosk.visit.question import Tell, TryAgain
from kiosk.visit.staffing import (
    ChooseWay,
    ConfirmPerson,
    EnterPin,
    PresentStaffCard,
    ProveStaff,
    ReadIdCard,
    ReadSecurityCard,
    SurveyWays,
    TakeStaffCard,
    Way,
    Why,
)

__all__ = ["another_way", "pause_seconds"]

_PAUSES = {2: 3, 1: 9}


async def another_way(
    person: Person, why: Why, *, may_read_other: bool = True
) -> Identified | ResidentCard | None:
    """Offer every other way this hall has, until one leads on or the visit ends.

    Gives the resident whom staff confirmed, or another document of the same
    person to compare the face with, or nothing after a review was asked for or
    staff did not confirm.
    """
    ways = await SurveyWays(person.card.kind)
    if not may_read_other:
        ways = tuple(way for way in ways if way is not Way.OTHER_DOCUMENT)
    while True:
        way = await ChooseWay(why, ways)
        if way is Way.REVIEW:
            await ask_for_review(person, why)
            return None
        if way is Way.OTHER_DOCUMENT:
            other = await read_other(person)
            if other is not None:
                return other
        elif (proof := await prove_staff(person)) is not None:
            return await confirm(person, proof)


async def ask_for_review(person: Person, why: Why) -> None:
    """Record the wish durably, then tell its number and the day."""
    moment = await ReadClock()
    due = working_days_after(moment.date(), REVIEW_DAYS).isoformat()
    deed = Deed(
        id=await NameDeed(),
        kind=DeedKind.REVIEW_REQUESTED,
        made_at=moment,
        payload={
            "number": person.subject.number,
            "service": person.purpose,
            "reason": str(why),
            "told_due_on": due,
            "evidence_closed": evidence_text(person.evidence),
        },
    )
    await Record(deed)
    facts = (("ticket", ticket_number(deed.id)), ("due", due))
    await Tell("review-noted", facts=facts)


async def read_other(person: Person) -> ResidentCard | None:
    """Read the other document of the same person; none when given up."""
    is_first = person.card.kind is CardKind.SOCIAL_SECURITY
    while True:
        try:
            other = await (ReadIdCard() if is_first else ReadSecurityCard())
        except (CardFault, DeviceLost, Expired) as fault:
            trouble = fault.key
        else:
            told = (other.number, other.name)
            if told == (person.card.number, person.card.name):
                return other
            trouble = "another-persons-card"
        if not await TryAgain(trouble):
            return None


async def prove_staff(person: Person) -> StaffProof | None:
    """Let a member of staff prove themselves; none when that was given up."""
    while True:
        try:
            return await _proof_by_card(person)
        except (CardFault, DeviceLost, Expired) as fault:
            is_other = isinstance(fault, ForeignCard)
            if not await TryAgain("no-staff-card" if is_other else fault.key):
                return None


async def _proof_by_card(person: Person) -> StaffProof | None:
    badge = await PresentStaffCard()
    tries_left, was_wrong = badge.tries_left, False
    while True:
        pause = pause_seconds(tries_left)
        pin = await EnterPin(tries_left, pause, was_wrong)
        if pin is None:
            return None
        outcome = await ProveStaff(badge, person.subject.number, pin)
        if isinstance(outcome, StaffProof):
            return outcome
        if outcome.is_blocked:
            raise StaffCardBlocked
        tries_left, was_wrong = outcome.tries_left, True


async def confirm(person: Person, proof: StaffProof) -> Identified | None:
    """Let the proven member of staff look and decide; their card is given back."""
    is_the_person = await ConfirmPerson(
        proof.number,
        mask_name(person.subject.name),
        mask_number(person.subject.number),
        person.portrait,
    )
    # A reader that went away holds nobody's card for us.
    with suppress(DeviceLost, Expired):
        await TakeStaffCard()
    if is_the_person:
        return Identified(person.card, None, person.subject, proof)
    await Tell("staff-not-confirmed", mood="trouble")
    return None


def pause_seconds(tries_left: int) -> int:
    """Give the rest before the next PIN; a new visit cannot shorten it.

    It follows from the tries that the card itself still has.
    """
    return _PAUSES.get(tries_left, 0)
