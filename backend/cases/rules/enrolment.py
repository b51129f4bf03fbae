"""Starting, stopping and resuming enrolments, through an employer or on one's own."""

from __future__ import annotations

from backend.cases.charge import average_wage
from backend.cases.matter import Matter, RuleBroken
from backend.cases.parameter import figure
from backend.cases.retirement import Post, age_on, retirement_month
from backend.cases.rule import causes, requires
from backend.cases.staff import next_personal_number
from backend.cases.standing import (
    EMPLOYEE_KINDS,
    active_kinds,
    last_changes,
    months_paid,
    person_fact,
    works_at,
)
from backend.catalogue.item import Words
from backend.store.insurance import EnrolmentChange
from backend.store.people import Person
from kiosk.domain.card import Sex
from kiosk.domain.contribution import EnrolmentStatus, InsuranceKind
from kiosk.domain.identifier import CitizenNumber
from kiosk.domain.money import format_yuan
from kiosk.domain.months import Month

__all__ = ["new_person", "post_of"]

_STAFF = "社会保险法 第五十八条"
_OWN = "社会保险法 第十条"
_YOUNGEST = 16
_TRANSFER_IN = "14"
_RETIRES = "25"
_FOR_EVER = {"211", "212"}
"""Reasons of AAE160 that end an enrolment: death, settled abroad."""
_RESIDENT = (InsuranceKind.RESIDENT_PENSION, InsuranceKind.RESIDENT_MEDICAL)


@requires("person-known", source=_STAFF, field="person_number")
def person_known(matter: Matter) -> bool:
    """Hold when the city has a record of whom the form names."""
    return matter.named("person_number", "person_name") is not None


@requires("person-not-active", source=_STAFF, field="kinds")
def person_not_active(matter: Matter, kinds: str) -> bool:
    """Hold when none of the kinds chosen is being paid, by anybody."""
    del kinds
    person = matter.named("person_number", "person_name")
    if person is None:
        return True
    changes = last_changes(matter.session, person.personal_number)
    return not any(
        _is_paying(changes.get(kind)) for kind in matter.kinds() or EMPLOYEE_KINDS
    )


@requires("works-here", source=_STAFF, field="person_number")
def works_here(matter: Matter) -> bool:
    """Hold when the employer insures whom the form names in some kind."""
    person = matter.named("person_number", "person_name")
    firm = matter.firm.employer_number
    return person is not None and works_at(matter.session, person.personal_number, firm)


@requires("insured", source="社会保险法 第七十四条")
def insured(matter: Matter) -> bool:
    """Hold when the person was ever enrolled in anything."""
    return bool(last_changes(matter.session, matter.own.personal_number))


@requires("enrolled", source="社会保险法 第七十四条")
def enrolled(matter: Matter, kind: str) -> bool:
    """Hold when the person was ever enrolled in a kind."""
    return _change_of(matter, kind) is not None


@requires("active", source="社会保险法 第七十四条")
def active(matter: Matter, kind: str) -> bool:
    """Hold when the person is insured in a kind, in retirement too."""
    change = _change_of(matter, kind)
    return change is not None and change.status in (
        EnrolmentStatus.PAYING,
        EnrolmentStatus.ENROLLED_WITHOUT_PAYING,
    )


@requires("not-active", source=_OWN)
def not_active(matter: Matter, kind: str) -> bool:
    """Hold when nobody pays a kind for the person at present."""
    return not _is_paying(_change_of(matter, kind))


@requires("stopped", source=_OWN)
def stopped(matter: Matter, kind: str) -> bool:
    """Hold when a kind was paid once and is paused."""
    change = _change_of(matter, kind)
    return change is not None and change.status is EnrolmentStatus.PAUSED


@requires("active-on-own", source=_OWN)
def active_on_own(matter: Matter, kind: str) -> bool:
    """Hold when the person pays a kind without an employer."""
    change = _change_of(matter, kind)
    return (
        change is not None
        and change.status is EnrolmentStatus.PAYING
        and change.employer_number is None
    )


@requires(
    "of-working-age", source="劳动法 第十五条; 渐进式延迟法定退休年龄的办法 第一条"
)
def of_working_age(matter: Matter) -> bool:
    """Hold from sixteen until the month of legal retirement."""
    person = matter.own
    retires = retirement_month(person.birth_date, person.sex, post_of(matter, person))
    return (
        age_on(person.birth_date, matter.today) >= _YOUNGEST
        and matter.this_month < retires
    )


@requires("months-paid-at-least", source="社会保险法 第十六条、第四十五条")
def months_paid_at_least(matter: Matter, kind: str, months: str) -> bool:
    """Hold when enough months arrived; for the pension, as many as its year wants."""
    wanted = int(months)
    if kind == InsuranceKind.PENSION:
        wanted = max(wanted, int(figure("pension-months", matter.today)))
    paid = months_paid(
        matter.session, matter.own.personal_number, InsuranceKind(kind), matter.today
    )
    return paid >= wanted


@causes("start-enrolment", source=_STAFF)
def start_enrolment(matter: Matter, change: str) -> Words:
    """Enrol whom the form names through the employer, and declare the wage."""
    first, firm = matter.month("first_month"), matter.firm.employer_number
    person = matter.named("person_number", "person_name") or new_person(
        matter, matter.text("person_number"), matter.text("person_name")
    )
    kinds = matter.kinds()
    if change == _TRANSFER_IN:
        kinds = _coming_along(matter, person, firm)
    for kind in kinds:
        matter.ledger.enrolment(
            person.personal_number, kind, first, EnrolmentStatus.PAYING, firm
        )
    matter.ledger.base(firm, person.personal_number, first.year, matter.whole("wage"))
    matter.result["personal_number"] = person.personal_number
    return _told(first, len(kinds), "起参保", "Enrolled from")


