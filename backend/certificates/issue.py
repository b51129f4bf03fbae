"""Issuing one copy: reserve a number with its facts, then seal, then hand over.

The number and the facts are committed before the page is drawn, so the write
lock is not held while the seal is made; whoever asks again with the same order
gets the very same bytes, also after a crash between the two steps.
"""

from __future__ import annotations

import hashlib
import io
import json
from dataclasses import dataclass
from datetime import date, datetime

import pikepdf
from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from backend.access.audit import AuditEvent, note
from backend.certificates.code import new_code
from backend.certificates.facts.reading import VALID_MONTHS, read_facts
from backend.certificates.number import next_number
from backend.certificates.press import PageMaker
from backend.clock import CITY_ZONE
from backend.records.person import find_person
from backend.store.database import Database
from backend.store.papers import Certificate, Copy, CopyEvent
from backend.store.people import Person
from backend.store.tables import METADATA
from backend.store.words import CopyStanding
from kiosk.domain.certificate import (
    CertificateKind,
    CertificateOrder,
    CopyFacts,
    IssuedCertificate,
)
from kiosk.domain.certificate_facts import FACTS_OF, CertificateFacts
from kiosk.domain.eligibility import next_due_date
from kiosk.domain.fault import CentreRefused
from kiosk.domain.wire import from_wire, to_wire

__all__ = ["Issue"]

_CERTIFICATE = METADATA.tables[Certificate.__tablename__]
_COPY = METADATA.tables[Copy.__tablename__]
_EVENT = METADATA.tables[CopyEvent.__tablename__]

# Put together once, and columns in place of objects: a city orders papers all day.
_KNOWN = select(_CERTIFICATE.c.number, _CERTIFICATE.c.order_hash).where(
    _CERTIFICATE.c.order_id == bindparam("of_order")
)
_NEW_CERTIFICATE = insert(_CERTIFICATE)
_NEW_COPY = insert(_COPY)
_NEW_EVENT = insert(_EVENT)
_KEPT = (
    update(_COPY)
    .where(_COPY.c.serial == bindparam("of_serial"), _COPY.c.pdf.is_(None))
    .values(pdf=bindparam("pdf"), pages=bindparam("pages"))
)


@dataclass(frozen=True, slots=True)
class _Reserved:
    """A copy that has its number and is not sealed yet."""

    facts: CertificateFacts
    stated: CopyFacts


