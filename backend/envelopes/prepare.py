"""The nightly job: a fresh envelope for every resident of a terminal's community."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeAlias

import uuid6
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey
from sqlalchemy import func, select, update
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from backend.centre import Centre
from backend.certificates.issue import Issue
from backend.journal import Event
from backend.records.enrolment import enrolment_facts
from backend.records.person import newest_portrait
from backend.store.eligibility import Residence
from backend.store.envelopes import PreparedEnvelope, TerminalPlace
from backend.store.people import Card, Person
from backend.store.words import CopyStanding
from kiosk.documents.envelope import close_envelope, tag_of
from kiosk.domain.card import CardKind
from kiosk.domain.certificate import CertificateKind, CertificateOrder
from kiosk.domain.envelope import Dossier, Envelope, PreparedCertificate
from kiosk.domain.fault import CentreFault, CentreRefused, Fault, InvalidValue
from kiosk.domain.resident import Subject
from kiosk.domain.staff import IdentifiedBy

__all__ = ["FRESH", "LIFE", "Prepared", "Spoiled", "prepare"]

Spoiled: TypeAlias = dict[int, datetime]
"""Personal numbers of those whose paper could not be made, and when."""

LIFE = timedelta(days=15)
"""How long an envelope may be opened: a fortnight without a line, and a day."""

FRESH = timedelta(hours=20)
"""A younger envelope is not replaced, so that the job may run again at will."""

_CLOCK_SLACK = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Prepared:
    """What a run came to.

    Attributes:
        skipped: Residents without anything to certify, with a bad card, or whose
            paper cannot be made.
    """

    made: int
    fresh: int
    skipped: int


@dataclass(frozen=True, slots=True)
class _Wanted:
    """One resident whose envelope is due."""

    personal_number: int
    subject: Subject
    card_code: str


def prepare(
    centre: Centre,
    terminal: str,
    progress: Callable[[int, int], None],
    spoiled: Spoiled | None = None,
) -> Prepared:
    """Prepare envelopes for one terminal, each in a transaction of its own.

    A run that is cut goes on where it was at the next one.

    Args:
        centre: Whose certificates they are.
        terminal: For whom.
        progress: Hears after each resident how many are done, and of how many.
        spoiled: Whose paper could not be made, as a name that no font can draw: for
            their neighbours the run goes on, and they are not tried at every run,
            for each try takes a number. Kept up here.

    Raises:
        CentreRefused: the terminal stands nowhere, or has registered no key.
    """
    now, spoiled = centre.clock(), {} if spoiled is None else spoiled
    with centre.database.writing() as session:
        _withdraw_ahead(session, terminal, now)
    key, wanted, fresh = _plan(centre, terminal, now)
    made = 0
    for number, resident in enumerate(wanted, 1):
        person = resident.personal_number
        if spoiled.get(person, now - FRESH) <= now - FRESH:
            try:
                made += _prepare_one(centre, terminal, key, resident)
            except (SQLAlchemyError, OSError):
                raise
            except Exception as trouble:  # noqa: BLE001 - it holds up nobody else
                spoiled[person] = now
                _told(centre, terminal, trouble)
        progress(number, len(wanted))
    return Prepared(made, fresh, len(wanted) - made)


def _told(centre: Centre, terminal: str, trouble: Exception) -> None:
    if not isinstance(trouble, Fault):
        centre.journal.bug(trouble)
    reason = type(trouble).__name__
    centre.journal.note(Event.PREPARING_FAILED, terminal=terminal, reason=reason)


def _withdraw_ahead(session: Session, terminal: str, now: datetime) -> None:
    """Take envelopes back that are from the future: our clock was ahead of time.

    Else they would count as fresh, and be the newest, until that day has come.
    """
    ahead = (
        PreparedEnvelope.terminal == terminal,
        PreparedEnvelope.withdrawn_at.is_(None),
        PreparedEnvelope.prepared_at > now + _CLOCK_SLACK,
    )
    taken = update(PreparedEnvelope).where(*ahead)
    session.execute(taken.values(withdrawn_at=now, sealed=None))


def _later_id(session: Session, terminal: str) -> str:
    """Make an id behind all that the terminal was ever given, whatever the clock."""
    mine = PreparedEnvelope.terminal == terminal
    last = session.scalar(select(func.max(PreparedEnvelope.envelope_id)).where(mine))
    fresh = str(uuid6.uuid7())
    if last is None or fresh > last:
        return fresh
    return str(uuid.UUID(int=uuid.UUID(last).int + 1))


def _plan(
    centre: Centre, terminal: str, now: datetime
) -> tuple[X25519PublicKey, list[_Wanted], int]:
    with centre.database.reading() as session:
        place = session.get(TerminalPlace, terminal)
        if place is None or place.envelope_key is None:
            raise CentreRefused(reason="no-envelope-key")
        young = set(session.scalars(_young(terminal, now)))
        everybody = list(_residents(session, place.community_code))
    key = X25519PublicKey.from_public_bytes(place.envelope_key)
    due = [each for each in everybody if each.personal_number not in young]
    return key, due, len(everybody) - len(due)


def _young(terminal: str, now: datetime):  # type: ignore[no-untyped-def]  # noqa: ANN202 - SQLAlchemy's own type is longer than this
    return select(PreparedEnvelope.personal_number).where(
        PreparedEnvelope.terminal == terminal,
        PreparedEnvelope.withdrawn_at.is_(None),
        PreparedEnvelope.prepared_at > now - FRESH,
    )


def _residents(session: Session, community: str) -> Iterator[_Wanted]:
    """Give who lives there now and holds a card, with the newest card's code."""
    newest_home = (
        select(Residence.personal_number, func.max(Residence.since).label("since"))
        .group_by(Residence.personal_number)
        .subquery()
    )
    rows = session.execute(
        select(Person, Card.identification_code)
        .join(Residence, Residence.personal_number == Person.personal_number)
        .join(
            newest_home,
            (newest_home.c.personal_number == Residence.personal_number)
            & (newest_home.c.since == Residence.since),
        )
        .join(Card, Card.personal_number == Person.personal_number)
        .where(Residence.community_code == community)
        .order_by(Person.personal_number, Card.issued_on)
    )
    found = {person.personal_number: (person, code) for person, code in rows}
    for number, (person, code) in found.items():
        yield _Wanted(number, Subject(person.citizen_number, person.name), code)


