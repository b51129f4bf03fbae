"""The seal's key in a file, a PKCS#12 file or on a token; RSA and ECDSA alike."""

from __future__ import annotations

import io
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from asn1crypto import x509 as asn1_x509
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.status import SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

from backend.certificates.seal import seal_authority
from backend.home import Home, HomeInvalid, Settings
from kiosk.documents.authority import (
    Authority,
    SealAlgorithm,
    SealLost,
    create_authority,
    load_authority,
    write_trust,
)
from kiosk.documents.press import Press
from kiosk.documents.seal_key import KeyPlace, Pkcs12Place, TokenPlace
from kiosk.documents.verification import Trust, verify_pdf
from tests.documents.conftest import FONTS, NOW, copy, facts
from tests.documents.seal_places import LABEL, MODULE, onto_token, pkcs12_of

CHILD = """
import sys
from pathlib import *
from kiosk.documents.authority import load_authority
from kiosk.documents.seal_key import TokenPlace
load_authority(Path(sys.argv[1]), eval(sys.argv[2]))
"""

PlaceOf = Callable[[Path, Path], KeyPlace | None]


def in_its_own_file(authority: Path, into: Path) -> None:
    del authority, into


def in_pkcs12(authority: Path, into: Path) -> KeyPlace:
    pkcs12_of(authority, into, "一二三 four")
    return Pkcs12Place(into / "seal.p12", into / "seal.password")


def on_a_token(authority: Path, into: Path) -> KeyPlace:
    certificates = onto_token(authority, into.name, into)
    return TokenPlace(MODULE, LABEL, into.name, into / "pin", certificates)


def made(algorithm: SealAlgorithm, place_of: PlaceOf, into: Path) -> Authority:
    create_authority(into / "seal", "成都市", NOW, algorithm=algorithm)
    place = place_of(into / "seal", into)
    if place is not None:
        (into / "seal" / "seal.key").unlink()
    return load_authority(into / "seal", place)


def judged_by_pyhanko(pdf: bytes, root: bytes) -> None:
    reader = PdfFileReader(io.BytesIO(pdf))
    context = ValidationContext(
        trust_roots=[asn1_x509.Certificate.load(root)], moment=NOW
    )
    status = validate_pdf_signature(reader.embedded_signatures[0], context)
    assert status.bottom_line, status.summary()
    assert status.coverage is SignatureCoverageLevel.ENTIRE_FILE


@pytest.mark.parametrize("algorithm", ["ecdsa-p256", "rsa-2048"])
@pytest.mark.parametrize("place_of", [in_its_own_file, in_pkcs12, on_a_token])
def test_wherever_the_key_is_the_seal_holds(
    softhsm: None, tmp_path: Path, algorithm: SealAlgorithm, place_of: PlaceOf
) -> None:
    del softhsm
    authority = made(algorithm, place_of, tmp_path)
    pdf = Press(font_directory=FONTS, authority=authority).seal_copy(facts(), copy())
    write_trust(authority, tmp_path / "trust")
    verdict = verify_pdf(pdf, Trust.load(tmp_path / "trust"), NOW)
    assert verdict.verdict == "valid", verdict
    judged_by_pyhanko(pdf, authority.root)


def test_a_key_of_another_certificate_is_refused(tmp_path: Path) -> None:
    for name in ("ours", "theirs"):
        create_authority(tmp_path / name, "成都市", NOW)
    (tmp_path / "ours" / "seal.key").write_bytes(
        (tmp_path / "theirs" / "seal.key").read_bytes()
    )
    with pytest.raises(SealLost):
        load_authority(tmp_path / "ours")


@pytest.mark.parametrize(
    "broken",
    [
        {"key": "no-such-key"},
        {"token": "no-such-token"},
        {"module": Path("/nonexistent.so")},
        {"pin_file": Path("/nonexistent")},
    ],
    ids=lambda each: next(iter(each)),
)
def test_a_token_that_does_not_answer_is_told_at_the_start(
    softhsm: None, tmp_path: Path, broken: dict[str, object]
) -> None:
    del softhsm
    create_authority(tmp_path / "seal", "成都市", NOW)
    place = on_a_token(tmp_path / "seal", tmp_path)
    assert isinstance(place, TokenPlace)
    told = {name: getattr(place, name) for name in TokenPlace.__dataclass_fields__}
    with pytest.raises(SealLost):
        load_authority(tmp_path / "seal", TokenPlace(**(told | broken)))


def test_the_wrong_password_is_told_at_the_start(tmp_path: Path) -> None:
    create_authority(tmp_path / "seal", "成都市", NOW)
    place = in_pkcs12(tmp_path / "seal", tmp_path)
    (tmp_path / "seal.password").write_text("wrong\n")
    with pytest.raises(SealLost):
        load_authority(tmp_path / "seal", place)


def test_the_wrong_pin_is_one_line_and_a_refusal(softhsm: None, tmp_path: Path) -> None:
    """In a process of its own: whoever is logged in is not asked again."""
    del softhsm
    create_authority(tmp_path / "seal", "成都市", NOW)
    place = on_a_token(tmp_path / "seal", tmp_path)
    (tmp_path / "pin").write_text("wrong\n")
    done = subprocess.run(
        [sys.executable, "-c", CHILD, str(tmp_path / "seal"), repr(place)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert "SealLost" in done.stderr.splitlines()[-1]


def test_the_centres_settings_say_where_the_key_is(
    softhsm: None, tmp_path: Path
) -> None:
    del softhsm
    home = Home(tmp_path / "centre")
    create_authority(home.seal, "成都市", NOW)
    certificates = onto_token(home.seal, tmp_path.name, tmp_path)
    told = {
        "kept": "pkcs11",
        "module": str(MODULE),
        "token": LABEL,
        "key": tmp_path.name,
        "pin_file": "../pin",
        "certificates": str(certificates),
    }
    home.create(Settings("成都市", seal=told))
    (home.seal / "seal.key").unlink()
    authority = seal_authority(home)
    assert authority.seal_key.sign(b"facts")


@pytest.mark.parametrize(
    "seal", [{"kept": "in a drawer"}, {"kept": "pkcs12"}, {"kept": "pkcs11"}]
)
def test_settings_that_make_no_sense_are_told(
    tmp_path: Path, seal: dict[str, str]
) -> None:
    home = Home(tmp_path)
    home.create(Settings("成都市", seal=seal))
    with pytest.raises(HomeInvalid, match="seal"):
        seal_authority(home)
