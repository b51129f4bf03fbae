"""The review desk: decide with a reason, appeal in time, and the ledger follows."""

from __future__ import annotations

import base64
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from backend.access.evidence_key import EvidenceKeys
from backend.deeds.receive import Intake
from backend.eligibility.desk import Page, QueueFilter, counts, queue, ticket_detail
from backend.eligibility.entry import (
    FacePass,
    FactEntry,
    PassEntry,
    record_face_pass,
    record_fact,
    record_pass,
)
from backend.eligibility.keeping import erase_old, pictures_of
from backend.eligibility.review import Appeal, Decision, appeal, decide
from backend.eligibility.rule import FlaggedPass, Rulebook
from backend.eligibility.rulebook import city_rules
from backend.eligibility.standing import certification_state
from backend.eligibility.ticket import review_day
from backend.journal import Journal
from backend.sample.community import COMMUNITIES
from backend.sample.number import citizen_number
from backend.store.database import Database
from backend.store.eligibility import Residence
from backend.store.fleet import AuditEntry, ReviewTicket
from backend.store.insurance import Benefit, Certification
from backend.store.people import Person
from backend.store.words import (
    CertificationMethod,
    Channel,
    StatedFact,
    TicketState,
    Verdict,
)
from kiosk.domain.card import Sex
from kiosk.domain.deed import DeedOutcome
from kiosk.domain.fault import CentreRefused, Fault, InvalidValue, NoRecord
from kiosk.domain.kept_evidence import (
    close_evidence,
    evidence_reference,
    read_evidence_key,
)
from kiosk.domain.months import Month
from tests.unit.backend.two_databases import NOW, city

pytestmark = pytest.mark.xdist_group("certification")

TODAY = NOW.date()
ACCEPT, REFUSE = Verdict.ACCEPT, Verdict.REFUSE
NAMES = count(1)


@pytest.fixture(params=["sqlite", "postgresql"], scope="module")
def database(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Database]:
    with city(request.param, tmp_path_factory.mktemp("desk")) as database:
        yield database


@dataclass(frozen=True)
class Pensioner:
    """Somebody of the test's own: suspended since October, home in one community."""

    database: Database
    personal_number: int
    number: str
    name: str

    def state(self, today: date = TODAY, rules: Rulebook | None = None) -> str:
        with self.database.reading() as session:
            return str(
                certification_state(
                    session, self.personal_number, today, rules
                ).standing
            )

    def due(self) -> date | None:
        with self.database.reading() as session:
            return certification_state(session, self.personal_number, TODAY).due_on

    def send(self, kind: str, **payload: object) -> str:
        """Take a deed in; gives its id."""
        deed_id = f"0198c0de-0000-7000-8000-{next(NAMES):012d}"
        deed: dict[str, Any] = {
            "id": deed_id,
            "kind": kind,
            "made_at": NOW.isoformat(),
            "payload": {"number": self.number, "name": self.name, **payload},
        }
        journal = Journal(io.StringIO(), lambda: NOW)
        (answer,) = Intake(self.database, journal, "hall-1", NOW).receive([deed])
        assert answer.outcome is DeedOutcome.ACCEPTED, answer
        return deed_id

    def passed(self, **more: object) -> str:
        return self.send(
            "life-certified",
            card_kind="social-security-card",
            decision="accept",
            score=0.5,
            certified_on=TODAY.isoformat(),
            **more,
        )

    def tickets(self) -> list[ReviewTicket]:
        asked = select(ReviewTicket).where(
            ReviewTicket.personal_number == self.personal_number
        )
        with self.database.reading() as session:
            return list(session.scalars(asked.order_by(ReviewTicket.ticket_id)))

    def decide(
        self, verdict: Verdict, reviewer: str = "S1", now: datetime = NOW
    ) -> None:
        with self.database.writing() as session:
            ticket = self.tickets()[-1].ticket_id
            decide(session, Decision(ticket, verdict, " looked at it ", reviewer), now)

    def appeal(self, now: datetime = NOW) -> None:
        with self.database.writing() as session:
            appeal(session, Appeal(self.tickets()[-1].ticket_id, "it is me", "S1"), now)


