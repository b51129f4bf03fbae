"""An invented specimen of every kind of certificate.

``python -m tests.documents.specimens --into docs/pictures/kinds`` prints each
one's first and last page as PNG.
"""

from __future__ import annotations

import argparse
import io
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

from PIL import Image

from kiosk.documents.authority import create_authority, load_authority
from kiosk.documents.press import Press
from kiosk.documents.rendering import page_png, sheet_count
from kiosk.domain.card import Sex
from kiosk.domain.certificate import CertificateKind
from kiosk.domain.certificate_facts import CertificateFacts
from kiosk.domain.contribution import ContributionMonth, InsuranceKind
from kiosk.domain.facts.benefit import BenefitFacts, BenefitLine
from kiosk.domain.facts.contribution_record import ContributionRecordFacts
from kiosk.domain.facts.employer import EmployerFacts, EmployerKind, StaffMember
from kiosk.domain.facts.holder import Holder
from kiosk.domain.facts.no_enrolment import NoEnrolmentFacts
from kiosk.domain.facts.retirement import PensionAdjustment, RetirementFacts
from kiosk.domain.facts.rights import AccountYear, RightsFacts
from kiosk.domain.facts.transfer import TransferFacts, TransferYear
from kiosk.domain.identifier import citizen_check_digit, credit_check_character
from kiosk.domain.money import share
from kiosk.domain.months import Month
from tests.documents.conftest import (
    EMPLOYER,
    FONTS,
    LAST,
    NAME,
    NOW,
    NUMBER,
    PAID,
    copy,
    enrolment,
    facts,
)

HOLDER = Holder(NAME, NUMBER, Sex.FEMALE, "10023456789", date(2026, 11, 22))
BORN = date(1962, 7, 8)
_FUND_SHARE = Decimal("0.12")
_FORMER = "四川样板锦绣纺织有限责任公司"
_CREDIT_START = "91510199MA6CXAMP0"
_CREDIT_CODE = _CREDIT_START + credit_check_character(_CREDIT_START)
_SHARES = {
    InsuranceKind.PENSION: (16, 8),
    InsuranceKind.UNEMPLOYMENT: (1, 1),
    InsuranceKind.MEDICAL: (7, 2),
    InsuranceKind.INJURY: (1, 0),
    InsuranceKind.MATERNITY: (1, 0),
}


def record(months: int = 480) -> ContributionRecordFacts:
    """A working life: two employers, a back-payment owed, a refund in it."""
    return ContributionRecordFacts(
        *_head(), tuple(_month(age, kind) for age in range(months) for kind in PAID)
    )


