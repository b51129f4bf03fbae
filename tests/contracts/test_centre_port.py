"""One contract for every centre: the twin, and the courier before the real one."""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import date, datetime

import pytest
from uuid6 import uuid7

from kiosk.clock import SystemClock
from kiosk.domain.business import CaseWish, Holder
from kiosk.domain.card import CardKind
from kiosk.domain.certificate import CertificateKind, CertificateOrder
from kiosk.domain.deed import Deed, DeedKind, DeedOutcome
from kiosk.domain.eligibility import CertificationStanding, next_due_date
from kiosk.domain.fault import CentreRefused, CentreUnreachable, NoRecord, Revoked
from kiosk.domain.portal_code import PortalCodeWish
from kiosk.domain.resident import Subject
from kiosk.domain.review import ticket_number
from kiosk.ports.device import DeviceState
from tests.contracts.centre_rig import (
    PATIENCE_SECONDS,
    CentreRig,
    CourierRig,
    TwinRig,
)
from tests.promptness import PROMPT_SECONDS
from tests.unit.backend.running_centre import (
    PORTRAIT,
    RunningCentre,
    make_centre,
    subject_of,
)
from tests.waiting import await_condition

pytestmark = pytest.mark.xdist_group("centre-port")

_names = itertools.count(10)


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningCentre]:
    centre = RunningCentre(make_centre(tmp_path_factory.mktemp("port") / "home"))
    yield centre
    assert centre.stop() == 0


@pytest.fixture(params=["twin", "courier"])
def rig(request: pytest.FixtureRequest) -> Iterator[CentreRig]:
    with ExitStack() as stack:
        if request.param == "twin":
            yield TwinRig()
            return
        running = request.getfixturevalue("running")
        yield CourierRig(running, f"port-{next(_names)}", stack)


def test_a_code_for_the_portal_is_given_a_few_times_an_hour(rig: CentreRig) -> None:
    wish = PortalCodeWish(subject_of("pensioner-due"), 0.61)
    given = [rig.centre.portal_code(wish) for _ in range(5)]
    assert all(code.code.isdigit() and len(code.code) == 8 for code in given)
    assert all(5 <= code.minutes <= 15 for code in given)
    assert "".join(given[0].spaced.split()) == given[0].code
    assert given[0].code not in repr(given[0])
    with pytest.raises(CentreRefused, match="too-many-codes"):
        rig.centre.portal_code(wish)
    with pytest.raises(NoRecord):
        rig.centre.portal_code(PortalCodeWish(stranger(), 0.61))


def stranger() -> Subject:
    return replace(subject_of("employee"), name="无此人")


def order(key: str = "employee") -> CertificateOrder:
    return CertificateOrder(
        id=str(uuid7()),
        kind=CertificateKind.ENROLMENT,
        subject=subject_of(key),
        card_kind=CardKind.SOCIAL_SECURITY,
        face_score=0.6,
    )


def passed(subject: Subject, day: date | None = None) -> Deed:
    now = SystemClock().now()
    return Deed(
        id=str(uuid7()),
        kind=DeedKind.LIFE_CERTIFIED,
        made_at=now,
        payload={
            "number": subject.number,
            "name": subject.name,
            "card_kind": str(CardKind.SOCIAL_SECURITY),
            "decision": "accept",
            "score": 0.6,
            "certified_on": (day or now.date()).isoformat(),
        },
    )


QUESTIONS: list[Callable[[CentreRig], object]] = [
    lambda rig: rig.centre.portrait(subject_of("employee")),
    lambda rig: rig.centre.certification_state(subject_of("employee")),
    lambda rig: rig.centre.draft(
        CertificateKind.ENROLMENT, subject_of("employee"), "zh-CN"
    ),
    lambda rig: rig.centre.issue(order()),
    lambda rig: rig.centre.send([passed(subject_of("pensioner-due"))]),
]


