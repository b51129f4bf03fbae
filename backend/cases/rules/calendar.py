"""Preconditions on months, years and days that a form names."""

from __future__ import annotations

from datetime import timedelta

from backend.cases.matter import Matter, RuleBroken
from backend.cases.rule import requires
from backend.catalogue.item import Words
from kiosk.domain.months import Month
from kiosk.domain.workday import WorkCalendar

__all__: list[str] = []

_CALENDAR = "本市申报日历（社会保险费征缴暂行条例 第十条）"
_LONGEST_MONTHS = 720
_TOO_LONG = Words("时间跨度过长", "The span of months is too long")
_BASE_MONTHS = range(1, 13)
_APPOINTMENT_DAYS = 14


@requires("month-is-open", source=_CALENDAR)
def month_is_open(matter: Matter, field: str) -> bool:
    """Hold for this month and the last."""
    return 0 <= matter.this_month.months_since(matter.month(field)) <= 1


@requires("month-is-not-future", source=_CALENDAR)
def month_is_not_future(matter: Matter, field: str) -> bool:
    """Hold up to this month."""
    return matter.month(field) <= matter.this_month


@requires("months-in-order", source=_CALENDAR, field="last_month")
def months_in_order(matter: Matter) -> bool:
    """Hold when the last month is not before the first."""
    if not (matter.has("first_month") and matter.has("last_month")):
        return True
    first, last = matter.month("first_month"), matter.month("last_month")
    if last.months_since(first) > _LONGEST_MONTHS:
        raise RuleBroken(_TOO_LONG, "last_month")
    return first <= last


@requires("months-are-past", source="社会保险法 第六十三条", field="last_month")
def months_are_past(matter: Matter) -> bool:
    """Hold for months before this one: what is not due yet is not missed."""
    return matter.month("last_month") < matter.this_month


@requires("months-in-this-year", source="人社部规〔2016〕5号", field="first_month")
def months_in_this_year(matter: Matter) -> bool:
    """Hold for months of this year that have begun; earlier years stay closed."""
    this_year = Month(matter.today.year, 1)
    first, last = matter.month("first_month"), matter.month("last_month")
    return this_year <= first and last <= matter.this_month


@requires("year-is-open", source="社会保险法 第六十条; 本市申报日历")
def year_is_open(matter: Matter, field: str) -> bool:
    """Hold for this year and, from December on, for the next."""
    year, today = matter.whole(field), matter.today
    return year == today.year or (
        year == today.year + 1 and today.month == _BASE_MONTHS[-1]
    )


@requires("year-is-this-or-next", source="国发〔2014〕8号")
def year_is_this_or_next(matter: Matter, field: str) -> bool:
    """Hold for this year and the next."""
    return matter.whole(field) - matter.today.year in (0, 1)


@requires("days-in-order", source="劳动合同法 第十七条", field="contract_last_day")
def days_in_order(matter: Matter, first: str, last: str) -> bool:
    """Hold when there is no last day, or not before the first."""
    return not matter.has(last) or matter.day(first) <= matter.day(last)


@requires("day-is-not-future", source="社会保险经办条例 第二十一条")
def day_is_not_future(matter: Matter, field: str) -> bool:
    """Hold up to today."""
    return matter.day(field) <= matter.today


@requires("day-is-open", source="社会保险经办条例 第二十九条")
def day_is_open(matter: Matter, field: str) -> bool:
    """Hold for the working days of the next two weeks."""
    day = matter.day(field)
    within = timedelta(days=1) <= day - matter.today <= timedelta(_APPOINTMENT_DAYS)
    return within and WorkCalendar.load().is_worked(day)
