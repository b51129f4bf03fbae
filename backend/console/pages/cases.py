"""Business cases: the queue of an office, and one case beside its facts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.cases.case import CaseMoved, CaseRefused, CaseView
from backend.cases.duty import ALL_OFFICES, is_on_duty, offices_of
from backend.cases.queue import CaseQueue, QueueOrder, case_counts, urgency
from backend.cases.reading import case_view
from backend.cases.review import Review
from backend.catalogue.load import city_catalogue
from backend.console.area import Area, Badge, Get, Post, Tone
from backend.console.case_facts import facts_of
from backend.console.case_statistics import counted, statistics
from backend.console.visit import Visit
from backend.portal.own.field import cents_in
from backend.portal.own.shown import shown_answers
from backend.store.cases import Attachment, BusinessCase
from backend.store.words import CaseState
from backend.web.answer import Answer, Download
from backend.web.form import Trouble
from backend.web.paging import Paging
from kiosk.domain.fault import CentreRefused, InvalidValue, NoRecord
from kiosk.domain.staff import StaffRole
from kiosk.domain.workday import WorkCalendar

__all__ = ["AREA"]

_OPEN = (CaseState.SUBMITTED, CaseState.ACCEPTED)
_FIGURES = ("amount_cents", "monthly_cents")
_MOST_AT_ONCE = 100
_DEADLINES_AHEAD = timedelta(days=60)
"""The longest items of the catalogue; the State Council's notice comes in November."""


def _queue(visit: Visit) -> Answer:
    """Show an office's queue, what is late first."""
    query, today = visit.query, visit.now.date()
    catalogue = city_catalogue()
    state, late = query["state"], query["late"] == "yes"
    with visit.reading() as session:
        offices = _offices(visit, session)
        order = QueueOrder(
            office=query["office"],
            offices=offices,
            states=(CaseState(state),) if state in set(CaseState) else _OPEN,
            item=query["item"].upper(),
            is_late=late,
            size=1,
        )
        total = CaseQueue.read(session, catalogue, order, today).total
        paging = Paging.asked(query, total)
        queue = CaseQueue.read(session, catalogue, _page_of(order, paging), today)
        known = session.scalars(select(BusinessCase.office).distinct()).all()
    return visit.page(
        "queue.html",
        lines=[(case, urgency(case, today)) for case in queue.lines],
        paging=paging,
        offices=[(it, it) for it in sorted(known) if it and is_on_duty(it, offices)],
        bound=sorted(offices),
        groups=[
            (key, f"{key} {words.told(visit.language)}")
            for key, words in catalogue.groups.items()
        ],
        states=[(str(each), visit.say(f"state-{each}")) for each in CaseState],
        unknown_year=_unknown_year(today),
    )


def _unknown_year(today: date) -> int | None:
    """Tell the year of coming deadlines whose holidays nobody has entered yet."""
    ahead = today + _DEADLINES_AHEAD
    return None if WorkCalendar.load().knows(ahead) else ahead.year


def _page_of(order: QueueOrder, paging: Paging) -> QueueOrder:
    return replace(order, page=paging.number, size=paging.rows)


def _offices(visit: Visit, session: Session) -> frozenset[str]:
    """Tell whose queues this member works on; a supervisor's are all."""
    if visit.member.role is StaffRole.SUPERVISOR:
        return ALL_OFFICES
    return offices_of(session, visit.member.number)


def _own_case(visit: Visit, session: Session) -> CaseView:
    """Read the case asked for.

    Raises:
        NoRecord: there is none.
        CentreRefused: ``other-office``.
    """
    case = case_view(session, city_catalogue(), visit.path["case_id"])
    if not is_on_duty(case.office, _offices(visit, session)):
        raise CentreRefused(reason="other-office")
    return case


def _one(visit: Visit, status: int = 200) -> Answer:
    """Show what a case claims beside what the records say."""
    catalogue = city_catalogue()
    with visit.reading() as session:
        case = _own_case(visit, session)
        facts = facts_of(session, catalogue, case, visit.now.date())
        papers = _papers(session, case)
    visit.concerns(case.personal_number or case.applicant, case.case_id)
    item = catalogue.items.get(case.item)
    answers = shown_answers(item, case.answers, visit.language) if item else []
    return visit.page(
        "one.html",
        status,
        case=case,
        item=item,
        answers=answers,
        facts=facts,
        papers=papers,
        urgency=urgency(case, visit.now.date()),
        is_open=case.state in _OPEN,
        may_reverse=case.state is CaseState.DONE
        and visit.member.role is StaffRole.SUPERVISOR,
        wanted_figures=_wanted_figures(case),
    )


def _wanted_figures(case: CaseView) -> Sequence[str]:
    """Name the amounts that only a person can set, for benefits paid out."""
    item = city_catalogue().items.get(case.item)
    effects = {call.name for call in item.effects} if item else set()
    wanted = {"pay-once": "amount_cents", "start-benefit": "monthly_cents"}
    return [figure for effect, figure in wanted.items() if effect in effects]


def _papers(session: Session, case: CaseView) -> list[tuple[int, str, int]]:
    """Give place, kind and size of each attachment."""
    found = [session.get_one(Attachment, name) for name in case.attachments]
    return [
        (place, each.media_type, len(each.content)) for place, each in enumerate(found)
    ]


