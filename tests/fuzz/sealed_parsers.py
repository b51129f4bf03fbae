"""What is signed or encrypted: spoilt outside, and spoilt inside a right seal."""

from __future__ import annotations

import base64
import contextlib
import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from functools import cache
from random import Random

import base45
import cbor2
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from drivers.simulated.staff_card import StaffIdentity
from kiosk.documents import envelope as envelopes
from kiosk.documents.credential import Credential, CredentialUnreadable, NotAuthentic
from kiosk.documents.es256 import es256_sign, key_name
from kiosk.documents.signed_list import LIST_KINDS, ListRefused, SignedList
from kiosk.domain.certificate import CertificateKind, IssuedCertificate
from kiosk.domain.envelope import Dossier, Envelope, PreparedCertificate
from kiosk.domain.fault import InvalidValue, NoRecord, StaffNotTrusted
from kiosk.domain.scanned import CREDENTIAL_PREFIX
from kiosk.domain.staff_proof import StaffProof, check_certificate, verify_proof
from kiosk.domain.wire import to_wire
from tests.fuzz.mutation import spoilt
from tests.fuzz.parser import Parser, require

__all__ = ["sealed_parsers"]

_NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
_END = _NOW + timedelta(days=30)
_KEY = ec.derive_private_key(0x5EED, ec.SECP256R1())
_KEY_ID = b"fuzzing!"
_BOX = X25519PrivateKey.from_private_bytes(bytes(range(32)))
_CODE = "510100D1560000050199196307152047"
_NUMBER = "510199196307152047"


def sealed_parsers() -> Iterator[Parser]:
    """Give the parsers of everything that proves itself."""
    refused = (CredentialUnreadable, NotAuthentic)
    texts = [_credential().encode()]
    yield Parser("credential", _read_credential, texts, refused, _signed_claims, 0.7)
    yield Parser("signed-list", _open_list, [_list()], (ListRefused,), _signed, 0.7)
    closed = (NoRecord, InvalidValue)
    yield Parser("envelope", _open_envelope, [_sealed(_plain())], closed, _filled, 0.5)
    proofs, told = [_proof()], (StaffNotTrusted,)
    yield Parser("staff-proof", _check_proof, proofs, told, share=0.7)


def _credential() -> str:
    facts = Credential(
        CertificateKind.ENROLMENT,
        number="2026-000001",
        serial="2026-000001-01",
        name="王*兰",
        id_end="2047",
        issued_at=_NOW,
        valid_until=date(2027, 2, 21),
        months={"110": 240},
    )
    return facts.sign(_KEY, _KEY_ID)


def _read_credential(data: bytes) -> None:
    text = data.decode("utf-8", "replace")
    read = Credential.read(text, {_KEY_ID: _KEY.public_key()})
    texts = (read.number, read.serial, read.name, read.id_end, *read.months)
    require(all(isinstance(each, str) for each in texts), "a claim of another type")
    require(all(type(count) is int for count in read.months.values()), "no count")
    require(read.key_id == _KEY_ID, "a credential by nobody")


def _signed_claims(random: Random) -> bytes:
    """Sign damaged claims with the right key, in a right or damaged message."""
    message = cbor2.loads(base45.b45decode(_credential().removeprefix("CD1:")))
    header, _, claims, _ = message.value
    header = header if random.random() < 0.8 else spoilt(random, header)
    claims = spoilt(random, claims)
    signed = cbor2.dumps(["Signature1", header, b"", claims])
    parts: list[object] = [header, {}, claims, es256_sign(_KEY, signed)]
    whole = cbor2.dumps(cbor2.CBORTag(18, parts))
    whole = whole if random.random() < 0.8 else spoilt(random, whole)
    return CREDENTIAL_PREFIX.encode() + bytes(base45.b45encode(whole))


def _anchors() -> dict[str, ec.EllipticCurvePublicKey]:
    public = _KEY.public_key()
    return {key_name(public): public}


def _list() -> bytes:
    entries = ({"serial": "2026-000001-01", "reason": "lost", "at": "2026-11-01"},)
    until = _NOW + timedelta(days=7)
    return SignedList.sign("denied", 3, _NOW, until, entries, key=_KEY).text.encode()


def _open_list(data: bytes) -> None:
    text = data.decode("utf-8", "replace")
    for kind in LIST_KINDS[::-1]:
        told = SignedList.open(kind, text, _anchors())
        require(told.issued.tzinfo is not None, "a list without a time zone")
        require(all(isinstance(each, dict) for each in told.entries), "no entries")
        require(type(told.version) is int, "no version")
        break


def _signed(random: Random) -> bytes:
    """Sign a damaged payload with the right key."""
    head, body, _ = _list().split(b".")
    payload = spoilt(random, _unpacked(body))
    signed = head + b"." + _packed(payload)
    return signed + b"." + _packed(es256_sign(_KEY, signed))


def _packed(data: bytes) -> bytes:
    return base64.urlsafe_b64encode(data).rstrip(b"=")


def _unpacked(part: bytes) -> bytes:
    return base64.urlsafe_b64decode(part + b"=" * (-len(part) % 4))


def _plain() -> bytes:
    issued = IssuedCertificate(
        "2026-000001", "2026-000001-01", "ABCD", _NOW, _NOW.date(), 1, b"%PDF"
    )
    prepared = PreparedCertificate(CertificateKind.ENROLMENT, issued, b"%PDF")
    dossier = Dossier(_NUMBER, "王样本", b"jpeg", (prepared,))
    return json.dumps(to_wire(dossier), ensure_ascii=False).encode()


def _sealed(plain: bytes) -> bytes:
    """Close any content as the centre closes a dossier."""
    header = b"kiosk envelope 1 E-1|hall-1|" + str(int(_END.timestamp())).encode()
    secret = HKDF(SHA256(), 32, b"E-1", b"kiosk envelope 1 content").derive(
        bytes.fromhex(_CODE)
    )
    inner = AESGCM(secret).encrypt(bytes(12), plain, header)
    suite = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)
    return bytes(suite.encrypt(inner, _BOX.public_key(), header))


def _open_envelope(data: bytes) -> None:
    closed = Envelope("E-1", bytes(16), _NOW, _END, data)
    dossier = envelopes.open_envelope(
        closed, card_code=_CODE, terminal="hall-1", terminal_key=_BOX, now=_NOW
    )
    require(isinstance(dossier.number, str), "a dossier of nobody")
    require(all(each.certificate.serial for each in dossier.certificates), "no serial")


def _filled(random: Random) -> bytes:
    return _sealed(spoilt(random, _plain()))


@cache
def _proof() -> bytes:
    return StaffIdentity.make("S1001", "clerk", "石样本", "482913").certificate


@cache
def _certificate() -> x509.Certificate:
    return x509.load_der_x509_certificate(_proof())


def _check_proof(data: bytes) -> None:
    authority = _certificate()
    proof = StaffProof("S1001", data, data[:32], data[32:104])
    with contextlib.suppress(StaffNotTrusted):
        verify_proof(proof, _NUMBER, authority, _NOW)
    staff = check_certificate(data, authority, _NOW)
    require(bool(staff.number), "staff without a number")
