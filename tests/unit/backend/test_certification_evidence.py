"""Evidence of data sources: matched, weighed, noted once, and never half."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select

from backend.eligibility.evidence import Statement, read_statement
from backend.eligibility.intake import EvidenceIntake
from backend.eligibility.matching import name_confidence, normal_number
from backend.eligibility.outreach import OutreachKind, outreach
from backend.eligibility.rulebook import city_rules
from backend.eligibility.standing import certification_state
from backend.eligibility.statement_file import (
    FileRefused,
    LineTrouble,
    read_file,
    take_file,
)
from backend.store.database import Database
from backend.store.eligibility import ContraryFact, EvidenceLine
from backend.store.fleet import ReviewTicket
from backend.store.insurance import Certification
from backend.store.words import StatedFact
from kiosk.domain.eligibility import CertificationState
from kiosk.domain.fault import InvalidNumber, InvalidValue
from tests.unit.backend.running_centre import subject_of
from tests.unit.backend.two_databases import NOW, city, number_of

pytestmark = pytest.mark.xdist_group("certification")

RULES = city_rules()
TODAY = NOW.date()
HEADER = "row_id,citizen_number,name,fact,day"


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def database(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Database]:
    with city(request.param, tmp_path_factory.mktemp("city"), 30) as database:
        yield database


def intake(database: Database, source: str, kind: str) -> EvidenceIntake:
    return EvidenceIntake(database, RULES, source, RULES.sources[kind], NOW)


def statement(
    row: str, key: str, word: str = "alive", day: str = "2026-11-20", name: str = ""
) -> Statement:
    subject = subject_of(key)
    return Statement(
        row,
        subject.number,
        name or subject.name,
        StatedFact(word),
        date.fromisoformat(day),
    )


def state(database: Database, key: str) -> CertificationState:
    with database.reading() as session:
        return certification_state(session, number_of(database, key), TODAY)


def tickets(database: Database, key: str) -> list[str]:
    number = number_of(database, key)
    asked = select(ReviewTicket.reason).where(ReviewTicket.personal_number == number)
    with database.reading() as session:
        return sorted(session.scalars(asked))


def counted(database: Database, source: str) -> list[int]:
    with database.reading() as session:
        return [
            session.scalar(
                select(func.count()).select_from(table).where(table.source == source)
            )
            or 0
            for table in (EvidenceLine, Certification, ContraryFact)
        ]


# Matching ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("recorded", "told", "confidence"),
    [
        ("王秀兰", "王秀兰", 1.0),
        ("王秀兰", " 王 秀 兰 ", 1.0),
        ("王秀兰", "王秀蘭", 0.98),
        ("陈国华", "陳國華", 0.98),
        ("王秀兰", "王秀英", 0.6),
        ("阿依古丽·买买提", "阿依古丽•买买提", 1.0),
        ("阿依古丽·买买提", "阿依古丽", 0.7),
        ("王秀兰", "王秀", 0.0),
        ("王秀兰", "李建国", 0.0),
        ("王秀兰", "", 0.0),
    ],
)
def test_names_fit_more_or_less(recorded: str, told: str, confidence: float) -> None:
    assert name_confidence(RULES.matching, recorded, told) == confidence


@given(st.text(max_size=6), st.text(max_size=6))
def test_names_fit_both_ways_alike(one: str, other: str) -> None:
    there = name_confidence(RULES.matching, one, other)
    assert there == name_confidence(RULES.matching, other, one)
    assert 0.0 <= there <= 1.0


def test_numbers_come_in_several_forms() -> None:
    number = subject_of("pensioner-due").number
    assert normal_number(f" {number[:6]} {number[6:]} ") == number
    assert normal_number(number[:6] + number[8:17]) == number
    with pytest.raises(InvalidNumber):
        normal_number(number[:-1] + str((int(number[-1]) + 1) % 10))


# Intake --------------------------------------------------------------------


def test_a_hospital_visit_lifts_a_suspension_and_a_repetition_changes_nothing(
    database: Database,
) -> None:
    hospital = intake(database, "hospital-a", "hospital")
    told = [statement("1", "pensioner-suspended")]
    assert hospital.take(told) == ["counted"]
    assert state(database, "pensioner-suspended").standing == "valid"
    assert hospital.take(told * 3) == ["repeated"] * 3
    assert hospital.take([replace(told[0], day=date(2026, 11, 1))]) == ["row-id-reused"]
    assert counted(database, "hospital-a") == [1, 1, 0]


def test_who_draws_nothing_leaves_no_trace_but_the_line(database: Database) -> None:
    hospital = intake(database, "hospital-b", "hospital")
    told = [statement("1", "employee"), statement("2", "not-recorded")]
    assert hospital.take(told) == ["not-needed", "unknown-person"]
    assert counted(database, "hospital-b") == [2, 0, 0]
    with database.reading() as session:
        lines = session.scalars(
            select(EvidenceLine).where(EvidenceLine.source == "hospital-b")
        )
        assert {line.personal_number for line in lines} == {None}


def test_a_name_typo_never_takes_a_pension(database: Database) -> None:
    police = intake(database, "police-a", "police")
    before = state(database, "pensioner-due")
    assert police.take([statement("1", "pensioner-due", "death", name="王秀英")]) == [
        "kept"
    ]
    after = state(database, "pensioner-due")
    assert (after.standing, after.due_on) == (before.standing, before.due_on)
    assert "reported-death" in after.reasons
    assert tickets(database, "pensioner-due") == ["reported-death"]
    nobody = statement("2", "pensioner-due", "death", name="何小燕")
    assert police.take([nobody]) == ["uncertain"]


def test_dead_and_alive_at_once_is_for_a_person(database: Database) -> None:
    police = intake(database, "police-b", "police")
    hospital = intake(database, "hospital-c", "hospital")
    key = "pensioner-valid"
    # Certified at a counter on 24 October: dead before that cannot be.
    assert police.take([statement("1", key, "death", "2026-09-01")]) == ["counted"]
    certified = state(database, key)
    assert tickets(database, key) == ["alive-and-dead"]
    assert hospital.take([statement("1", key, day="2026-11-22")]) == ["counted"]
    assert tickets(database, key) == ["alive-and-dead"]
    assert police.take([statement("2", key, "death", "2026-11-10")]) == ["counted"]
    assert tickets(database, key) == ["alive-and-dead", "alive-and-dead"]
    assert "reported-death" in certified.reasons


def test_two_lines_at_once_count_once(database: Database) -> None:
    hospital = intake(database, "hospital-d", "hospital")
    told = [statement(str(row), "pensioner-valid") for row in range(20)]
    outcomes: list[list[str]] = []
    threads = [
        threading.Thread(target=lambda: outcomes.append(hospital.take(told)))
        for _ in range(2)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    flat = sorted(word for told_words in outcomes for word in told_words)
    assert flat == ["counted"] * 20 + ["repeated"] * 20
    assert counted(database, "hospital-d") == [20, 20, 0]


def test_a_crash_in_a_batch_leaves_nothing_of_it(database: Database) -> None:
    hospital = intake(database, "hospital-e", "hospital")
    good = statement("1", "pensioner-valid")
    nonsense = replace(good, row_id="2", fact=cast("StatedFact", "nonsense"))
    with pytest.raises(LookupError):
        hospital.take([good, nonsense])
    assert counted(database, "hospital-e") == [0, 0, 0]


def test_the_lists_hold_whom_they_promise(database: Database) -> None:
    with database.reading() as session:
        late = list(
            outreach(session, TODAY + timedelta(days=500), OutreachKind.SUSPENDED)
        )
        assert len(late) > 5
        assert all(line.owed_cents > 0 and line.days_left for line in late)
        one = late[0]
        there = outreach(
            session,
            TODAY + timedelta(days=500),
            OutreachKind.SUSPENDED,
            office=one.office,
        )
        assert {line.office for line in there} == {one.office}


# Files ---------------------------------------------------------------------


def lines(*values: str, encoding: str = "utf-8") -> bytes:
    return "\n".join([HEADER, *values]).encode(encoding)


def read(tmp_path: Path, data: bytes, encoding: str = "utf-8") -> list[str]:
    file = tmp_path / "told.csv"
    file.write_bytes(data)
    told = read_file(file, RULES.sources["hospital"], TODAY, encoding)
    return [str(each) if isinstance(each, LineTrouble) else "ok" for each in told]


GOOD = "{row},510199195011021289,周玉华,alive,2026-11-20"


@pytest.mark.parametrize(
    ("line", "trouble"),
    [
        (GOOD.format(row=1), "ok"),
        (GOOD.format(row=""), "line 2: row_id: missing"),
        (GOOD.format(row="x" * 65), "line 2: row_id: text"),
        (
            "1,510199195011021280,周玉华,alive,2026-11-20",
            "line 2: citizen_number: check-digit",
        ),
        ("1,510199195011021289,,alive,2026-11-20", "line 2: name: missing"),
        (
            "1,510199195011021289,周玉华,death,2026-11-20",
            "line 2: fact: not this source's",
        ),
        ("1,510199195011021289,周玉华,well,2026-11-20", "line 2: fact: unknown word"),
        ("1,510199195011021289,周玉华,alive,2026-11-24", "line 2: day: out of range"),
        ("1,510199195011021289,周玉华,alive,20.11.2026", "line 2: day: not YYYY-MM-DD"),
        ("1,510199195011021289,周玉华,alive", "line 2: line: number of values"),
        (
            '1,510199195011021289,"周玉华,alive,2026-11-20',
            "line 2: line: quotes or characters",
        ),
    ],
)
def test_a_bad_line_is_told_and_costs_no_other(
    tmp_path: Path, line: str, trouble: str
) -> None:
    assert read(tmp_path, lines(line, GOOD.format(row=2))) == [trouble, "ok"]


def test_files_come_in_the_encodings_of_the_field(tmp_path: Path) -> None:
    assert read(tmp_path, b"\xef\xbb\xbf" + lines(GOOD.format(row=1))) == ["ok"]
    chinese = lines(GOOD.format(row=1), encoding="gb18030")
    assert read(tmp_path, chinese, "gb18030") == ["ok"]
    assert read(tmp_path, chinese) == ["line 2: line: quotes or characters"]
    crlf = lines(GOOD.format(row=1)).replace(b"\n", b"\r\n")
    assert read(tmp_path, crlf + b"\r\n\r\n") == ["ok"]


@pytest.mark.parametrize(
    "header",
    [b"", b"row_id,name\n", HEADER.encode() + b",name\n", b"\xff\xfe\n", b"a;b"],
)
def test_another_header_is_refused_whole(tmp_path: Path, header: bytes) -> None:
    with pytest.raises(FileRefused):
        read(tmp_path, header)


@given(data=st.binary(max_size=300))
def test_any_bytes_are_lines_or_troubles(
    tmp_path_factory: pytest.TempPathFactory, data: bytes
) -> None:
    read(tmp_path_factory.getbasetemp(), HEADER.encode() + b"\n" + data)


@given(
    st.dictionaries(
        st.sampled_from(HEADER.split(",")),
        st.none() | st.integers() | st.text(max_size=80) | st.lists(st.text()),
    )
)
def test_any_values_are_a_statement_or_invalid(values: dict[str, object]) -> None:
    with pytest.raises(InvalidValue):
        read_statement(values, RULES.sources["hospital"], TODAY)


def test_a_file_is_counted_whole(database: Database, tmp_path: Path) -> None:
    file = tmp_path / "told.csv"
    rows = [GOOD.format(row=row) for row in range(2_500)]
    file.write_bytes(lines(*rows, "broken", GOOD.format(row=7)))
    hospital = intake(database, "hospital-f", "hospital")
    for outcomes in ({"counted": 2_500, "repeated": 1}, {"repeated": 2_501}):
        told = read_file(file, hospital.kind, TODAY)
        report = take_file(told, hospital.take)
        assert dict(report.outcomes) == outcomes
        assert [trouble.line for trouble in report.troubles] == [2_502]
        assert report.lines == 2_502
    assert counted(database, "hospital-f") == [2_500, 2_500, 0]
