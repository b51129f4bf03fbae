"""What each kind of deed changes at the centre; every effect names its deed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from backend.deeds.life import life_certified
from backend.deeds.prepared import prepared_issued
from backend.deeds.question import (
    question_asked,
    question_followed,
    question_rated,
)
from backend.deeds.reception import Effect, Reception, stated
from backend.deeds.review import review_requested
from backend.store.papers import CopyEvent
from backend.store.words import CopyStanding
from kiosk.domain.deed import Deed, DeedKind
from kiosk.domain.fault import CentreRefused, InvalidValue

__all__ = ["EFFECTS"]


@dataclass(frozen=True, slots=True)
class _CopySettled:
    serial: str
    state: CopyStanding


def _copy_settled(session: Session, deed: Deed, reception: Reception) -> None:
    told = stated(_CopySettled, deed.payload)
    if told.state in (CopyStanding.PREPARED, CopyStanding.RESERVED):
        raise InvalidValue(field="state", reason=str(told.state))
    known = reception.standings(session, told.serial)
    if _contradicts(told.state, known):
        raise CentreRefused(reason="settled-otherwise")
    known.add(told.state)
    session.add(
        CopyEvent(
            serial=told.serial,
            standing=told.state,
            noted_at=reception.now,
            deed_id=deed.id,
        )
    )


def _contradicts(state: CopyStanding, known: set[CopyStanding]) -> bool:
    """Paper that came out did not fail; everything else only adds knowledge."""
    came_out = {CopyStanding.OUT, CopyStanding.TAKEN}
    if state is CopyStanding.FAILED:
        return bool(known & came_out)
    return state in came_out and CopyStanding.FAILED in known


EFFECTS: Mapping[DeedKind, Effect] = {
    DeedKind.LIFE_CERTIFIED: life_certified,
    DeedKind.COPY_SETTLED: _copy_settled,
    DeedKind.REVIEW_REQUESTED: review_requested,
    DeedKind.PREPARED_ISSUED: prepared_issued,
    DeedKind.QUESTION_ASKED: question_asked,
    DeedKind.QUESTION_FOLLOWED: question_followed,
    DeedKind.QUESTION_RATED: question_rated,
}
"""What to do with each kind of deed."""