def _prepare_one(
    centre: Centre, terminal: str, key: X25519PublicKey, resident: _Wanted
) -> bool:
    """Issue, seal and enclose; false when there is nothing to put in."""
    now = centre.clock()
    with centre.database.reading() as session:
        envelope_id = _later_id(session, terminal)
    order = CertificateOrder(
        id=envelope_id,
        kind=CertificateKind.ENROLMENT,
        subject=resident.subject,
        card_kind=CardKind.SOCIAL_SECURITY,
        method=IdentifiedBy.PREPARED,
    )
    try:
        # A card that opens nothing must not cost a number each time.
        tag_of(resident.card_code, terminal)
        dossier = _dossier(centre, terminal, order, resident.personal_number)
        envelope = close_envelope(
            dossier,
            card_code=resident.card_code,
            terminal=terminal,
            terminal_key=key,
            envelope_id=envelope_id,
            prepared_at=now,
            expires_at=now + LIFE,
        )
    except (CentreFault, InvalidValue):
        return False
    number = dossier.certificates[0].certificate.number
    _keep(centre, terminal, resident.personal_number, envelope, number)
    return True


def _dossier(
    centre: Centre, terminal: str, order: CertificateOrder, personal_number: int
) -> Dossier:
    issue = Issue(
        centre.database,
        centre.press,
        centre.issuer,
        terminal,
        centre.clock(),
        first_standing=CopyStanding.PREPARED,
    )
    certificate = issue.copy(order)
    with centre.database.reading() as session:
        person = session.get_one(Person, personal_number)
        facts = enrolment_facts(session, person, centre.clock().date())
        portrait = _portrait(session, person)
    draft = centre.press.draft(facts, centre.issuer)
    prepared = PreparedCertificate(order.kind, certificate, draft)
    subject = order.subject
    return Dossier(subject.number, subject.name, portrait, (prepared,))


def _portrait(session: Session, person: Person) -> bytes | None:
    try:
        return newest_portrait(session, person)
    except CentreFault:
        return None


def _keep(
    centre: Centre,
    terminal: str,
    personal_number: int,
    envelope: Envelope,
    number: str,
) -> None:
    with centre.database.writing() as session:
        session.add(
            PreparedEnvelope(
                envelope_id=envelope.id,
                terminal=terminal,
                personal_number=personal_number,
                number=number,
                tag=envelope.tag,
                prepared_at=envelope.prepared_at,
                expires_at=envelope.expires_at,
                withdrawn_at=None,
                sealed=envelope.sealed,
            )
        )
