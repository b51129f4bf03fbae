"""Benefits: who may claim what, how much, and how they are suspended and resumed."""

from __future__ import annotations

from sqlalchemy import select

from backend.cases.benefit_amount import (
    longest_unemployment,
    one_time_amount,
    pension_amount,
    resident_pension_amount,
    set_by_reviewer,
)
from backend.cases.matter import Matter, RuleBroken
from backend.cases.parameter import figure
from backend.cases.retirement import age_on, retirement_month
from backend.cases.rule import causes, requires
from backend.cases.rules.enrolment import post_of
from backend.cases.standing import (
    benefits_drawn,
    is_suspended,
)
from backend.catalogue.item import Words
from backend.eligibility.standing import certification_state
from backend.store.business import BenefitEvent
from backend.store.insurance import Benefit
from backend.store.people import Person
from backend.store.words import BenefitStep
from kiosk.domain.eligibility import CertificationStanding
from kiosk.domain.money import format_yuan
from kiosk.domain.months import Month

__all__: list[str] = []

_AGE = "渐进式延迟法定退休年龄的办法 第一条"
_PENSION, _RESIDENT, _UNEMPLOYMENT = (
    "basic-pension",
    "resident-pension",
    "unemployment-benefit",
)
_NEAR_MONTHS = 12
_RESTING = (CertificationStanding.SUSPENDED, CertificationStanding.STOPPED)
_BY_CAMERA = Words(
    "请在自助终端首页选择“待遇领取资格认证”，或在门户的“资格认证”页面办理",
    "Please choose life certification on a terminal's first screen or in the portal's"
    " list: a camera has to see you",
)


@requires("age-reached", source=_AGE)
def age_reached(matter: Matter) -> bool:
    """Hold from the month in which the legal retirement age is reached."""
    person = matter.concerned
    retires = retirement_month(person.birth_date, person.sex, post_of(matter, person))
    return matter.this_month >= retires


@requires("near-retirement", source=_AGE)
def near_retirement(matter: Matter) -> bool:
    """Hold in the twelve months before, and after it."""
    person = matter.concerned
    retires = retirement_month(person.birth_date, person.sex, post_of(matter, person))
    return retires.months_since(matter.this_month) <= _NEAR_MONTHS


@requires("age-at-least", source="社会保险法 第二十二条")
def age_at_least(matter: Matter, years: str) -> bool:
    """Hold from a birthday on."""
    return age_on(matter.own.birth_date, matter.today) >= int(years)


@requires("draws", source="社会保险法 第十六条")
def draws(matter: Matter, benefit: str) -> bool:
    """Hold when the benefit is being drawn."""
    return _drawn(matter, benefit) is not None


@requires("not-drawing", source="社会保险法 第十六条")
def not_drawing(matter: Matter, benefit: str) -> bool:
    """Hold when the benefit is not being drawn."""
    return _drawn(matter, benefit) is None


@requires("draws-any", source="社会保险经办条例 第二十六条")
def draws_any(matter: Matter) -> bool:
    """Hold when some benefit is being drawn."""
    return bool(_all_drawn(matter))


@requires("has-suspended-benefit", source="人社厅发〔2018〕107号")
def has_suspended_benefit(matter: Matter) -> bool:
    """Hold when a case suspended a benefit, or a missing life certification did."""
    drawn = _all_drawn(matter)
    if any(is_suspended(matter.session, each.benefit_number) for each in drawn):
        return True
    number = matter.own.personal_number
    state = certification_state(matter.session, number, matter.today)
    return any(each.standing in _RESTING for each in state.benefits)


@causes("start-benefit", source="社会保险法 第十六条、第二十二条、第四十五条")
def start_benefit(matter: Matter, benefit: str) -> Words:
    """Start a benefit from next month on, as reckoned or as the reviewer set it."""
    person, first = matter.concerned, matter.this_month.plus(1)
    last: Month | None = None
    if benefit == _PENSION:
        cents = pension_amount(matter, person, first)
    elif benefit == _RESIDENT:
        cents = resident_pension_amount(matter, person)
    elif benefit == _UNEMPLOYMENT:
        cents = int(figure("unemployment-monthly", matter.today))
        last = first.plus(longest_unemployment(matter, person) - 1)
    else:
        cents = set_by_reviewer(matter, "monthly_cents")
    _begin(matter, person, benefit, (first, last, cents))
    told = format_yuan(cents)
    return Words(
        f"自 {first.year}年{first.month}月 起每月 {told} 元",
        f"{told} yuan a month from {first.year}-{first.month:02d}",
    )


