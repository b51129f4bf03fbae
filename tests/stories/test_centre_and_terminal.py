"""The terminal's courier at the real centre's door: every port promise is kept."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from uuid6 import uuid7

from backend.clock import city_time
from kiosk.clock import SystemClock
from kiosk.documents.verification import Trust, verify_pdf
from kiosk.domain.card import CardKind
from kiosk.domain.certificate import CertificateKind, CertificateOrder
from kiosk.domain.deed import Deed, DeedAnswer, DeedKind, DeedOutcome
from kiosk.domain.eligibility import CertificationStanding, next_due_date
from kiosk.domain.fault import CentreRefused, CentreUnreachable, NoRecord, Revoked
from kiosk.domain.resident import Subject
from kiosk.ports.device import DeviceState
from offline_cache.courier import Courier
from tests.unit.backend.running_centre import (
    PORTRAIT,
    RunningCentre,
    command,
    make_centre,
    subject_of,
)
from tests.waiting import await_condition

pytestmark = pytest.mark.xdist_group("centre")

KIND = CertificateKind.ENROLMENT
PASSED_AT = city_time() - timedelta(days=3)


@pytest.fixture(scope="module")
def centre(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningCentre]:
    running = RunningCentre(make_centre(tmp_path_factory.mktemp("both") / "home"))
    yield running
    assert running.stop() == 0


def courier_of(centre: RunningCentre, identity: str, url: str = "") -> Courier:
    folder = centre.home / identity
    return Courier(
        url or centre.url,
        client_certificate=folder / "certificate.pem",
        client_key=folder / "key.pem",
        centre_ca=folder / "authority.pem",
        clock=SystemClock(),
    )


@pytest.fixture
def courier(centre: RunningCentre) -> Iterator[Courier]:
    courier = courier_of(centre, "hall-1")
    yield courier
    courier.close()


def wish(order_id: str, subject: Subject) -> CertificateOrder:
    return CertificateOrder(order_id, KIND, subject, CardKind.SOCIAL_SECURITY, 0.6)


def passed(deed_id: str) -> Deed:
    subject = subject_of("pensioner-suspended")
    return Deed(
        id=deed_id,
        kind=DeedKind.LIFE_CERTIFIED,
        made_at=PASSED_AT,
        payload={
            "number": subject.number,
            "name": subject.name,
            "card_kind": "social-security-card",
            "decision": "accept",
            "score": 0.61,
            "certified_on": PASSED_AT.date().isoformat(),
        },
    )


def test_line_is_up_and_clocks_agree(courier: Courier) -> None:
    # On a busy machine a sign of life may come late, and the line is called slow.
    await_condition(lambda: courier.status().state is DeviceState.ONLINE)
    assert courier.skew_seconds is not None
    assert abs(courier.skew_seconds) < 5


def test_portrait_and_its_absence(courier: Courier) -> None:
    assert courier.portrait(subject_of("employee")) == PORTRAIT
    for key in ("no-portrait", "not-recorded"):
        with pytest.raises(NoRecord):
            courier.portrait(subject_of(key))


def test_draft_is_drawn(courier: Courier) -> None:
    drawn = courier.draft(KIND, subject_of("employee"), "zh-CN")
    assert drawn.startswith(b"%PDF-")
    with pytest.raises(CentreRefused) as refused:
        courier.draft(KIND, subject_of("nothing-to-certify"), "zh-CN")
    assert refused.value.facts["reason"] == "nothing-to-certify"


def test_copy_bears_a_seal_the_terminal_trusts(
    centre: RunningCentre, courier: Courier
) -> None:
    order = wish(str(uuid7()), subject_of("employee"))
    issued = courier.issue(order)
    assert courier.issue(order) == issued
    trust = Trust.load(centre.home / "hall-1" / "trust")
    verdict = verify_pdf(issued.pdf, trust, issued.issued_at)
    assert str(verdict.verdict) == "valid", verdict.reasons


def test_order_id_taken_by_another_is_refused(courier: Courier) -> None:
    order_id = str(uuid7())
    courier.issue(wish(order_id, subject_of("employee")))
    with pytest.raises(CentreRefused) as refused:
        courier.issue(wish(order_id, subject_of("paused")))
    assert refused.value.facts["reason"] == "id-reused"


def test_pass_lifts_the_suspension(courier: Courier) -> None:
    subject, deed_id = subject_of("pensioner-suspended"), str(uuid7())
    before = courier.certification_state(subject)
    assert before.standing is CertificationStanding.SUSPENDED
    for _ in range(2):
        answers = courier.send([passed(deed_id)])
        assert list(answers) == [DeedAnswer(deed_id, DeedOutcome.ACCEPTED)]
    after = courier.certification_state(subject)
    assert after.valid_until == next_due_date(PASSED_AT.date())
    assert after.standing is CertificationStanding.VALID


def test_revoked_terminal_hears_it(centre: RunningCentre) -> None:
    out = centre.home / "hall-2"
    command("enrol-terminal", centre.home, "--name=hall-2", f"--out={out}")
    courier = courier_of(centre, "hall-2")
    assert courier.status().state is DeviceState.ONLINE
    command("revoke-terminal", centre.home, "--name=hall-2")
    with pytest.raises(Revoked):
        courier.certification_state(subject_of("employee"))
    courier.close()


def test_closed_centre_is_unreachable(centre: RunningCentre) -> None:
    closed = RunningCentre(centre.home)
    assert closed.stop() == 0
    courier = courier_of(centre, "hall-1", closed.url)
    with pytest.raises(CentreUnreachable):
        courier.certification_state(subject_of("employee"))
    courier.close()
