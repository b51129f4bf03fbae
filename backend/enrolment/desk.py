"""Naming a new terminal by the code that a person typed into it."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path

from backend.access.audit import AuditEvent, note
from backend.access.enrolment import open_ticket, use_ticket
from backend.access.evidence_key import EvidenceKeys
from backend.access.identity import MachineAuthority, fingerprint_of, request_of
from backend.access.recovery_key import load_recovery_key, public_half
from backend.access.terminals import enrol
from backend.centre import Centre
from backend.envelopes.place import place_terminal
from backend.fleet.assignment import NOTHING, Assigned, assign, profile_of
from backend.home import Home
from backend.installation import (
    machine_authority,
    staff_register,
    write_trust_directory,
)
from kiosk.domain.enrolment import (
    AuthorityAnswer,
    AuthorityQuestion,
    Enrolled,
    EnrolmentCode,
    EnrolmentRequest,
    TrustFile,
    door_proof,
    key_purpose,
)
from kiosk.domain.fault import InvalidValue
from kiosk.domain.sealed_box import open_box

__all__ = ["EnrolmentDesk"]


@dataclass(frozen=True, slots=True)
class EnrolmentDesk:
    """Answers terminals that have nothing yet but a code."""

    home: Home
    centre: Centre

    def authority(self, asked: AuthorityQuestion) -> AuthorityAnswer:
        """Tell whom to trust, with the proof that we gave the code out.

        Raises:
            CentreRefused: no such code.
        """
        with self.centre.database.writing() as session:
            ticket = open_ticket(session, asked.code_name, self.centre.clock())
            certificate = machine_authority(self.home).certificate
            proof = door_proof(ticket.door_key, asked.nonce, certificate)
        return AuthorityAnswer(certificate, proof)

    def enrol(self, asked: EnrolmentRequest) -> Enrolled:
        """Name the terminal a code was made for; the one before it is revoked.

        Raises:
            CentreRefused: no such code, or another key used it.
            InvalidValue: the code or the request is none.
        """
        code, request = EnrolmentCode.parse(asked.code), request_of(asked.request)
        now = self.centre.clock()
        with self.centre.database.writing() as session:
            ticket = open_ticket(session, code.name, now)
            use_ticket(ticket, request)
            authority = machine_authority(self.home)
            given = Assigned(ticket.profile, ticket.ring)
            if given != NOTHING:
                assign(session, ticket.terminal, given, "by-code", now)
            profile = profile_of(session, ticket.terminal, self.centre.profiles)
            days = profile.certificate_days
            certificate = authority.certify(ticket.terminal, request, days)
            enrol(session, ticket.terminal, fingerprint_of(certificate), now)
            if ticket.community:
                place_terminal(session, ticket.terminal, ticket.community)
            name = ticket.terminal
            note(session, now, name, AuditEvent.TERMINAL_ENROLLED, "by-code")
        return self._equipped(name, certificate, authority, asked.sealed)

    def _equipped(
        self,
        name: str,
        certificate: bytes,
        authority: MachineAuthority,
        sealed: bytes | None,
    ) -> Enrolled:
        return Enrolled(
            name=name,
            certificate=certificate,
            authority=authority.certificate,
            staff=staff_register(self.home).create().certificate,
            evidence=EvidenceKeys(self.home.evidence).public_pem(),
            recovery=public_half(load_recovery_key(self.home.recovery)),
            trust=self._trust(),
            opened=self._opened(name, sealed),
        )

    def _opened(self, name: str, sealed: bytes | None) -> bytes | None:
        """Give a sealed store key back to the terminal it is of, and to no other."""
        if sealed is None:
            return None
        key = load_recovery_key(self.home.recovery)
        try:
            return open_box(sealed, key, key_purpose(name))
        except InvalidValue:
            return None

    def _trust(self) -> tuple[TrustFile, ...]:
        with tempfile.TemporaryDirectory() as folder:
            out = Path(folder)
            write_trust_directory(self.home, self.centre.database, out)
            return tuple(
                TrustFile(path.relative_to(out).as_posix(), path.read_bytes())
                for path in sorted(out.rglob("*"))
                if path.is_file()
            )
