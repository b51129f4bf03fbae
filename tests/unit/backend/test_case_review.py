"""Reviewed cases: decided once, explained, sent back, reversed where allowed."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import select

from backend.cases.attachment import attach
from backend.cases.case import CaseMoved, CaseRefused, CaseView, Party
from backend.cases.desk import Desk
from backend.cases.duty import assign_offices, offices_of
from backend.cases.queue import CaseQueue, QueueOrder, Urgency, case_counts, urgency
from backend.cases.review import Review
from backend.cases.standing import active_kinds, benefits_drawn, person_fact
from backend.catalogue.item import Door
from backend.catalogue.load import city_catalogue
from backend.eligibility.payment import payments
from backend.eligibility.rows import beneficiaries, entitlements_of, ledger_of
from backend.eligibility.rulebook import city_rules
from backend.eligibility.standing import certification_state
from backend.store.business import MoneyOrder
from backend.store.database import Database
from backend.store.insurance import EnrolmentChange
from backend.store.people import Person
from backend.store.words import CaseState, OrderState
from kiosk.domain.contribution import EnrolmentStatus, InsuranceKind
from kiosk.domain.fault import CentreRefused, InvalidValue, NoRecord
from kiosk.domain.months import Month
from tests.unit.backend.case_city import Copies, copies
from tests.unit.backend.case_desk import employer_party, own_party, submit
from tests.unit.backend.two_databases import NOW, number_of

_CARD = {"phone": "13800000000", "address": "东园社区一号"}


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def filled(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Copies]:
    with copies(request.param, tmp_path_factory.mktemp("city")) as fresh:
        yield fresh


@pytest.fixture
def database(filled: Copies) -> Database:
    return filled()


def _review(database: Database, clerk: str = "S001") -> Review:
    return Review.of(database, NOW + timedelta(hours=1), clerk)


def _card_case(database: Database) -> CaseView:
    return submit(database, own_party(database, "paused"), "PR-12", _CARD)


def test_a_case_goes_from_hand_to_hand_and_every_step_is_kept(
    database: Database,
) -> None:
    case = _card_case(database)
    review = _review(database)
    taken = review.accept(case.case_id, case.revision)
    done = review.approve(case.case_id, taken.revision, "齐全")
    assert [step.state for step in done.steps] == [
        CaseState.SUBMITTED,
        CaseState.ACCEPTED,
        CaseState.REVIEWED,
        CaseState.DONE,
    ]
    assert [step.actor for step in done.steps] == ["hall-1", "S001", "S001", "S001"]
    assert done.effects[0].words.zh == "新卡已安排制作"


def test_of_two_clerks_only_one_decides(database: Database) -> None:
    case = _card_case(database)
    gate = threading.Barrier(2)

    def decide(clerk: str) -> str:
        gate.wait(20)
        try:
            _review(database, clerk).approve(case.case_id, case.revision)
        except CaseMoved:
            return "moved"
        return "done"

    with ThreadPoolExecutor(2) as clerks:
        assert sorted(clerks.map(decide, ("S001", "S002"))) == ["done", "moved"]
    with pytest.raises(CaseMoved):
        _review(database).send_back(case.case_id, case.revision, "晚了")


def test_sending_back_wants_a_reason(database: Database) -> None:
    case = _card_case(database)
    with pytest.raises(InvalidValue):
        _review(database).send_back(case.case_id, case.revision, "  ")
    back = _review(database).send_back(case.case_id, case.revision, "请补照片")
    assert (back.state, back.steps[-1].reason) == (CaseState.RETURNED, "请补照片")
    with pytest.raises(CentreRefused, match="not-open"):
        _review(database).approve(case.case_id, back.revision)
    with pytest.raises(NoRecord):
        _review(database).accept("nobody", 1)


def test_refusing_ends_a_case_for_good_and_says_why(database: Database) -> None:
    case = _card_case(database)
    with pytest.raises(InvalidValue):
        _review(database).refuse(case.case_id, case.revision, "")
    refused = _review(database).refuse(case.case_id, case.revision, "不符合条件")
    last = refused.steps[-1]
    assert (refused.state, last.reason) == (CaseState.REFUSED, "不符合条件")
    with pytest.raises(CentreRefused, match="not-open"):
        _review(database).send_back(case.case_id, refused.revision, "再看")
    desk = Desk.of(database, NOW)
    with pytest.raises(CentreRefused):
        desk.withdraw(own_party(database, "paused"), case.case_id)


def test_a_clerk_decides_the_cases_of_their_offices(database: Database) -> None:
    case = _card_case(database)
    today = NOW.date()
    with database.writing() as session:
        with pytest.raises(InvalidValue):
            assign_offices(session, "S7", ["office-nowhere"])
        assign_offices(session, "S7", [case.office])
        assert offices_of(session, "S7") == {case.office}
        mine = CaseQueue.read(
            session,
            city_catalogue(),
            QueueOrder(offices=offices_of(session, "S7")),
            today,
        )
        elsewhere = frozenset({"office-elsewhere"})
        theirs = CaseQueue.read(
            session, city_catalogue(), QueueOrder(offices=elsewhere), today
        )
        assert case.case_id in {line.case_id for line in mine.lines}
        assert case.case_id not in {line.case_id for line in theirs.lines}
        assert case_counts(session, today, today, elsewhere).waiting == theirs.total
    with pytest.raises(CentreRefused, match="other-office"):
        Review.of(database, NOW, "S8", elsewhere).accept(case.case_id, case.revision)
    Review.of(database, NOW, "S7", frozenset({case.office})).accept(
        case.case_id, case.revision
    )


def test_rules_are_asked_again_when_a_case_is_approved(database: Database) -> None:
    party = own_party(database, "pensioner-due")
    case = submit(database, party, "PB-08", {"reason": "出国探亲"})
    again = submit(database, party, "PB-08", {"reason": "出国探亲"})
    _review(database).approve(case.case_id, case.revision)
    told = _review(database).approve(again.case_id, again.revision)
    assert told.effects[0].words.en.startswith("0 suspended")
    with pytest.raises(CaseRefused) as refused:
        submit(database, own_party(database, "paused"), "PB-09", {"reason": "恢复"})
    assert refused.value.facts["reason"] == "rules"


def test_a_suspended_benefit_is_resumed_with_what_was_missed(
    database: Database,
) -> None:
    party = own_party(database, "pensioner-valid")
    case = submit(database, party, "PB-08", {"reason": "暂停"})
    _review(database).approve(case.case_id, case.revision)
    later = NOW + timedelta(days=70)
    resume = submit(database, party, "PB-09", {"reason": "恢复"}, later)
    review = Review.of(database, later, "S001")
    done = review.approve(resume.case_id, resume.revision)
    # Suspended from December; resumed from March: three months at 3,386.50 yuan.
    assert done.result["arrears_cents"] == 3 * 338_650
    with database.reading() as session:
        order = session.scalars(select(MoneyOrder)).one()
    assert (order.amount_cents, order.state) == (3 * 338_650, OrderState.OPEN)


def test_suspended_months_are_in_no_payment_file_and_paid_once(
    database: Database,
) -> None:
    party = own_party(database, "pensioner-valid")
    case = submit(database, party, "PB-08", {"reason": "暂停"})
    done = _review(database).approve(case.case_id, case.revision)
    assert _filed(database, party) == [Month(2026, 10), Month(2026, 11)]
    # The order for what was missed is the resuming case's.
    later = NOW + timedelta(days=70)
    resume = submit(database, party, "PB-09", {"reason": "恢复"}, later)
    Review.of(database, later, "S001").approve(resume.case_id, resume.revision)
    assert _filed(database, party) == [Month(2026, 11), Month(2027, 3)]
    with pytest.raises(CentreRefused, match="built-upon"):
        _review(database).reverse(case.case_id, done.revision, "误操作")


def test_a_suspension_taken_back_pays_on(database: Database) -> None:
    party = own_party(database, "pensioner-valid")
    case = submit(database, party, "PB-08", {"reason": "暂停"})
    done = _review(database).approve(case.case_id, case.revision)
    _review(database).reverse(case.case_id, done.revision, "误操作")
    assert _filed(database, party) == [Month(2027, 2), Month(2027, 3)]


def _filed(database: Database, party: Party) -> list[Month]:
    """Give the last two months that payment files up to March 2027 pay."""
    assert party.person is not None
    with database.reading() as session:
        ledger = ledger_of(session, party.person)
        (drawn,) = entitlements_of(session, party.person)
        (same,) = (
            each.entitlements
            for each in beneficiaries(session)
            if each.personal_number == party.person
        )
    assert same == (drawn,)
    now = NOW + timedelta(days=120)
    return [line.for_month for line in payments(city_rules(), ledger, drawn, now)][-2:]


@pytest.mark.parametrize("door", [Door.TERMINAL, Door.PORTAL])
def test_no_case_is_a_sign_of_life(database: Database, door: Door) -> None:
    """Else a film held up for a portal's code would earn a pension unseen."""
    party = own_party(database, "pensioner-due", door)
    assert party.person is not None
    with pytest.raises(CaseRefused):
        submit(database, party, "PB-14")
    assert _standings(database, party.person) == ["due"]


