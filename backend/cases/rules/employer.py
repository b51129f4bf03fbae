"""Employers: registration, their data, their operators, what they owe."""

from __future__ import annotations

from datetime import date

from sqlalchemy import func, select

from backend.cases.admission import is_operator
from backend.cases.arrears import owed_of
from backend.cases.matter import Matter, RuleBroken
from backend.cases.rule import causes, requires
from backend.cases.staff import staff_count
from backend.cases.standing import employer_fact
from backend.catalogue.item import Words
from backend.store.insurance import Employer, EmployerOperator
from kiosk.domain.money import format_yuan

__all__: list[str] = []

_REGISTRATION = "社会保险法 第五十七条"
_CHANGES = "社会保险经办条例 第二十一条"
_CLOSED = "closed"
_NOT_KNOWN = Words("本市没有此人的记录", "The city has no record of this person")
_TOPICS = {
    "name": ("employer_name",),
    "legal_representative": ("legal_representative",),
    "contact": ("address", "phone"),
    "bank_account": ("bank_name", "bank_account"),
    "risk_class": ("risk_class",),
}


@requires("employer-unknown", source=_REGISTRATION, field="credit_code")
def employer_unknown(matter: Matter) -> bool:
    """Hold when no employer has the credit code."""
    wanted = select(Employer).where(Employer.credit_code == matter.text("credit_code"))
    return matter.session.scalar(wanted) is None


@requires("employer-active", source=_REGISTRATION)
def employer_active(matter: Matter) -> bool:
    """Hold for a registered employer that is not closed."""
    number = matter.firm.employer_number
    return employer_fact(matter.session, number, "status") != _CLOSED


@requires("employer-has-no-staff", source=_REGISTRATION)
def employer_has_no_staff(matter: Matter) -> bool:
    """Hold when nobody is insured through the employer any more."""
    return staff_count(matter.session, matter.firm.employer_number) == 0


@requires("employer-owes-nothing", source="社会保险法 第六十三条")
def employer_owes_nothing(matter: Matter) -> bool:
    """Hold when no month before this one is owed."""
    return not owed_of(matter.session, matter.firm.employer_number, matter.today)


@requires("employer-owes", source="社会保险法 第六十三条")
def employer_owes(matter: Matter) -> bool:
    """Hold when a month before this one is owed."""
    return not employer_owes_nothing(matter)


@requires("is-operator", source=_CHANGES, field="agent_number")
def person_is_operator(matter: Matter) -> bool:
    """Hold when the form names an operator of the employer."""
    agent = matter.named("agent_number")
    firm = matter.firm.employer_number
    return agent is not None and is_operator(
        matter.session, firm, agent.personal_number, matter.today
    )


@causes("register-employer", source=_REGISTRATION)
def register_employer(matter: Matter) -> Words:
    """Give a number, keep what was told, and make who asked the first operator."""
    last = matter.session.scalar(select(func.max(Employer.employer_number))) or 0
    employer = Employer(
        employer_number=last + 1,
        credit_code=matter.text("credit_code"),
        name=matter.text("employer_name"),
    )
    matter.session.add(employer)
    matter.session.flush()
    matter.ledger.booked.append(["employer", last + 1])
    for topic in ("legal_representative", "contact", "bank_account", "risk_class"):
        _tell(matter, last + 1, topic)
    matter.ledger.employer_fact(last + 1, "first-month", matter.text("first_month"))
    if matter.applicant is not None:
        _let_act(matter, last + 1, matter.applicant.personal_number, "")
    matter.result["employer_number"] = last + 1
    return Words(
        f"已登记，单位编号 {last + 1}", f"Registered under employer number {last + 1}"
    )


@causes("change-employer", source=_CHANGES)
def change_employer(matter: Matter, field: str) -> Words:
    """Tell the new data; the earlier lines stay."""
    number = matter.firm.employer_number
    if field == "name":
        matter.ledger.known_before("employer-fact", number, "name", matter.firm.name)
        matter.firm.name = matter.text("employer_name")
    _tell(matter, number, field)
    return Words("单位信息已更改", "The employer's data were changed")


