"""An envelope opens for one card at one terminal in its time, and for nothing else."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from kiosk.documents.envelope import close_envelope, open_envelope, tag_of
from kiosk.domain.certificate import CertificateKind, IssuedCertificate
from kiosk.domain.envelope import Dossier, Envelope, PreparedCertificate
from kiosk.domain.fault import InvalidValue, NoRecord
from kiosk.domain.wire import from_wire, to_wire

NOW = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
CODE, OTHER_CODE = "510199" + "a" * 26, "510199" + "b" * 26
KEY = X25519PrivateKey.generate()
NAME = "王秀兰"


def dossier() -> Dossier:
    certificate = IssuedCertificate(
        number="2026-000001",
        serial="2026-000001-01",
        verification_code="0123456789ABCDEF",
        issued_at=NOW,
        valid_until=date(2027, 2, 24),
        pages=1,
        pdf=b"%PDF- sealed",
    )
    prepared = PreparedCertificate(CertificateKind.ENROLMENT, certificate, b"%PDF-")
    return Dossier("510199195603083424", NAME, b"portrait", (prepared,))


def closed() -> Envelope:
    return close_envelope(
        dossier(),
        card_code=CODE,
        terminal="hall-1",
        terminal_key=KEY.public_key(),
        envelope_id="0193",
        prepared_at=NOW,
        expires_at=NOW + timedelta(days=15),
    )


def opened(
    envelope: Envelope,
    *,
    code: str = CODE,
    terminal: str = "hall-1",
    key: X25519PrivateKey = KEY,
    now: datetime = NOW,
) -> Dossier:
    return open_envelope(
        envelope, card_code=code, terminal=terminal, terminal_key=key, now=now
    )


def test_card_and_terminal_together_open_it() -> None:
    envelope = closed()
    assert opened(envelope) == dossier()
    assert opened(envelope).of_kind(CertificateKind.ENROLMENT) is not None
    assert envelope.tag == tag_of(CODE, "hall-1")


def test_it_survives_the_wire() -> None:
    assert opened(from_wire(Envelope, to_wire(closed()))) == dossier()


def test_nothing_of_it_can_be_read_from_outside() -> None:
    seen = closed().sealed + closed().tag
    assert NAME.encode() not in seen
    assert b"510199" not in seen
    assert NAME not in repr(closed())
    assert NAME not in repr(dossier())


def test_another_card_another_terminal_another_key_open_nothing() -> None:
    envelope = closed()
    for attempt in (
        {"code": OTHER_CODE},
        {"terminal": "hall-2"},
        {"key": X25519PrivateKey.generate()},
    ):
        with pytest.raises(NoRecord):
            opened(envelope, **attempt)


def test_out_of_its_time_it_stays_closed_whatever_the_header_says() -> None:
    late = NOW + timedelta(days=15)
    with pytest.raises(NoRecord, match="expired"):
        opened(closed(), now=late)
    stretched = replace(closed(), expires_at=late + timedelta(days=1))
    with pytest.raises(NoRecord, match="not-opened"):
        opened(stretched, now=late)


@given(st.data())
def test_no_changed_bit_goes_unseen(data: st.DataObject) -> None:
    envelope = closed()
    place = data.draw(st.integers(0, 8 * len(envelope.sealed) - 1))
    changed = bytearray(envelope.sealed)
    changed[place // 8] ^= 1 << place % 8
    with pytest.raises(NoRecord):
        opened(replace(envelope, sealed=bytes(changed)))


@given(st.binary(max_size=200))
def test_any_bytes_in_place_of_it_open_nothing(sealed: bytes) -> None:
    with pytest.raises(NoRecord):
        opened(replace(closed(), sealed=sealed))


@pytest.mark.parametrize("code", ["", "xyz", "51" * 15, "51" * 17])
def test_what_is_no_card_code_is_told(code: str) -> None:
    with pytest.raises(InvalidValue):
        opened(closed(), code=code)


def test_tags_of_two_terminals_have_nothing_in_common() -> None:
    assert tag_of(CODE, "hall-1") != tag_of(CODE, "hall-2")
    assert tag_of(CODE, "hall-1") != tag_of(OTHER_CODE, "hall-1")