@causes("end-benefit", source="社会保险法 第五十一条; 社会保险经办条例 第二十五条")
def end_benefit(matter: Matter, benefit: str) -> Words:
    """End a benefit after the month told, or after this one."""
    found = _drawn(matter, benefit)
    if found is None:
        raise RuleBroken(Words("没有在领取该待遇", "It is not being drawn"))
    last = (
        Month.of(matter.day("event_day"))
        if matter.has("event_day")
        else matter.this_month
    )
    matter.ledger.benefit_step(found.benefit_number, BenefitStep.ENDED, last.plus(1))
    before = str(found.last_month) if found.last_month else ""
    matter.ledger.booked.append(["benefit-ended", found.benefit_number, before])
    found.last_month = max(last, found.first_month)
    return Words(
        f"{last.year}年{last.month}月后停发",
        f"Ended after {last.year}-{last.month:02d}",
    )


@causes("suspend-benefit", source="社会保险经办条例 第二十五条")
def suspend_benefit(matter: Matter) -> Words:
    """Suspend every benefit from next month on."""
    return _all_step(matter, BenefitStep.SUSPENDED, "暂停", "suspended")


@causes("resume-benefit", source="人社厅发〔2018〕107号")
def resume_benefit(matter: Matter) -> Words:
    """Resume every benefit that a case suspended, and order what was missed.

    What a missing life certification withholds comes by itself with the next pass.
    """
    missed = 0
    for each in _all_drawn(matter):
        if is_suspended(matter.session, each.benefit_number):
            since = _suspended_since(matter, each)
            count = max(0, matter.this_month.plus(1).months_since(since))
            missed += count * each.monthly_cents
    words = _all_step(matter, BenefitStep.RESUMED, "恢复", "resumed")
    if missed:
        number = matter.own.personal_number
        matter.ledger.money("benefit-arrears", missed, "", person=number)
    matter.result["arrears_cents"] = missed
    return words


@causes("pay-once", source="社会保险法 第十七条、第五十六条; 人社部发〔2021〕18号")
def payone_time_amount(matter: Matter, benefit: str) -> Words:
    """Order a single payment, as reckoned or as the reviewer set it."""
    cents = one_time_amount(matter, benefit)
    account = f"{matter.text('bank_name')}\n{matter.text('bank_account')}"
    number = matter.own.personal_number
    matter.ledger.money(benefit, cents, account, person=number)
    matter.result["amount_cents"] = cents
    told = format_yuan(cents)
    return Words(f"一次性支付 {told} 元", f"{told} yuan will be paid once")


@causes("certify-life", source="人社厅发〔2018〕107号")
def certify_life(matter: Matter) -> Words:
    """Lead to where somebody is seen alive, for a case sees nobody.

    Doors know that card and face fit, or fitted an hour ago; whether a film was held
    up, and what a reviewer could look at, only the services of that name can tell.

    Raises:
        RuleBroken: always.
    """
    del matter
    raise RuleBroken(_BY_CAMERA)


def _drawn(matter: Matter, benefit: str) -> Benefit | None:
    return next((each for each in _all_drawn(matter) if each.benefit == benefit), None)


def _all_drawn(matter: Matter) -> list[Benefit]:
    number = matter.concerned.personal_number
    return benefits_drawn(matter.session, number, matter.this_month)


def _begin(
    matter: Matter, person: Person, benefit: str, terms: tuple[Month, Month | None, int]
) -> None:
    first, last, cents = terms
    row = Benefit(
        personal_number=person.personal_number,
        benefit=benefit,
        first_month=first,
        last_month=last,
        monthly_cents=cents,
    )
    matter.session.add(row)
    matter.session.flush()
    matter.ledger.booked.append(["benefit", row.benefit_number])
    if matter.has("bank_account"):
        account = f"{matter.text('bank_name')}\n{matter.text('bank_account')}"
        matter.ledger.person_fact(person.personal_number, "receiving-account", account)
    matter.result |= {"benefit": benefit, "monthly_cents": cents}
    matter.result["first_month"] = str(first)
    if last is not None:
        matter.result["months"] = last.months_since(first) + 1


def _suspended_since(matter: Matter, benefit: Benefit) -> Month:
    found = matter.session.scalar(
        select(BenefitEvent.month)
        .where(
            BenefitEvent.benefit_number == benefit.benefit_number,
            BenefitEvent.step == BenefitStep.SUSPENDED,
        )
        .order_by(BenefitEvent.sequence.desc())
        .limit(1)
    )
    return found or matter.this_month.plus(1)


def _all_step(matter: Matter, step: BenefitStep, chinese: str, english: str) -> Words:
    month, count = matter.this_month.plus(1), 0
    for each in _all_drawn(matter):
        if is_suspended(matter.session, each.benefit_number) == (
            step is BenefitStep.RESUMED
        ):
            matter.ledger.benefit_step(each.benefit_number, step, month)
            count += 1
    told = f"{month.year}-{month.month:02d}"
    return Words(
        f"自 {told} 起{chinese} {count} 项待遇", f"{count} {english} from {told}"
    )
