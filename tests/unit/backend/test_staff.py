"""A staff's confirmation counts only with a proof by that staff's own card."""

from __future__ import annotations

import base64
import fcntl
import io
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from backend.__main__ import main
from backend.access.staff import StaffRegister, StaffTrust
from backend.clock import CITY_ZONE
from backend.deeds.receive import Intake
from backend.journal import Journal
from backend.sample.city import fill
from backend.store.database import Database
from backend.store.fleet import ReviewTicket
from backend.store.insurance import Certification
from backend.store.migration import migrate
from kiosk.domain.deed import DeedAnswer, DeedOutcome
from kiosk.domain.fault import InvalidValue, StaffNotTrusted
from kiosk.domain.staff import StaffRole
from kiosk.domain.staff_proof import (
    StaffProof,
    check_certificate,
    is_challenge_for,
    new_challenge,
    verify_proof,
)
from tests.staff_office import StaffOffice
from tests.unit.backend.running_centre import certified, subject_of

NOW = datetime.now(CITY_ZONE)
SUBJECT = subject_of("pensioner-due").number
OTHER = subject_of("employee").number


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> StaffOffice:
    return StaffOffice(tmp_path_factory.mktemp("staff"))


def reason(
    proof: StaffProof, office: StaffOffice, subject: str = SUBJECT, at: datetime = NOW
) -> object:
    with pytest.raises(StaffNotTrusted) as told:
        verify_proof(proof, subject, office.authority, at)
    return told.value.facts["reason"]


def test_a_clerks_proof_is_believed(office: StaffOffice) -> None:
    staff = verify_proof(office.proof(SUBJECT), SUBJECT, office.authority, NOW)
    assert (staff.number, staff.role) == ("S1001", StaffRole.CLERK)


def test_a_proof_for_one_person_serves_for_no_other(office: StaffOffice) -> None:
    assert reason(office.proof(SUBJECT), office, OTHER) == "challenge"


def test_whoever_may_not_confirm_is_refused(
    office: StaffOffice, tmp_path: Path
) -> None:
    card = office.card(role=StaffRole.TECHNICIAN)
    assert reason(office.proof(SUBJECT, card), office) == "role"
    foreign = StaffOffice(tmp_path).proof(SUBJECT)
    assert reason(foreign, office) == "authority"
    assert reason(replace(office.proof(SUBJECT), number="S2"), office) == "number"


def test_a_card_counts_only_in_its_time(office: StaffOffice) -> None:
    proof = office.proof(SUBJECT)
    for at in (NOW - timedelta(days=2), NOW + timedelta(days=3 * 365)):
        assert reason(proof, office, at=at.astimezone(UTC)) == "time"


def test_another_cards_signature_is_refused(office: StaffOffice) -> None:
    proof = office.proof(SUBJECT)
    other = office.proof(SUBJECT, number="S1002", challenge=proof.challenge)
    assert reason(replace(proof, signature=other.signature), office) == "signature"


@given(der=st.binary(max_size=300))
def test_any_bytes_are_no_certificate(office: StaffOffice, der: bytes) -> None:
    with pytest.raises(StaffNotTrusted):
        check_certificate(der, office.authority, NOW)


@given(place=st.integers(0, 2**16), bit=st.integers(0, 7))
def test_a_certificate_with_one_bit_turned_is_not_believed(
    office: StaffOffice, place: int, bit: int
) -> None:
    der = bytearray(_DER.setdefault("der", office.proof(SUBJECT).certificate))
    der[place % len(der)] ^= 1 << bit
    with pytest.raises(StaffNotTrusted):
        check_certificate(bytes(der), office.authority, NOW)


_DER: dict[str, bytes] = {}


def test_every_challenge_is_another_and_knows_its_person() -> None:
    made = {new_challenge(SUBJECT) for _ in range(50)}
    assert len(made) == 50
    assert all(is_challenge_for(each, SUBJECT) for each in made)
    assert not any(is_challenge_for(each, OTHER) for each in made)


# At the centre -------------------------------------------------------------


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    file = tmp_path_factory.mktemp("city") / "store.sqlite3"
    database = Database(f"sqlite:///{file}")
    migrate(database)
    fill(database, 0, 1, NOW.date(), lambda _, __: None)
    yield database
    database.close()


_NEXT = iter(range(1, 1000))


def deed_of(proof: StaffProof, **other: object) -> dict[str, Any]:
    deed_id = f"0198c0de-0000-7000-8000-{next(_NEXT):012d}"
    deed = certified(deed_id, "pensioner-due", NOW.date().isoformat())
    staff = {
        "method": "staff",
        "decision": "confirmed",
        "score": None,
        "liveness": "not-asked",
        "staff_number": proof.number,
        "staff_certificate": base64.b64encode(proof.certificate).decode(),
        "staff_challenge": base64.b64encode(proof.challenge).decode(),
        "staff_signature": base64.b64encode(proof.signature).decode(),
        "evidence": None,
    }
    made_at = {"made_at": NOW.isoformat()}
    return {**deed, **made_at, "payload": {**deed["payload"], **staff, **other}}


