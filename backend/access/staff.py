"""Staff cards: the authority that issues them, and which of them count no more."""

from __future__ import annotations

import fcntl
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from cryptography import x509
from cryptography.x509.oid import NameOID

from backend.access.identity import Identity, StaffAuthority
from backend.home import write_private
from kiosk.domain.fault import InvalidValue, StaffNotTrusted
from kiosk.domain.staff import StaffRole
from kiosk.domain.staff_proof import (
    StaffProof,
    load_authority,
    verify_proof,
)

__all__ = ["REVOKED", "StaffCard", "StaffRegister", "StaffTrust"]

REVOKED = "revoked"
_MOST_NUMBER_CHARACTERS = 16
_MOST_NAME_CHARACTERS = 40


@dataclass(frozen=True, slots=True)
class StaffTrust:
    """Whom of staff the centre believes at one moment."""

    authority: x509.Certificate
    revoked: frozenset[str] = field(default_factory=frozenset)

    def verify(self, proof: StaffProof, subject_number: str, at: datetime) -> None:
        """Believe a confirmation of a person, made at a time, or say why not.

        Raises:
            StaffNotTrusted: see `kiosk.domain.staff_proof.verify_proof`; or
                reason `REVOKED`, all else being right.
        """
        staff = verify_proof(proof, subject_number, self.authority, at)
        if f"{staff.serial:x}" in self.revoked:
            raise StaffNotTrusted(reason=REVOKED)


@dataclass(frozen=True, slots=True)
class StaffCard:
    """One card the authority issued.

    Attributes:
        serial: Of its certificate, hex.
    """

    number: str
    name: str
    role: StaffRole
    serial: str
    issued_at: datetime
    valid_until: datetime
    is_revoked: bool


@dataclass(frozen=True, slots=True)
class StaffRegister:
    """The directory of the staff authority and of all certificates it issued."""

    directory: Path

    def create(self) -> StaffAuthority:
        """Make the authority, or give the one that is there.

        Raises:
            OSError, ValueError, TypeError: its files are damaged.
        """
        if (self.directory / "certificate.pem").exists():
            return StaffAuthority.load(self.directory)
        return StaffAuthority.create(self.directory)

    def issue(
        self, number: str, role: StaffRole, name: str, agency: str = ""
    ) -> Identity:
        """Issue a card's key and certificate; earlier ones go on until revoked.

        A card that names an agency speaks for that one alone in consultations.

        Raises:
            InvalidValue: number or name would not fit on a card.
        """
        _check(number, name)
        identity = self.create().staff(number, role, name, agency)
        serial = x509.load_pem_x509_certificate(identity.certificate).serial_number
        kept = self.directory / "issued" / f"{number}-{serial:x}.pem"
        write_private(kept, identity.certificate)
        return identity

    def revoke(self, number: str) -> int:
        """Believe none of the cards a number has now; gives how many were new.

        Raises:
            InvalidValue: no staff number.
        """
        _check(number, "-")
        found = self.directory.glob(f"issued/{number}-*.pem")
        serials = {path.stem.rpartition("-")[2] for path in found}
        # Of two who revoke at once neither may write over what the other has.
        with self._revoked_file.with_suffix(".lock").open("w") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            revoked = self._revoked()
            text = "".join(f"{each}\n" for each in sorted(revoked | serials))
            write_private(self._revoked_file, text.encode())
        return len(serials - revoked)

    def authority_pem(self) -> str:
        """Give the authority's certificate; it is made where there is none yet.

        Raises:
            OSError, ValueError, TypeError: its files are damaged.
        """
        return self.create().certificate.decode("ascii")

    def cards(self) -> list[StaffCard]:
        """List every card ever issued, by staff number, the newest first.

        Raises:
            ValueError: a kept certificate is damaged.
        """
        revoked = self._revoked()
        found = [
            _card(path.read_bytes(), revoked)
            for path in sorted(self.directory.glob("issued/*.pem"))
        ]
        return sorted(
            found, key=lambda card: (card.number, -card.issued_at.timestamp())
        )

    def trust(self) -> StaffTrust | None:
        """Read whom to believe now; none where there is no staff authority.

        Raises:
            ValueError: the authority's certificate is damaged.
        """
        try:
            pem = (self.directory / "certificate.pem").read_bytes()
        except FileNotFoundError:
            return None
        return StaffTrust(load_authority(pem), self._revoked())

    @property
    def _revoked_file(self) -> Path:
        return self.directory / "revoked.txt"

    def _revoked(self) -> frozenset[str]:
        if not self._revoked_file.exists():
            return frozenset()
        return frozenset(self._revoked_file.read_text("ascii").split())


def _card(pem: bytes, revoked: frozenset[str]) -> StaffCard:
    certificate = x509.load_pem_x509_certificate(pem)
    number, title, name = (
        str(certificate.subject.get_attributes_for_oid(oid)[0].value)
        for oid in (NameOID.SERIAL_NUMBER, NameOID.TITLE, NameOID.COMMON_NAME)
    )
    serial = f"{certificate.serial_number:x}"
    return StaffCard(
        number,
        name,
        StaffRole(title),
        serial,
        certificate.not_valid_before_utc,
        certificate.not_valid_after_utc,
        serial in revoked,
    )


def _check(number: str, name: str) -> None:
    is_number = number.isascii() and number.isalnum()
    if not (is_number and len(number) <= _MOST_NUMBER_CHARACTERS):
        raise InvalidValue(field="staff-number", reason="letters and digits, 1 to 16")
    if not (name.isprintable() and 0 < len(name) <= _MOST_NAME_CHARACTERS):
        raise InvalidValue(field="staff-name", reason="1 to 40 characters")
