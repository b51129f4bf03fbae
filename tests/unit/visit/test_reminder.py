"""A life certification that is due is offered at any visit, and never holds it up."""

from __future__ import annotations

from datetime import date

import pytest

from kiosk.domain.deed import DeedKind
from kiosk.domain.eligibility import CertificationStanding, CertificationState
from kiosk.domain.fault import CentreUnreachable, DeviceLost, Expired, Fault
from kiosk.domain.months import Month
from kiosk.services import enrolment_certificate, other_certificate
from kiosk.visit import errand, question
from kiosk.visit.conversation import Converse
from tests.rehearsal import Rehearsal

PRINTING = (enrolment_certificate.converse, other_certificate.converse)

printing = pytest.mark.parametrize("converse", PRINTING)


def state(standing: CertificationStanding, days_left: int = 40) -> CertificationState:
    is_withheld = standing is CertificationStanding.SUSPENDED
    return CertificationState(
        standing,
        "pension",
        date(2026, 1, 2),
        due_on=date(2027, 1, 2),
        days_left=days_left,
        suspended_since=Month(2026, 9) if is_withheld else None,
        owed_months=3 if is_withheld else 0,
        due_after_pass=date(2027, 11, 23),
    )


def visited(
    converse: Converse, found: CertificationState | Fault, *, now: bool = True
) -> Rehearsal:
    """Play a visit of somebody whose certification stands so."""
    rehearsal = Rehearsal(converse)
    while (ask := rehearsal.conversation.ask) is not None:
        if isinstance(ask, question.Remind):
            rehearsal.answer(now)
        elif not isinstance(ask, errand.FetchCertificationState):
            rehearsal.step()
        elif isinstance(found, Fault):
            rehearsal.at_each_step(lambda talk: talk.fail(found))
        else:
            rehearsal.answer(found)
    return rehearsal


def passes(rehearsal: Rehearsal) -> int:
    deeds = [ask.deed for ask in rehearsal.asked if isinstance(ask, errand.Record)]
    return [deed.kind for deed in deeds].count(DeedKind.LIFE_CERTIFIED)


def reminder(rehearsal: Rehearsal) -> question.Remind:
    return next(ask for ask in rehearsal.asked if isinstance(ask, question.Remind))


@printing
def test_what_is_due_is_offered_after_the_paper_and_done_with_one_touch(
    converse: Converse,
) -> None:
    rehearsal = visited(converse, state(CertificationStanding.DUE))
    keys = rehearsal.keys
    assert keys.index("take-paper") < keys.index("remind")
    assert keys.count("match-face") == 1
    assert reminder(rehearsal).topic == "due"
    assert passes(rehearsal) == 1


@printing
def test_a_pension_withheld_is_told_of_before_anything_else(converse: Converse) -> None:
    rehearsal = visited(converse, state(CertificationStanding.SUSPENDED, -97))
    keys = rehearsal.keys
    assert keys.index("remind") < keys.index("preview") < keys.index("take-paper")
    assert keys.count("remind") == 1
    assert dict(reminder(rehearsal).facts)["months"] == "3"
    assert passes(rehearsal) == 1


@printing
def test_who_wants_it_later_gets_the_paper_and_no_pass(converse: Converse) -> None:
    for standing in (CertificationStanding.DUE, CertificationStanding.SUSPENDED):
        rehearsal = visited(converse, state(standing), now=False)
        assert "take-paper" in rehearsal.keys
        assert passes(rehearsal) == 0


def test_a_pass_that_is_late_is_said_to_be_late() -> None:
    found = state(CertificationStanding.DUE, -5)
    asked = reminder(visited(enrolment_certificate.converse, found))
    assert (asked.topic, dict(asked.facts)["days"]) == ("late", "5")


@pytest.mark.parametrize(
    "standing",
    [
        CertificationStanding.VALID,
        CertificationStanding.NOT_REQUIRED,
        CertificationStanding.STOPPED,
    ],
)
def test_nobody_else_is_troubled(standing: CertificationStanding) -> None:
    rehearsal = visited(enrolment_certificate.converse, state(standing))
    assert "remind" not in rehearsal.keys
    assert "take-paper" in rehearsal.keys


@printing
@pytest.mark.parametrize("fault", [CentreUnreachable(), DeviceLost(), Expired()])
def test_trouble_with_the_reminder_never_holds_up_the_paper(
    converse: Converse, fault: Fault
) -> None:
    rehearsal = visited(converse, fault)
    assert "remind" not in rehearsal.keys
    assert "try-again" not in rehearsal.keys
    assert "take-paper" in rehearsal.keys
    assert passes(rehearsal) == 0