@pytest.fixture
def pensioner(database: Database) -> Pensioner:
    place = next(NAMES)
    birth = date(1950, 1, 1) + timedelta(days=place)
    number, personal = citizen_number(birth, 777), 900_000_000 + place
    with database.writing() as session:
        session.add(
            Person(
                personal_number=personal,
                citizen_number=number,
                name="罗小样",
                sex=Sex.MALE,
                birth_date=birth,
            )
        )
        session.flush()
        session.add(
            Residence(
                personal_number=personal,
                since=date(2020, 1, 1),
                community_code=COMMUNITIES[0],
            )
        )
        session.add(
            Benefit(
                personal_number=personal,
                benefit="basic-pension",
                first_month=Month(2018, 6),
                monthly_cents=300_000,
            )
        )
        last = PassEntry(
            personal,
            Channel.COUNTER,
            CertificationMethod.DOCUMENT,
            date(2025, 9, 15),
            "S9",
        )
        record_pass(session, last, NOW - timedelta(days=434))
    return Pensioner(database, personal, number, "罗小样")


def refused(act: Callable[[], object]) -> object:
    with pytest.raises(Fault) as told:
        act()
    return told.value.facts["reason"]


def test_a_flagged_pass_waits_for_a_person_and_then_counts_for_its_own_day(
    pensioner: Pensioner,
) -> None:
    deed_id = pensioner.passed(liveness="flagged", evidence="evidence-1")
    assert pensioner.state() == "suspended"
    (ticket,) = pensioner.tickets()
    assert (ticket.reason, ticket.evidence) == ("liveness-flagged", "evidence-1")
    assert (ticket.due_on, ticket.deed_id) == (date(2026, 11, 26), deed_id)
    pensioner.decide(ACCEPT, now=NOW + timedelta(days=3))
    assert pensioner.due() == date(2027, 11, 23)
    assert pensioner.state() == "valid"


def test_a_flagged_pass_that_a_person_refuses_never_counts(
    pensioner: Pensioner,
) -> None:
    pensioner.passed(liveness="flagged")
    pensioner.decide(REFUSE)
    assert pensioner.state() == "suspended"
    assert pensioner.tickets()[0].state is TicketState.REFUSED


def test_a_city_may_let_a_flagged_pass_count_until_a_person_says_no(
    pensioner: Pensioner,
) -> None:
    review = replace(city_rules().review, flagged_pass=FlaggedPass.COUNTS)
    rules = replace(city_rules(), review=review)
    pensioner.passed(liveness="flagged")
    assert pensioner.state(rules=rules) == "valid"
    pensioner.decide(REFUSE)
    assert pensioner.state(rules=rules) == "suspended"


def test_a_confirmed_pass_after_a_recorded_death_asks_about_the_death(
    pensioner: Pensioner,
) -> None:
    with pensioner.database.writing() as session:
        day = TODAY - timedelta(days=9)
        number = pensioner.personal_number
        entry = FactEntry(number, StatedFact.DEATH, day, "S3", "register 2")
        record_fact(session, entry, NOW - timedelta(days=8))
    pensioner.passed(liveness="flagged")
    assert pensioner.state() == "stopped"
    assert [each.reason for each in pensioner.tickets()] == ["liveness-flagged"]
    pensioner.decide(ACCEPT)
    assert pensioner.state() == "valid"
    assert [each.reason for each in pensioner.tickets()][1:] == ["alive-and-dead"]


def test_a_clear_pass_opens_nothing(pensioner: Pensioner) -> None:
    pensioner.passed(liveness="passed")
    assert pensioner.tickets() == []


def test_an_accepted_request_is_a_pass_of_the_day_it_was_made(
    pensioner: Pensioner,
) -> None:
    pensioner.send(
        "review-requested", service="life-certification", reason="face-not-sure"
    )
    assert pensioner.state() == "suspended"
    pensioner.decide(ACCEPT, now=NOW + timedelta(days=2))
    assert pensioner.state() == "valid"
    with pensioner.database.reading() as session:
        row = session.get_one(Certification, pensioner.tickets()[0].certification_id)
    assert (row.certified_on, row.method, row.staff_number) == (
        TODAY,
        CertificationMethod.STAFF,
        "S1",
    )


