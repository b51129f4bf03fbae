"""What a terminal may ask: one plain function for each endpoint, JSON in and out."""

from __future__ import annotations

import base64
import uuid
from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy.orm import Session

from backend.access.audit import AuditEvent, note
from backend.access.identification import check_identified
from backend.centre import Centre
from backend.certificates.facts.reading import read_facts
from backend.certificates.issue import Issue
from backend.deeds.receive import Intake
from backend.deeds.span import begin_spans, end_spans
from backend.eligibility.standing import certification_state
from backend.fleet.assignment import profile_of
from backend.records.lookup import look_up
from backend.records.person import newest_portrait
from backend.store.people import Person
from kiosk.domain.certificate import (
    WHOLE,
    CertificateKind,
    CertificateOrder,
    PaperScope,
)
from kiosk.domain.certificate_facts import CertificateFacts
from kiosk.domain.eligibility import CertificationState
from kiosk.domain.fault import (
    CentreFault,
    InvalidValue,
    NoRecord,
)
from kiosk.domain.resident import Subject
from kiosk.domain.wire import from_wire, to_wire

__all__ = [
    "MOST_DEEDS",
    "Operation",
    "certificate",
    "deeds",
    "draft",
    "health",
    "line_check",
    "portrait",
    "state",
]

Operation = Callable[[Centre, str, object], object]
"""Takes the centre, the asking terminal's name and the request; gives the answer.

Raises:
    Fault: the answer is no; see `backend.api.answer` for how it is told.
"""

MOST_DEEDS = 500
"""Deeds in one request; the terminal sends the rest in the next one."""

_LANGUAGES = ("zh-CN", "en")


@dataclass(frozen=True, slots=True)
class _DraftRequest:
    kind: CertificateKind
    subject: Subject
    language: str
    scope: PaperScope = WHOLE


def health(centre: Centre, terminal: str, request: object) -> object:
    """Tell the centre's time, so that a terminal sees its clock's error."""
    del terminal, request
    return {"now": centre.clock().isoformat()}


def line_check(centre: Centre, terminal: str, request: object) -> object:
    """Give back what was sent, so that a technician sees what the line carries.

    Raises:
        InvalidValue: no text under ``fill``.
    """
    del centre, terminal
    fill = request.get("fill") if isinstance(request, dict) else None
    if not isinstance(fill, str):
        raise InvalidValue(field="fill", reason="not-text")
    return {"fill": fill}


def portrait(centre: Centre, terminal: str, request: object) -> object:
    """Give the portrait enrolled last."""
    subject = from_wire(Subject, request)
    event = AuditEvent.PORTRAIT_SHOWN
    try:
        image = look_up(centre, terminal, event, subject, newest_portrait)
    except NoRecord:
        # The trail knows why; to a terminal both mean the same.
        raise NoRecord(reason="no-record") from None
    return {"portrait": _text(image)}


def state(centre: Centre, terminal: str, request: object) -> object:
    """Tell where a beneficiary stands with life certification."""
    today = centre.clock().date()

    def read(session: Session, person: Person) -> CertificationState:
        return certification_state(session, person.personal_number, today)

    subject = from_wire(Subject, request)
    return to_wire(look_up(centre, terminal, AuditEvent.STATE_TOLD, subject, read))


def draft(centre: Centre, terminal: str, request: object) -> object:
    """Draw a preview, in the one language certificates have."""
    wanted = from_wire(_DraftRequest, request)
    if wanted.language not in _LANGUAGES:
        raise InvalidValue(field="language", reason="unknown")
    today = centre.clock().date()

    def read(session: Session, person: Person) -> CertificateFacts:
        return read_facts(wanted.kind, session, person, today, wanted.scope)

    event = AuditEvent.DRAFT_MADE
    facts = look_up(centre, terminal, event, wanted.subject, read)
    return {"pdf": _text(centre.press.draft(facts, centre.issuer))}


def certificate(centre: Centre, terminal: str, request: object) -> object:
    """Issue the copy an order asks for; repeated, it gives the same bytes."""
    order = from_wire(CertificateOrder, request)
    _check_id(order.id)
    now = centre.clock()
    check_identified(order, centre.staff, now)
    issue = Issue(centre.database, centre.press, centre.issuer, terminal, now)
    try:
        return to_wire(issue.copy(order))
    except CentreFault as fault:
        event, reason = AuditEvent.CERTIFICATE_ISSUED, str(fault.facts["reason"])
        with centre.database.writing() as session:
            note(session, now, terminal, event, reason, reference=order.id)
        raise


def deeds(centre: Centre, terminal: str, request: object) -> object:
    """Take in deeds and answer each, in the same order."""
    items = request.get("deeds") if isinstance(request, dict) else None
    if not isinstance(items, list) or len(items) > MOST_DEEDS:
        raise InvalidValue(field="deeds", reason="list")
    now, staff = centre.clock(), centre.staff.trust()
    with centre.database.reading() as session:
        kinds = profile_of(session, terminal, centre.profiles).deed_kinds
    intake = Intake(centre.database, centre.journal, terminal, now, staff, kinds)
    spans = begin_spans(centre.tracer, request, now)
    answers = intake.receive(items)
    end_spans(spans, answers)
    return {"answers": to_wire(answers)}


def _check_id(text: str) -> None:
    try:
        canonical = str(uuid.UUID(text))
    except ValueError:
        canonical = ""
    if text != canonical:
        raise InvalidValue(field="id", reason="not a UUID")


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode()
