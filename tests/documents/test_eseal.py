"""The second sealer: SM2, SM3 and GB/T 38540, judged by us and checked by openssl."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography.hazmat import asn1
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.documents.authority import load_authority
from kiosk.documents.eseal import SealMaker
from kiosk.documents.eseal_form import ESeal, SealedSignature
from kiosk.documents.sm2 import Sm2Private, Sm2Public, sm3
from kiosk.documents.sm2_certificate import new_certificate, public_key
from kiosk.documents.verification import Trust, verify_pdf
from tests.documents.conftest import NOW, copy, facts
from tests.documents.eseal_house import ESealHouse
from tests.documents.forgery import FORGERIES

LATER = NOW + timedelta(hours=1)
_VALUE = re.compile(rb"/Contents <([0-9A-F]+)>")


@pytest.fixture(scope="module")
def house() -> ESealHouse:
    return ESealHouse.found()


@pytest.fixture(scope="module")
def paper(house: ESealHouse, city: Path) -> bytes:
    press = house.press(load_authority(city / "seal"))
    return press.seal_copy(facts(), copy())


def value_of(pdf: bytes) -> SealedSignature:
    found = _VALUE.search(pdf)
    assert found is not None
    digits = bytes.fromhex(found[1].decode())
    length = 4 + int.from_bytes(digits[2:4], "big")
    return asn1.decode_der(SealedSignature, digits[:length])


def test_the_first_example_of_the_hash_standard() -> None:
    """GB/T 32905, A.1."""
    digest = "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"
    assert sm3(b"a", b"bc").hex() == digest


def test_a_page_sealed_by_sm2_is_valid_where_its_seal_is_pinned(
    house: ESealHouse, paper: bytes, trust: Trust
) -> None:
    verdict = verify_pdf(paper, house.trusted(trust), LATER)
    assert verdict.verdict == "valid", verdict
    assert verdict.certificate is not None
    assert verify_pdf(paper, trust, LATER).reasons == ("other-signer",)


def test_both_sealers_stand_side_by_side(
    house: ESealHouse, sealed: bytes, trust: Trust
) -> None:
    assert verify_pdf(sealed, house.trusted(trust), LATER).verdict == "valid"


def test_openssl_agrees_about_every_signature(
    house: ESealHouse, paper: bytes, tmp_path: Path
) -> None:
    signed = value_of(paper)
    seal = signed.content.seal
    for name, data, signature, certificate in (
        ("page", signed.content, signed.signature, signed.signer),
        ("seal", seal.info, seal.signature, seal.maker),
    ):
        told = asn1.encode_der(data)
        assert checked_by_openssl(
            tmp_path / name, told, signature.as_bytes(), certificate
        )
        assert not checked_by_openssl(
            tmp_path / name, told + b"x", signature.as_bytes(), certificate
        )
    del house


def checked_by_openssl(
    folder: Path, data: bytes, signature: bytes, certificate: bytes
) -> bool:
    folder.mkdir(exist_ok=True)
    for name, content in (("data", data), ("sig", signature), ("cert", certificate)):
        (folder / name).write_bytes(content)
    key = subprocess.run(
        ["openssl", "x509", "-inform", "DER", "-in", "cert", "-noout", "-pubkey"],
        cwd=folder,
        check=True,
        capture_output=True,
    )
    (folder / "key.pem").write_bytes(key.stdout)
    done = subprocess.run(
        [
            *("openssl", "dgst", "-sm3", "-verify", "key.pem", "-signature", "sig"),
            *("-sigopt", "distid:1234567812345678", "data"),
        ],
        cwd=folder,
        check=False,
        capture_output=True,
        text=True,
    )
    return "Verified OK" in done.stdout


def test_openssl_follows_the_certificates(house: ESealHouse, tmp_path: Path) -> None:
    for name, der in (("root", house.root), ("city", house.certificate)):
        (tmp_path / f"{name}.der").write_bytes(der)
        subprocess.run(
            [
                *("openssl", "x509", "-inform", "DER"),
                *("-in", f"{name}.der", "-out", f"{name}.pem"),
            ],
            cwd=tmp_path,
            check=True,
        )
    at = str(int(LATER.timestamp()))
    done = subprocess.run(
        [
            *("openssl", "verify", "-vfyopt", "distid:1234567812345678"),
            *("-attime", at, "-CAfile", "root.pem", "city.pem"),
        ],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout.strip() == "city.pem: OK", done.stderr


@pytest.mark.parametrize("tamper", FORGERIES.values(), ids=FORGERIES.keys())
def test_a_changed_page_is_never_valid(
    house: ESealHouse, paper: bytes, trust: Trust, tamper: Callable[[bytes], bytes]
) -> None:
    verdict = verify_pdf(tamper(paper), house.trusted(trust), LATER)
    assert verdict.verdict != "valid"
    assert verdict.reasons


@settings(max_examples=60, deadline=None)
@given(place=st.floats(0, 1, exclude_max=True), bit=st.integers(0, 7))
def test_no_bit_of_the_signature_can_change(
    house: ESealHouse, paper: bytes, trust: Trust, place: float, bit: int
) -> None:
    found = _VALUE.search(paper)
    assert found is not None
    length = len(asn1.encode_der(value_of(paper)))
    at = found.start(1) + 2 * int(place * length)
    changed = int(paper[at : at + 2], 16) ^ (1 << bit)
    forged = paper[:at] + b"%02X" % changed + paper[at + 2 :]
    verdict = verify_pdf(forged, house.trusted(trust), LATER)
    assert verdict.verdict == "invalid"


def test_a_seal_by_a_maker_nobody_knows_is_not_trusted(
    house: ESealHouse, city: Path, trust: Trust
) -> None:
    stranger = ESealHouse.found()
    press = house.press(
        load_authority(city / "seal"), house.eseal(maker=stranger.maker)
    )
    pdf = press.seal_copy(facts(), copy())
    assert verify_pdf(pdf, house.trusted(trust), LATER).reasons == ("not-trusted",)


def test_a_maker_who_is_no_authority_makes_no_certificates(
    house: ESealHouse, city: Path, trust: Trust
) -> None:
    """The city signs a maker's certificate itself."""
    key = Sm2Private.new()
    certificate = new_certificate("制章", key.public(), ("x", house.key), NOW)
    press = house.press(
        load_authority(city / "seal"), house.eseal(maker=SealMaker(certificate, key))
    )
    pdf = press.seal_copy(facts(), copy())
    assert verify_pdf(pdf, house.trusted(trust), LATER).reasons == ("not-trusted",)


def test_a_page_sealed_after_the_seals_last_day_is_not_authentic(
    house: ESealHouse, city: Path, trust: Trust
) -> None:
    press = house.press(load_authority(city / "seal"), house.eseal(days=1))
    pdf = press.seal_copy(facts(), copy())
    assert verify_pdf(pdf, house.trusted(trust), LATER).reasons == ("not-authentic",)


def test_the_seal_says_whose_it_is(house: ESealHouse, paper: bytes) -> None:
    info = value_of(paper).content.seal.info
    assert info.property.name == "成都市社会保险参保查询专用章"
    assert info.property.certificates == [house.certificate]
    assert info.picture.data.startswith(b"\x89PNG")
    assert asn1.decode_der(ESeal, house.eseal()).info.header.version == 4


@given(st.binary(max_size=80))
def test_what_is_no_point_is_no_key(data: bytes) -> None:
    with pytest.raises(ValueError, match="point"):
        Sm2Public.read(b"\x04" + data)


def test_a_key_of_another_curve_is_refused(city: Path) -> None:
    with pytest.raises(ValueError, match="curve"):
        public_key(load_authority(city / "seal").certificate)