def test_a_merged_accounts_pension_goes_on_under_the_number_that_stays(
    database: Database,
) -> None:
    """Somebody has two numbers; the pension is drawn under the one without a card."""
    party, drawing = (
        own_party(database, "nothing-to-certify"),
        number_of(database, "pensioner-due"),
    )
    assert party.person is not None
    with database.writing() as session:
        mine, other = (
            session.get_one(Person, each) for each in (party.person, drawing)
        )
        mine.name, mine.sex = other.name, other.sex
        insured = EnrolmentChange(
            personal_number=party.person,
            kind=InsuranceKind.PENSION,
            change=1,
            month=Month(2026, 1),
            status=EnrolmentStatus.PAUSED,
        )
        session.merge(insured)
    before = _standings(database, party.person, drawing)
    assert before == ["not-required", "due"]
    case = submit(database, party, "PR-09", {"other_personal_number": drawing})
    done = _review(database).approve(case.case_id, case.revision)
    assert _standings(database, party.person, drawing) == ["due", "not-required"]
    _review(database).reverse(case.case_id, done.revision, "看错了")
    assert _standings(database, party.person, drawing) == before


def test_two_pensions_of_one_kind_are_not_merged(database: Database) -> None:
    party = own_party(database, "pensioner-valid")
    drawing = number_of(database, "pensioner-due")
    with database.writing() as session:
        mine, other = (
            session.get_one(Person, each) for each in (party.person, drawing)
        )
        mine.name, mine.sex = other.name, other.sex
    case = submit(database, party, "PR-09", {"other_personal_number": drawing})
    with pytest.raises(CaseRefused):
        _review(database).approve(case.case_id, case.revision)
    assert _standings(database, drawing) == ["due"]


