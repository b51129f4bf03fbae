"""Every bit of the seal's signature is tried: a verdict each time, never valid."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from kiosk.documents.cms_form import der_length
from kiosk.documents.verification import Trust, verify_pdf
from tests.documents.conftest import NOW

LATER = NOW + timedelta(hours=1)
_VALUE = re.compile(rb"/Contents <([0-9a-fA-F]+)>")


@pytest.fixture(scope="module")
def place(sealed: bytes) -> tuple[int, bytes]:
    """Where the signature's digits begin, and the signature without padding."""
    (found,) = _VALUE.finditer(sealed)
    value = bytes.fromhex(found[1].decode())
    return found.start(1), value[: der_length(value)[1]]


def with_signature(pdf: bytes, start: int, der: bytes) -> bytes:
    digits = der.hex().upper().encode()
    return pdf[:start] + digits + pdf[start + len(digits) :]


@pytest.mark.parametrize("bit", range(8))
def test_no_bit_of_the_signature_can_change(
    sealed: bytes, trust: Trust, place: tuple[int, bytes], bit: int
) -> None:
    start, der = place
    assert with_signature(sealed, start, der) == sealed
    assert verify_pdf(sealed, trust, LATER).verdict == "valid"
    for at in range(len(der)):
        changed = bytearray(der)
        changed[at] ^= 1 << bit
        forged = with_signature(sealed, start, bytes(changed))
        assert verify_pdf(forged, trust, LATER).verdict == "invalid", (at, bit)
