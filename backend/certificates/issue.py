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
from datetime import datetime

import pikepdf
from sqlalchemy import select, update
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
from backend.store.words import CopyStanding
from kiosk.domain.certificate import (
    CertificateOrder,
    CopyFacts,
    IssuedCertificate,
)
from kiosk.domain.certificate_facts import FACTS_OF
from kiosk.domain.eligibility import next_due_date
from kiosk.domain.fault import CentreRefused
from kiosk.domain.wire import from_wire, to_wire

__all__ = ["Issue"]


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
            serial = self._known_or_new(order)
        except IntegrityError:
            # PostgreSQL lets two reserve the same order; now the other one's stands.
            serial = self._known_or_new(order)
        return self._sealed(serial)

    def _known_or_new(self, order: CertificateOrder) -> str:
        with self.database.writing() as session:
            return self._reserved(session, order)

    def _reserved(self, session: Session, order: CertificateOrder) -> str:
        known = session.scalar(
            select(Certificate).where(Certificate.order_id == order.id)
        )
        if known is None:
            return self._reserve(session, order)
        if known.order_hash != _hash(order):
            raise CentreRefused(reason="id-reused")
        return _serial(known.number)

    def _reserve(self, session: Session, order: CertificateOrder) -> str:
        person = find_person(session, order.subject)
        today = self.now.date()
        facts = read_facts(order.kind, session, person, today, order.scope)
        number = next_number(session, self.now.year)
        certificate = Certificate(
            number=number,
            kind=order.kind,
            personal_number=person.personal_number,
            order_id=order.id,
            order_hash=_hash(order),
            terminal=self.terminal,
            facts=_json(facts),
            issued_at=self.now,
            valid_until=next_due_date(today, VALID_MONTHS[order.kind]),
        )
        session.add(certificate)
        session.flush()
        self._note_reserved(session, certificate)
        return _serial(number)

    def _note_reserved(self, session: Session, certificate: Certificate) -> None:
        serial = _serial(certificate.number)
        session.add(
            Copy(
                serial=serial,
                number=certificate.number,
                verification_code=new_code(),
            )
        )
        session.flush()
        session.add(
            CopyEvent(serial=serial, standing=self.first_standing, noted_at=self.now)
        )
        note(
            session,
            self.now,
            self.terminal,
            AuditEvent.CERTIFICATE_ISSUED,
            "done",
            subject=certificate.personal_number,
            reference=serial,
        )

    def _sealed(self, serial: str) -> IssuedCertificate:
        """Seal a copy that has no bytes yet; of two at once the first one counts."""
        with self.database.reading() as session:
            copy = session.get_one(Copy, serial)
            if copy.pdf is not None:
                return self._issued(session, serial)
            certificate = session.get_one(Certificate, copy.number)
            facts = from_wire(FACTS_OF[certificate.kind], json.loads(certificate.facts))
            stated = self._copy_facts(certificate, copy)
        pdf = self.press.seal_copy(facts, stated)
        pages = _pages(pdf)
        if self._is_kept_first(serial, pdf, pages):
            return _issued(stated, pages, pdf)
        with self.database.reading() as session:
            return self._issued(session, serial)

    def _is_kept_first(self, serial: str, pdf: bytes, pages: int) -> bool:
        """Keep what was sealed, unless another one was faster."""
        wanted = update(Copy).where(Copy.serial == serial, Copy.pdf.is_(None))
        with self.database.writing() as session:
            done = session.connection().execute(wanted.values(pdf=pdf, pages=pages))
            return done.rowcount == 1

    def _copy_facts(self, certificate: Certificate, copy: Copy) -> CopyFacts:
        return CopyFacts(
            kind=certificate.kind,
            number=certificate.number,
            serial=copy.serial,
            verification_code=copy.verification_code,
            issuer=self.issuer,
            issued_at=certificate.issued_at.astimezone(CITY_ZONE),
            valid_until=certificate.valid_until,
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
