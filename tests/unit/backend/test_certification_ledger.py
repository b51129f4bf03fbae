"""The ledger under any sequence: the same rows give the same state, nothing is lost."""

from __future__ import annotations

import io
import shutil
from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    invariant,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import select

from backend.deeds.receive import Intake
from backend.eligibility.entry import RulingEntry, rule_on
from backend.eligibility.evidence import Statement
from backend.eligibility.explanation import explain
from backend.eligibility.intake import EvidenceIntake
from backend.eligibility.ledger import Ledger, RowKind, RowReference
from backend.eligibility.payment import PaymentKind, payments
from backend.eligibility.review import Decision, decide
from backend.eligibility.rows import entitlements_of, ledger_of
from backend.eligibility.rulebook import city_rules
from backend.eligibility.standing import certification_state
from backend.journal import Journal
from backend.store.database import Database
from backend.store.fleet import ReviewTicket
from backend.store.insurance import Certification
from backend.store.words import RulingEffect, StatedFact, TicketState, Verdict
from kiosk.domain.eligibility import CertificationState
from kiosk.domain.fault import CentreRefused
from tests.unit.backend.running_centre import certified, subject_of
from tests.unit.backend.two_databases import NOW, city, number_of

RULES = city_rules()
KEY = "pensioner-suspended"
TODAY = NOW.date()


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("ledger")
    with city("sqlite", folder):
        pass
    return folder / "city.sqlite3"


def deed(place: int, day: date, **more: object) -> dict[str, Any]:
    made = certified(f"0198c0de-0000-7000-8000-{place:012d}", KEY, day.isoformat())
    return {**made, "payload": {**made["payload"], **more}}


def given_to(
    database: Database, items: list[dict[str, Any]], now: datetime = NOW
) -> None:
    journal = Journal(io.StringIO(), lambda: now)
    Intake(database, journal, "hall-1", now).receive(items)


def state(database: Database) -> CertificationState:
    with database.reading() as session:
        return certification_state(session, number_of(database, KEY), TODAY)


def comparable(state: CertificationState) -> CertificationState:
    """Leave the row numbers out: they tell the order, nothing else may."""
    benefits = tuple(replace(each, proof="") for each in state.benefits)
    return replace(state, benefits=benefits)


DAYS = st.integers(0, 500).map(lambda back: TODAY - timedelta(days=back))
DEEDS = st.lists(
    st.tuples(DAYS, st.sampled_from(("passed", "not-asked", "flagged"))),
    min_size=1,
    max_size=6,
)


@given(told=DEEDS, data=st.data())
@settings(max_examples=30)
def test_any_order_and_repetition_of_deeds_gives_the_same_state(
    template: Path, told: list[tuple[date, str]], data: st.DataObject
) -> None:
    items = [
        deed(place, day, liveness=liveness)
        for place, (day, liveness) in enumerate(told)
    ]
    places = st.integers(0, len(items) - 1)
    again = data.draw(st.lists(places, max_size=6))
    order = data.draw(st.permutations([*range(len(items)), *again]))
    found = []
    for sequence in ([*range(len(items))], order):
        with TemporaryDirectory() as folder:
            file = Path(folder) / "city.sqlite3"
            shutil.copyfile(template, file)
            database = Database(f"sqlite:///{file}")
            for place in sequence:
                given_to(database, [items[place]])
            found.append(comparable(state(database)))
            database.close()
    assert found[0] == found[1]


