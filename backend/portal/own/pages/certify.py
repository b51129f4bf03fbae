"""Life certification at the portal: consent, a short challenge, the ledger."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace

from backend.access.audit import AuditEvent
from backend.eligibility.entry import FacePass, record_face_pass
from backend.eligibility.standing import certification_state
from backend.eligibility.ticket import review_day
from backend.portal.own.frame import Visit
from backend.portal.own.pages.page import Page
from backend.records.person import newest_portrait
from backend.store.people import Person
from backend.store.words import Channel
from backend.web.answer import Answer, Download, Html
from kiosk.domain.eligibility import CertificationStanding
from kiosk.domain.fault import NoRecord

__all__ = ["CERTIFY_PAGES"]

_LARGEST_PICTURE = 200 << 10
_LOOK_COST = 0.05
_BEGIN_COST = 12
_CHANNELS = {"mobile": Channel.MOBILE, "portal": Channel.PORTAL}


def _page(visit: Visit) -> Answer:
    """Say where the person stands and ask consent before any camera looks."""
    with visit.reading() as session:
        state = certification_state(session, visit.me.personal_number, visit.now.date())
    drawn = visit.page(
        "certify.html",
        state=state,
        is_needed=state.standing is not CertificationStanding.NOT_REQUIRED,
        can_judge=bool(visit.centre.sittings.command),
    )
    return replace(drawn, may_film=True) if isinstance(drawn, Html) else drawn


def _begin(visit: Visit) -> Answer:
    """Begin a sitting against the enrolled portrait."""
    with visit.reading() as session:
        person = session.get(Person, visit.me.personal_number)
        if person is None:
            raise NoRecord(reason="no-record")
        portrait = newest_portrait(session, person)
    name = visit.centre.sittings.begin(visit.me.personal_number, portrait)
    return _told({"sitting": name})


def _look(visit: Visit) -> Answer:
    """Show one picture to the judge; an accepted outcome enters the ledger here."""
    picture = visit.form.file("picture")
    if picture is None:
        raise NoRecord(reason="no-picture")
    told = visit.centre.sittings.look(
        visit.form["sitting"], visit.me.personal_number, picture.data
    )
    if "decision" in told:
        return _ended(visit, told)
    if "fault" in told:
        visit.note(AuditEvent.FACE_REFUSED, f"{told['fault']} {told.get('reason', '')}")
        return _told({"fault": told["fault"]})
    shown = ("advice", "prompt", "progress")
    return _told({name: told.get(name) for name in shown})


def _ended(visit: Visit, told: Mapping[str, object]) -> Answer:
    if told["decision"] != "accept":
        visit.note(AuditEvent.FACE_REFUSED, f"face-not-alike {told['decision']}")
        return _told({"fault": "face-not-alike"})
    channel = _CHANNELS.get(visit.form["channel"], Channel.PORTAL)
    evidence = told.get("evidence")
    entry = FacePass(
        visit.me.personal_number,
        channel,
        float(str(told["score"])),
        str(told["liveness"]),
        evidence if isinstance(evidence, str) else None,
    )
    with visit.centre.database.writing() as session:
        row = record_face_pass(session, entry, visit.now)
        review = review_day(session, row)
        state = certification_state(session, visit.me.personal_number, visit.now.date())
    visit.note(AuditEvent.FACE_PASSED, str(channel))
    if review is not None:
        return _told({"review": visit.day(review)})
    return _told({"due": visit.day(state.due_on) if state.due_on else ""})


def _told(facts: Mapping[str, object]) -> Answer:
    data = json.dumps(dict(facts), ensure_ascii=False).encode()
    return Download("told.json", "application/json", data, is_shown=True)


CERTIFY_PAGES = (
    Page("GET", "/life-certification", _page),
    Page("POST", "/life-certification/begin", _begin, cost=_BEGIN_COST),
    Page(
        "POST",
        "/life-certification/look",
        _look,
        largest=_LARGEST_PICTURE,
        cost=_LOOK_COST,
    ),
)
