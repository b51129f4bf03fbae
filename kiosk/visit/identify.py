"""Who stands here: card, consent, and the face against the enrolled portrait."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace

from kiosk.domain.card import ResidentCard
from kiosk.domain.fault import (
    CardFault,
    DeviceLost,
    Expired,
    FaceFault,
    NoRecord,
    StoreFault,
)
from kiosk.domain.identifier import mask_name
from kiosk.domain.resident import Subject
from kiosk.ports.face_judge import (
    FaceDecision,
    FaceVerdict,
    Portrait,
    PortraitOrigin,
)
from kiosk.visit.another_way import another_way
from kiosk.visit.errand import (
    FetchCertificationState,
    FetchPortrait,
    NoteFaceRefused,
)
from kiosk.visit.identified import Identified, Person
from kiosk.visit.patience import insist
from kiosk.visit.prepared import prepared_portrait
from kiosk.visit.question import (
    Agree,
    Agreement,
    MatchFace,
    ReadCard,
    TryAgain,
)
from kiosk.visit.staffing import Why

__all__ = ["FACE_TRIES", "Identified", "identify"]

FACE_TRIES = 3
"""Tries before another way is offered; the usual number at the field's terminals."""

KEEPING_EVIDENCE = frozenset({"life-certification"})
"""Services whose pictures are kept: the pension hangs on what they show."""


@dataclass(frozen=True, slots=True)
class Looks:
    """What came of up to three looks at one face.

    Attributes:
        accepted: The verdict that was; none when no look was accepted.
        evidence: Closed pictures of the last verdict, whatever it was.
    """

    accepted: FaceVerdict | None = None
    evidence: bytes | None = None


async def identify(purpose: str) -> Identified | None:
    """Identify the resident by face or another way; none after a next step was told.

    Raises:
        CardFault, CentreFault: and the resident gave up trying.
    """
    card = await read_card()
    subject = Subject(card.number, card.name)
    person = Person(card, subject, await reference_for(card, subject), purpose)
    if person.portrait is None:
        return await without_face(person, Why.NO_PORTRAIT)
    keeps = purpose in KEEPING_EVIDENCE
    agreed = await Agree(purpose, mask_name(card.name), keeps)
    if agreed is Agreement.ANOTHER_WAY:
        return await without_face(person, Why.DECLINED)
    looks = await match_face(person.portrait, purpose)
    if looks.accepted is None:
        person = replace(person, evidence=looks.evidence)
        return await without_face(person, Why.FACE_NOT_SURE)
    return Identified(card, looks.accepted, subject)


async def without_face(person: Person, why: Why) -> Identified | None:
    """Go another way; a further document gives the face one more round."""
    may_read = why is Why.FACE_NOT_SURE and person.portrait is not None
    found = await another_way(person, why, may_read_other=may_read)
    if not isinstance(found, ResidentCard):
        return found
    portrait = portrait_on(found) or person.portrait
    looks = Looks()
    if portrait is not None:
        looks = await match_face(portrait, person.purpose)
    if looks.accepted is not None:
        return Identified(person.card, looks.accepted, person.subject)
    person = replace(person, evidence=looks.evidence or person.evidence)
    found = await another_way(person, why, may_read_other=False)
    return found if isinstance(found, Identified) else None


async def read_card() -> ResidentCard:
    """Read the card, with as many tries as the resident wants."""
    while True:
        try:
            return await ReadCard()
        except CardFault as fault:
            if not await TryAgain(fault.key):
                raise


async def reference_for(card: ResidentCard, subject: Subject) -> Portrait | None:
    """Take the chip's own photo, else the centre's portrait; none has neither.

    While the centre is away, the portrait in the card's envelope does.

    Raises:
        NoRecord: the centre knows no such person at all.
    """
    on_card = portrait_on(card)
    if on_card is not None:
        return on_card
    try:
        image = await insist(FetchPortrait(subject), lambda: prepared_portrait(card))
    except NoRecord:
        # It says the same of unknown people and of people without a portrait.
        await insist(FetchCertificationState(subject))
        return None
    return Portrait(image, PortraitOrigin.ENROLLED)


def portrait_on(card: ResidentCard) -> Portrait | None:
    """Give the chip's own photo, where a decoder gave one."""
    return Portrait(card.photo, PortraitOrigin.CHIP) if card.photo is not None else None


async def match_face(portrait: Portrait, purpose: str) -> Looks:
    """Compare the face up to three times, until a look is accepted."""
    keeps, evidence = purpose in KEEPING_EVIDENCE, None
    for attempt in range(1, FACE_TRIES + 1):
        left = FACE_TRIES - attempt
        try:
            verdict = await MatchFace(portrait, attempt, keeps)
        except (FaceFault, DeviceLost, Expired) as fault:
            trouble = fault.key
        else:
            evidence = verdict.evidence
            if verdict.decision is FaceDecision.ACCEPT:
                return Looks(verdict, evidence)
            trouble = "face-not-alike"
        await note_refused(trouble, purpose)
        if left == 0 or not await TryAgain(trouble, left):
            break
    return Looks(evidence=evidence)


async def note_refused(trouble: str, purpose: str) -> None:
    """Have a look that was not accepted audited; that holds nobody up."""
    with suppress(StoreFault, DeviceLost, Expired):
        await NoteFaceRefused(trouble, purpose)
