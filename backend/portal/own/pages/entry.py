"""Coming in and going out: a code from a terminal, or an operator's certificate."""

from __future__ import annotations

import unicodedata

from sqlalchemy.orm import Session

from backend.access.audit import AuditEvent
from backend.access.portal_code import CodeDesk, Entrant
from backend.access.portal_session import begin, end
from backend.catalogue.item import Assurance
from backend.portal.own.frame import Visit
from backend.portal.own.pages.page import Page
from backend.store.portal import OperatorIdentity
from backend.web.answer import Answer, Saying, See

__all__ = ["ENTRY_PAGES", "OutOfSession"]


class OutOfSession(Exception):
    """Nobody is signed in, or no more."""


def _form(visit: Visit) -> Answer:
    if visit.visitor is not None:
        return See("/my/")
    with visit.reading() as session:
        has_certificate = _operator(session, visit) is not None
    return visit.page("sign-in.html", has_certificate=has_certificate)


def _by_code(visit: Visit) -> Answer:
    """Let in whoever has both the number and the code that was given for it."""
    number = _narrow(visit.form.text("number", most=18)).upper()
    told = _narrow(visit.form.text("code", most=20))
    code = "".join(it for it in told if it.isdigit())
    if not visit.form.is_good:
        return visit.page("sign-in.html", 422, has_certificate=False)
    with visit.centre.database.writing() as session:
        desk = CodeDesk(visit.frame.signer.key, visit.now)
        entrant = desk.redeem(session, number, code)
        secret = begin(session, entrant, "code", visit.now) if entrant else ""
    return _let_in(visit, entrant, secret)


def _narrow(text: str) -> str:
    """Write digits as everybody does: Chinese keyboards also have wide ones."""
    return unicodedata.normalize("NFKC", text)


def _by_certificate(visit: Visit) -> Answer:
    """Let an operator in by the certificate the connection brought."""
    with visit.centre.database.writing() as session:
        person = _operator(session, visit)
        entrant = Entrant(person, Assurance.OPERATOR) if person else None
        secret = begin(session, entrant, "certificate", visit.now) if entrant else ""
    return _let_in(visit, entrant, secret)


def _let_in(visit: Visit, entrant: Entrant | None, secret: str) -> Answer:
    if entrant is None:
        visit.note(AuditEvent.PORTAL_REFUSED, "sign-in")
        visit.form.refuse("code", "code-wrong")
        return visit.page("sign-in.html", 403, has_certificate=False)
    visit.note(AuditEvent.PORTAL_SIGNED_IN, str(entrant.assurance))
    return See("/my/", secret=secret)


def _out(visit: Visit) -> Answer:
    with visit.centre.database.writing() as session:
        end(session, visit.me.session, visit.now)
    visit.visitor = None
    return See("/sign-in", Saying("said-signed-out"), secret="")


def _operator(session: Session, visit: Visit) -> int | None:
    """Tell whose certificate came with the connection, if it still counts."""
    found = session.get(OperatorIdentity, visit.fingerprint)
    is_living = found is not None and found.revoked_at is None
    return found.personal_number if found is not None and is_living else None


ENTRY_PAGES = (
    Page("GET", "/sign-in", _form, needs_visitor=False),
    Page("POST", "/sign-in", _by_code, needs_visitor=False, is_try=True),
    Page(
        "POST",
        "/sign-in/certificate",
        _by_certificate,
        needs_visitor=False,
        is_try=True,
    ),
    Page("POST", "/sign-out", _out),
)
