"""One's cases at the portal: progress, taking one back, papers as sealed files."""

from __future__ import annotations

import json

from backend.access.audit import AuditEvent
from backend.cases.case import CaseView, Submission
from backend.cases.reading import cases_of
from backend.catalogue.form import form_schema
from backend.catalogue.item import Item, ItemKind
from backend.certificates.issue import Issue
from backend.portal.own.frame import AGENT, Visit
from backend.portal.own.pages.page import Page
from backend.portal.own.shown import shown_answers
from backend.store.words import CaseState, CopyStanding
from backend.web.answer import Answer, Download
from backend.web.paging import Paging
from kiosk.domain.card import CardKind
from kiosk.domain.certificate import CertificateKind, CertificateOrder, PaperScope
from kiosk.domain.fault import InvalidValue, NoRecord
from kiosk.domain.resident import Subject
from kiosk.domain.staff import IdentifiedBy
from kiosk.domain.wire import from_wire

__all__ = ["CASE_PAGES"]

_ROWS = 20
_PAPER_COST = 8
_MAY_WITHDRAW = (CaseState.SUBMITTED, CaseState.ACCEPTED)


def _list(visit: Visit) -> Answer:
    """Show all cases of whoever is acted for, the newest first."""
    party = visit.party
    with visit.reading() as session:
        cases = cases_of(
            session,
            visit.desk.catalogue,
            person=party.person,
            employer=party.employer,
        )
    paging = Paging.asked(visit.query, len(cases), _ROWS)
    shown = cases[paging.offset : paging.offset + paging.rows]
    return visit.page("cases.html", cases=shown, paging=paging)


def _one(visit: Visit) -> Answer:
    """Show a case whole: every step, what was answered, what came of it."""
    case = visit.desk.case(visit.party, visit.path["case_id"])
    visit.note(AuditEvent.PORTAL_LOOKED, case.item, case.case_id)
    item = visit.desk.catalogue.items.get(case.item)
    return visit.page(
        "case.html",
        case=case,
        answers=shown_answers(item, case.answers, visit.language) if item else [],
        may_withdraw=case.state in _MAY_WITHDRAW,
        may_repeat=_may_repeat(case, item),
        table=case.result.get("table"),
    )


def _may_repeat(case: CaseView, item: Item | None) -> bool:
    """Tell whether the form can be taken up again where it was sent back."""
    return (
        case.state is CaseState.RETURNED
        and item is not None
        and bool(form_schema(item)["properties"])
    )


def _withdraw(visit: Visit) -> Answer:
    case = visit.desk.withdraw(visit.party, visit.path["case_id"])
    return visit.see(f"/cases/{case.case_id}", "said-withdrawn")


def _paper(visit: Visit) -> Answer:
    """Issue the paper an item names and hand its sealed file out.

    The item is asked again, so that nobody orders what it would not give.
    """
    item = visit.desk.catalogue.items.get(visit.form["item"])
    if item is None or item.kind is not ItemKind.PRINT or item not in visit.offered():
        raise NoRecord(reason="no-such-item")
    order_id = visit.form["order"]
    answers = _answers(visit.form["answers"])
    told = visit.desk.submit(visit.party, Submission(order_id, item.id, answers))
    kind = CertificateKind(str(told.result["paper"]))
    me = visit.me
    order = CertificateOrder(
        id=order_id,
        kind=kind,
        subject=Subject(me.citizen_number, me.name),
        card_kind=CardKind.SOCIAL_SECURITY,
        method=IdentifiedBy.SESSION,
        scope=from_wire(PaperScope, told.result.get("scope") or {}),
    )
    issue = Issue(
        visit.centre.database,
        visit.centre.press,
        visit.centre.issuer,
        AGENT,
        visit.now,
        first_standing=CopyStanding.TAKEN,
    )
    copy = issue.copy(order)
    return Download(f"{copy.number}.pdf", "application/pdf", copy.pdf)


def _answers(text: str) -> dict[str, object]:
    """Read the answers the page before this one was given; the rules check them."""
    try:
        told = json.loads(text)
    except (ValueError, RecursionError):
        told = None
    if not isinstance(told, dict):
        raise InvalidValue(field="answers", reason="not an object")
    return told


CASE_PAGES = (
    Page("GET", "/cases", _list),
    Page("GET", "/cases/{case_id}", _one),
    Page("POST", "/cases/{case_id}/withdraw", _withdraw),
    Page("POST", "/papers", _paper, cost=_PAPER_COST),
)