@causes("stop-enrolment", source=_STAFF)
def stop_enrolment(matter: Matter, change: str) -> Words:
    """Stop every kind that the employer pays for whom the form names.

    Death and emigration end it; so does retirement, but for medical insurance,
    which goes on without paying.
    """
    person, firm = matter.concerned, matter.firm.employer_number
    last = (
        matter.month("last_month")
        if matter.has("last_month")
        else Month.of(matter.day("event_day"))
    )
    kinds = active_kinds(matter.session, person.personal_number, firm)
    for kind in kinds:
        status = _status_after(change, matter.text("stop_reason"), kind)
        matter.ledger.enrolment(
            person.personal_number, kind, last.plus(1), status, firm
        )
    return _told(last, len(kinds), "之后停保", "Stopped after")


@causes("start-own-enrolment", source=_OWN)
def start_own_enrolment(matter: Matter, kind: str) -> Words:
    """Enrol the person without an employer, with the tier and contact told."""
    number, chosen = matter.own.personal_number, InsuranceKind(kind)
    is_resident = chosen in _RESIDENT
    first = Month(matter.today.year, 1) if is_resident else matter.month("first_month")
    matter.ledger.enrolment(number, chosen, first, EnrolmentStatus.PAYING, None)
    _keep_tier(matter)
    for topic in ("phone", "bank_account"):
        if matter.has(topic):
            matter.ledger.person_fact(number, topic, matter.text(topic))
    return _told(first, 1, "起参保", "Enrolled from")


@causes("stop-own-enrolment", source=_OWN)
def stop_own_enrolment(matter: Matter, kind: str) -> Words:
    """Pause a kind the person pays alone, after the month told."""
    last = matter.month("last_month")
    matter.ledger.enrolment(
        matter.own.personal_number,
        InsuranceKind(kind),
        last.plus(1),
        EnrolmentStatus.PAUSED,
        None,
    )
    return _told(last, 1, "之后停保", "Stopped after")


@causes("choose-tier", source="社会保险法 第十二条、第二十条")
def choose_tier(matter: Matter) -> Words:
    """Keep the tier that the coming months are reckoned by."""
    return _keep_tier(matter)


def post_of(matter: Matter, person: Person) -> Post:
    """Tell which path of retirement was noted; the one of offices by default."""
    noted = person_fact(matter.session, person.personal_number, "post")
    return Post(noted) if noted else Post.OFFICE


def new_person(matter: Matter, number: str, name: str) -> Person:
    """Open a record; sex and birth date are those of the citizen number."""
    citizen = CitizenNumber.parse(number)
    if citizen.birth_date > matter.today:
        words = Words("号码中的出生日期在将来", "The birth date lies in the future")
        raise RuleBroken(words, "person_number")
    person = Person(
        personal_number=next_personal_number(matter.session),
        citizen_number=citizen.text,
        name=name,
        sex=Sex.MALE if citizen.is_male else Sex.FEMALE,
        birth_date=citizen.birth_date,
    )
    matter.session.add(person)
    matter.session.flush()
    matter.ledger.booked.append(["person", person.personal_number])
    return person


def _change_of(matter: Matter, kind: str) -> EnrolmentChange | None:
    changes = last_changes(matter.session, matter.own.personal_number)
    found = changes.get(InsuranceKind(kind))
    not_enrolled = found is None or found.status is EnrolmentStatus.NOT_ENROLLED
    return None if not_enrolled else found


def _is_paying(change: EnrolmentChange | None) -> bool:
    return change is not None and change.status is EnrolmentStatus.PAYING


def _coming_along(
    matter: Matter, person: Person, firm: int
) -> tuple[InsuranceKind, ...]:
    """Give the kinds that come along from the employer before."""
    changes = last_changes(matter.session, person.personal_number)
    kinds = [kind for kind in EMPLOYEE_KINDS if kind in changes]
    if any(
        _is_paying(changes[kind]) and changes[kind].employer_number == firm
        for kind in kinds
    ):
        raise RuleBroken(
            Words("此人已在本单位参保", "This person is insured here already"),
            "person_number",
        )
    return tuple(kinds) or EMPLOYEE_KINDS


def _status_after(change: str, reason: str, kind: InsuranceKind) -> EnrolmentStatus:
    if change == _RETIRES:
        stays = kind in (InsuranceKind.MEDICAL, InsuranceKind.MAJOR_ILLNESS)
        return (
            EnrolmentStatus.ENROLLED_WITHOUT_PAYING if stays else EnrolmentStatus.ENDED
        )
    return EnrolmentStatus.ENDED if reason in _FOR_EVER else EnrolmentStatus.PAUSED


def _keep_tier(matter: Matter) -> Words:
    number = matter.own.personal_number
    if matter.has("resident_tier"):
        yuan = matter.whole("resident_tier")
        matter.ledger.person_fact(number, "resident-tier", str(yuan))
        return Words(f"每年 {yuan} 元档", f"{yuan} yuan a year")
    tier = matter.whole("tier")
    matter.ledger.person_fact(number, "tier", str(tier))
    base = average_wage(matter.session, matter.this_month) * tier // 100
    told = format_yuan(base)
    return Words(f"{tier}% 档，基数 {told} 元", f"Tier {tier} %, base {told} yuan")


def _told(month: Month, kinds: int, chinese: str, english: str) -> Words:
    noun = "insurance" if kinds == 1 else "insurances"
    return Words(
        f"{month.year}年{month.month}月{chinese}，{kinds} 个险种",
        f"{english} {month.year}-{month.month:02d} in {kinds} {noun}",
    )