def test_an_appeal_is_decided_by_somebody_else_and_in_time(
    pensioner: Pensioner,
) -> None:
    pensioner.passed(liveness="flagged")
    assert refused(pensioner.appeal) == "not-decided"
    pensioner.decide(REFUSE)
    assert refused(lambda: pensioner.decide(ACCEPT)) == "already-decided"
    # Decided on 23 November 2026: sixty days end with 22 January 2027.
    late = datetime(2027, 1, 23, 0, 5, tzinfo=NOW.tzinfo)
    assert refused(lambda: pensioner.appeal(late)) == "appeal-late"
    in_time = late - timedelta(hours=1)
    pensioner.appeal(in_time)
    ticket = pensioner.tickets()[0]
    assert (ticket.state, ticket.due_on) == (TicketState.APPEALED, date(2027, 2, 5))
    assert refused(lambda: pensioner.decide(ACCEPT, now=in_time)) == "same-reviewer"
    pensioner.decide(ACCEPT, "S2", in_time)
    assert pensioner.state() == "valid"
    assert refused(lambda: pensioner.appeal(in_time)) == "appeal-exhausted"


def test_a_wrong_death_is_withdrawn_and_a_right_one_stands(
    pensioner: Pensioner,
) -> None:
    pensioner.passed()
    with pensioner.database.writing() as session:
        entry = FactEntry(
            pensioner.personal_number, StatedFact.DEATH, TODAY, "S3", "register 1"
        )
        record_fact(session, entry, NOW)
    assert pensioner.state() == "stopped"
    # Papers seen by staff are no report to ask about; a new sign of life is.
    assert pensioner.tickets() == []
    later = NOW + timedelta(days=5)
    with pensioner.database.writing() as session:
        alive = PassEntry(
            pensioner.personal_number,
            Channel.HOME_VISIT,
            CertificationMethod.STAFF,
            later.date(),
            "S4",
        )
        record_pass(session, alive, later)
    (ticket,) = pensioner.tickets()
    assert ticket.reason == "alive-and-dead"
    pensioner.decide(ACCEPT, "S5", later)
    assert pensioner.state(later.date()) == "valid"


def test_no_reason_no_decision(pensioner: Pensioner) -> None:
    pensioner.passed(liveness="flagged")
    ticket = pensioner.tickets()[0].ticket_id
    with pensioner.database.writing() as session:
        for reason in ("", "  ", "x" * 257):
            with pytest.raises(InvalidValue):
                decide(session, Decision(ticket, ACCEPT, reason, "S1"), NOW)
        with pytest.raises(NoRecord):
            decide(session, Decision(999_999, ACCEPT, "why", "S1"), NOW)


def test_a_flagged_pass_over_the_web_asks_for_a_person(
    pensioner: Pensioner,
) -> None:
    entry = FacePass(pensioner.personal_number, Channel.MOBILE, 0.5, "flagged")
    with pensioner.database.writing() as session:
        row = record_face_pass(session, entry, NOW)
        assert review_day(session, row) == date(2026, 11, 26)
    assert pensioner.state() == "suspended"
    assert [each.reason for each in pensioner.tickets()] == ["liveness-flagged"]
    pensioner.decide(ACCEPT)
    assert pensioner.state() == "valid"
    unseen = FacePass(pensioner.personal_number, Channel.MOBILE, 0.5, "not-asked")
    with pensioner.database.writing() as session, pytest.raises(InvalidValue):
        record_face_pass(session, unseen, NOW)


def test_the_desk_shows_all_side_by_side(pensioner: Pensioner) -> None:
    pensioner.passed(liveness="flagged", evidence="evidence-7")
    pensioner.decide(REFUSE)
    ticket = pensioner.tickets()[0].ticket_id
    with pensioner.database.reading() as session:
        detail = ticket_detail(session, ticket, TODAY)
        with pytest.raises(NoRecord):
            ticket_detail(session, 999_999, TODAY)
    assert detail.certification is not None
    assert (detail.certification.liveness, detail.evidence) == ("flagged", "evidence-7")
    assert [row.certified_on for row in detail.passes] == [TODAY, date(2025, 9, 15)]
    assert [(row.verdict, row.reason) for row in detail.decisions] == [
        (REFUSE, "looked at it")
    ]
    assert detail.explanations[0].standing == "suspended"
    assert (detail.can_decide, detail.can_appeal) == (False, True)
    assert (detail.line.community, detail.line.office) == (
        "晴川街道东园社区",
        "office-1",
    )
    assert pensioner.name not in repr(detail.line)