def _month(age: int, kind: InsuranceKind) -> ContributionMonth:
    base = 900_000 - age * 1_500
    unit, person = (base * part // 100 for part in _SHARES[kind])
    sign = -1 if age == 30 else 1
    payer = EMPLOYER if age < 200 else _FORMER
    return ContributionMonth(
        LAST.plus(-age), kind, payer, base, sign * unit, sign * person, age != 3
    )


def rights() -> RightsFacts:
    """The year 2025, with interest."""
    account = AccountYear(2025, 5_213_688, 864_000, 148_802, 12)
    months = tuple(
        replace(_month(age, kind), is_arrived=True)
        for age in range(10, 22)
        for kind in PAID
    )
    lines = tuple(enrolment(kind) for kind in PAID)
    return RightsFacts(*_head(), 2025, EMPLOYER, account, 330, lines, months)


def benefits(*, is_suspended: bool = False) -> BenefitFacts:
    """A pension, and an allowance that ended."""
    first, ended = Month(2012, 8), Month(2009, 3)
    pension = BenefitLine("basic-pension", first, None, 338_650, is_suspended)
    past = replace(
        pension,
        benefit="unemployment-benefit",
        first_month=Month(2008, 4),
        last_month=ended,
        monthly_cents=89_600,
    )
    return BenefitFacts(*_head(), (pension, past))


def transfer() -> TransferFacts:
    """Twenty-nine years on a steady base."""
    years = tuple(_transfer_year(year) for year in range(1998, 2027))
    bases = sum(year.base_cents for year in years)
    fund = share(bases, _FUND_SHARE)
    return TransferFacts(*_head(), BORN, Month(1998, 3), LAST, years, fund)


def _transfer_year(year: int) -> TransferYear:
    first = Month(1998, 3) if year == Month(1998, 3).year else Month(year, 1)
    last = LAST if year == LAST.year else Month(year, 12)
    months = last.months_since(first) + 1
    base = months * 400_000
    return TransferYear(
        year, first, last, months, base, base * 8 // 100, base * 8 // 3_000
    )


def no_enrolment() -> NoEnrolmentFacts:
    """Nothing found of any kind."""
    return NoEnrolmentFacts(*_head(), tuple(InsuranceKind))


def retirement() -> RetirementFacts:
    """An award of 2012 with the rises since."""
    rises = tuple(
        PensionAdjustment(Month(year, 1), 9_000 + 300 * (2026 - year))
        for year in range(2013, 2027)
    )
    return RetirementFacts(
        *_head(),
        birth_date=BORN,
        awarded_on=date(2012, 7, 20),
        first_month=Month(2012, 8),
        paid_months=173,
        deemed_months=62,
        average_index=10_832,
        average_wage_cents=314_300,
        account_cents=3_212_055,
        divisor=170,
        base_pension_cents=64_107,
        account_pension_cents=18_894,
        transitional_cents=21_987,
        adjustments=rises,
    )


def employer(staff: int = 90) -> EmployerFacts:
    """A company whose staff fills several pages."""
    kinds = tuple(
        EmployerKind(kind, Month(1998, 3), LAST, staff, 0 if kind != PAID[0] else 1_200)
        for kind in PAID
    )
    return EmployerFacts(
        EMPLOYER,
        _CREDIT_CODE,
        "51019900231",
        date(2026, 11, 22),
        kinds,
        tuple(_member(place) for place in range(staff)),
    )


def _member(place: int) -> StaffMember:
    number = f"5101991985{1 + place % 12:02d}{1 + place % 28:02d}{place:03d}"
    return StaffMember(
        name=f"样{'甲乙丙丁戊己庚辛'[place % 8]}{'一二三四五'[place % 5]}",
        citizen_number=number + citizen_check_digit(number),
        first_month=LAST.plus(-place - 3),
        last_month=LAST,
        months=place + 4,
        base_cents=600_000 + place * 1_100,
    )


def specimens() -> Iterator[tuple[CertificateKind, CertificateFacts]]:
    """Give one of each kind."""
    yield CertificateKind.ENROLMENT, facts()
    yield CertificateKind.CONTRIBUTION_RECORD, record()
    yield CertificateKind.RIGHTS_STATEMENT, rights()
    yield CertificateKind.BENEFIT, benefits()
    yield CertificateKind.TRANSFER_VOUCHER, transfer()
    yield CertificateKind.NO_ENROLMENT, no_enrolment()
    yield CertificateKind.RETIREMENT, retirement()
    yield CertificateKind.EMPLOYER, employer()


def _head() -> tuple[str, str, Sex, str, date]:
    holder = HOLDER
    return (
        holder.name,
        holder.citizen_number,
        holder.sex,
        holder.personal_number,
        holder.data_as_of,
    )


def main() -> None:
    """Seal one of each and print pictures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--into", type=Path, required=True)
    into: Path = parser.parse_args().into
    into.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as home:
        create_authority(Path(home), "成都市", NOW)
        press = Press(font_directory=FONTS, authority=load_authority(Path(home)))
        for kind, told in specimens():
            pdf = press.seal_copy(told, replace(copy(), kind=kind))
            _print(pdf, into, kind)


def _print(pdf: bytes, into: Path, kind: CertificateKind) -> None:
    pages = sheet_count(pdf)
    for page in sorted({0, pages - 1}):
        picture = page_png(pdf, page, width_px=900)
        name = kind if page == 0 else f"{kind}-last"
        # Few colours are enough for black, grey and one red.
        small = Image.open(io.BytesIO(picture)).convert("RGB").quantize(48)
        small.save(into / f"{name}.png", optimize=True)
    sys.stdout.write(f"{kind}: {pages} pages, {len(pdf) // 1024} KiB\n")


if __name__ == "__main__":
    main()
