"""Moving a case on: one event each, and only from the state that was seen."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from typing import cast

from sqlalchemy import CursorResult, update
from sqlalchemy.orm import Session

from backend.cases.case import CaseMoved, CaseRefused
from backend.cases.matter import BatchBroken, Matter, RuleBroken
from backend.cases.rule import carry_out
from backend.catalogue.form import FieldTrouble
from backend.catalogue.item import Words
from backend.store.cases import BusinessCase, CaseEffect, CaseEvent
from backend.store.words import CaseState

__all__ = ["RULES", "begin", "carried_out", "carry_out_effects", "claim", "note_step"]

RULES = "rules"
"""The actor of what is decided at once."""


def begin(session: Session, case: BusinessCase, now: datetime, actor: str) -> None:
    """Write a new case with its first event."""
    session.add(case)
    session.flush()
    session.add(
        CaseEvent(
            case_id=case.case_id,
            revision=case.revision,
            state=case.state,
            noted_at=now,
            actor=actor,
        )
    )


def claim(session: Session, case: BusinessCase, revision: int) -> None:
    """Take the right to move a case that was seen at a revision.

    Whoever comes second, in this moment or later, is told.

    Raises:
        CaseMoved: the case is at another revision by now.
    """
    moved = session.execute(
        update(BusinessCase)
        .where(BusinessCase.case_id == case.case_id, BusinessCase.revision == revision)
        .values(revision=revision + 1)
        .execution_options(synchronize_session=False)
    )
    if cast("CursorResult[object]", moved).rowcount != 1:
        raise CaseMoved
    session.refresh(case)


def note_step(  # noqa: PLR0913 - an event's own columns
    session: Session,
    case: BusinessCase,
    state: CaseState,
    *,
    now: datetime,
    actor: str,
    reason: str = "",
) -> None:
    """Write an event and let the case stand where it says.

    The first step after a `claim` has the revision that was claimed.
    """
    if session.get(CaseEvent, (case.case_id, case.revision)) is not None:
        case.revision += 1
    case.state = state
    session.add(
        CaseEvent(
            case_id=case.case_id,
            revision=case.revision,
            state=state,
            noted_at=now,
            actor=actor,
            reason=reason,
        )
    )
    session.flush()


def carry_out_effects(session: Session, case: BusinessCase, matter: Matter) -> None:
    """Do what the item does, in the caller's transaction, and keep why and what.

    Raises:
        CaseRefused: an effect cannot be done; nothing may be committed.
    """
    for sequence, (rule, words, booked) in enumerate(carried_out(matter), 1):
        session.add(
            CaseEffect(
                case_id=case.case_id,
                sequence=sequence,
                rule=rule,
                told_zh=words.zh,
                told_en=words.en,
                booked=json.dumps(booked),
            )
        )
    case.result = json.dumps(matter.result, ensure_ascii=False)
    session.flush()


def carried_out(matter: Matter) -> Iterator[tuple[str, Words, list[list[object]]]]:
    """Do every effect; see `backend.cases.rule.carry_out`.

    Raises:
        CaseRefused: an effect cannot be done.
    """
    try:
        yield from carry_out(matter)
    except BatchBroken as broken:
        raise CaseRefused(reason="batch", troubles=broken.troubles) from broken
    except RuleBroken as broken:
        trouble = FieldTrouble(broken.field, broken.words)
        raise CaseRefused(reason="rules", troubles=[trouble]) from broken
