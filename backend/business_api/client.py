"""Who speaks: a terminal for whoever stands before it, or an employer's program."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.access.identification import check_identified
from backend.access.terminals import admit, check_name
from backend.cases.case import Party
from backend.catalogue.item import Assurance, Door
from backend.centre import Centre
from backend.records.person import find_person
from backend.store.business import ProgramIdentity
from backend.store.insurance import Employer
from backend.store.people import Person
from kiosk.domain.card import CardKind
from kiosk.domain.fault import (
    InvalidValue,
    NoRecord,
    Revoked,
)
from kiosk.domain.resident import Subject
from kiosk.domain.staff import IdentifiedBy
from kiosk.domain.staff_proof import StaffProof
from kiosk.domain.wire import from_wire

__all__ = ["Client", "Holder", "admit_client", "enrol_program", "revoke_program"]


@dataclass(frozen=True, slots=True)
class Holder:
    """Whom a terminal has identified, and how.

    Attributes:
        face_score: Fused likeness of the accepted match; none without one.
        staff: Proof of the member of staff who confirmed, where one did.
    """

    subject: Subject
    card_kind: CardKind
    face_score: float | None = None
    method: IdentifiedBy = IdentifiedBy.FACE
    staff: StaffProof | None = None


@dataclass(frozen=True, slots=True)
class Client:
    """A machine that was let in.

    Attributes:
        employer, operator: For whom a program acts; none for a terminal.
    """

    name: str
    employer: int | None = None
    operator: int | None = None

    @property
    def door(self) -> Door:
        """By which door its cases come in."""
        return Door.TERMINAL if self.employer is None else Door.API

    def party(self, centre: Centre, holder: object) -> Party:
        """Name who acts: the holder a terminal names, or the program's operator.

        Raises:
            InvalidValue: the holder is in another shape, or a program names one.
            NoRecord: no such person, or another name.
            CentreRefused: ``staff-…``, the confirmation is not believed.
        """
        if self.employer is not None:
            if holder is not None:
                raise InvalidValue(field="holder", reason="only a terminal names one")
            return Party(
                self.operator, self.employer, Assurance.OPERATOR, self.door, self.name
            )
        if holder is None:
            return Party(None, None, Assurance.NONE, self.door, self.name)
        told = from_wire(Holder, holder)
        check_identified(told, centre.staff, centre.clock())
        with centre.database.reading() as session:
            person = find_person(session, told.subject).personal_number
        return Party(person, None, Assurance.CARD_AND_FACE, self.door, self.name)


def admit_client(session: Session, fingerprint: str) -> Client:
    """Tell who holds a certificate.

    Raises:
        Revoked: the certificate was withdrawn, or is none we know.
    """
    program = session.get(ProgramIdentity, fingerprint)
    if program is None:
        return Client(admit(session, fingerprint))
    if program.revoked_at is not None:
        raise Revoked
    return Client(program.program, program.employer_number, program.personal_number)


def enrol_program(  # noqa: PLR0913 - an identity's own columns
    session: Session,
    name: str,
    fingerprint: str,
    now: datetime,
    *,
    employer: int,
    operator: str,
) -> None:
    """Let an employer's program in, acting as one operator; an earlier one ends.

    Whether the person is an operator is asked at every case, not here.

    Args:
        session: Writes the identity.
        name: Small letters, digits, hyphens.
        fingerprint: SHA-256 of its certificate.
        now: This moment.
        employer: Employer's number.
        operator: Citizen number of who acts.

    Raises:
        InvalidValue: the name cannot be one.
        NoRecord: no such employer or person.
    """
    check_name(name)
    if session.get(Employer, employer) is None:
        raise NoRecord(reason="no-such-employer")
    number = session.scalar(
        select(Person.personal_number).where(Person.citizen_number == operator)
    )
    if number is None:
        raise NoRecord(reason="no-record")
    revoke_program(session, name, now)
    session.add(
        ProgramIdentity(
            fingerprint=fingerprint,
            program=name,
            employer_number=employer,
            personal_number=number,
            enrolled_at=now,
        )
    )


def revoke_program(session: Session, name: str, now: datetime) -> int:
    """Withdraw a program's identities at once; gives how many there were."""
    living = select(ProgramIdentity).where(
        ProgramIdentity.program == name, ProgramIdentity.revoked_at.is_(None)
    )
    found = session.scalars(living).all()
    for identity in found:
        identity.revoked_at = now
    return len(found)
