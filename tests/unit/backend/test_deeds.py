"""Deeds have their effect once, in whatever order and however often they come."""

from __future__ import annotations

import io
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select, text

from backend.access.audit import AuditEvent
from backend.clock import CITY_ZONE
from backend.deeds.receive import Intake
from backend.eligibility.standing import certification_state
from backend.eligibility.working_day import working_days_after
from backend.home import Home, Settings
from backend.installation import open_database
from backend.journal import Journal
from backend.records.person import find_person
from backend.sample.city import fill
from backend.store.database import Database
from backend.store.fleet import AuditEntry, ReceivedDeed
from backend.store.insurance import Certification
from backend.store.migration import migrate
from backend.store.papers import Certificate, Copy, CopyEvent
from backend.store.people import Person
from backend.store.words import Channel, CopyStanding
from kiosk.domain.certificate import CertificateKind
from tests.unit.backend.running_centre import certified, settled, subject_of

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=CITY_ZONE)
SERIALS = ("2026-000001-01", "2026-000002-01")


def named(place: int) -> str:
    return f"0198c0de-0000-7000-8000-{place:012d}"


DEEDS: tuple[dict[str, Any], ...] = (
    certified(named(1), "pensioner-due", "2026-11-20"),
    certified(named(2), "pensioner-due", "2026-11-21"),
    certified(named(3), "pensioner-suspended", "2026-11-22"),
    certified(named(4), "not-recorded", "2026-11-22"),
    settled(named(5), SERIALS[0], "out"),
    settled(named(6), SERIALS[0], "taken"),
    settled(named(7), SERIALS[1], "unknown"),
    settled(named(8), "2026-777777-01", "taken"),
    {
        "id": named(9),
        "kind": "review-requested",
        "made_at": "2026-11-20T10:00:00+08:00",
        "payload": {
            "number": subject_of("pensioner-due").number,
            "service": "life-certification",
            "reason": "face-not-sure",
        },
    },
    {"id": named(10), "kind": "unheard-of", "made_at": "", "payload": {}},
)
EFFECTS = {"certification": 3, "copy_event": 3, "review_ticket": 1}
COUNTS = {
    "certification": "SELECT count(*) FROM certification WHERE deed_id IS NOT NULL",
    "copy_event": "SELECT count(*) FROM copy_event WHERE deed_id IS NOT NULL",
    "review_ticket": "SELECT count(*) FROM review_ticket",
}


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a database with the fixed residents and two issued copies."""
    file = tmp_path_factory.mktemp("deeds") / "template.sqlite3"
    database = Database(f"sqlite:///{file}")
    migrate(database)
    fill(database, 0, 1, NOW.date(), lambda _, __: None)
    with database.writing() as session:
        person = find_person(session, subject_of("employee"))
        for place, serial in enumerate(SERIALS):
            number = serial[:11]
            session.add(
                Certificate(
                    number=number,
                    kind=CertificateKind.ENROLMENT,
                    personal_number=person.personal_number,
                    order_id=named(900 + place),
                    order_hash="",
                    terminal="hall-1",
                    facts="{}",
                    issued_at=NOW,
                    valid_until=date(2027, 2, 23),
                )
            )
            session.flush()
            session.add(Copy(serial=serial, number=number, verification_code=serial))
    database.close()
    return file


@contextmanager
def fresh(template: Path) -> Iterator[Database]:
    """Give a copy of the template for one example."""
    with TemporaryDirectory() as folder:
        file = Path(folder) / "store.sqlite3"
        shutil.copyfile(template, file)
        database = Database(f"sqlite:///{file}")
        try:
            yield database
        finally:
            database.close()


def intake(database: Database, log: io.StringIO | None = None) -> Intake:
    journal = Journal(log or io.StringIO(), lambda: NOW)
    return Intake(database, journal, "hall-1", NOW)


def counted(database: Database) -> dict[str, int]:
    """Count the effects that deeds had."""
    with database.reading() as session:
        return {name: session.scalar(text(query)) for name, query in COUNTS.items()}


@settings(max_examples=15)
@given(data=st.data())
def test_all_at_once_is_as_one_by_one(template: Path, data: st.DataObject) -> None:
    """Where nothing is refused a batch is taken in together, to the same end."""
    accepted = [DEEDS[place] for place in range(len(DEEDS)) if place not in (3, 7, 9)]
    another = {**DEEDS[0], "made_at": "2026-11-21T10:00:00+08:00"}
    line = data.draw(
        st.lists(st.sampled_from([*accepted, another]), min_size=1, max_size=80)
    )
    with fresh(template) as together, fresh(template) as singly:
        told = intake(together).receive(line)
        assert told == [intake(singly).receive([deed])[0] for deed in line]
        assert traces_of(together) == traces_of(singly)


def traces_of(database: Database) -> list[list[tuple[object, ...]]]:
    """Read everything that deeds leave behind, in its order."""
    columns = {
        "received_deed": "deed_id, deed_hash, kind, terminal, outcome, reason",
        "audit_entry": "entry_id, terminal, event, result, subject, reference",
        "certification": "certification_id, personal_number, deed_id, certified_on",
        "copy_event": "serial, standing, deed_id",
        "review_ticket": "ticket_id, personal_number, service, reason, deed_id",
    }
    with database.reading() as session:
        return [
            [tuple(row) for row in session.execute(text(f"SELECT {told} FROM {table}"))]  # noqa: S608
            for table, told in columns.items()
        ]


@given(data=st.data())
def test_any_order_and_repetition_has_each_effect_once(
    template: Path, data: st.DataObject
) -> None:
    sent = data.draw(st.permutations(range(len(DEEDS))))
    repeated = data.draw(st.lists(st.integers(0, len(DEEDS) - 1), max_size=20))
    cuts = data.draw(st.lists(st.integers(0, 30), max_size=4).map(sorted))
    line = [DEEDS[place] for place in [*repeated, *sent]]
    answers: dict[str, set[tuple[str, str]]] = {}
    with fresh(template) as database:
        for batch in sliced(line, cuts):
            told = intake(database).receive(batch)
            assert [answer.id for answer in told] == [deed["id"] for deed in batch]
            for answer in told:
                outcome = (str(answer.outcome), answer.reason)
                answers.setdefault(answer.id, set()).add(outcome)
        assert counted(database) == EFFECTS
        assert last_day(database) == date(2027, 11, 21)
    assert answers == {
        deed["id"]: {expected(place)} for place, deed in enumerate(DEEDS, 1)
    }


def sliced(line: Sequence[Any], cuts: Sequence[int]) -> Iterator[Sequence[Any]]:
    edges = [0, *cuts, len(line)]
    for first, last in pairwise(edges):
        if line[first:last]:
            yield line[first:last]


def expected(place: int) -> tuple[str, str]:
    refusals = {4: "no-record", 8: "no-such-copy", 10: "invalid"}
    return ("refused", refusals[place]) if place in refusals else ("accepted", "")


def last_day(database: Database) -> date | None:
    with database.reading() as session:
        person = find_person(session, subject_of("pensioner-due"))
        state = certification_state(session, person.personal_number, NOW.date())
        return state.valid_until


STRANGE = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=6,
)


@given(
    payload=st.dictionaries(
        st.sampled_from(("number", "name", "score", "serial", "state", "certified_on")),
        STRANGE,
    ),
    kind=st.sampled_from(("life-certified", "copy-settled", "review-requested")),
)
def test_strange_payloads_are_refused_and_hold_nobody_up(
    template: Path, payload: dict[str, object], kind: str
) -> None:
    strange = {**DEEDS[0], "id": named(50), "kind": kind, "payload": payload}
    log = io.StringIO()
    with fresh(template) as database:
        told = intake(database, log).receive([strange, DEEDS[0]])
    assert [str(answer.outcome) for answer in told] == ["refused", "accepted"]
    assert log.getvalue() == ""


@pytest.mark.parametrize(
    ("field", "value", "reason"),
    [
        ("decision", "refuse", "not-accepted"),
        ("certified_on", "2026-12-01", "invalid"),
        ("certified_on", "20 November", "invalid"),
        ("score", float("inf"), "invalid"),
        ("card_kind", "library-card", "invalid"),
        ("name", None, "invalid"),
        ("name", "王 秀 英", "no-record"),
        ("name", "\ud800", "invalid"),
        ("number", "\x00", "invalid"),
    ],
)
def test_pass_that_cannot_be_is_refused(
    template: Path, field: str, value: object, reason: str
) -> None:
    deed = {**DEEDS[0], "payload": {**DEEDS[0]["payload"], field: value}}
    with fresh(template) as database:
        (told,) = intake(database).receive([deed])
        assert counted(database)["certification"] == 0
    assert (str(told.outcome), told.reason) == ("refused", reason)


def test_newer_terminal_may_tell_more(template: Path) -> None:
    deed = {**DEEDS[0], "payload": {**DEEDS[0]["payload"], "temper": 0.9}}
    with fresh(template) as database:
        (told,) = intake(database).receive([deed])
    assert str(told.outcome) == "accepted"


def test_answer_effect_and_audit_stand_together(template: Path) -> None:
    with fresh(template) as database:
        intake(database).receive([DEEDS[0], DEEDS[3]])
        with database.reading() as session:
            certification = session.scalars(
                select(Certification).where(Certification.deed_id == named(1))
            ).one()
            received = session.get_one(ReceivedDeed, named(1))
            trail = session.scalars(
                select(AuditEntry).order_by(AuditEntry.entry_id)
            ).all()
    assert certification.channel is Channel.TERMINAL
    assert certification.certified_on == date(2026, 11, 20)
    assert certification.terminal == "hall-1"
    assert received.terminal == "hall-1"
    assert [(entry.event, entry.result, entry.reference) for entry in trail] == [
        (AuditEvent.DEED_RECEIVED, "accepted", named(1)),
        (AuditEvent.DEED_RECEIVED, "no-record", named(4)),
    ]
    assert trail[0].subject == certification.personal_number


@pytest.mark.parametrize(
    ("states", "outcomes"),
    [
        (("out", "taken"), "aa"),
        (("taken", "out"), "aa"),
        (("unknown", "taken"), "aa"),
        (("unknown", "failed"), "aa"),
        (("taken", "failed"), "ar"),
        (("failed", "taken"), "ar"),
        (("reserved",), "r"),
        (("eaten",), "r"),
    ],
)
def test_paper_is_settled_without_contradiction(
    template: Path, states: tuple[str, ...], outcomes: str
) -> None:
    deeds = [
        settled(named(60 + place), SERIALS[0], state)
        for place, state in enumerate(states)
    ]
    with fresh(template) as database:
        told = intake(database).receive(deeds)
        with database.reading() as session:
            noted = session.scalars(
                select(CopyEvent.standing).where(CopyEvent.serial == SERIALS[0])
            ).all()
    assert "".join(str(answer.outcome)[0] for answer in told) == outcomes
    accepted = zip(states, outcomes, strict=True)
    assert noted == [CopyStanding(state) for state, mark in accepted if mark == "a"]


def test_nobody_speaks_of_another_terminals_paper(template: Path) -> None:
    forged = settled(named(70), SERIALS[0], "failed")
    honest = settled(named(71), SERIALS[0], "out")
    with fresh(template) as database:
        stolen = Intake(database, Journal(io.StringIO(), lambda: NOW), "hall-2", NOW)
        (told,) = stolen.receive([forged])
        assert (str(told.outcome), told.reason) == ("refused", "not-issued-here")
        (told,) = intake(database).receive([honest])
    assert str(told.outcome) == "accepted"


@pytest.mark.parametrize("company", [(), (DEEDS[4],)])
def test_refused_deed_counts_once_the_record_is_put_right(
    template: Path, company: tuple[dict[str, Any], ...]
) -> None:
    """A name was wrong on record; staff mend it and have the deed sent again."""
    with fresh(template) as database:
        with database.writing() as session:
            person = find_person(session, subject_of("pensioner-due"))
            person.name, right = "王秀瑛", person.name
        told = [intake(database).receive([DEEDS[0], *company])[0]]
        told.append(intake(database).receive([DEEDS[0]])[0])
        with database.writing() as session:
            session.get_one(Person, person.personal_number).name = right
        told += [intake(database).receive([*company, DEEDS[0]])[-1] for _ in range(2)]
        with database.reading() as session:
            trail = session.scalars(
                select(AuditEntry.result).where(AuditEntry.reference == named(1))
            ).all()
        assert counted(database)["certification"] == 1
    assert [each.reason or str(each.outcome) for each in told] == [
        *("no-record", "no-record"),
        *("accepted", "accepted"),
    ]
    assert trail == ["no-record", "accepted"]


def test_other_deed_under_a_refused_id_stays_refused(template: Path) -> None:
    with fresh(template) as database:
        intake(database).receive([DEEDS[3]])
        (told,) = intake(database).receive([{**DEEDS[0], "id": DEEDS[3]["id"]}])
        assert counted(database)["certification"] == 0
    assert told.reason == "id-reused"


@pytest.mark.parametrize(
    ("day", "due"),
    [
        (date(2026, 11, 23), date(2026, 11, 26)),
        (date(2026, 11, 25), date(2026, 11, 30)),
        (date(2026, 11, 28), date(2026, 12, 2)),
    ],
)
def test_review_is_due_on_the_third_working_day(day: date, due: date) -> None:
    assert working_days_after(day, 3) == due


def test_home_and_database_belong_together(tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    home.create(Settings("成都市", f"sqlite:///{tmp_path / 'other.sqlite3'}"))
    database = Database(home.database_url())
    migrate(database)
    database.close()
    open_database(home).close()
    assert (tmp_path / "other.sqlite3").exists()