def test_the_queue_is_narrowed_ordered_and_cut_into_pages(
    pensioner: Pensioner,
) -> None:
    for _ in range(3):
        pensioner.send("review-requested", service="queue-test", reason="other")
    wanted = QueueFilter(office="office-1", service="queue-test")
    with pensioner.database.reading() as session:
        first = queue(session, wanted, Page(1, 2), TODAY)
        second = queue(session, wanted, Page(2, 2), TODAY)
        elsewhere = queue(
            session, QueueFilter("office-2", service="queue-test"), Page(), TODAY
        )
        late = QueueFilter(service="queue-test", is_late=True)
        in_week = queue(session, late, Page(), TODAY + timedelta(days=7))
        figures = counts(session, "office-1", TODAY + timedelta(days=7))
    assert [len(first.lines), len(second.lines), first.total] == [2, 1, 3]
    shown = [line.ticket_id for line in (*first.lines, *second.lines)]
    assert shown == sorted(shown)
    assert elsewhere.total == 0
    assert in_week.total == 3
    assert all(line.is_late for line in in_week.lines)
    assert figures.late >= 3
    assert figures.waiting >= figures.late


def test_every_decision_leaves_an_audit_line(pensioner: Pensioner) -> None:
    pensioner.passed(liveness="flagged")
    pensioner.decide(REFUSE)
    pensioner.appeal()
    asked = select(AuditEntry).where(AuditEntry.subject == pensioner.personal_number)
    with pensioner.database.reading() as session:
        trail = session.scalars(asked.order_by(AuditEntry.entry_id)).all()
    assert [(line.event, line.terminal, line.result) for line in trail] == [
        ("deed-received", "hall-1", "accepted"),
        ("review-decided", "staff:S1", "refused"),
        ("review-appealed", "staff:S1", "appealed"),
    ]


def test_two_reviewers_at_once_decide_once(pensioner: Pensioner) -> None:
    pensioner.passed(liveness="flagged")
    ticket = pensioner.tickets()[0].ticket_id
    pensioner.decide(ACCEPT)
    with pensioner.database.writing() as session, pytest.raises(CentreRefused):
        decide(session, Decision(ticket, REFUSE, "why", "S2"), NOW)
    assert pensioner.state() == "valid"


# Pictures ------------------------------------------------------------------


def test_kept_pictures_are_the_reviewers_until_their_time_is_over(
    pensioner: Pensioner, tmp_path: Path
) -> None:
    keys = EvidenceKeys(tmp_path)
    public = read_evidence_key(keys.public_pem())
    closed = close_evidence([b"before", b"after"], public)
    told = base64.b64encode(closed).decode()
    pensioner.send(
        "review-requested",
        service="life-certification",
        reason="face-not-sure",
        evidence_closed=told,
    )
    reference = pensioner.tickets()[-1].evidence
    assert reference == evidence_reference(closed)
    with pensioner.database.reading() as session:
        opened = pictures_of(session, reference, keys.private())
        assert opened == (b"before", b"after")
        with pytest.raises(InvalidValue, match="unknown-key"):
            pictures_of(session, reference, EvidenceKeys(tmp_path / "x").private())
    # The same pictures under a pass: kept once, named the same.
    pensioner.passed(evidence_closed=told)
    with pensioner.database.writing() as session:
        asked = select(Certification.evidence).order_by(
            Certification.certification_id.desc()
        )
        assert session.scalar(asked.limit(1)) == reference
        erase_old(session, NOW + timedelta(days=740))
        assert pictures_of(session, reference, keys.private())
        erase_old(session, NOW + timedelta(days=745))
        with pytest.raises(NoRecord):
            pictures_of(session, reference, keys.private())


@pytest.mark.parametrize("told", ["", "no base64", "x" * 60_000])
def test_evidence_of_another_shape_refuses_the_deed(
    pensioner: Pensioner, told: str
) -> None:
    with pytest.raises(AssertionError, match="invalid"):
        pensioner.passed(evidence_closed=told)
    assert pensioner.state() == "suspended"