def _standings(database: Database, *numbers: int) -> list[str]:
    with database.reading() as session:
        return [
            str(certification_state(session, each, NOW.date()).standing)
            for each in numbers
        ]


def test_an_end_taken_back_leaves_the_end_there_was(database: Database) -> None:
    """Unemployment benefit runs for two years at most, whatever is undone."""
    number = number_of(database, "paused")
    party = own_party(database, "paused")
    bank = {"bank_name": "建设银行", "bank_account": "6217000000000001"}
    claim = submit(database, party, "PB-06", bank)
    _review(database).approve(claim.case_id, claim.revision)
    later = NOW + timedelta(days=40)
    end = submit(database, party, "PB-07", {"event_day": "2027-01-01"}, later)
    Review.of(database, later, "S001").reverse(end.case_id, end.revision, "误操作")
    with database.reading() as session:
        (benefit,) = benefits_drawn(session, number, Month(2027, 6))
    assert benefit.last_month == Month(2028, 11)


def test_an_instant_case_is_reversed_by_new_bookings(database: Database) -> None:
    party, number = own_party(database, "paused"), number_of(database, "paused")
    enrol = {"tier": 60, "first_month": "2026-11", "phone": "13800000000"}
    case = submit(database, party, "PR-01", enrol)
    reversed_case = _review(database).reverse(case.case_id, case.revision, "误操作")
    assert reversed_case.state is CaseState.REVERSED
    assert all(effect.reversed_at for effect in reversed_case.effects)
    with database.reading() as session:
        assert active_kinds(session, number, None) == ()
        assert person_fact(session, number, "tier") == ""
    with pytest.raises(CentreRefused, match="not-done"):
        _review(database).reverse(case.case_id, reversed_case.revision, "再撤")