def test_status_is_quick_and_online(rig: CentreRig) -> None:
    started = time.monotonic()
    await_condition(lambda: rig.centre.status().is_usable)
    assert time.monotonic() - started < PROMPT_SECONDS
    assert rig.centre.name == "centre"


def test_portrait_comes_as_it_was_enrolled(rig: CentreRig) -> None:
    assert rig.centre.portrait(subject_of("employee")) == PORTRAIT


@pytest.mark.parametrize("key", ["no-portrait", "stranger"])
def test_no_portrait_is_no_record(rig: CentreRig, key: str) -> None:
    subject = stranger() if key == "stranger" else subject_of(key)
    with pytest.raises(NoRecord):
        rig.centre.portrait(subject)


def test_standing_with_life_certification(rig: CentreRig) -> None:
    worker = rig.centre.certification_state(subject_of("employee"))
    assert worker.standing is CertificationStanding.NOT_REQUIRED
    assert worker.valid_until is None
    with pytest.raises(NoRecord):
        rig.centre.certification_state(stranger())


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_draft_is_a_pdf(rig: CentreRig, language: str) -> None:
    kind = CertificateKind.ENROLMENT
    assert rig.centre.draft(kind, subject_of("employee"), language)[:5] == b"%PDF-"
    with pytest.raises(NoRecord):
        rig.centre.draft(kind, stranger(), language)


@pytest.mark.parametrize(
    ("kind", "key", "reason"),
    [
        (CertificateKind.NO_ENROLMENT, "employee", "enrolled"),
        (
            CertificateKind.CONTRIBUTION_RECORD,
            "nothing-to-certify",
            "nothing-to-certify",
        ),
    ],
)
def test_a_paper_that_cannot_be_had_is_refused_with_its_reason(
    rig: CentreRig, kind: CertificateKind, key: str, reason: str
) -> None:
    with pytest.raises(CentreRefused) as refused:
        rig.centre.draft(kind, subject_of(key), "zh-CN")
    assert refused.value.facts["reason"] == reason
    with pytest.raises(CentreRefused) as refused_too:
        rig.centre.issue(replace(order(key), kind=kind))
    assert refused_too.value.facts["reason"] == reason


@pytest.mark.parametrize(
    ("kind", "key"),
    [
        (CertificateKind.NO_ENROLMENT, "nothing-to-certify"),
        (CertificateKind.CONTRIBUTION_RECORD, "employee"),
        (CertificateKind.RIGHTS_STATEMENT, "employee"),
    ],
)
def test_other_papers_are_shown_and_issued(
    rig: CentreRig, kind: CertificateKind, key: str
) -> None:
    assert rig.centre.draft(kind, subject_of(key), "zh-CN")[:5] == b"%PDF-"
    copy = rig.centre.issue(replace(order(key), kind=kind))
    assert copy.pdf[:5] == b"%PDF-"
    assert copy.pages >= 1


def test_same_order_gives_the_same_copy(rig: CentreRig) -> None:
    wanted = order()
    first = rig.centre.issue(wanted)
    assert rig.centre.issue(wanted) == first
    assert first.pdf[:5] == b"%PDF-"
    assert first.pages == 1
    assert first.valid_until > first.issued_at.date()
    assert first.issued_at.tzinfo is not None


def test_each_order_has_its_own_serial(rig: CentreRig) -> None:
    copies = [rig.centre.issue(order()) for _ in range(3)]
    assert len({copy.serial for copy in copies}) == 3
    assert len({copy.verification_code for copy in copies}) == 3


def test_order_id_of_another_order_is_refused(rig: CentreRig) -> None:
    wanted = order()
    rig.centre.issue(wanted)
    with pytest.raises(CentreRefused) as refused:
        rig.centre.issue(replace(wanted, subject=subject_of("pensioner-due")))
    assert refused.value.facts["reason"] == "id-reused"


def test_nothing_is_issued_to_strangers_or_about_nothing(rig: CentreRig) -> None:
    with pytest.raises(NoRecord):
        rig.centre.issue(replace(order(), subject=stranger()))
    with pytest.raises(CentreRefused) as refused:
        rig.centre.issue(order("nothing-to-certify"))
    assert refused.value.facts["reason"] == "nothing-to-certify"