@causes("close-employer", source=_REGISTRATION)
def close_employer(matter: Matter) -> Words:
    """Close the registration on the day told."""
    number = matter.firm.employer_number
    matter.ledger.employer_fact(number, "status", _CLOSED)
    day = matter.text("event_day")
    return Words(f"自 {day} 起注销参保登记", f"Registration closed from {day}")


@causes("grant-operator", source=_CHANGES)
def grant_operator(matter: Matter) -> Words:
    """Let a person of the city act for the employer, with the rights told."""
    agent = matter.named("agent_number", "agent_name")
    if agent is None:
        raise RuleBroken(_NOT_KNOWN, "agent_number")
    rights = ",".join(sorted(map(str, _listed(matter.answers["rights"]))))
    firm = matter.firm.employer_number
    _end_rights(matter, firm, agent.personal_number)
    _let_act(matter, firm, agent.personal_number, rights)
    return Words(f"已授权：{rights}", f"Rights granted: {rights}")


@causes("withdraw-operator", source=_CHANGES)
def withdraw_operator(matter: Matter) -> Words:
    """Let an operator act no more from today on."""
    agent = matter.named("agent_number")
    if agent is None:
        raise RuleBroken(_NOT_KNOWN, "agent_number")
    if matter.applicant is not None and agent is matter.applicant:
        raise RuleBroken(
            Words("不能撤销本人的权限", "You cannot withdraw your own rights"),
            "agent_number",
        )
    _end_rights(matter, matter.firm.employer_number, agent.personal_number)
    return Words("已撤销经办权限", "The operator's rights were withdrawn")


@causes("plan-instalments", source="社会保险法 第六十三条")
def plan_instalments(matter: Matter) -> Words:
    """Split an amount into equal months; the first carries what does not divide."""
    amount, count = matter.whole("amount"), matter.whole("instalments")
    owed = owed_of(matter.session, matter.firm.employer_number, matter.today)
    if amount > sum(each.owed_cents for each in owed):
        raise RuleBroken(
            Words("金额超过欠费总额", "The amount is more than what is owed"), "amount"
        )
    part, rest = divmod(amount, count)
    months = [matter.this_month.plus(step) for step in range(1, count + 1)]
    plan = [
        [str(month), part + (rest if place == 0 else 0)]
        for place, month in enumerate(months)
    ]
    matter.ledger.employer_fact(
        matter.firm.employer_number,
        "instalments",
        ";".join(f"{m}:{c}" for m, c in plan),
    )
    matter.result["instalments"] = plan
    told = format_yuan(part)
    return Words(f"分 {count} 期，每期 {told} 元", f"{count} parts of {told} yuan each")


def _tell(matter: Matter, number: int, topic: str) -> None:
    value = "\n".join(matter.text(key) for key in _TOPICS[topic])
    matter.ledger.employer_fact(number, topic, value)


def _let_act(matter: Matter, employer: int, person: int, rights: str) -> None:
    since: date = matter.today
    known = matter.session.get(EmployerOperator, (employer, person, since))
    if known is not None:
        known.until, known.rights = None, rights
    else:
        matter.session.add(
            EmployerOperator(
                employer_number=employer,
                personal_number=person,
                since=since,
                rights=rights,
            )
        )
    matter.session.flush()
    matter.ledger.booked.append(["operator", employer, person, since.isoformat()])


def _end_rights(matter: Matter, employer: int, person: int) -> None:
    living = select(EmployerOperator).where(
        EmployerOperator.employer_number == employer,
        EmployerOperator.personal_number == person,
        EmployerOperator.until.is_(None),
    )
    for row in matter.session.scalars(living):
        row.until = matter.today
        key = ["operator-ended", employer, person, row.since.isoformat()]
        matter.ledger.booked.append(key)
    matter.session.flush()


def _listed(value: object) -> list[object]:
    return list(value) if isinstance(value, list) else [value]