@dataclass(frozen=True, slots=True)
class Issue:
    """Issues copies for one terminal at one moment.

    Attributes:
        issuer: The agency's name as printed above the seal.
        first_standing: What is known of a copy that was just made.
    """

    database: Database
    press: PageMaker
    issuer: str
    terminal: str
    now: datetime
    first_standing: CopyStanding = CopyStanding.RESERVED

    def copy(self, order: CertificateOrder) -> IssuedCertificate:
        """Issue the copy an order asks for; the same order gives the same bytes.

        Raises:
            NoRecord: no such person, or nothing to certify.
            CentreRefused: the order's id was used for another order.
        """
        try:
            wanted = self._known_or_new(order)
        except IntegrityError:
            # PostgreSQL lets two reserve the same order; now the other one's stands.
            wanted = self._known_or_new(order)
        return self._sealed(wanted) if isinstance(wanted, str) else self._made(wanted)

    def _known_or_new(self, order: CertificateOrder) -> str | _Reserved:
        """Give the serial of what was ordered before, or reserve a copy.

        Nobody waits for the disk here: what a power cut takes, nobody was told of,
        and whoever is told waits for the paper, which comes after it on the disk.
        """
        with self.database.noting() as session:
            known = session.execute(_KNOWN, {"of_order": order.id}).first()
            if known is None:
                return self._reserve(session, order)
        if known.order_hash != _hash(order):
            raise CentreRefused(reason="id-reused")
        return _serial(known.number)

    def _reserve(self, session: Session, order: CertificateOrder) -> _Reserved:
        person = find_person(session, order.subject)
        today = self.now.date()
        facts = read_facts(order.kind, session, person, today, order.scope)
        stated = self._stated(
            order.kind,
            next_number(session, self.now.year),
            new_code(),
            self.now,
            next_due_date(today, VALID_MONTHS[order.kind]),
        )
        self._note_certificate(session, order, person, _Reserved(facts, stated))
        self._note_copy(session, stated, person.personal_number)
        return _Reserved(facts, stated)

    def _note_certificate(
        self,
        session: Session,
        order: CertificateOrder,
        person: Person,
        reserved: _Reserved,
    ) -> None:
        stated = reserved.stated
        line = {
            "number": stated.number,
            "kind": stated.kind,
            "personal_number": person.personal_number,
            "order_id": order.id,
            "order_hash": _hash(order),
            "terminal": self.terminal,
            "facts": _json(reserved.facts),
            "issued_at": self.now,
            "valid_until": stated.valid_until,
        }
        session.execute(_NEW_CERTIFICATE, line)

    def _note_copy(self, session: Session, stated: CopyFacts, subject: int) -> None:
        serial = stated.serial
        copy = {
            "serial": serial,
            "number": stated.number,
            "verification_code": stated.verification_code,
        }
        session.execute(_NEW_COPY, copy)
        event = {
            "serial": serial,
            "standing": self.first_standing,
            "noted_at": self.now,
        }
        session.execute(_NEW_EVENT, event)
        note(
            session,
            self.now,
            self.terminal,
            AuditEvent.CERTIFICATE_ISSUED,
            "done",
            subject=subject,
            reference=serial,
        )

    def _sealed(self, serial: str) -> IssuedCertificate:
        """Give a copy that was ordered before; seal it if that was not reached."""
        # A writing, though nothing is written: what another one has just kept is on
        # the disk before it is told here.
        with self.database.writing() as session:
            copy = session.get_one(Copy, serial)
            if copy.pdf is not None:
                return self._issued(session, serial)
            certificate = session.get_one(Certificate, copy.number)
            facts = from_wire(FACTS_OF[certificate.kind], json.loads(certificate.facts))
            stated = self._copy_facts(certificate, copy)
        return self._made(_Reserved(facts, stated))

    def _made(self, reserved: _Reserved) -> IssuedCertificate:
        """Seal a copy that has no bytes yet; of two at once the first one counts."""
        serial = reserved.stated.serial
        pdf = self.press.seal_copy(reserved.facts, reserved.stated)
        pages = _pages(pdf)
        if self._is_kept_first(serial, pdf, pages):
            return _issued(reserved.stated, pages, pdf)
        with self.database.reading() as session:
            return self._issued(session, serial)

    def _is_kept_first(self, serial: str, pdf: bytes, pages: int) -> bool:
        """Keep what was sealed, unless another one was faster."""
        with self.database.writing() as session:
            done = session.connection().execute(
                _KEPT, {"of_serial": serial, "pdf": pdf, "pages": pages}
            )
            return done.rowcount == 1

    def _copy_facts(self, certificate: Certificate, copy: Copy) -> CopyFacts:
        return self._stated(
            certificate.kind,
            certificate.number,
            copy.verification_code,
            certificate.issued_at,
            certificate.valid_until,
        )

    def _stated(
        self,
        kind: CertificateKind,
        number: str,
        code: str,
        issued_at: datetime,
        valid_until: date,
    ) -> CopyFacts:
        return CopyFacts(
            kind=kind,
            number=number,
            serial=_serial(number),
            verification_code=code,
            issuer=self.issuer,
            issued_at=issued_at.astimezone(CITY_ZONE),
            valid_until=valid_until,
        )

    def _issued(self, session: Session, serial: str) -> IssuedCertificate:
        copy = session.get_one(Copy, serial)
        certificate = session.get_one(Certificate, copy.number)
        if copy.pdf is None or copy.pages is None:
            message = f"copy {serial} is not sealed"
            raise RuntimeError(message)
        return _issued(self._copy_facts(certificate, copy), copy.pages, copy.pdf)


def _issued(stated: CopyFacts, pages: int, pdf: bytes) -> IssuedCertificate:
    return IssuedCertificate(
        number=stated.number,
        serial=stated.serial,
        verification_code=stated.verification_code,
        issued_at=stated.issued_at,
        valid_until=stated.valid_until,
        pages=pages,
        pdf=pdf,
    )


def _serial(number: str) -> str:
    return f"{number}-01"


def _json(value: object) -> str:
    return json.dumps(to_wire(value), ensure_ascii=False, sort_keys=True)


def _hash(order: CertificateOrder) -> str:
    """Name what was ordered; an order of the whole is what it always was."""
    told = to_wire(order)
    if order.scope.is_whole:
        del told["scope"]
    text = json.dumps(told, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def _pages(pdf: bytes) -> int:
    with pikepdf.open(io.BytesIO(pdf)) as document:
        return len(document.pages)