def question(subject: Subject) -> Deed:
    return Deed(
        id=str(uuid7()),
        kind=DeedKind.QUESTION_ASKED,
        made_at=SystemClock().now(),
        payload={
            "number": subject.number,
            "name": subject.name,
            "topic": "certification",
            "text": "老人走不动怎么认证？",
        },
    )


def test_questions_are_told_to_their_asker_alone(rig: CentreRig) -> None:
    asker = subject_of("employee")
    deed = question(asker)
    assert rig.centre.send([deed])[0].outcome is DeedOutcome.ACCEPTED
    newest = rig.centre.questions(asker)[0]
    assert newest.question_id == deed.id
    assert newest.number == ticket_number(deed.id)
    assert (newest.text, newest.is_answered) == (deed.payload["text"], False)
    others = rig.centre.questions(subject_of("pensioner-due"))
    assert deed.id not in {each.question_id for each in others}
    with pytest.raises(NoRecord):
        rig.centre.questions(stranger())
    (refused,) = rig.centre.send([question(stranger())])
    assert refused.outcome is DeedOutcome.REFUSED


def patiently(ask: Callable[[], str]) -> str:
    """Ask again while the centre is just putting its first library together."""
    for _ in range(10):
        try:
            return ask()
        except CentreUnreachable:
            continue
    return ask()


def test_library_comes_once_and_its_pictures_by_name(rig: CentreRig) -> None:
    assert patiently(lambda: rig.centre.library(10**6)) == ""
    with pytest.raises(NoRecord):
        rig.centre.medium("0" * 64, 0)
    assert len(rig.centre.suggest("社保卡丢了")) <= 3


def test_pass_makes_a_pensioner_valid(rig: CentreRig) -> None:
    pensioner = subject_of("pensioner-due")
    deed = passed(pensioner)
    (answer,) = rig.centre.send([deed])
    assert (answer.id, answer.outcome) == (deed.id, DeedOutcome.ACCEPTED)
    state = rig.centre.certification_state(pensioner)
    assert state.standing is CertificationStanding.VALID
    assert state.valid_until == next_due_date(SystemClock().now().date())


def test_deed_has_its_effect_once(rig: CentreRig) -> None:
    deed = passed(subject_of("pensioner-due"))
    answers = [rig.centre.send([deed, deed]), rig.centre.send([deed])]
    outcomes = {each.outcome for told in answers for each in told}
    assert outcomes == {DeedOutcome.ACCEPTED}
    assert rig.effects_of(deed.id) == 1


def test_bad_deeds_do_not_block_good_ones(rig: CentreRig) -> None:
    bad, good = passed(stranger()), passed(subject_of("pensioner-due"))
    told = rig.centre.send([bad, good])
    assert [each.id for each in told] == [bad.id, good.id]
    assert [each.outcome for each in told] == [
        DeedOutcome.REFUSED,
        DeedOutcome.ACCEPTED,
    ]
    assert told[0].reason


def test_deed_id_with_another_payload_is_refused(rig: CentreRig) -> None:
    deed = passed(subject_of("pensioner-due"))
    rig.centre.send([deed])
    (answer,) = rig.centre.send([replace(deed, payload={**deed.payload, "score": 0.7})])
    assert (answer.outcome, answer.reason) == (DeedOutcome.REFUSED, "id-reused")
    assert rig.effects_of(deed.id) == 1


def test_no_deeds_have_no_answers(rig: CentreRig) -> None:
    assert list(rig.centre.send([])) == []


def test_deed_in_another_zone_is_the_same_deed(rig: CentreRig) -> None:
    made_at = datetime.fromisoformat("2026-11-20T10:00:00+08:00")
    deed = replace(passed(subject_of("pensioner-due")), made_at=made_at)
    told = [rig.centre.send([deed]) for _ in range(2)]
    assert told[0] == told[1]


