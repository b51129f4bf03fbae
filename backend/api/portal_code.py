"""A code for one sign-in at the portal, for whom a terminal has just identified."""

from __future__ import annotations

from backend.access.audit import AuditEvent, note
from backend.access.identification import check_identified
from backend.access.portal_code import CODE_LIFE, CodeDesk
from backend.catalogue.item import Assurance
from backend.centre import Centre
from backend.records.person import find_person
from kiosk.domain.portal_code import PortalCode, PortalCodeWish
from kiosk.domain.wire import from_wire, to_wire

__all__ = ["portal_code"]


def portal_code(centre: Centre, terminal: str, request: object) -> object:
    """Give a fresh code of eight digits, and how many minutes it is good."""
    asked, now = from_wire(PortalCodeWish, request), centre.clock()
    check_identified(asked, centre.staff, now)
    desk = CodeDesk(centre.page_key, now)
    with centre.database.writing() as session:
        person = find_person(session, asked.subject)
        code = desk.issue(
            session, person.personal_number, Assurance.CARD_AND_FACE, terminal
        )
        note(
            session,
            now,
            terminal,
            AuditEvent.PORTAL_CODE_GIVEN,
            "done",
            subject=person.personal_number,
        )
    return to_wire(PortalCode(code, int(CODE_LIFE.total_seconds()) // 60))
