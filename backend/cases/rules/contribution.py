"""Months paid, missed, back-paid, corrected and paid back."""

from __future__ import annotations

from backend.cases.arrears import own_arrears
from backend.cases.assessment import assess_employer_month
from backend.cases.booking import (
    book,
    book_fee,
    book_missed,
    booked_by,
    charge_of,
    difference,
    has_arrived,
    is_arrived,
    tier_of,
)
from backend.cases.charge import Charge, average_wage, charge, own_charge, rate_of
from backend.cases.matter import Matter, RuleBroken
from backend.cases.overpayment import Overpaid, overpaid_in
from backend.cases.parameter import figure
from backend.cases.rule import causes, requires
from backend.cases.standing import active_kinds, bookings_of, months_paid
from backend.catalogue.item import Words
from backend.store.words import PaymentType
from kiosk.domain.card import Sex
from kiosk.domain.contribution import InsuranceKind
from kiosk.domain.money import format_yuan, share
from kiosk.domain.months import Month

__all__: list[str] = []

_BACK_PAY = "社会保险法 第六十三条、第八十六条"
_REFUND = "社会保险经办条例 第二十二条"
_OWN_KINDS = (InsuranceKind.PENSION,)
_YUAN = 100
_NOT_BOOKED = Words("该月没有缴费记录", "Nothing is booked for this month")
_NOTHING_SHORT = Words("医保年限已经足够", "No medical years are short")
_NO_DIFFERENCE = Words(
    "申报的工资没有高于已缴基数", "The wage is not above the bases paid on"
)


@requires("month-is-paid", source="本市申报日历")
def month_is_paid(matter: Matter, field: str) -> bool:
    """Hold when whom the form names has no month owed here, and this one arrived."""
    number, month = matter.concerned.personal_number, matter.month(field)
    firm = matter.firm.employer_number
    kinds = active_kinds(matter.session, number, firm)
    rows = bookings_of(matter.session, number, kinds, month, month)
    paid = {row.kind for row in rows if row.employer_number == firm and is_arrived(row)}
    return set(kinds) <= paid


@requires("month-is-unpaid", source="本市申报日历")
def month_is_unpaid(matter: Matter, field: str) -> bool:
    """Hold when the person's month of pension is neither paid nor assessed."""
    month = matter.month(field)
    rows = bookings_of(
        matter.session, matter.own.personal_number, _OWN_KINDS, month, month
    )
    return sum(row.employer_cents + row.person_cents for row in rows) == 0


@requires("months-are-gaps", source=_BACK_PAY, field="first_month")
def months_are_gaps(matter: Matter) -> bool:
    """Hold when no month chosen has arrived, in any kind chosen."""
    return not has_arrived(matter, matter.concerned, matter.kinds())


@requires("own-months-are-gaps", source="社会保险法 第十条", field="first_month")
def own_months_are_gaps(matter: Matter) -> bool:
    """Hold when no month of pension chosen has arrived."""
    return not has_arrived(matter, matter.own, _OWN_KINDS)


@requires("months-are-overpaid", source=_REFUND, field="first_month")
def months_are_overpaid(matter: Matter) -> bool:
    """Hold when the employer paid something twice or too long."""
    return bool(_overpaid(matter))


@requires("own-months-are-overpaid", source=_REFUND, field="first_month")
def own_months_are_overpaid(matter: Matter) -> bool:
    """Hold when the person paid something twice or too long."""
    return bool(_overpaid(matter))


@requires("nothing-owed", source="国办发〔2009〕66号")
def nothing_owed(matter: Matter) -> bool:
    """Hold when no month of the person before this one is owed, by whomever."""
    return not own_arrears(matter.session, matter.own.personal_number, matter.today)


@causes("back-pay", source=_BACK_PAY)
def back_pay(matter: Matter, late_fee: str) -> Words:
    """Book the missed months as owed, and the late fee where an employer missed them.

    What was assessed and never paid is taken off first, so a month is owed once.
    """
    is_employers = late_fee == "employer"
    person = matter.concerned if is_employers else matter.own
    kinds = matter.kinds() if is_employers else _OWN_KINDS
    total = fees = count = 0
    for month in matter.months():
        for kind in kinds:
            due = charge_of(matter, person, kind, month)
            book_missed(matter, person, kind, month, due)
            total += due.total_cents
            count += 1
            if is_employers:
                fees += book_fee(matter, person, kind, month, due)
    matter.result |= {"due_cents": total, "late_fee_cents": fees, "months": count}
    told, fee = format_yuan(total), format_yuan(fees)
    return Words(
        f"补记 {count} 个月次，应缴 {told} 元，滞纳金 {fee} 元",
        f"{count} months booked, {told} yuan due, late fee {fee} yuan",
    )


@causes("back-pay-difference", source="社会保险法 第六十三条")
def back_pay_difference(matter: Matter) -> Words:
    """Book what a higher wage would have cost above what was booked."""
    person, total, fees = matter.concerned, 0, 0
    for (kind, month), more in _differences(matter, matter.months()):
        if more.total_cents > 0:
            book(matter, person, kind, month, payment=PaymentType.BASE, due=more)
            total += more.total_cents
            fees += book_fee(matter, person, kind, month, more)
    if not total:
        raise RuleBroken(_NO_DIFFERENCE, "wage")
    matter.result |= {"due_cents": total, "late_fee_cents": fees}
    told, fee = format_yuan(total), format_yuan(fees)
    return Words(
        f"补记基数差额 {told} 元，滞纳金 {fee} 元",
        f"Difference of {told} yuan booked, late fee {fee} yuan",
    )