def test_what_later_cases_rest_on_is_not_reversed(database: Database) -> None:
    party = own_party(database, "paused")
    enrol = {"tier": 60, "first_month": "2026-11", "phone": "13800000000"}
    case = submit(database, party, "PR-01", enrol)
    submit(database, party, "PR-05", {"last_month": "2026-11"})
    with pytest.raises(CentreRefused, match="built-upon"):
        _review(database).reverse(case.case_id, case.revision, "误操作")
    rated = submit(database, party, "QA-03", {"rating": 5})
    with pytest.raises(CentreRefused, match="nothing-to-reverse"):
        _review(database).reverse(rated.case_id, rated.revision, "误操作")


def test_a_corrected_name_goes_back_on_reversal(database: Database) -> None:
    party = own_party(database, "paused")
    paper = attach(database, b"%PDF-1.7 identity", "hall-1", NOW)
    asked = {"new_name": "张炜", "papers": [paper]}
    case = submit(database, party, "PR-08", asked)
    assert case.attachments == (paper,)
    done = _review(database).approve(case.case_id, case.revision)
    number = number_of_name(database, "张炜")
    _review(database).reverse(case.case_id, done.revision, "看错了")
    assert number_of_name(database, "张伟") == number


def number_of_name(database: Database, name: str) -> int:
    with database.reading() as session:
        wanted = select(Person.personal_number).where(Person.name == name)
        return session.scalars(wanted).one()


def test_amounts_no_record_tells_come_from_the_reviewer(database: Database) -> None:
    paper = attach(database, b"\xff\xd8\xff bill", "hall-1", NOW)
    bill = {
        "hospital": "外地医院",
        "amount": 120_000,
        "bank_name": "建设银行",
        "bank_account": "6217000000000001",
        "papers": [paper],
    }
    case = submit(database, own_party(database, "employee"), "PB-13", bill)
    with pytest.raises(CaseRefused):
        _review(database).approve(case.case_id, case.revision)
    done = _review(database).approve(
        case.case_id, case.revision, "核定", {"amount_cents": 96_000}
    )
    assert done.result["amount_cents"] == 96_000


def test_a_benefit_that_was_never_paid_is_reversed(database: Database) -> None:
    number = number_of(database, "paused")
    bank = {"bank_name": "建设银行", "bank_account": "6217000000000001"}
    case = submit(database, own_party(database, "paused"), "PB-06", bank)
    done = _review(database).approve(case.case_id, case.revision)
    assert (done.result["months"], done.result["monthly_cents"]) == (24, 184_000)
    _review(database).reverse(case.case_id, done.revision, "重新就业")
    with database.reading() as session:
        assert benefits_drawn(session, number, Month(2026, 12)) == []


def test_the_queue_is_by_office_and_day(database: Database) -> None:
    catalogue, today = city_catalogue(), NOW.date()
    card = _card_case(database)
    fix = {"employer_name": "新名字有限公司"}
    renamed = submit(database, employer_party(database), "ER-02", fix)
    with database.reading() as session:
        found = CaseQueue.read(session, catalogue, QueueOrder(), today)
        assert [line.case_id for line in found.lines] == [
            renamed.case_id,
            card.case_id,
        ]
        late = today + timedelta(days=30)
        order = QueueOrder(office=card.office, item="PR", is_late=True)
        only = CaseQueue.read(session, catalogue, order, late)
        assert [line.case_id for line in only.lines] == [card.case_id]
        assert urgency(card, late) is Urgency.LATE
        assert urgency(card, today) is Urgency.IN_TIME
        counts = case_counts(session, today, today)
    assert (counts.waiting, counts.late, counts.by_item) == (
        2,
        0,
        {"ER-02": 1, "PR-12": 1},
    )
