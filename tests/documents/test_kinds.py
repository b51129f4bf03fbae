"""Every kind of certificate: stated whole, sealed, masked before, bounded in size."""

from __future__ import annotations

import io
import json
from dataclasses import replace

import pikepdf
import pytest

from kiosk.documents.press import Press
from kiosk.documents.rendering import sheet_count
from kiosk.documents.verification import Trust, verify_pdf
from kiosk.domain.certificate import CertificateKind, PaperScope
from kiosk.domain.certificate_facts import (
    FACTS_OF,
    CertificateFacts,
    masked,
    months_paid,
    subject,
)
from kiosk.domain.contribution import InsuranceKind
from kiosk.domain.facts.contribution_record import ContributionRecordFacts
from kiosk.domain.facts.employer import EmployerFacts
from kiosk.domain.months import Month
from kiosk.domain.wire import from_wire
from tests.documents import specimens
from tests.documents.conftest import NAME, NOW, NUMBER, copy
from tests.documents.test_page import needs_poppler, text_of

SPECIMENS = dict(specimens.specimens())
by_kind = pytest.mark.parametrize("kind", SPECIMENS, ids=str)

# What each kind must say besides the holder: a word of its head, and a fact.
SAID = {
    CertificateKind.ENROLMENT: ("个人参保证明", "1998年03月"),
    CertificateKind.CONTRIBUTION_RECORD: ("参保缴费证明", "1986.11"),
    CertificateKind.RIGHTS_STATEMENT: ("个人权益记录单（2025年度）", "62,264.90"),
    CertificateKind.BENEFIT: ("待遇领取证明", "叁仟叁佰捌拾陆元伍角整"),
    CertificateKind.TRANSFER_VOUCHER: ("参保缴费凭证", "278,869.32"),
    CertificateKind.NO_ENROLMENT: ("未参保证明", "未查询到"),
    CertificateKind.RETIREMENT: ("待遇核定表", "2,582.88"),
    CertificateKind.EMPLOYER: ("单位参保证明", "样乙五"),
}


def sealed(press: Press, kind: CertificateKind, facts: CertificateFacts) -> bytes:
    return press.seal_copy(facts, replace(copy(), kind=kind))


def test_there_is_a_specimen_of_every_kind() -> None:
    assert set(SPECIMENS) == set(CertificateKind) == set(FACTS_OF)


@needs_poppler
@by_kind
def test_a_sealed_copy_says_it_all_and_verifies(
    press: Press, trust: Trust, kind: CertificateKind
) -> None:
    pdf = sealed(press, kind, SPECIMENS[kind])
    verdict = verify_pdf(pdf, trust, NOW)
    assert verdict.verdict == "valid"
    assert verdict.certificate is not None
    assert verdict.certificate["kind"] == str(kind)
    text = text_of(pdf).replace("\n", "")
    for words in SAID[kind]:
        assert words in text
    pages = sheet_count(pdf)
    assert f"第 {pages} 页 / 共 {pages} 页" in text


@by_kind
def test_the_facts_ride_along_in_every_kind(
    press: Press, kind: CertificateKind
) -> None:
    with pikepdf.open(io.BytesIO(sealed(press, kind, SPECIMENS[kind]))) as document:
        attached = document.attachments["facts.json"].get_file().read_bytes()
    facts = from_wire(FACTS_OF[kind], json.loads(attached)["facts"])
    assert facts == SPECIMENS[kind]


@needs_poppler
@by_kind
def test_a_preview_names_nobody(press: Press, kind: CertificateKind) -> None:
    text = text_of(press.draft(SPECIMENS[kind], copy().issuer))
    assert NAME not in text
    assert NUMBER not in text
    facts = SPECIMENS[kind]
    if isinstance(facts, EmployerFacts):
        assert facts.staff[0].citizen_number not in text
        assert facts.name in text


@pytest.mark.parametrize("months", [0, 1, 600])
def test_a_record_of_any_length_has_as_many_pages_as_it_needs(
    press: Press, trust: Trust, months: int
) -> None:
    pdf = sealed(press, CertificateKind.CONTRIBUTION_RECORD, specimens.record(months))
    assert verify_pdf(pdf, trust, NOW).verdict == "valid"
    assert sheet_count(pdf) == {0: 1, 1: 1}.get(months, sheet_count(pdf))
    assert sheet_count(pdf) <= 1 + months // 20


@needs_poppler
def test_a_record_of_a_part_says_which_part_it_is(press: Press) -> None:
    facts = SPECIMENS[CertificateKind.CONTRIBUTION_RECORD]
    assert isinstance(facts, ContributionRecordFacts)
    kinds = (InsuranceKind.PENSION,)
    scope = PaperScope(Month(2024, 3), Month(2024, 5), kinds)
    part = text_of(press.draft(replace(facts, scope=scope), copy().issuer))
    whole = text_of(press.draft(facts, copy().issuer))
    flat = "".join(part.split())
    assert "仅限：2024年3月至2024年5月；" in flat
    assert "所列范围合计" in flat
    assert "仅限" not in whole


def test_a_refund_shows_as_a_negative_month_and_a_debt_with_its_mark(
    press: Press,
) -> None:
    text = text_of(
        sealed(press, CertificateKind.CONTRIBUTION_RECORD, specimens.record(36))
    )
    assert "-684.00" in text
    assert "△716.40" in text


def test_months_paid_to_two_employers_count_once() -> None:
    facts = specimens.record(12)
    also = tuple(replace(month, employer="另一家样板公司") for month in facts.months)
    twice = replace(facts, months=facts.months + also)
    assert months_paid(twice) == months_paid(facts)
    assert months_paid(facts)[str(InsuranceKind.PENSION)] == 11


@needs_poppler
def test_two_payers_in_a_month_stand_in_two_rows(press: Press) -> None:
    facts = specimens.record(1)
    also = tuple(replace(month, employer="另一家样板公司") for month in facts.months)
    both: ContributionRecordFacts = replace(facts, months=facts.months + also)
    text = text_of(sealed(press, CertificateKind.CONTRIBUTION_RECORD, both))
    assert text.count("2026.10") == 2


def test_an_employers_long_name_fits_the_code() -> None:
    facts = specimens.employer(1)
    long = replace(facts, name="样板机械设备制造" * 12)
    assert len(subject(long)) <= 15
    assert subject(replace(facts, name="样板厂")) == "样板厂"
    assert masked(facts).name == facts.name


def test_a_suspended_and_an_ended_benefit_say_so(press: Press) -> None:
    facts = specimens.benefits(is_suspended=True)
    ended = replace(facts, benefits=(facts.benefits[1],))
    running = replace(
        facts, benefits=(replace(facts.benefits[0], last_month=Month(2030, 1)),)
    )
    for told, words in ((facts, "暂停发放"), (ended, "终止"), (running, "2030年01月")):
        text = text_of(sealed(press, CertificateKind.BENEFIT, told))
        assert words in text
    assert "无在领待遇" in text_of(sealed(press, CertificateKind.BENEFIT, ended))
