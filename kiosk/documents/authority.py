"""The invented city's test authority: who seals and who signs the QR codes.

It is for demonstration and tests. A city puts its own certificate and a key in
a hardware module in its place.
"""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Literal

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import NameOID

from kiosk.documents.seal_key import HeldKey, KeyPlace, PrivateKey, SealKey

__all__ = [
    "Authority",
    "SealAlgorithm",
    "SealLost",
    "create_authority",
    "load_authority",
    "write_trust",
]

SealAlgorithm = Literal["ecdsa-p256", "rsa-2048"]

_DAYS = 3650
_RSA_BITS = 2048
_SEAL_TEXT = "{city}社会保险参保查询专用章"
_ISSUER = "{city}社会保险事业管理局"


class SealLost(Exception):
    """The authority's directory is missing or incomplete; the message says where."""


@dataclass(frozen=True, slots=True)
class Authority:
    """Everything that sealing needs.

    Attributes:
        issuer: The agency's name as printed above the seal.
        seal_text: The words along the seal's arc.
        root: DER of the trust anchor above the seal.
        seal_key: The seal's certificate and the power to sign by it.
        credential_key: Private key of the QR codes.
        key_id: Eight bytes that name that key.
    """

    issuer: str
    seal_text: str
    root: bytes
    seal_key: SealKey = field(repr=False)
    credential_key: ec.EllipticCurvePrivateKey = field(repr=False)
    key_id: bytes

    @property
    def certificate(self) -> bytes:
        """DER of the seal's certificate."""
        return self.seal_key.certificate


def create_authority(
    directory: Path,
    city: str,
    made_at: datetime | None = None,
    *,
    algorithm: SealAlgorithm = "ecdsa-p256",
) -> None:
    """Make the authority once; an existing one is left as it is.

    Its certificates are good from the day before ``made_at``, which is now unless
    told otherwise. The algorithm is that of the seal alone.
    """
    if (directory / "authority.json").exists():
        return
    directory.mkdir(parents=True, exist_ok=True, mode=0o700)
    root_key, credential_key = _new_key(), _new_key()
    seal_key = _new_rsa_key() if algorithm == "rsa-2048" else _new_key()
    since = (made_at or datetime.now(UTC)) - timedelta(days=1)
    root = _root(root_key, city, since)
    certificate = _seal_certificate(root, root_key, seal_key, city)
    _write(directory / "root.pem", _pem(root))
    _write(directory / "seal.pem", _pem(certificate))
    _write(directory / "root.key", _private(root_key))
    _write(directory / "seal.key", _private(seal_key))
    _write(directory / "credential.key", _private(credential_key))
    facts = {"city": city, "issuer": _ISSUER.format(city=city)}
    facts["seal_text"] = _SEAL_TEXT.format(city=city)
    text = json.dumps(facts, ensure_ascii=False, indent=1)
    # Written last: its presence says that the authority is whole.
    _write(directory / "authority.json", text.encode())


def load_authority(directory: Path, place: KeyPlace | None = None) -> Authority:
    """Load the authority; its seal's key from where it is kept, else from a file.

    Raises:
        SealLost: some part of it is missing or unreadable.
    """
    try:
        return _load(directory, place or _FilePlace(directory))
    except (OSError, ValueError, KeyError, TypeError) as error:
        message = f"{directory}: no usable seal authority ({type(error).__name__})"
        raise SealLost(message) from error


def write_trust(
    authority: Authority, trust_directory: Path, stamps: Sequence[bytes] = ()
) -> None:
    """Write what a verifier needs, and nothing secret; see ``docs/verification.md``."""
    for folder in ("seals", "roots", "credentials", "stamps"):
        (trust_directory / folder).mkdir(parents=True, exist_ok=True)
    root = x509.load_der_x509_certificate(authority.root)
    seal = x509.load_der_x509_certificate(authority.certificate)
    public = authority.credential_key.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    for place, stamp in enumerate(stamps, 1):
        file = trust_directory / "stamps" / f"stamp-{place}.pem"
        file.write_bytes(_pem(x509.load_der_x509_certificate(stamp)))
    (trust_directory / "roots" / "root.pem").write_bytes(_pem(root))
    (trust_directory / "seals" / "seal.pem").write_bytes(_pem(seal))
    key_file = trust_directory / "credentials" / f"{authority.key_id.hex()}.pem"
    key_file.write_bytes(public)


