"""Signed lists: authentic or refused, never older than known, too old says so."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from hypothesis import given
from hypothesis import strategies as st

from kiosk.documents.authority import load_authority
from kiosk.documents.es256 import jwk_of, key_name
from kiosk.documents.signed_list import ListKind, ListRefused, SignedList
from kiosk.documents.trust import Trust
from kiosk.documents.trust_directory import TrustDirectory, write_anchor
from kiosk.documents.verification import Verdict, verify_credential, verify_pdf
from tests.documents.conftest import NOW
from tests.documents.papers import credential_text

LATER = NOW + timedelta(hours=1)
WEEK = timedelta(days=7)


@dataclass
class ListOffice:
    """Signs lists as the centre does."""

    city: Path
    key: ec.EllipticCurvePrivateKey

    def signers(self, version: int = 1, **changed: object) -> SignedList:
        authority = load_authority(self.city / "seal")
        entry: dict[str, Any] = {
            "kid": authority.key_id.hex(),
            "use": "credential",
            "key": jwk_of(authority.credential_key.public_key()),
            "from": (NOW - timedelta(days=1)).isoformat(),
            "to": None,
            "status": "active",
        }
        return self.sign("signers", version, (entry | changed,))

    def denied(self, version: int = 1, **entry: object) -> SignedList:
        return self.sign("denied", version, (entry,) if entry else ())

    def sign(
        self,
        kind: ListKind,
        version: int,
        entries: tuple[dict[str, Any], ...],
        issued: datetime = NOW,
    ) -> SignedList:
        return SignedList.sign(
            kind, version, issued, issued + WEEK, entries, key=self.key
        )


@pytest.fixture
def office(city: Path) -> ListOffice:
    return ListOffice(city, ec.generate_private_key(ec.SECP256R1()))


@pytest.fixture
def directory(office: ListOffice, tmp_path: Path) -> TrustDirectory:
    write_anchor(tmp_path, office.key.public_key())
    return TrustDirectory(tmp_path)


def test_a_list_can_be_read_back(office: ListOffice) -> None:
    anchors = {key_name(office.key.public_key()): office.key.public_key()}
    issue = office.denied(3, serial="2026-000123-01", reason="never-printed")
    assert SignedList.open("denied", issue.text, anchors) == issue


def test_a_list_never_passes_for_one_of_another_kind(office: ListOffice) -> None:
    anchors = {key_name(office.key.public_key()): office.key.public_key()}
    with pytest.raises(ListRefused, match="not-authentic"):
        SignedList.open("signers", office.denied().text, anchors)


@given(place=st.integers(0, 10_000), letter=st.sampled_from("AZaz09-_."))
def test_no_letter_of_a_list_can_change(place: int, letter: str) -> None:
    issue = _ISSUE
    place %= len(issue.text)
    changed = issue.text[:place] + letter + issue.text[place + 1 :]
    try:
        found = SignedList.open("denied", changed, _ANCHORS)
    except ListRefused:
        return
    assert found.entries == issue.entries
    assert found.version == issue.version


_KEY = ec.derive_private_key(7, ec.SECP256R1())
_ANCHORS = {key_name(_KEY.public_key()): _KEY.public_key()}
_ISSUE = SignedList.sign(
    "denied", 1, NOW, NOW + WEEK, ({"number": "2026-000001", "reason": "x"},), key=_KEY
)


@given(st.text(max_size=200))
def test_any_text_is_refused_not_broken(text: str) -> None:
    with pytest.raises(ListRefused):
        SignedList.open("denied", text, _ANCHORS)


def test_an_older_list_is_refused_and_a_newer_one_kept(
    office: ListOffice, directory: TrustDirectory
) -> None:
    directory.take("denied", office.denied(2).text)
    with pytest.raises(ListRefused, match="older-than-known"):
        directory.take("denied", office.denied(1).text)
    with pytest.raises(ListRefused, match="two-of-one-version"):
        directory.take("denied", office.denied(2, number="x", reason="revoked").text)
    assert directory.take("denied", office.denied(2).text).version == 2
    assert directory.take("denied", office.denied(3).text).version == 3


def test_a_strangers_list_is_refused(
    office: ListOffice, directory: TrustDirectory
) -> None:
    stranger = replace(office, key=ec.generate_private_key(ec.SECP256R1()))
    with pytest.raises(ListRefused, match="not-authentic"):
        directory.take("denied", stranger.denied(9).text)
    with pytest.raises(ListRefused, match="nobody-pinned"):
        TrustDirectory(directory.directory / "empty").take("denied", "a.b.c")


@pytest.mark.parametrize(
    "denied",
    [
        {"number": "2026-000123", "reason": "revoked"},
        {"number": "2026-000123", "reason": "superseded"},
        {"serial": "2026-000123-01", "reason": "never-printed"},
    ],
)
def test_what_the_deny_list_says_counts_for_file_and_paper(
    city: Path,
    trust: Trust,
    sealed: bytes,
    office: ListOffice,
    denied: dict[str, Any],
) -> None:
    listed = trust.with_lists(office.signers(), office.denied(**denied))
    for verdict in (
        verify_pdf(sealed, listed, LATER),
        verify_credential(credential_text(city), listed, LATER),
    ):
        assert (verdict.verdict, verdict.reasons) == ("invalid", (denied["reason"],))


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"status": "revoked"}, "signer-revoked"),
        ({"to": (NOW - timedelta(hours=1)).isoformat()}, "signer-not-in-charge"),
        ({"from": (NOW + timedelta(minutes=1)).isoformat()}, "signer-not-in-charge"),
    ],
)
def test_a_key_counts_only_for_its_time(
    city: Path,
    trust: Trust,
    office: ListOffice,
    changed: dict[str, Any],
    reason: str,
) -> None:
    listed = trust.with_lists(office.signers(**changed), office.denied())
    verdict = verify_credential(credential_text(city), listed, LATER)
    assert (verdict.verdict, verdict.reasons) == ("invalid", (reason,))


def test_a_retired_key_still_vouches_for_what_it_signed(
    city: Path, trust: Trust, office: ListOffice
) -> None:
    ended = (NOW + timedelta(minutes=30)).isoformat()
    listed = trust.with_lists(
        office.signers(status="retired", to=ended), office.denied()
    )
    assert verify_credential(credential_text(city), listed, LATER).verdict == "valid"


def test_a_list_too_old_says_valid_of_nothing(
    city: Path, trust: Trust, sealed: bytes, office: ListOffice
) -> None:
    listed = trust.with_lists(office.signers(), office.denied())
    text = credential_text(city)

    def by_file(at: datetime) -> Verdict:
        return verify_pdf(sealed, listed, at)

    def by_code(at: datetime) -> Verdict:
        return verify_credential(text, listed, at)

    for judge in (by_file, by_code):
        assert judge(NOW + WEEK - timedelta(seconds=1)).verdict == "valid"
        late = judge(NOW + WEEK)
        assert late.verdict == "cannot_tell"
        assert late.reasons == ("signer-list-too-old", "deny-list-too-old")
        assert judge(NOW + timedelta(days=91)).verdict == "invalid"


def test_a_key_an_old_list_does_not_know_may_be_a_new_one(
    city: Path, trust: Trust, office: ListOffice
) -> None:
    stranger = replace(trust, credentials={})
    listed = stranger.with_lists(office.signers(kid="00" * 8), office.denied())
    text = credential_text(city)
    assert verify_credential(text, listed, LATER).reasons == ("other-signer",)
    assert verify_credential(text, listed, NOW + WEEK).verdict == "cannot_tell"


def test_a_clock_that_is_behind_is_noticed(
    city: Path, trust: Trust, office: ListOffice
) -> None:
    ahead = office.sign("denied", 1, (), NOW + timedelta(days=3))
    listed = trust.with_lists(office.signers(), ahead)
    verdict = verify_credential(credential_text(city), listed, LATER)
    assert (verdict.verdict, verdict.reasons) == ("cannot_tell", ("clock-behind",))


def test_a_directory_that_lost_its_lists_is_not_believed(
    office: ListOffice, tmp_path: Path
) -> None:
    write_anchor(tmp_path, office.key.public_key())
    with pytest.raises(OSError, match="signers"):
        Trust.load(tmp_path)
    (tmp_path / "lists" / "signers.jws").write_text("damaged")
    with pytest.raises(ValueError, match="unreadable"):
        Trust.load(tmp_path)