@causes("adjust-base", source="社会保险法 第六十条")
def adjust_base(matter: Matter) -> Words:
    """Correct one month's base, up or down, by a booking of the difference."""
    person, month, total = matter.concerned, matter.month("month"), 0
    found = _differences(matter, (month,))
    if not found:
        raise RuleBroken(_NOT_BOOKED, "month")
    for (kind, period), more in found:
        if more.employer_cents or more.person_cents:
            book(matter, person, kind, period, payment=PaymentType.BASE, due=more)
            total += more.total_cents
    matter.result["due_cents"] = total
    told = format_yuan(total)
    return Words(f"差额 {told} 元", f"Difference {told} yuan")


@causes("refund", source=_REFUND)
def refund(matter: Matter) -> Words:
    """Take off what was paid too much and order it back to whoever paid."""
    today, total_firm, total_person = matter.today, 0, 0
    person = matter.concerned if matter.employer is not None else matter.own
    for each in _overpaid(matter):
        matter.ledger.contribution(
            person.personal_number,
            each.kind,
            each.period,
            payment=PaymentType.REFUND,
            employer=each.employer_number,
            amounts=(0, -each.employer_cents, -each.person_cents),
            arrived=today,
        )
        total_firm += each.employer_cents
        total_person += each.person_cents
    account = f"{matter.text('bank_name')}\n{matter.text('bank_account')}"
    if matter.employer is not None:
        # The employer gets both shares and hands the person's on.
        firm = matter.employer.employer_number
        matter.ledger.money("refund", total_firm + total_person, "", employer=firm)
    else:
        number = person.personal_number
        matter.ledger.money("refund", total_person, account, person=number)
    matter.result["refund_cents"] = total_firm + total_person
    told = format_yuan(total_firm + total_person)
    return Words(f"退费 {told} 元", f"{told} yuan will be paid back")


@causes("assess-month", source="社会保险费征缴暂行条例 第十条")
def assess_month(matter: Matter) -> Words:
    """Book every employee's month as owed, and tell the sum to pay."""
    firm, month = matter.firm.employer_number, matter.month("month")
    found = assess_employer_month(matter, firm, month)
    matter.result |= {"people": found.people, "due_cents": found.due_cents}
    told = format_yuan(found.due_cents)
    return Words(
        f"核定 {found.people} 人，应缴 {told} 元",
        f"{found.people} people assessed, {told} yuan due",
    )


@causes("assess-own-month", source="社会保险法 第十二条")
def assess_own_month(matter: Matter) -> Words:
    """Book the person's own month as owed, by the tier chosen."""
    month, person = matter.month("month"), matter.own
    due = own_charge(matter.session, month, tier_of(matter, person))
    kind, regular = InsuranceKind.PENSION, PaymentType.REGULAR
    book(matter, person, kind, month, payment=regular, due=due)
    return _due(matter, due.total_cents)


@causes("assess-resident-year", source="社会保险法 第二十条")
def assess_resident_year(matter: Matter) -> Words:
    """Book a year of residents' pension as owed; a year is one booking in January."""
    year, kind = Month(matter.whole("year"), 1), InsuranceKind.RESIDENT_PENSION
    number = matter.own.personal_number
    rows = bookings_of(matter.session, number, (kind,), year, year)
    if sum(row.person_cents for row in rows):
        words = Words("该年度已经缴费或已核定", "The year is paid or assessed already")
        raise RuleBroken(words, "year")
    cents = matter.whole("resident_tier") * _YUAN
    due = Charge(cents, 0, cents)
    book(matter, matter.own, kind, year, payment=PaymentType.REGULAR, due=due)
    return _due(matter, cents)


@causes("assess-medical-years", source="社会保险法 第二十七条")
def assess_medical_years(matter: Matter) -> Words:
    """Reckon what the missing months of medical insurance cost at today's base."""
    person, kind = matter.own, InsuranceKind.MEDICAL
    sex = "male" if person.sex is Sex.MALE else "female"
    wanted = int(figure(f"medical-months-{sex}", matter.today))
    paid = months_paid(matter.session, person.personal_number, kind, matter.today)
    short = wanted - paid
    if short <= 0:
        raise RuleBroken(_NOTHING_SHORT)
    base = average_wage(matter.session, matter.this_month)
    rate = figure("own-medical-rate", matter.today)
    cents = share(base, rate) * short
    matter.ledger.person_fact(
        person.personal_number, "medical-months-bought", f"{short}:{cents}"
    )
    matter.result["months"] = short
    return _due(matter, cents)


def _differences(
    matter: Matter, months: tuple[Month, ...]
) -> list[tuple[tuple[InsuranceKind, Month], Charge]]:
    """Give what the wage told would change in each month and kind booked here."""
    person, firm = matter.concerned, matter.firm.employer_number
    wage = matter.whole("wage")
    return [
        (place, difference(charge(rate_of(matter.session, *place), wage), old))
        for place, old in booked_by(matter, person, firm, months).items()
    ]


def _overpaid(matter: Matter) -> list[Overpaid]:
    """Give what the one who asks, and nobody else, paid too much."""
    payer = matter.employer.employer_number if matter.employer else None
    person = matter.concerned if matter.employer else matter.own
    found = overpaid_in(
        matter.session, person.personal_number, matter.kinds(), matter.months()
    )
    return [each for each in found if each.employer_number == payer]


def _due(matter: Matter, cents: int) -> Words:
    matter.result["due_cents"] = cents
    told = format_yuan(cents)
    return Words(f"应缴 {told} 元", f"{told} yuan due")
