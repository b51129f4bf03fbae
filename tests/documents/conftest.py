"""An invented city's press, its trust, and facts to print; made once."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from kiosk.documents.authority import create_authority, load_authority, write_trust
from kiosk.documents.press import Press
from kiosk.documents.verification import Trust
from kiosk.domain.card import Sex
from kiosk.domain.certificate import CertificateKind, CopyFacts
from kiosk.domain.contribution import (
    ContributionMonth,
    Enrolment,
    EnrolmentStatus,
    InsuranceKind,
)
from kiosk.domain.facts.enrolment import EnrolmentFacts
from kiosk.domain.months import Month
from tests.documents.seal_places import new_token

ROOT = Path(__file__).resolve().parents[2]
FONTS = ROOT / "assets" / "fonts"
NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
NAME = "龚𬱖㛃䶮"
NUMBER = "510199196207083427"
EMPLOYER = "成都锦江样板机械制造有限公司"
LAST = Month(2026, 10)

PAID = (
    InsuranceKind.PENSION,
    InsuranceKind.UNEMPLOYMENT,
    InsuranceKind.MEDICAL,
    InsuranceKind.INJURY,
    InsuranceKind.MATERNITY,
)


def enrolment(kind: InsuranceKind, employer: str = EMPLOYER) -> Enrolment:
    return Enrolment(kind, EnrolmentStatus.PAYING, employer, Month(1998, 3), 340, LAST)


def facts(name: str = NAME) -> EnrolmentFacts:
    """Facts of an insured woman with a rare name, one month of hers owed."""
    recent = tuple(
        ContributionMonth(
            LAST.plus(-age), kind, EMPLOYER, 900_000, 171_000, 72_000, age != 3
        )
        for age in range(12)
        for kind in PAID
    )
    return EnrolmentFacts(
        name=name,
        citizen_number=NUMBER,
        sex=Sex.FEMALE,
        personal_number="10023456789",
        enrolments=tuple(enrolment(kind) for kind in PAID),
        recent=recent,
        data_as_of=date(2026, 11, 22),
    )


def copy(serial: str = "2026-000123-01") -> CopyFacts:
    return CopyFacts(
        kind=CertificateKind.ENROLMENT,
        number="2026-000123",
        serial=serial,
        verification_code="7K3QX0M2ABCDEFGH",
        issuer="成都市社会保险事业管理局",
        issued_at=NOW,
        valid_until=NOW.date() + timedelta(days=90),
    )


@pytest.fixture(scope="session")
def city(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Directory of an authority with its trust beside it."""
    home = tmp_path_factory.mktemp("city")
    create_authority(home / "seal", "成都市", NOW)
    write_trust(load_authority(home / "seal"), home / "trust")
    return home


@pytest.fixture(scope="session")
def press(city: Path) -> Press:
    return Press(font_directory=FONTS, authority=load_authority(city / "seal"))


@pytest.fixture(scope="session")
def trust(city: Path) -> Trust:
    return Trust.load(city / "trust")


@pytest.fixture(scope="session")
def sealed(press: Press) -> bytes:
    """One sealed copy, which no test may change."""
    return press.seal_copy(facts(), copy())


@pytest.fixture(scope="session")
def draft(press: Press) -> bytes:
    """The preview of the same facts."""
    return press.draft(facts(), copy().issuer)


def with_enrolments(kinds: tuple[InsuranceKind, ...], employer: str) -> EnrolmentFacts:
    """Facts with other kinds and another employer."""
    lines = tuple(enrolment(kind, employer) for kind in kinds)
    return replace(facts(), enrolments=lines)


@pytest.fixture(scope="session")
def softhsm(tmp_path_factory: pytest.TempPathFactory) -> None:
    """One token of SoftHSM without any key on it yet."""
    new_token(tmp_path_factory.mktemp("softhsm"))