@dataclass(frozen=True, slots=True)
class _FilePlace:
    """The key beside the authority's other files, for demonstration and tests."""

    directory: Path

    def open(self) -> SealKey:
        pem = (self.directory / "seal.key").read_bytes()
        return HeldKey.of(
            serialization.load_pem_private_key(pem, None),
            _der(self.directory / "seal.pem"),
            (_der(self.directory / "root.pem"),),
        )


def _load(directory: Path, place: KeyPlace) -> Authority:
    facts = json.loads((directory / "authority.json").read_text("utf-8"))
    credential_key = _key(directory / "credential.key")
    seal_key = place.open()
    return Authority(
        issuer=facts["issuer"],
        seal_text=facts["seal_text"],
        root=_root_above(seal_key),
        seal_key=seal_key,
        credential_key=credential_key,
        key_id=_key_id(credential_key.public_key()),
    )


def _root_above(key: SealKey) -> bytes:
    if not key.chain:
        message = "no certificate stands above the seal's"
        raise ValueError(message)
    return key.chain[-1]


def _new_key() -> ec.EllipticCurvePrivateKey:
    return ec.generate_private_key(ec.SECP256R1())


def _new_rsa_key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=_RSA_BITS)


def _name(common_name: str, city: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "CN"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, _ISSUER.format(city=city)),
            x509.NameAttribute(NameOID.ORGANIZATIONAL_UNIT_NAME, "Test authority"),
            x509.NameAttribute(NameOID.COMMON_NAME, common_name),
        ]
    )


def _builder(
    subject: x509.Name,
    issuer: x509.Name,
    key: PrivateKey,
    since: datetime,
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(since)
        .not_valid_after(since + timedelta(days=_DAYS))
        .add_extension(
            x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False
        )
    )


def _root(
    key: ec.EllipticCurvePrivateKey, city: str, since: datetime
) -> x509.Certificate:
    name = _name("Test root", city)
    return (
        _builder(name, name, key, since)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(signs_certificates=True), critical=True)
        .sign(key, hashes.SHA256())
    )


def _seal_certificate(
    root: x509.Certificate,
    root_key: ec.EllipticCurvePrivateKey,
    key: PrivateKey,
    city: str,
) -> x509.Certificate:
    identifier = x509.AuthorityKeyIdentifier.from_issuer_public_key(
        root_key.public_key()
    )
    name = _name(_SEAL_TEXT.format(city=city), city)
    return (
        _builder(name, root.subject, key, root.not_valid_before_utc)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(signs_certificates=False), critical=True)
        .add_extension(identifier, critical=False)
        .sign(root_key, hashes.SHA256())
    )


def _usage(*, signs_certificates: bool) -> x509.KeyUsage:
    """A seal commits its holder (non-repudiation); a root signs certificates."""
    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        content_commitment=not signs_certificates,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        encipher_only=False,
        decipher_only=False,
    )


def _key_id(public: ec.EllipticCurvePublicKey) -> bytes:
    return x509.SubjectKeyIdentifier.from_public_key(public).digest[:8]


def _key(path: Path) -> ec.EllipticCurvePrivateKey:
    key = serialization.load_pem_private_key(path.read_bytes(), None)
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        message = f"{path.name} is no EC key"
        raise TypeError(message)
    return key


def _der(path: Path) -> bytes:
    certificate = x509.load_pem_x509_certificate(path.read_bytes())
    return certificate.public_bytes(serialization.Encoding.DER)


def _pem(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(serialization.Encoding.PEM)


def _private(key: PrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )


def _write(path: Path, data: bytes) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)
