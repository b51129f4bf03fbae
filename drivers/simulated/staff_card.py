"""A virtual staff card: commands in, answers out, with a key and a PIN of its own.

It shares no code with the reader's driver, so that the two check one another.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.x509.oid import NameOID

from kiosk.domain.fault import InvalidValue
from kiosk.ports.staff_card import PROOF_CONTEXT, StaffRole

__all__ = ["StaffIdentity", "VirtualStaffCard"]

_APPLICATION = bytes.fromhex("F053494B5354414601")
_TRIES = 3
_PIN_FIELD = 8
_HALF = 32
_VALID_DAYS = 365
_OK = b"\x90\x00"
_HISTORICAL = b"SIK STAFF"
_MOST_LENGTH = 0x100


@dataclass(frozen=True, slots=True)
class StaffIdentity:
    """What is written into a card when it is issued."""

    number: str
    role: str
    name: str = field(repr=False)
    pin: str = field(repr=False)
    key: ec.EllipticCurvePrivateKey = field(repr=False)
    certificate: bytes = field(repr=False)

    @classmethod
    def make(
        cls,
        number: str = "S0001",
        role: str = StaffRole.TECHNICIAN,
        name: str = "石样本",
        pin: str = "482913",
    ) -> StaffIdentity:
        """Issue a card with a fresh key and a certificate signed by itself."""
        key = ec.generate_private_key(ec.SECP256R1())
        certificate = _self_signed(key, number, role, name)
        return cls(number, role, name, pin, key, certificate)

    @classmethod
    def from_json(cls, facts: Mapping[str, object]) -> StaffIdentity:
        """Make a card of a JSON object; key and certificate are paths of PEM files.

        Raises:
            InvalidValue: something is missing, or a file is no key or certificate.
        """
        number, role, name, pin, key, certificate = (
            str(facts.get(fact, ""))
            for fact in ("number", "role", "name", "pin", "key", "certificate")
        )
        if not (number and role and name and pin):
            raise InvalidValue(field="staff-card", reason="incomplete")
        if not key:
            return cls.make(number, role, name, pin)
        chain = _certificate(Path(certificate))
        return cls(number, role, name, pin, _private_key(Path(key)), chain)


class VirtualStaffCard:
    """One chip; its tries survive every reset, its unlocking none.

    Attributes:
        is_damaged: Whether its files cannot be read.
    """

    def __init__(self, identity: StaffIdentity, *, is_t0: bool = True) -> None:
        """Write the identity into the two files."""
        self._identity = identity
        self._is_t0 = is_t0
        self._files = {1: _identity_file(identity), 2: identity.certificate}
        self._tries = _TRIES
        self.is_damaged = False
        self.reset()

    def reset(self) -> None:
        """Forget selection, unlocking and waiting answers."""
        self._is_selected = self._is_unlocked = False
        self._current = 0
        self._waiting = b""

    @property
    def atr(self) -> bytes:
        """Answer to reset: T=0, or T=1 with its checksum."""
        if self._is_t0:
            return bytes((0x3B, 0x60 | len(_HISTORICAL), 0, 0)) + _HISTORICAL
        body = bytes((0x80 | len(_HISTORICAL), 0x01)) + _HISTORICAL
        check = 0
        for byte in body:
            check ^= byte
        return b"\x3b" + body + bytes((check,))

    @property
    def tries_left(self) -> int:
        """How many wrong PINs it still takes."""
        return self._tries

    def answer(self, command: bytes) -> bytes:
        """Answer one command; wrong ones get the status ISO 7816-4 names."""
        if len(command) < 4:  # noqa: PLR2004 - CLA INS P1 P2
            return b"\x67\x00"
        if command[0] != 0x00:
            return b"\x6e\x00"
        duties: Mapping[int, Callable[[bytes], bytes]] = {
            0xA4: self._select,
            0xB0: self._read_binary,
            0xC0: self._get_response,
            0x20: self._verify,
            0x88: self._authenticate,
        }
        duty = duties.get(command[1])
        if duty is None:
            return b"\x6d\x00"
        if not self._is_selected and command[1] != 0xA4:  # noqa: PLR2004 - SELECT
            return b"\x6a\x82"
        return duty(command)

    def check_pin(self, pin: bytes) -> bool:
        """Compare a PIN, at the cost of a try when it is wrong."""
        self._is_unlocked = bool(self._tries) and pin == self._identity.pin.encode()
        if self._is_unlocked:
            self._tries = _TRIES
        else:
            self._tries = max(0, self._tries - 1)
        return self._is_unlocked

    def sign(self, challenge: bytes) -> bytes:
        """Sign once after a right PIN; empty when locked."""
        if not self._is_unlocked:
            return b""
        self._is_unlocked = False
        signed = PROOF_CONTEXT + challenge
        return self._identity.key.sign(signed, ec.ECDSA(hashes.SHA256()))

    def _select(self, command: bytes) -> bytes:
        name = command[5 : 5 + command[4]] if len(command) > 5 else b""  # noqa: PLR2004
        self._is_unlocked = False
        self._is_selected = command[2] == 0x04 and name == _APPLICATION  # noqa: PLR2004
        if not self._is_selected:
            return b"\x6a\x82"
        return self._give(b"\x6f\x0b\x84\x09" + _APPLICATION)

    def _read_binary(self, command: bytes) -> bytes:
        offset = command[2] << 8 | command[3]
        if command[2] & 0x80:
            self._current, offset = command[2] & 0x1F, command[3]
        content = self._files.get(self._current)
        if self.is_damaged:
            return b"\x6f\x00"
        if content is None:
            return b"\x6a\x82"
        wanted = (command[4] if len(command) > 4 else 0) or _MOST_LENGTH  # noqa: PLR2004
        return content[offset : offset + wanted] + _OK

    def _verify(self, command: bytes) -> bytes:
        if command[2:4] != b"\x00\x80":
            return b"\x6a\x86"
        if len(command) <= 5:  # noqa: PLR2004 - no data: how many tries are left?
            return _OK if self._is_unlocked else self._refusal()
        padded = command[5 : 5 + command[4]]
        if len(padded) != _PIN_FIELD:
            return b"\x67\x00"
        if not self._tries:
            return self._refusal()
        return _OK if self.check_pin(padded.rstrip(b"\xff")) else self._refusal()

    def _authenticate(self, command: bytes) -> bytes:
        challenge = command[5 : 5 + command[4]] if len(command) > 5 else b""  # noqa: PLR2004
        if len(challenge) != _HALF:
            return b"\x67\x00"
        signature = self.sign(challenge)
        if not signature:
            return b"\x69\x82"
        halves = decode_dss_signature(signature)
        return self._give(b"".join(half.to_bytes(_HALF, "big") for half in halves))

    def _refusal(self) -> bytes:
        return bytes((0x63, 0xC0 | self._tries)) if self._tries else b"\x69\x83"

    def _give(self, data: bytes) -> bytes:
        if not self._is_t0:
            return data + _OK
        self._waiting = data
        return bytes((0x61, len(data)))

    def _get_response(self, command: bytes) -> bytes:
        data, self._waiting = self._waiting, b""
        if not data:
            return b"\x69\x85"
        wanted = command[4] if len(command) > 4 else 0  # noqa: PLR2004
        if wanted != len(data):
            self._waiting = data
            return bytes((0x6C, len(data)))
        return data + _OK


def _identity_file(identity: StaffIdentity) -> bytes:
    items = (
        (0x80, b"\x01"),
        (0x81, identity.number.encode()),
        (0x82, identity.role.encode()),
        (0x83, identity.name.encode()),
    )
    content = b"".join(bytes((tag, len(value))) + value for tag, value in items)
    # A file of fixed size: what is behind the object does not count.
    return (bytes((0x70, len(content))) + content).ljust(128, b"\xff")


def _self_signed(
    key: ec.EllipticCurvePrivateKey, number: str, role: str, name: str
) -> bytes:
    subject = x509.Name(
        [
            x509.NameAttribute(NameOID.SERIAL_NUMBER, number),
            x509.NameAttribute(NameOID.TITLE, role),
            x509.NameAttribute(NameOID.COMMON_NAME, name),
        ]
    )
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now)
        .not_valid_after(now + timedelta(days=_VALID_DAYS))
        .sign(key, hashes.SHA256())
    )
    return made.public_bytes(serialization.Encoding.DER)


def _private_key(path: Path) -> ec.EllipticCurvePrivateKey:
    try:
        key = serialization.load_pem_private_key(path.read_bytes(), None)
    except (OSError, ValueError, TypeError):
        raise InvalidValue(field="key", reason="not a PEM key") from None
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise InvalidValue(field="key", reason="not of an elliptic curve")
    return key


def _certificate(path: Path) -> bytes:
    try:
        certificate = x509.load_pem_x509_certificate(path.read_bytes())
    except (OSError, ValueError):
        raise InvalidValue(field="certificate", reason="not a PEM file") from None
    return certificate.public_bytes(serialization.Encoding.DER)