@pytest.mark.parametrize("question", QUESTIONS)
def test_broken_line_is_no_answer(
    rig: CentreRig, question: Callable[[CentreRig], object]
) -> None:
    rig.break_line()
    with pytest.raises(CentreUnreachable):
        question(rig)
    assert rig.centre.status().state is DeviceState.OFFLINE


def test_frozen_line_ends_in_time(rig: CentreRig) -> None:
    rig.freeze_line()
    started = time.monotonic()
    state = rig.centre.status().state
    assert time.monotonic() - started < PROMPT_SECONDS
    assert state is DeviceState.OFFLINE
    started = time.monotonic()
    with pytest.raises(CentreUnreachable):
        rig.centre.portrait(subject_of("employee"))
    assert time.monotonic() - started < PATIENCE_SECONDS + PROMPT_SECONDS


def test_lost_answer_is_told_again(rig: CentreRig) -> None:
    wanted, deed = order(), passed(subject_of("pensioner-due"))
    rig.lose_next_answer()
    with pytest.raises(CentreUnreachable):
        rig.centre.issue(wanted)
    copy = rig.centre.issue(wanted)
    assert rig.centre.issue(wanted) == copy
    rig.lose_next_answer()
    with pytest.raises(CentreUnreachable):
        rig.centre.send([deed])
    assert rig.effects_of(deed.id) == 1
    assert rig.centre.send([deed])[0].outcome is DeedOutcome.ACCEPTED
    assert rig.effects_of(deed.id) == 1


@pytest.mark.parametrize("question", QUESTIONS)
def test_revoked_terminal_is_told_so(
    rig: CentreRig, question: Callable[[CentreRig], object]
) -> None:
    await_condition(lambda: rig.centre.status().is_usable)
    rig.revoke()
    with pytest.raises(Revoked):
        question(rig)
    await_condition(lambda: _standing(rig) == (DeviceState.USER_ERROR, Revoked.key))


def _standing(rig: CentreRig) -> tuple[DeviceState, str]:
    status = rig.centre.status()
    return status.state, status.cause


def test_closing_twice_is_fine(rig: CentreRig) -> None:
    rig.centre.close()
    rig.centre.close()


def phone_wish(phone: str, case_id: str = "") -> CaseWish:
    holder = Holder(subject_of("employee"), CardKind.SOCIAL_SECURITY, 0.61)
    return CaseWish(case_id or str(uuid7()), "PR-07", {"phone": phone}, holder)


def test_items_come_with_forms_that_can_be_asked(rig: CentreRig) -> None:
    listed = rig.centre.items()
    phone = next(item for item in listed.items if item.id == "PR-07")
    assert phone.needs_holder
    assert phone.questions[0].key == "phone"
    assert listed.groups[phone.group].english


def test_a_form_is_one_case_however_often_it_is_handed_in(rig: CentreRig) -> None:
    wish = phone_wish("13800000003")
    done = rig.centre.hand_in(wish)
    assert done.is_done
    assert done.number
    assert done.effects[0].chinese == "联系方式已更改"
    assert rig.centre.hand_in(wish) == done
    with pytest.raises(CentreRefused):
        rig.centre.hand_in(phone_wish("13800000004", wish.id))


def test_what_is_wrong_is_an_outcome_with_its_field(rig: CentreRig) -> None:
    outcome = rig.centre.hand_in(phone_wish("1"))
    assert [trouble.field for trouble in outcome.troubles] == ["phone"]
    assert outcome.troubles[0].words.english
    assert not outcome.number


def test_nobody_acts_unidentified_but_anybody_may_ask(rig: CentreRig) -> None:
    with pytest.raises(CentreRefused):
        rig.centre.hand_in(replace(phone_wish("13800000003"), holder=None))
    asked = rig.centre.hand_in(CaseWish(str(uuid7()), "PQ-08", {}))
    assert asked.table is not None
    assert asked.table.rows
