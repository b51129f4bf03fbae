"""Installed files are compared with a signed list; a version proves whose it is."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from hypothesis import given
from hypothesis import strategies as st

from kiosk.assembly.integrity import (
    check_files,
    check_version,
    sign_files,
    sign_version,
    version_picture,
)
from kiosk.documents.qr_picture import read_code

FACTS = ("hall-001-07", "0.1.0", "sound", "ab" * 32, "2026-11-28T09:00:00+00:00")


def pem(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )


def public_pem(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )


def certificate(
    key: ec.EllipticCurvePrivateKey, signer: ec.EllipticCurvePrivateKey, name: str
) -> bytes:
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    issuer = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "centre")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=30))
        .sign(signer, hashes.SHA256())
    )
    return made.public_bytes(serialization.Encoding.PEM)


@pytest.fixture
def installed(tmp_path: Path) -> tuple[Path, Path, Path]:
    root = tmp_path / "root"
    (root / "kiosk" / "__pycache__").mkdir(parents=True)
    (root / "kiosk" / "one.py").write_text("one = 1\n")
    (root / "kiosk" / "two.py").write_text("two = 2\n")
    (root / "kiosk" / "__pycache__" / "one.pyc").write_bytes(b"made")
    key = ec.generate_private_key(ec.SECP256R1())
    manifest, public = tmp_path / "manifest.json", tmp_path / "key.pem"
    manifest.write_bytes(sign_files(pem(key), root))
    public.write_bytes(public_pem(key))
    return root, manifest, public


def test_untouched_files_are_sound(installed: tuple[Path, Path, Path]) -> None:
    root, manifest, public = installed
    assert check_files(manifest, public, root).state == "sound"
    assert check_files(None, None, root).state == "unsigned"


def test_changed_missing_and_new_files_are_named(
    installed: tuple[Path, Path, Path],
) -> None:
    root, manifest, public = installed
    (root / "kiosk" / "one.py").write_text("one = 2\n")
    (root / "kiosk" / "two.py").unlink()
    (root / "kiosk" / "three.py").write_text("")
    found = check_files(manifest, public, root)
    assert found.state == "changed"
    assert found.changed == ("kiosk/one.py", "kiosk/three.py", "kiosk/two.py")


def test_a_list_that_another_key_signed_is_not_believed(
    installed: tuple[Path, Path, Path],
) -> None:
    root, manifest, public = installed
    other = ec.generate_private_key(ec.SECP256R1())
    manifest.write_bytes(sign_files(pem(other), root))
    assert check_files(manifest, public, root).state == "list-bad"


@pytest.mark.parametrize("damage", [b"", b"{}", b"[]", b'{"files": 1}', b"\xff"])
def test_a_damaged_list_is_not_believed(
    installed: tuple[Path, Path, Path], damage: bytes
) -> None:
    root, manifest, public = installed
    manifest.write_bytes(damage)
    assert check_files(manifest, public, root).state == "list-bad"


@pytest.fixture
def identity() -> tuple[bytes, bytes, bytes]:
    authority, own = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
    anchor = certificate(authority, authority, "centre")
    return pem(own), certificate(own, authority, "hall-001-07"), anchor


def test_a_version_is_read_from_its_picture_and_believed(
    identity: tuple[bytes, bytes, bytes],
) -> None:
    key, own, anchor = identity
    text = sign_version(FACTS, key, own)
    assert read_code(version_picture(text), "KV1:") == text
    assert check_version(text, anchor) == FACTS


def test_a_version_of_another_centre_is_not_believed(
    identity: tuple[bytes, bytes, bytes],
) -> None:
    key, own, _ = identity
    foreign = ec.generate_private_key(ec.SECP256R1())
    with pytest.raises(ValueError, match="not signed"):
        check_version(sign_version(FACTS, key, own), certificate(foreign, foreign, "x"))


def test_a_version_signed_with_another_key_is_not_believed(
    identity: tuple[bytes, bytes, bytes],
) -> None:
    _, own, anchor = identity
    thief = pem(ec.generate_private_key(ec.SECP256R1()))
    with pytest.raises(ValueError, match="does not hold"):
        check_version(sign_version(FACTS, thief, own), anchor)


@given(st.text(max_size=60))
def test_whatever_is_scanned_is_believed_or_refused(text: str) -> None:
    anchor_key = ec.generate_private_key(ec.SECP256R1())
    anchor = certificate(anchor_key, anchor_key, "centre")
    for scanned in (text, f"KV1:{text}"):
        with pytest.raises(ValueError, match="not signed"):
            check_version(scanned, anchor)


def test_the_list_names_every_file_once(installed: tuple[Path, Path, Path]) -> None:
    _, manifest, _ = installed
    told = json.loads(manifest.read_bytes())
    assert set(told) == {"files", "signature"}