def _paper(visit: Visit) -> Answer:
    """Show one attachment of a case."""
    place = visit.path["place"]
    with visit.reading() as session:
        case = _own_case(visit, session)
        if not place.isdigit() or int(place) >= len(case.attachments):
            raise NoRecord(reason="no-such-attachment")
        kept = session.get_one(Attachment, case.attachments[int(place)])
        visit.concerns(case.personal_number or case.applicant, case.case_id)
        ending = kept.media_type.rpartition("/")[2][:4]
        name = f"{case.case_number}-{int(place) + 1}.{ending}"
        return Download(name, kept.media_type, kept.content)


def _accept(visit: Visit) -> Answer:
    return _decided(visit, "accept", lambda review, it, at: review.accept(it, at))


def _approve(visit: Visit) -> Answer:
    reason = visit.form.text("note", most=500, is_needed=False)
    figures = {}
    for name in _FIGURES:
        if visit.form[name]:
            cents = cents_in(visit.form[name])
            if isinstance(cents, int):
                figures[name] = cents
            else:
                visit.form.refuse(name, "amount")
    return _decided(
        visit, "approve", lambda review, it, at: review.approve(it, at, reason, figures)
    )


def _return(visit: Visit) -> Answer:
    reason = visit.form.text("reason", most=500)
    return _decided(
        visit, "return", lambda review, it, at: review.send_back(it, at, reason)
    )


def _refuse(visit: Visit) -> Answer:
    reason = visit.form.text("refusal", most=500)
    return _decided(
        visit, "refuse", lambda review, it, at: review.refuse(it, at, reason)
    )


def _reverse(visit: Visit) -> Answer:
    reason = visit.form.text("reason", most=500)
    return _decided(
        visit, "reverse", lambda review, it, at: review.reverse(it, at, reason)
    )


_Act = Callable[[Review, str, int], CaseView]


def _decided(visit: Visit, name: str, act: _Act) -> Answer:
    """Do one act on the case as this clerk has seen it."""
    case_id = visit.path["case_id"]
    revision = visit.form.count("revision", 1)
    if not visit.form.is_good:
        return _one(visit, 422)
    try:
        case = act(_review(visit), case_id, revision)
    except CaseMoved:
        return visit.see(f"/{case_id}", "said-moved", tone="bad")
    except CaseRefused as refusal:
        words = "；".join(it.words.told(visit.language) for it in refusal.troubles)
        visit.form.troubles["case"] = Trouble("rules", {"words": words})
        return _one(visit, 409)
    visit.has_noted()
    return visit.see(f"/{case_id}", f"said-{name}", number=case.case_number)


def _review(visit: Visit) -> Review:
    clerk = f"staff:{visit.member.number}"
    with visit.reading() as session:
        offices = _offices(visit, session)
    return Review.of(visit.centre.database, visit.now, clerk, offices)


def _bulk(visit: Visit) -> Answer:
    """Do one act on every case ticked; each by itself, each with its outcome."""
    act = visit.form.choice("act", ("accept", "approve", "return", "refuse"))
    is_against = act in ("return", "refuse")
    reason = visit.form.text("reason", most=500, is_needed=is_against)
    ticked = visit.form.every("case")[:_MOST_AT_ONCE]
    if not ticked:
        visit.form.refuse("act", "none-ticked")
    if not visit.form.is_good:
        return visit.page("bulk.html", 422, outcomes=[], act=act)
    outcomes = [_one_of_many(visit, act, reason, each) for each in ticked]
    visit.has_noted()
    return visit.page("bulk.html", outcomes=outcomes, act=act)


def _one_of_many(
    visit: Visit, act: str, reason: str, ticked: str
) -> tuple[str, str, str, str]:
    """Give id, number, outcome and words; a fault of one case leaves the others."""
    case_id, _, revision = ticked.partition(":")
    review = _review(visit)
    try:
        seen = int(revision) if revision.isdigit() else 0
        if act == "accept":
            case = review.accept(case_id, seen)
        elif act == "approve":
            case = review.approve(case_id, seen, reason)
        elif act == "refuse":
            case = review.refuse(case_id, seen, reason)
        else:
            case = review.send_back(case_id, seen, reason)
    except CaseMoved:
        return case_id, "", "moved", ""
    except CaseRefused as refusal:
        words = "；".join(it.words.told(visit.language) for it in refusal.troubles)
        return case_id, "", "refused", words
    except (CentreRefused, NoRecord, InvalidValue):
        return case_id, "", "not-open", ""
    return case_id, case.case_number, "done", ""


def _badge(visit: Visit) -> Sequence[Badge]:
    today = visit.now.date()
    with visit.reading() as session:
        counts = case_counts(session, today, today, _offices(visit, session))
    waiting = Badge(counts.waiting, "badge-waiting")
    late = Badge(counts.late, "badge-late", Tone.LATE, "/?late=yes")
    return [waiting, late] if counts.late else [waiting]


AREA = Area(
    key="cases",
    roles={StaffRole.CLERK, StaffRole.SUPERVISOR},
    routes=(
        Get("/", _queue),
        Get("/statistics", statistics),
        Get("/statistics/export", counted),
        Post("/bulk", _bulk),
        Get("/{case_id}", _one),
        Get("/{case_id}/papers/{place}", _paper),
        Post("/{case_id}/accept", _accept),
        Post("/{case_id}/approve", _approve),
        Post("/{case_id}/return", _return),
        Post("/{case_id}/refuse", _refuse),
        Post("/{case_id}/reverse", _reverse, roles={StaffRole.SUPERVISOR}),
    ),
    badge=_badge,
    rank=10,
)
