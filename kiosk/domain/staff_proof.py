"""Proof that a member of staff confirmed: checked at the terminal and at the centre.

A staff card's chip signs a challenge; its certificate, issued by the city's staff
authority, says whose chip it is. The challenge is fresh and bound to the person who
was confirmed, so a proof for one person can never serve for another.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from kiosk.domain.fault import StaffNotTrusted
from kiosk.domain.staff import CHALLENGE_LENGTH, PROOF_CONTEXT, StaffRole

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

__all__ = [
    "CONFIRMING_ROLES",
    "StaffCertificate",
    "StaffProof",
    "check_certificate",
    "is_challenge_for",
    "load_authority",
    "new_challenge",
    "verify_proof",
]

CONFIRMING_ROLES = frozenset({StaffRole.CLERK, StaffRole.SUPERVISOR})
"""Who may confirm that a resident is the one on the card; technicians may not."""

_NONCE_LENGTH = CHALLENGE_LENGTH // 2
_BINDING = b"kiosk staff confirmation 1\x00"


@dataclass(frozen=True, slots=True)
class StaffProof:
    """What a staff card and its holder's PIN left behind.

    Attributes:
        number: Staff number, as the card and its certificate say.
        certificate: X.509 certificate of the card's key, DER.
        challenge: What was to be signed; see `new_challenge`.
        signature: ECDSA with SHA-256 (DER) over `PROOF_CONTEXT` and challenge.
    """

    number: str
    certificate: bytes = field(repr=False)
    challenge: bytes = field(repr=False)
    signature: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class StaffCertificate:
    """What a trusted certificate says of its holder.

    Attributes:
        serial: The certificate's own serial number, by which it is revoked.
    """

    number: str
    role: StaffRole
    serial: int
    key: ec.EllipticCurvePublicKey = field(repr=False)


def new_challenge(subject_number: str) -> bytes:
    """Make a fresh challenge bound to the person who is to be confirmed.

    Sixteen random bytes, then the first sixteen of SHA-256 over them and the
    person's number.
    """
    nonce = secrets.token_bytes(_NONCE_LENGTH)
    return nonce + _bound(nonce, subject_number)


def is_challenge_for(challenge: bytes, subject_number: str) -> bool:
    """Tell whether a challenge was made for this very person."""
    nonce, rest = challenge[:_NONCE_LENGTH], challenge[_NONCE_LENGTH:]
    return secrets.compare_digest(rest, _bound(nonce, subject_number))


def load_authority(pem: bytes) -> x509.Certificate:
    """Read the staff authority's certificate.

    Raises:
        ValueError: no certificate.
    """
    return x509.load_pem_x509_certificate(pem)


def check_certificate(
    der: bytes, authority: x509.Certificate, at: datetime
) -> StaffCertificate:
    """Believe a staff certificate, or say why not.

    Raises:
        StaffNotTrusted: fact ``reason``: ``form``, ``authority``, ``time``,
            ``key`` or ``subject``.
    """
    try:
        certificate = x509.load_der_x509_certificate(der)
        before = certificate.not_valid_before_utc
        after = certificate.not_valid_after_utc
        key = certificate.public_key()
    except Exception as error:
        # Whatever a forger writes on a card is a wrong form, never a bug.
        raise StaffNotTrusted(reason="form") from error
    try:
        certificate.verify_directly_issued_by(authority)
    except (ValueError, TypeError, InvalidSignature) as error:
        raise StaffNotTrusted(reason="authority") from error
    if not before <= at <= after:
        raise StaffNotTrusted(reason="time")
    if not isinstance(key, ec.EllipticCurvePublicKey):
        raise StaffNotTrusted(reason="key")
    number, role = _subject(certificate)
    return StaffCertificate(number, role, certificate.serial_number, key)


def verify_proof(
    proof: StaffProof,
    subject_number: str,
    authority: x509.Certificate,
    at: datetime,
    roles: Collection[StaffRole] = CONFIRMING_ROLES,
) -> StaffCertificate:
    """Believe that a member of staff confirmed this person, or say why not.

    The subject may also be a terminal that somebody signs in to, with the roles
    that may do so.

    Raises:
        StaffNotTrusted: as `check_certificate`; or ``number`` (the card names
            another one), ``role`` (may not confirm), ``challenge`` (made for
            somebody else), ``signature``.
    """
    staff = check_certificate(proof.certificate, authority, at)
    if staff.number != proof.number:
        raise StaffNotTrusted(reason="number")
    if staff.role not in roles:
        raise StaffNotTrusted(reason="role")
    if not is_challenge_for(proof.challenge, subject_number):
        raise StaffNotTrusted(reason="challenge")
    try:
        signed = PROOF_CONTEXT + proof.challenge
        staff.key.verify(proof.signature, signed, ec.ECDSA(hashes.SHA256()))
    except InvalidSignature as error:
        raise StaffNotTrusted(reason="signature") from error
    return staff


def _bound(nonce: bytes, subject_number: str) -> bytes:
    whole = hashlib.sha256(_BINDING + nonce + subject_number.encode()).digest()
    return whole[: CHALLENGE_LENGTH - _NONCE_LENGTH]


def _subject(certificate: x509.Certificate) -> tuple[str, StaffRole]:
    try:
        (number,) = certificate.subject.get_attributes_for_oid(NameOID.SERIAL_NUMBER)
        (role,) = certificate.subject.get_attributes_for_oid(NameOID.TITLE)
        return str(number.value), StaffRole(str(role.value))
    except ValueError as error:
        raise StaffNotTrusted(reason="subject") from error
