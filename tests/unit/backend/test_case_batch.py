"""Batches of staff: every row and column checked, all or nothing, in both formats."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import date

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select

from backend.cases.attachment import attach
from backend.cases.case import CaseRefused, CaseView
from backend.cases.review import Review
from backend.cases.sheet import SheetBroken, read_rows, template
from backend.cases.staff import declared_wages, staff_count
from backend.cases.staff_file import ADDITION, BASES, COLUMNS_OF, REMOVAL
from backend.sample.number import citizen_number
from backend.store.database import Database
from backend.store.insurance import EnrolmentChange
from backend.store.people import Person
from backend.store.words import CaseState
from kiosk.domain.contribution import EnrolmentStatus
from tests.unit.backend.case_city import Copies, copies
from tests.unit.backend.case_desk import employer_party, submit
from tests.unit.backend.two_databases import NOW, number_of

_HEAD = "社会保障号码,姓名,险种,月工资（元）,开始年月"


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def filled(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Copies]:
    with copies(request.param, tmp_path_factory.mktemp("city")) as fresh:
        yield fresh


@pytest.fixture
def database(filled: Copies) -> Database:
    return filled()


def _line(sequence: int, wage: str = "8500.00", month: str = "2026-11") -> str:
    number = citizen_number(date(1991, 2, 3), sequence)
    return f"{number},测试{sequence},全部,{wage},{month}"


def _hand_in(
    database: Database, item: str, lines: Sequence[str], head: str = _HEAD
) -> CaseView:
    content = "\n".join([head, *lines]).encode()
    name = attach(database, content, "portal", NOW)
    answers: dict[str, object] = {"batch": name}
    if item == "EP-02":
        answers["year"] = 2026
    return submit(database, employer_party(database), item, answers)


def _counts(database: Database) -> tuple[int, int]:
    with database.reading() as session:
        people = session.scalar(select(func.count()).select_from(Person))
        changes = session.scalar(select(func.count()).select_from(EnrolmentChange))
    return people or 0, changes or 0


def test_a_file_adds_everybody_and_is_reversed_whole(database: Database) -> None:
    before = _counts(database)
    done = _hand_in(database, "ES-06", [_line(sequence) for sequence in range(40)])
    assert done.state is CaseState.DONE
    assert done.result["rows"] == 40
    assert _counts(database) == (before[0] + 40, before[1] + 240)
    with database.reading() as session:
        wages = declared_wages(session, 1, 2026)
        assert sorted(wages.values()) == [850_000] * 40
        staff = staff_count(session, 1)
    review = Review.of(database, NOW, "S001")
    review.reverse(done.case_id, done.revision, "文件有误")
    with database.reading() as session:
        assert staff_count(session, 1) == staff - 40


def test_every_wrong_cell_is_told_and_nothing_is_applied(database: Database) -> None:
    before = _counts(database)
    known = number_of(database, "employee")
    with database.reading() as session:
        employee = session.get_one(Person, known)
        insured = f"{employee.citizen_number},李建国,养老,9000,2026-11"
    lines = [
        _line(1),
        _line(2, wage="-5"),
        _line(3, month="2027-01"),
        _line(1),
        "510199199102030010,校验错,全部,9000,202611",
        insured,
        insured.replace("养老", "企业职工基本养老").replace("李建国", "别的人"),
    ]
    with pytest.raises(CaseRefused) as shape:
        _hand_in(database, "ES-06", lines)
    assert [each.field for each in shape.value.troubles] == [
        "batch.3.wage",
        "batch.6.person_number",
        "batch.7.kinds",
        "batch.5.person_number",
        "batch.8.person_number",
    ]
    with pytest.raises(CaseRefused) as rules:
        _hand_in(database, "ES-06", [lines[0], lines[2], lines[6]])
    assert rules.value.facts["reason"] == "batch"
    assert [each.field for each in rules.value.troubles] == [
        "batch.3.first_month",
        "batch.4.person_name",
        "batch.4.kinds",
    ]
    assert all(each.words.zh and each.words.en for each in rules.value.troubles)
    assert _counts(database) == before


def test_staff_is_stopped_by_a_file_once_the_month_is_paid(
    database: Database,
) -> None:
    head = "Social security number,Name,Reason,Last month"
    with database.reading() as session:
        employee = session.get_one(Person, number_of(database, "employee"))
        who = f"{employee.citizen_number},{employee.name}"
    with pytest.raises(CaseRefused) as unpaid:
        _hand_in(database, "ES-07", [f"{who},辞职,2026-11"], head)
    assert [each.field for each in unpaid.value.troubles] == ["batch.2.last_month"]
    _hand_in(database, "ES-07", [f"{who},辞职,2026-10"], head)
    with database.reading() as session:
        last = session.scalars(
            select(EnrolmentChange)
            .where(EnrolmentChange.personal_number == employee.personal_number)
            .order_by(EnrolmentChange.change.desc())
        ).first()
    assert last is not None
    assert last.status is EnrolmentStatus.PAUSED


def test_bases_are_declared_by_a_file_for_ones_own_staff(database: Database) -> None:
    head = "person_number,person_name,wage"
    with database.reading() as session:
        employee = session.get_one(Person, number_of(database, "employee"))
        other = session.get_one(Person, number_of(database, "paused"))
    mine = f'{employee.citizen_number},{employee.name},"12,345.60"'
    _hand_in(database, "EP-02", [mine], head)
    with database.reading() as session:
        wages = declared_wages(session, 1, 2026)
    assert wages == {employee.personal_number: 1_234_560}
    stranger = f"{other.citizen_number},{other.name},9000"
    with pytest.raises(CaseRefused) as refused:
        _hand_in(database, "EP-02", [mine, stranger], head)
    assert [each.field for each in refused.value.troubles] == ["batch.3.person_number"]


@pytest.mark.parametrize("columns", COLUMNS_OF.values(), ids=COLUMNS_OF)
@pytest.mark.parametrize("is_workbook", [True, False])
def test_a_template_is_read_back_as_it_was_made(
    columns: Sequence[object], *, is_workbook: bool
) -> None:
    wanted = next(each for each in COLUMNS_OF.values() if each is columns)
    rows = read_rows(template(wanted, is_workbook=is_workbook), wanted)
    assert rows[0].number == 2
    assert rows[0].cells == {column.key: column.example for column in wanted}


def test_a_spreadsheet_is_read_like_text() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append([column.heading.zh for column in REMOVAL])
    sheet.append([])
    sheet.append(["510199198808151236", " 名字 ", 222, date(2026, 11, 1)])
    file = io.BytesIO()
    book.save(file)
    (row,) = read_rows(file.getvalue(), REMOVAL)
    assert row.number == 3
    assert row.cells["stop_reason"] == "222"
    assert row.cells["last_month"] == "2026-11-01"
    assert row.cells["person_name"] == "名字"


@pytest.mark.parametrize(
    "content",
    [
        b"a,b\n1,2\n",
        b"",
        "社会保障号码,姓名,险种,月工资（元）,开始年月\n".encode(),
        b"PK\x03\x04 no zip at all",
        b"\xff\xfe\x00 neither",
    ],
)
def test_a_file_that_is_none_is_refused_as_a_whole(content: bytes) -> None:
    with pytest.raises(SheetBroken):
        read_rows(content, ADDITION)


@given(st.binary(max_size=400))
def test_no_file_breaks_the_reader(content: bytes) -> None:
    for start in (b"", b"PK\x03\x04", "社会保障号码,姓名,月工资（元）\n".encode()):
        with suppress(SheetBroken):
            assert read_rows(start + content, BASES)
