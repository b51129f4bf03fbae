"""The words of the field as certificates print them, Chinese first."""

from __future__ import annotations

from datetime import date

from kiosk.domain.card import Sex
from kiosk.domain.contribution import EnrolmentStatus, InsuranceKind
from kiosk.domain.months import Month

__all__ = [
    "BENEFITS",
    "KINDS",
    "SEXES",
    "STATUSES",
    "city_of",
    "day_text",
    "month_text",
]

KINDS = {
    InsuranceKind.PENSION: "企业职工基本养老保险",
    InsuranceKind.PUBLIC_PENSION: "机关事业单位养老保险",
    InsuranceKind.RESIDENT_PENSION: "城乡居民基本养老保险",
    InsuranceKind.UNEMPLOYMENT: "失业保险",
    InsuranceKind.MEDICAL: "职工基本医疗保险",
    InsuranceKind.MAJOR_ILLNESS: "大病医疗互助补充保险",
    InsuranceKind.RESIDENT_MEDICAL: "城乡居民基本医疗保险",
    InsuranceKind.INJURY: "工伤保险",
    InsuranceKind.MATERNITY: "生育保险",
}

STATUSES = {
    EnrolmentStatus.NOT_ENROLLED: "未参保",
    EnrolmentStatus.PAYING: "参保缴费",
    EnrolmentStatus.PAUSED: "暂停缴费",
    EnrolmentStatus.ENDED: "终止参保",
    EnrolmentStatus.ENROLLED_WITHOUT_PAYING: "参保不缴费",
}

BENEFITS = {
    "basic-pension": "企业职工基本养老金",
    "public-pension": "机关事业单位基本养老金",
    "resident-pension": "城乡居民基本养老金",
    "unemployment-benefit": "失业保险金",
    "injury-allowance": "工伤伤残津贴",
    "dependants-pension": "供养亲属抚恤金",
}

SEXES = {Sex.MALE: "男", Sex.FEMALE: "女", Sex.UNKNOWN: "—", Sex.NOT_STATED: "—"}


def month_text(month: Month | None) -> str:
    """Write a month as forms do."""
    return f"{month.year}年{month.month:02d}月" if month else "—"


def day_text(day: date) -> str:
    """Write a day as forms do."""
    return f"{day.year}年{day.month}月{day.day}日"


def city_of(issuer: str) -> str:
    """Take the city's name off its agency's, for the title."""
    return issuer.partition("社会保险")[0]
