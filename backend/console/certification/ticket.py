"""One review: the visit's pictures beside the portrait, the decision, the appeal."""

from __future__ import annotations

from collections.abc import Sequence

from backend.console.visit import Visit
from backend.eligibility.desk import TicketDetail, ticket_detail
from backend.eligibility.keeping import pictures_of
from backend.eligibility.review import Appeal, Decision, appeal, decide
from backend.store.people import Portrait
from backend.store.words import Verdict
from backend.web.answer import Answer, Download
from kiosk.domain.fault import InvalidValue, NoRecord

__all__ = ["appeal_it", "decide_it", "evidence", "portrait", "show"]

_LONGEST_REASON = 256
_PORTRAIT_TYPES = {b"\xff\xd8\xff": "image/jpeg", b"\x89PN": "image/png"}


def show(visit: Visit, status: int = 200) -> Answer:
    """Show everything a reviewer needs, and the forms the rules allow today."""
    detail = _detail(visit)
    line = detail.line
    visit.concerns(line.personal_number, _name(visit))
    return visit.page(
        "ticket.html",
        status,
        detail=detail,
        line=line,
        pictures=_count(visit, detail),
        verdicts=[(each, visit.say(f"verdict-{each}")) for each in Verdict],
        reason=lambda key: visit.say_or(f"reason-of-{key}", key),
        word=lambda key: visit.say_or(f"word-{key}", key),
    )


def portrait(visit: Visit) -> Answer:
    """Show the enrolled portrait, for this ticket alone."""
    detail = _detail(visit)
    visit.concerns(detail.line.personal_number, _name(visit))
    with visit.reading() as session:
        found = session.get(Portrait, detail.portrait_id)
        image = found.image if found is not None else b""
    kind = _PORTRAIT_TYPES.get(image[:3])
    if kind is None:
        raise NoRecord(reason="no-portrait")
    return Download("portrait", kind, image, is_shown=True)


def evidence(visit: Visit) -> Answer:
    """Open one picture of the visit; who opened it stands in the trail first."""
    detail = _detail(visit)
    visit.concerns(detail.line.personal_number, _name(visit))
    pictures = _opened(visit, detail)
    place = visit.path["place"]
    if not place.isdigit() or not int(place) < len(pictures):
        raise NoRecord(reason="no-evidence")
    return Download(
        f"evidence-{place}", "image/jpeg", pictures[int(place)], is_shown=True
    )


def decide_it(visit: Visit) -> Answer:
    """Settle the review; the ledger follows in the same breath."""
    detail = _detail(visit)
    verdict = visit.form.choice("verdict", [str(each) for each in Verdict])
    reason = visit.form.text("reason", most=_LONGEST_REASON)
    if not visit.form.is_good:
        return show(visit, 422)
    number = int(visit.path["ticket"])
    said = Decision(number, Verdict(verdict), reason, visit.member.number)
    subject = detail.line.personal_number
    with visit.acting(f"review {verdict}", subject, _name(visit)) as session:
        decide(session, said, visit.now)
    return visit.see(f"/tickets/{number}", f"said-{verdict}")


def appeal_it(visit: Visit) -> Answer:
    """Note what the resident says against the decision; somebody else decides."""
    detail = _detail(visit)
    reason = visit.form.text("appeal", most=_LONGEST_REASON)
    if not visit.form.is_good:
        return show(visit, 422)
    number = int(visit.path["ticket"])
    wanted = Appeal(number, reason, visit.member.number)
    subject = detail.line.personal_number
    with visit.acting("review appealed", subject, _name(visit)) as session:
        due = appeal(session, wanted, visit.now).due_on
    return visit.see(f"/tickets/{number}", "said-appealed", due=due.isoformat())


def _detail(visit: Visit) -> TicketDetail:
    told = visit.path["ticket"]
    if not (told.isascii() and told.isdigit() and len(told) < 10):  # noqa: PLR2004
        raise NoRecord(reason="no-such-ticket")
    with visit.reading() as session:
        return ticket_detail(session, int(told), visit.now.date())


def _name(visit: Visit) -> str:
    return f"ticket-{visit.path['ticket']}"


def _count(visit: Visit, detail: TicketDetail) -> int | None:
    """Tell how many pictures there are; none when they cannot be opened here."""
    if detail.evidence is None:
        return 0
    try:
        return len(_opened(visit, detail))
    except NoRecord:
        return 0
    except InvalidValue:
        return None


def _opened(visit: Visit, detail: TicketDetail) -> Sequence[bytes]:
    keys = visit.centre.evidence.private()
    with visit.reading() as session:
        return pictures_of(session, detail.evidence or "", keys)
