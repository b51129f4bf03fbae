"""Who stands here: card, consent, and the face against the enrolled portrait."""

from __future__ import annotations

from dataclasses import dataclass, field

from kiosk.domain.card import ResidentCard
from kiosk.domain.fault import CardFault, DeviceLost, Expired, FaceFault
from kiosk.domain.identifier import mask_name
from kiosk.domain.resident import Subject
from kiosk.ports.face_judge import (
    FaceDecision,
    FaceVerdict,
    Portrait,
    PortraitOrigin,
)
from kiosk.visit.errand import FetchPortrait
from kiosk.visit.patience import insist
from kiosk.visit.question import (
    Agree,
    Agreement,
    MatchFace,
    ReadCard,
    Tell,
    TryAgain,
)

__all__ = ["FACE_TRIES", "Identified", "identify"]

FACE_TRIES = 3
"""Tries before another way is offered; the usual number at the field's terminals."""


@dataclass(frozen=True, slots=True)
class Identified:
    """A resident whose card and face belong together."""

    card: ResidentCard
    verdict: FaceVerdict
    subject: Subject = field(repr=False)


async def identify(purpose: str) -> Identified | None:
    """Identify the resident, or show another way and give none.

    Raises:
        CardFault, CentreFault: and the resident gave up trying.
    """
    card = await read_card()
    subject = Subject(card.number, card.name)
    portrait = await reference_for(card, subject)
    if await Agree(purpose, mask_name(card.name)) is Agreement.ANOTHER_WAY:
        await Tell("another-way")
        return None
    verdict = await match_face(portrait)
    if verdict is None:
        await Tell("face-not-sure", mood="trouble")
        return None
    return Identified(card, verdict, subject)


async def read_card() -> ResidentCard:
    """Read the card, with as many tries as the resident wants."""
    while True:
        try:
            return await ReadCard()
        except CardFault as fault:
            if not await TryAgain(fault.key):
                raise


async def reference_for(card: ResidentCard, subject: Subject) -> Portrait:
    """Take the chip's own photo, else the portrait the centre keeps."""
    if card.photo is not None:
        return Portrait(card.photo, PortraitOrigin.CHIP)
    return Portrait(await insist(FetchPortrait(subject)), PortraitOrigin.ENROLLED)


async def match_face(portrait: Portrait) -> FaceVerdict | None:
    """Compare the face up to three times; none when it was never accepted."""
    for attempt in range(1, FACE_TRIES + 1):
        left = FACE_TRIES - attempt
        try:
            verdict = await MatchFace(portrait, attempt)
        except (FaceFault, DeviceLost, Expired) as fault:
            trouble = fault.key
        else:
            if verdict.decision is FaceDecision.ACCEPT:
                return verdict
            trouble = "face-not-alike"
        if left == 0 or not await TryAgain(trouble, left):
            return None
    return None