class LedgerMachine(RuleBasedStateMachine):
    """Passes, statements, decisions and corrections in any order over a year."""

    template: Path
    deeds: Bundle[dict[str, Any]] = Bundle("deeds")

    def __init__(self) -> None:
        super().__init__()
        self.folder = TemporaryDirectory()
        file = Path(self.folder.name) / "city.sqlite3"
        shutil.copyfile(self.template, file)
        self.database = Database(f"sqlite:///{file}")
        self.number = number_of(self.database, KEY)
        self.now = NOW - timedelta(days=200)
        self.made = 0
        self.rows: set[str] = set()

    def teardown(self) -> None:
        self.database.close()
        self.folder.cleanup()

    @rule(
        target=deeds,
        back=st.integers(0, 40),
        liveness=st.sampled_from(("passed", "flagged")),
    )
    def pass_at_terminal(self, back: int, liveness: str) -> dict[str, Any]:
        self.made += 1
        made = deed(
            self.made, self.now.date() - timedelta(days=back), liveness=liveness
        )
        given_to(self.database, [made], self.now)
        return made

    @rule(made=consumes(deeds))
    def repeat(self, made: dict[str, Any]) -> None:
        before = self.ledger()
        given_to(self.database, [made, made], self.now)
        assert self.ledger() == before

    @rule(
        word=st.sampled_from([word for word in StatedFact if word != "alive"]),
        back=st.integers(0, 60),
        is_weak=st.booleans(),
    )
    def state_something(self, word: StatedFact, back: int, *, is_weak: bool) -> None:
        self.made += 1
        subject = subject_of(KEY)
        kind = RULES.sources["community-report" if is_weak else "police"]
        intake = EvidenceIntake(self.database, RULES, kind.kind, kind, self.now)
        day = self.now.date() - timedelta(days=back)
        told = Statement(str(self.made), subject.number, subject.name, word, day)
        (outcome,) = intake.take([told])
        assert outcome == ("kept" if is_weak else "counted")

    @rule(verdict=st.sampled_from(Verdict), reviewer=st.sampled_from(("S1", "S2")))
    def decide_oldest(self, verdict: Verdict, reviewer: str) -> None:
        with self.database.writing() as session:
            asked = select(ReviewTicket.ticket_id).where(
                ReviewTicket.state == TicketState.OPEN
            )
            ticket = session.scalar(asked.order_by(ReviewTicket.ticket_id))
            if ticket is None:
                return
            with suppress(CentreRefused):
                decide(session, Decision(ticket, verdict, "looked", reviewer), self.now)

    @rule(effect=st.sampled_from(RulingEffect))
    def correct_last_pass(self, effect: RulingEffect) -> None:
        with self.database.writing() as session:
            asked = select(Certification.certification_id).where(
                Certification.personal_number == self.number
            )
            row = session.scalar(asked.order_by(Certification.certification_id.desc()))
            assert row is not None
            about = RowReference(RowKind.PASS, row)
            rule_on(session, RulingEntry(about, effect, "S1", "corrected"), self.now)

    @rule(days=st.integers(1, 60))
    def time_goes_on(self, days: int) -> None:
        self.now += timedelta(days=days)

    def ledger(self) -> Ledger:
        with self.database.reading() as session:
            return ledger_of(session, self.number)

    @invariant()
    def nothing_noted_is_ever_lost_or_changed(self) -> None:
        ledger = self.ledger()
        rows = {repr(row) for row in (*ledger.passes, *ledger.facts, *ledger.rulings)}
        assert self.rows <= rows
        self.rows = rows

    @invariant()
    def no_month_is_paid_twice_and_money_adds_up(self) -> None:
        ledger = self.ledger()
        with self.database.reading() as session:
            (drawn,) = entitlements_of(session, self.number)
        paid: dict[str, int] = {}
        for line in payments(RULES, ledger, drawn, self.now):
            assert line.cents > 0
            sign = -1 if line.kind is PaymentKind.RECOVERY else 1
            month = str(line.for_month)
            paid[month] = paid.get(month, 0) + sign * line.cents
        assert set(paid.values()) <= {0, drawn.cents(drawn.first_month)}

    @invariant()
    def state_and_explanation_agree(self) -> None:
        today = self.now.date()
        with self.database.reading() as session:
            told = certification_state(session, self.number, today)
            (why,) = explain(session, self.number, today)
        assert why.standing == told.standing
        assert why.due_on == told.due_on
        assert bool(why.stop) == (told.standing == "stopped")
        assert why.proof or {"first-term", "never-certified"} & set(told.reasons)
        assert (len(why.months), why.cents) == (told.owed_months, told.owed_cents)

    @invariant()
    def every_open_question_has_a_ticket(self) -> None:
        with self.database.reading() as session:
            told = certification_state(session, self.number, self.now.date())
            waiting = session.scalars(
                select(ReviewTicket.reason).where(
                    ReviewTicket.state == TicketState.OPEN
                )
            ).all()
        asked = any(reason.startswith("reported-") for reason in told.reasons)
        assert waiting or not asked


def test_any_story_keeps_the_ledger_whole(template: Path) -> None:
    machine = type("Machine", (LedgerMachine,), {"template": template})
    run_state_machine_as_test(
        machine,
        settings=settings(max_examples=12, stateful_step_count=15, deadline=None),
    )
