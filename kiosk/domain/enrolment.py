"""How a new terminal and the centre come to trust each other by one typed code.

The code is known to both before they meet. The centre proves that it knows it
before the terminal believes in an authority; the terminal shows it to be named.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass, field

from kiosk.domain.fault import InvalidValue

__all__ = [
    "CODE_ALPHABET",
    "CODE_LENGTH",
    "AuthorityAnswer",
    "AuthorityQuestion",
    "Enrolled",
    "EnrolmentCode",
    "EnrolmentRequest",
    "RenewalAnswer",
    "RenewalRequest",
    "TrustFile",
    "door_proof",
    "key_purpose",
]

CODE_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's: no letter that is read as a digit."""
CODE_LENGTH, _GROUP = 20, 4
_READ_AS = str.maketrans({"O": "0", "I": "1", "L": "1", "-": "", " ": ""})


@dataclass(frozen=True, slots=True)
class EnrolmentCode:
    """A hundred random bits, typed once by a technician.

    Attributes:
        text: Twenty characters of Crockford's base 32, without hyphens.
    """

    text: str = field(repr=False)

    @classmethod
    def draw(cls) -> EnrolmentCode:
        """Draw a new code."""
        return cls("".join(secrets.choice(CODE_ALPHABET) for _ in range(CODE_LENGTH)))

    @classmethod
    def parse(cls, typed: str) -> EnrolmentCode:
        """Read a code as people type it.

        Raises:
            InvalidValue: it cannot be one.
        """
        text = typed.upper().translate(_READ_AS)
        if len(text) != CODE_LENGTH or set(text) - set(CODE_ALPHABET):
            raise InvalidValue(field="code", reason="not-a-code")
        return cls(text)

    @property
    def grouped(self) -> str:
        """The code in groups of four, to be read out and typed."""
        starts = range(0, CODE_LENGTH, _GROUP)
        return "-".join(self.text[start : start + _GROUP] for start in starts)

    @property
    def name(self) -> str:
        """What may be told of the code to anybody."""
        return self._drawn("name").hex()

    @property
    def door_key(self) -> bytes:
        """The key by which the centre proves that it gave the code out."""
        return self._drawn("door")

    def _drawn(self, use: str) -> bytes:
        return hashlib.sha256(f"kiosk enrolment {use} {self.text}".encode()).digest()


def door_proof(door_key: bytes, nonce: bytes, authority: bytes) -> bytes:
    """Bind an authority's certificate to a question, under a code's door key."""
    return hmac.digest(door_key, nonce + authority, "sha256")


def key_purpose(terminal: str) -> str:
    """Say whose store key lies in a sealed box."""
    return f"store-key {terminal}"


@dataclass(frozen=True, slots=True)
class AuthorityQuestion:
    """A terminal asks, of a centre it does not trust yet, whom to trust."""

    code_name: str
    nonce: bytes


@dataclass(frozen=True, slots=True)
class AuthorityAnswer:
    """The machine authority's certificate in PEM, and `door_proof` of it."""

    authority: bytes
    proof: bytes


@dataclass(frozen=True, slots=True)
class EnrolmentRequest:
    """A terminal asks for a name.

    Attributes:
        request: PKCS#10 in PEM, signed by the key that stays in the terminal.
        sealed: The sealed store key of a terminal that was revoked before.
    """

    code: str = field(repr=False)
    request: bytes
    sealed: bytes | None = None


@dataclass(frozen=True, slots=True)
class TrustFile:
    """One file of the trust directory."""

    name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Enrolled:
    """All a terminal must have to work.

    Attributes:
        staff: Certificate of the authority whose staff cards count.
        evidence: Public key in PEM that pictures kept as evidence are closed to.
        recovery: X25519 public key, 32 bytes, to seal what only the centre may open.
        opened: The store key out of `EnrolmentRequest.sealed`, if that was this
            terminal's own.
    """

    name: str
    certificate: bytes
    authority: bytes
    staff: bytes
    evidence: bytes
    recovery: bytes
    trust: tuple[TrustFile, ...]
    opened: bytes | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class RenewalRequest:
    """A known terminal asks for a younger certificate; PKCS#10 in PEM."""

    request: bytes


@dataclass(frozen=True, slots=True)
class RenewalAnswer:
    """The younger certificate in PEM."""

    certificate: bytes