def taken(city: Database, deed: dict[str, Any], staff: StaffTrust | None) -> DeedAnswer:
    journal = Journal(io.StringIO(), lambda: NOW)
    (answer,) = Intake(city, journal, "hall-1", NOW, staff).receive([deed])
    return answer


def test_a_confirmed_deed_is_accepted_with_its_proof(
    city: Database, office: StaffOffice
) -> None:
    answer = taken(city, deed_of(office.proof(SUBJECT)), office.register.trust())
    assert answer.outcome is DeedOutcome.ACCEPTED, answer


def test_a_confirmed_deed_without_a_good_proof_is_refused(
    city: Database, office: StaffOffice
) -> None:
    proof = office.proof(SUBJECT)
    trust = office.register.trust()
    refused = {
        "staff-challenge": deed_of(office.proof(OTHER)),
        "staff-number": deed_of(replace(proof, number="S9")),
        "staff-form": deed_of(replace(proof, certificate=b"no")),
        "invalid": deed_of(proof, staff_signature="not base64!"),
        "not-accepted": deed_of(proof, decision="accept"),
    }
    told = {why: taken(city, deed, trust) for why, deed in refused.items()}
    assert {why: answer.reason for why, answer in told.items()} == {
        why: why for why in refused
    }
    assert taken(city, deed_of(proof), None).reason == "staff-unknown"


def test_what_a_revoked_card_confirmed_waits_for_a_person(
    city: Database, office: StaffOffice
) -> None:
    proof = office.proof(SUBJECT, number="S7007")
    assert office.register.revoke("S7007") == 1
    assert office.register.revoke("S7007") == 0
    deed = deed_of(proof)
    answer = taken(city, deed, office.register.trust())
    assert answer.outcome is DeedOutcome.ACCEPTED, answer
    with city.reading() as session:
        ticket = session.scalars(
            select(ReviewTicket).where(ReviewTicket.deed_id == deed["id"])
        ).one()
        row = session.get_one(Certification, ticket.certification_id)
        assert (ticket.reason, row.is_provisional) == ("staff-revoked", True)
    again = office.proof(SUBJECT, number="S7007")
    fresh = taken(city, deed_of(again), office.register.trust())
    assert fresh.outcome is DeedOutcome.ACCEPTED


def test_of_two_who_revoke_at_once_both_are_heard(tmp_path: Path) -> None:
    register = StaffRegister(tmp_path)
    for number in ("S0001", "S0002"):
        register.issue(number, StaffRole.CLERK, "样本")
    first, second = register.cards()
    with (tmp_path / "revoked.lock").open("w") as file, ThreadPoolExecutor(1) as other:
        fcntl.flock(file, fcntl.LOCK_EX)
        revoking = other.submit(register.revoke, "S0002")
        with pytest.raises(TimeoutError):
            revoking.result(0.3)
        (tmp_path / "revoked.txt").write_text(f"{first.serial}\n")
        fcntl.flock(file, fcntl.LOCK_UN)
        assert revoking.result(60) == 1
    trust = register.trust()
    assert trust is not None
    assert trust.revoked == {first.serial, second.serial}


def test_the_commands_issue_and_withdraw_a_card(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    home, out = tmp_path / "home", tmp_path / "card"
    assert main(["init", "--home", str(home)]) == 0
    name = ["--number=S1001", "--role=clerk", "--name=石样本"]
    assert main(["enrol-staff", f"--home={home}", *name, f"--out={out}"]) == 0
    assert (
        main(["enrol-terminal", f"--home={home}", "--name=h1", f"--out={out}/t"]) == 0
    )
    pinned = StaffOffice(home / "staff").register.create().certificate
    assert (out / "t" / "staff.pem").read_bytes() == pinned
    assert (out / "key.pem").stat().st_mode & 0o777 == 0o600
    assert main(["revoke-staff", f"--home={home}", "--number=S1001"]) == 0
    assert main(["revoke-staff", f"--home={home}", "--number=S1001"]) == 1
    assert main(["revoke-staff", f"--home={home}", "--number=../S1"]) == 1
    assert "no living card" in capsys.readouterr().err


def test_numbers_that_no_card_can_hold_are_refused(office: StaffOffice) -> None:
    for number in ("", "S*", "S" * 17, "号"):
        with pytest.raises(InvalidValue):
            office.register.issue(number, StaffRole.CLERK, "石样本")
