"""Kept pictures open with the centre's key alone, and only as they were closed."""

from __future__ import annotations

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain.fault import InvalidValue
from kiosk.domain.kept_evidence import (
    MOST_EVIDENCE_BYTES,
    close_evidence,
    evidence_reference,
    key_name,
    open_evidence,
    read_evidence_key,
)

KEY, OTHER = X25519PrivateKey.generate(), X25519PrivateKey.generate()
KEYS = {key_name(each.public_key()): each for each in (OTHER, KEY)}


@given(st.lists(st.binary(max_size=200), max_size=4))
def test_what_is_closed_opens_as_it_was(pictures: list[bytes]) -> None:
    closed = close_evidence(pictures, KEY.public_key())
    assert open_evidence(closed, KEYS) == tuple(pictures)
    # Closed twice, it looks like two different things.
    assert closed != close_evidence(pictures, KEY.public_key())


@given(place=st.integers(0, 10_000), change=st.integers(1, 255))
def test_whoever_changes_a_byte_gets_nothing(place: int, change: int) -> None:
    closed = bytearray(close_evidence([b"picture"], KEY.public_key()))
    closed[place % len(closed)] ^= change
    with pytest.raises(InvalidValue):
        open_evidence(bytes(closed), KEYS)


def test_another_centre_opens_nothing() -> None:
    closed = close_evidence([b"picture"], KEY.public_key())
    with pytest.raises(InvalidValue, match="unknown-key"):
        open_evidence(closed, {key_name(OTHER.public_key()): OTHER})
    renamed = key_name(OTHER.public_key()) + closed[8:]
    with pytest.raises(InvalidValue, match="changed"):
        open_evidence(renamed, KEYS)


def test_evidence_is_small_and_named_by_its_content() -> None:
    closed = close_evidence([b"x" * 15_000] * 2, KEY.public_key())
    assert len(closed) <= MOST_EVIDENCE_BYTES
    assert len(evidence_reference(closed)) <= 128
    with pytest.raises(InvalidValue, match="length"):
        close_evidence([b"x" * 16_000] * 2, KEY.public_key())


@pytest.mark.parametrize("pem", [b"", b"-----BEGIN PUBLIC KEY-----\n", b"\xff"])
def test_what_is_no_key_is_told(pem: bytes) -> None:
    with pytest.raises(InvalidValue, match="not PEM"):
        read_evidence_key(pem)


def test_a_key_of_another_kind_is_told() -> None:
    other = Ed25519PrivateKey.generate().public_key()
    pem = other.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    with pytest.raises(InvalidValue, match="not X25519"):
        read_evidence_key(pem)
