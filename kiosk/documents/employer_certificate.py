"""Employer enrolment certificate (单位参保证明) with its staff list (人员明细)."""

from __future__ import annotations

from collections.abc import Iterator

from reportlab.lib.units import mm

from kiosk.documents.flow import Block
from kiosk.documents.font import FontBook
from kiosk.documents.form import Form
from kiosk.documents.notes import notes, opening
from kiosk.documents.table import Column, Table
from kiosk.documents.wording import KINDS, day_text, month_text
from kiosk.domain.facts.employer import EmployerFacts, EmployerKind, StaffMember
from kiosk.domain.money import format_yuan

__all__ = ["FORM"]

_EMPLOYER = (
    Column("单位名称", "Employer", 70, "left"),
    Column("统一社会信用代码", "Credit code", 42),
    Column("单位编号", "Employer number", 26),
    Column("数据截止日期", "Data as of", 30),
)
_KINDS = (
    Column("险种", "Insurance", 46, "left"),
    Column("首次参保", "Since", 24),
    Column("最近缴费", "Last paid", 24),
    Column("参保人数", "Staff", 18),
    Column("欠缴金额（元）", "Owed (CNY)", 28, "right"),
)
_STAFF = (
    Column("序号", "No.", 12),
    Column("姓名", "Name", 26, "left"),
    Column("社会保障号码", "Social security number", 40),
    Column("参保起", "From", 20),
    Column("最近缴费", "Last paid", 20),
    Column("缴费月数", "Months", 16),
    Column("缴费基数（元）", "Base (CNY)", 24, "right"),
)
_KINDS_CAPTION = "参保情况  Enrolments"
_STAFF_CAPTION = "养老保险参保人员明细  Staff insured for a pension"
_NOTES = (
    "本证明由单位自行保管；人员信息仅限办理相关业务使用，不得泄露。",
    (
        "缴费月数为本单位实际到账月数；欠缴金额含单位与个人应缴部分，"
        "不含滞纳金，截至上述日期。"
    ),
)


def _blocks(facts: EmployerFacts, fonts: FontBook) -> Iterator[Block]:
    yield opening(_sentence(facts), fonts)
    yield Table(_EMPLOYER, (_employer(facts),), 7 * mm, fonts, size=9.5, gap=2 * mm)
    kinds = tuple(_kind(each) for each in facts.kinds)
    yield Table(
        _KINDS, kinds, 6 * mm, fonts, size=9, gap=4 * mm, caption=_KINDS_CAPTION
    )
    staff = tuple(_member(at, each) for at, each in enumerate(facts.staff, start=1))
    if staff:
        yield Table(
            _STAFF, staff, 5.2 * mm, fonts, size=8.8, gap=4 * mm, caption=_STAFF_CAPTION
        )
    yield notes(_NOTES, fonts)


def _sentence(facts: EmployerFacts) -> str:
    owed = "有" if any(kind.owed_cents for kind in facts.kinds) else "无"
    return (
        f"兹证明 {facts.name}（统一社会信用代码：{facts.credit_code}）"
        f"已在本市办理社会保险登记，截至 {day_text(facts.data_as_of)}，"
        f"{owed}欠缴社会保险费，参保情况如下："
    )


def _employer(facts: EmployerFacts) -> tuple[str, ...]:
    day = day_text(facts.data_as_of)
    return (facts.name, facts.credit_code, facts.employer_number, day)


def _kind(kind: EmployerKind) -> tuple[str, ...]:
    return (
        KINDS[kind.kind],
        month_text(kind.first_month),
        month_text(kind.last_paid_month),
        str(kind.staff),
        format_yuan(kind.owed_cents),
    )


def _member(number: int, member: StaffMember) -> tuple[str, ...]:
    return (
        str(number),
        member.name,
        member.citizen_number,
        month_text(member.first_month),
        month_text(member.last_month),
        str(member.months),
        format_yuan(member.base_cents),
    )


FORM: Form[EmployerFacts] = Form(
    title=lambda _: "社会保险单位参保证明",
    english="Certificate of Employer Enrolment",
    blocks=_blocks,
)
