"""One beneficiary: where each benefit stands and why; passes and facts are entered."""

from __future__ import annotations

from sqlalchemy import select

from backend.console.visit import Visit
from backend.eligibility.entry import FactEntry, PassEntry, record_fact, record_pass
from backend.eligibility.explanation import explain
from backend.records.person import find_by_number
from backend.store.insurance import Certification
from backend.store.people import Person
from backend.store.words import CertificationMethod, Channel, StatedFact
from backend.web.answer import Answer
from kiosk.domain.fault import NoRecord

__all__ = ["ask", "enter_fact", "enter_pass", "find", "show"]

_RECENT = 12
_CHANNELS = (
    Channel.HOME_VISIT,
    Channel.OTHER_OFFICE,
    Channel.ABROAD_MISSION,
    Channel.COUNTER,
)
_METHODS = (CertificationMethod.DOCUMENT, CertificationMethod.STAFF)
_FACTS = tuple(each for each in StatedFact if each is not StatedFact.ALIVE)
_LONGEST_REFERENCE = 128
_NUMBER_LENGTH = 18


def ask(visit: Visit) -> Answer:
    """Ask whom it is about; a citizen number never stands in an address."""
    return visit.page("find.html")


def find(visit: Visit) -> Answer:
    """Find the person of a citizen number."""
    number = visit.form.text("citizen", most=_NUMBER_LENGTH)
    if visit.form.is_good:
        try:
            with visit.reading() as session:
                person = find_by_number(session, number).personal_number
        except NoRecord:
            visit.form.refuse("citizen", "unknown-number")
        else:
            return visit.see(f"/persons/{person}")
    return visit.page("find.html", 422)


def show(visit: Visit, status: int = 200) -> Answer:
    """Show where the person stands, the latest passes, and the two forms."""
    number = _number(visit)
    visit.concerns(number)
    asked = (
        select(Certification)
        .where(Certification.personal_number == number)
        .order_by(
            Certification.certified_on.desc(), Certification.certification_id.desc()
        )
    )
    with visit.reading() as session:
        person = session.get(Person, number)
        if person is None:
            raise NoRecord(reason="no-record")
        passes = session.scalars(asked.limit(_RECENT)).all()
        explanations = explain(session, number, visit.now.date())
    return visit.page(
        "person.html",
        status,
        person=person,
        passes=passes,
        explanations=explanations,
        channels=[(each, visit.say(f"channel-{each}")) for each in _CHANNELS],
        methods=[(each, visit.say(f"method-{each}")) for each in _METHODS],
        facts=[(each, visit.say(f"fact-{each}")) for each in _FACTS],
        word=lambda key: visit.say_or(f"word-{key}", key),
    )


def enter_pass(visit: Visit) -> Answer:
    """Enter a pass by home visit, other office, abroad or counter."""
    form, number = visit.form, _number(visit)
    channel = form.choice("channel", [str(each) for each in _CHANNELS])
    method = form.choice("method", [str(each) for each in _METHODS])
    day = form.day("certified")
    evidence = form.text("evidence", most=_LONGEST_REFERENCE)
    if day and day > visit.now.date():
        form.refuse("certified", "future")
    if day is None or not form.is_good:
        return show(visit, 422)
    entry = PassEntry(
        number,
        Channel(channel),
        CertificationMethod(method),
        day,
        visit.member.number,
        evidence,
    )
    with visit.acting(f"pass by {channel}", number, evidence) as session:
        record_pass(session, entry, visit.now)
    return visit.see(f"/persons/{number}", "said-passed")


def enter_fact(visit: Visit) -> Answer:
    """Enter a death or another fact that staff have seen papers of."""
    form, number = visit.form, _number(visit)
    fact = form.choice("fact", [str(each) for each in _FACTS])
    day = form.day("happened")
    reference = form.text("reference", most=_LONGEST_REFERENCE)
    if day and day > visit.now.date():
        form.refuse("happened", "future")
    if day is None or not form.is_good:
        return show(visit, 422)
    staff = visit.member.number
    entry = FactEntry(number, StatedFact(fact), day, staff, reference)
    with visit.acting(f"fact {fact}", number, reference) as session:
        record_fact(session, entry, visit.now)
    return visit.see(f"/persons/{number}", "said-fact")


def _number(visit: Visit) -> int:
    told = visit.path["number"]
    if not (told.isascii() and told.isdigit() and len(told) <= _NUMBER_LENGTH):
        raise NoRecord(reason="no-record")
    return int(told)
