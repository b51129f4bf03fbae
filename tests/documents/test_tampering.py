"""Whatever is done to a sealed file or a QR code, it is never called valid."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from kiosk.documents.authority import (
    create_authority,
    load_authority,
)
from kiosk.documents.press import Press
from kiosk.documents.qr_code import QrCode
from kiosk.documents.rendering import page_png
from kiosk.documents.verification import (
    Trust,
    Verdict,
    verify_credential,
    verify_pdf,
    verify_picture,
)
from kiosk.domain.contribution import InsuranceKind
from tests.documents.conftest import FONTS, NOW, copy, facts
from tests.documents.forgery import FORGERIES
from tests.documents.papers import credential_text
from tests.documents.qr_forgery import forged_texts
from tests.documents.tamper_matrix import table, told_by_page

LATER = NOW + timedelta(hours=1)


def test_the_untouched_file_is_valid(sealed: bytes, trust: Trust) -> None:
    verdict = verify_pdf(sealed, trust, LATER)
    assert verdict.verdict == "valid", verdict
    assert verdict.reasons == ()
    assert verdict.certificate is not None
    assert verdict.certificate["serial"] == "2026-000123-01"
    json.dumps(verdict.certificate)


@pytest.mark.parametrize("tamper", FORGERIES.values(), ids=FORGERIES.keys())
def test_a_changed_file_is_never_valid(
    sealed: bytes, trust: Trust, tamper: Callable[[bytes], bytes]
) -> None:
    verdict = verify_pdf(tamper(sealed), trust, LATER)
    assert verdict.verdict != "valid"
    assert verdict.reasons


@settings(max_examples=120)
@given(place=st.floats(0, 1, exclude_max=True), bit=st.integers(0, 7))
def test_one_flipped_bit_anywhere_is_never_valid_with_other_facts(
    sealed: bytes, trust: Trust, place: float, bit: int
) -> None:
    data = bytearray(sealed)
    data[int(place * len(data))] ^= 1 << bit
    verdict = verify_pdf(bytes(data), trust, LATER)
    if verdict.verdict == "valid":
        # Only the padding behind the signature's own bytes is covered by nobody.
        assert _is_signature_padding(sealed, int(place * len(data)))


def _is_signature_padding(pdf: bytes, place: int) -> bool:
    start = pdf.index(b"/Contents <") + len(b"/Contents <")
    return start <= place <= pdf.index(b">", start)


def test_a_seal_of_another_citys_making_is_not_believed(
    tmp_path: Path, trust: Trust
) -> None:
    create_authority(tmp_path / "forger", "成都市", NOW)
    forger = Press(font_directory=FONTS, authority=load_authority(tmp_path / "forger"))
    verdict = verify_pdf(forger.seal_copy(facts(), copy()), trust, LATER)
    assert verdict.verdict == "invalid"
    assert "other-signer" in verdict.reasons


def test_another_customer_of_the_same_authority_is_not_the_seal(
    sealed: bytes, trust: Trust
) -> None:
    pinned_to_nobody = replace(trust, seals=frozenset({b"another certificate"}))
    verdict = verify_pdf(sealed, pinned_to_nobody, LATER)
    assert verdict.reasons == ("other-signer",)


def test_time_and_the_deny_list_are_looked_at(sealed: bytes, trust: Trust) -> None:
    expired = verify_pdf(sealed, trust, NOW + timedelta(days=91))
    assert (expired.verdict, expired.reasons) == ("invalid", ("expired",))
    early = verify_pdf(sealed, trust, NOW - timedelta(minutes=6))
    assert early.reasons == ("not-yet-valid",)
    # A terminal whose clock is a little behind must print what it has just ordered.
    behind = verify_pdf(sealed, trust, NOW - timedelta(seconds=299))
    assert behind.verdict == "valid"
    denied = replace(trust, denied={"2026-000123-01": "revoked"})
    assert verify_pdf(sealed, denied, LATER).reasons == ("revoked",)


def test_a_draft_is_not_sealed(draft: bytes, trust: Trust) -> None:
    verdict = verify_pdf(draft, trust, LATER)
    assert verdict.verdict == "invalid"
    assert "not-sealed" in verdict.reasons


@given(st.binary(max_size=2000))
def test_any_bytes_get_a_verdict(trust: Trust, data: bytes) -> None:
    for judge in (verify_pdf, verify_picture):
        assert judge(data, trust, LATER).verdict == "cannot_tell"
    verdict = verify_pdf(b"%PDF-1.7\n" + data, trust, LATER)
    assert verdict.verdict in ("cannot_tell", "invalid")


@given(st.text(max_size=300))
def test_any_text_gets_a_verdict(trust: Trust, text: str) -> None:
    assert verify_credential(text, trust, LATER).verdict == "cannot_tell"
    assert verify_credential("CD1:" + text, trust, LATER).verdict != "valid"


def test_a_file_too_large_is_not_even_opened(trust: Trust) -> None:
    huge = b"%PDF-1.7" + bytes(21 * 1024 * 1024)
    assert verify_pdf(huge, trust, LATER) == Verdict("cannot_tell", ("too-large",))


def test_the_qr_of_nine_kinds_fits_version_ten(city: Path) -> None:
    assert len(QrCode.of(credential_text(city)).rows) <= 57


def test_the_qr_says_what_the_page_says(city: Path, trust: Trust) -> None:
    verdict = verify_credential(credential_text(city), trust, LATER)
    assert verdict.verdict == "valid"
    assert verdict.certificate is not None
    assert verdict.certificate["serial"] == "2026-000123-01"
    assert verdict.certificate["months"] == {str(k): 340 for k in InsuranceKind}


@given(
    place=st.integers(4, 400), character=st.sampled_from("0123456789ABCXYZ $%*+-./:")
)
def test_one_changed_character_of_the_qr_is_never_valid(
    city: Path, trust: Trust, place: int, character: str
) -> None:
    text = credential_text(city)
    place = 4 + place % (len(text) - 4)
    changed = text[:place] + character + text[place + 1 :]
    if changed != text:
        assert verify_credential(changed, trust, LATER).verdict != "valid"


def test_a_page_photographed_askew_is_still_read(sealed: bytes, trust: Trust) -> None:
    page = Image.open(io.BytesIO(page_png(sealed, width_px=1654))).convert("L")
    askew = page.rotate(2, fillcolor=255, resample=Image.Resampling.BICUBIC)
    out = io.BytesIO()
    askew.save(out, "JPEG", quality=60)
    verdict = verify_picture(out.getvalue(), trust, LATER)
    assert verdict.verdict == "valid", verdict


def test_a_bomb_of_a_picture_is_not_unpacked(trust: Trust) -> None:
    out = io.BytesIO()
    Image.new("1", (12_000, 12_000)).save(out, "PNG")
    verdict = verify_picture(out.getvalue(), trust, LATER)
    assert verdict.verdict == "cannot_tell"


def test_no_forged_code_is_valid(city: Path, trust: Trust) -> None:
    text = credential_text(city)
    for name, forged in forged_texts(text).items():
        verdict = verify_credential(forged, trust, LATER)
        assert verdict.verdict != "valid", name
        assert verdict.certificate is None, name


def test_the_page_shows_the_matrix_as_the_doors_judge() -> None:
    """After a wanted change: ``python -m tests.documents.tamper_matrix``."""
    assert table() == told_by_page()
