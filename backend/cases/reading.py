"""Reading cases: one with its steps and effects, and everybody's own list."""

from __future__ import annotations

import json
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.cases.case import CaseStep, CaseView, EffectView
from backend.catalogue.item import Catalogue, Words
from backend.clock import CITY_ZONE
from backend.store.cases import BusinessCase, CaseAttachment, CaseEffect, CaseEvent
from kiosk.domain.fault import NoRecord

__all__ = ["case_by_number", "case_view", "cases_of", "find_case", "view_of"]

_MOST_LISTED = 200


def find_case(session: Session, case_id: str) -> BusinessCase:
    """Give a case by the door's id.

    Raises:
        NoRecord: there is none.
    """
    found = session.get(BusinessCase, case_id)
    if found is None:
        raise NoRecord(reason="no-such-case")
    return found


def case_by_number(session: Session, number: str) -> BusinessCase:
    """Give a case by 受理编号.

    Raises:
        NoRecord: there is none.
    """
    wanted = select(BusinessCase).where(BusinessCase.case_number == number.upper())
    found = session.scalar(wanted)
    if found is None:
        raise NoRecord(reason="no-such-case")
    return found


def cases_of(
    session: Session,
    catalogue: Catalogue,
    *,
    person: int | None = None,
    employer: int | None = None,
) -> tuple[CaseView, ...]:
    """Give a person's own cases, or an employer's, the newest first.

    At most two hundred; steps and effects are left out.
    """
    wanted = select(BusinessCase).order_by(BusinessCase.submitted_at.desc())
    if employer is not None:
        wanted = wanted.where(BusinessCase.employer_number == employer)
    else:
        wanted = wanted.where(
            BusinessCase.personal_number == person,
            BusinessCase.employer_number.is_(None),
        )
    found = session.scalars(wanted.limit(_MOST_LISTED))
    return tuple(view_of(case, catalogue) for case in found)


def case_view(session: Session, catalogue: Catalogue, case_id: str) -> CaseView:
    """Give a case whole: steps, effects in words, attachments.

    Raises:
        NoRecord: there is none.
    """
    case = find_case(session, case_id)
    steps = session.scalars(
        select(CaseEvent)
        .where(CaseEvent.case_id == case_id)
        .order_by(CaseEvent.revision)
    )
    effects = session.scalars(
        select(CaseEffect)
        .where(CaseEffect.case_id == case_id)
        .order_by(CaseEffect.sequence)
    )
    names = session.scalars(
        select(CaseAttachment.sha256)
        .where(CaseAttachment.case_id == case_id)
        .order_by(CaseAttachment.place)
    )
    return view_of(
        case,
        catalogue,
        [
            CaseStep(each.state, each.noted_at, each.actor, each.reason)
            for each in steps
        ],
        [
            EffectView(each.rule, Words(each.told_zh, each.told_en), each.reversed_at)
            for each in effects
        ],
        tuple(names),
    )


def view_of(
    case: BusinessCase,
    catalogue: Catalogue,
    steps: Sequence[CaseStep] = (),
    effects: Sequence[EffectView] = (),
    attachments: tuple[str, ...] = (),
) -> CaseView:
    """Put a case's row into the form that doors and staff see."""
    item = catalogue.items.get(case.item)
    return CaseView(
        case_id=case.case_id,
        case_number=case.case_number,
        item=case.item,
        name=item.name if item else Words(case.item, case.item),
        state=case.state,
        revision=case.revision,
        submitted_at=case.submitted_at.astimezone(CITY_ZONE),
        due_on=case.due_on,
        personal_number=case.personal_number,
        employer_number=case.employer_number,
        applicant=case.applicant,
        door=case.door,
        agent=case.agent,
        office=case.office,
        answers=json.loads(case.answers),
        result=json.loads(case.result),
        steps=tuple(steps),
        effects=tuple(effects),
        attachments=attachments,
    )
