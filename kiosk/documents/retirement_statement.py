"""Retirement benefit statement (养老待遇核定表): how a pension was reckoned.

The formula is that of 国发〔2005〕38号, 第六条: base pension, account pension, and a
transitional part for work before the scheme.
"""

from __future__ import annotations

from collections.abc import Iterator

from reportlab.lib.units import mm

from kiosk.documents.flow import Block
from kiosk.documents.font import FontBook
from kiosk.documents.form import Form
from kiosk.documents.holder_table import holder_table
from kiosk.documents.notes import KEEP, notes, opening
from kiosk.documents.table import Column, Table
from kiosk.documents.wording import day_text, month_text
from kiosk.domain.facts.retirement import RetirementFacts
from kiosk.domain.money import amount_in_words, format_yuan

__all__ = ["FORM"]

_AWARD = (
    Column("出生日期", "Born", 28),
    Column("核定日期", "Awarded", 28),
    Column("起始领取", "Drawn from", 22),
    Column("实际缴费月数", "Months paid", 20),
    Column("视同缴费月数", "Months deemed", 20),
    Column("平均缴费指数", "Average index", 20),
)
_PARTS = (
    Column("项目", "Item", 34, "left"),
    Column("计算依据", "Reckoning", 84, "left"),
    Column("月金额（元）", "Monthly (CNY)", 24, "right"),
)
_RISES = (
    Column("调整年月", "Month", 30),
    Column("月增加额（元）", "Rise (CNY)", 40, "right"),
    Column("调整后月养老金（元）", "Pension after (CNY)", 50, "right"),
)
_PARTS_CAPTION = "养老金核定  Award"
_RISES_CAPTION = "历次调整  Rises since the award"
_NOTES = (
    KEEP,
    (
        "基础养老金＝（全省上年度月平均工资＋本人指数化月平均缴费工资）÷2×缴费年限×1%；"
        "个人账户养老金＝个人账户储存额÷计发月数。"
    ),
    "对核定结果有异议的，可在收到之日起六十日内申请复核。",
)


def _blocks(facts: RetirementFacts, fonts: FontBook) -> Iterator[Block]:
    yield opening(_sentence(facts), fonts)
    yield holder_table(facts, fonts)
    yield Table(_AWARD, (_award(facts),), 6.5 * mm, fonts, size=9.5, gap=4 * mm)
    parts = tuple(_parts(facts))
    yield Table(
        _PARTS, parts, 7 * mm, fonts, size=9, gap=4 * mm, caption=_PARTS_CAPTION
    )
    rises = tuple(_rises(facts))
    if rises:
        yield Table(
            _RISES, rises, 5.4 * mm, fonts, size=9, gap=4 * mm, caption=_RISES_CAPTION
        )
    yield notes(_NOTES, fonts)


def _sentence(facts: RetirementFacts) -> str:
    cents = facts.today_cents
    return (
        f"{facts.name}（社会保障号码：{facts.citizen_number}）"
        f"自 {month_text(facts.first_month)} 起按月领取基本养老金，"
        f"截至 {day_text(facts.data_as_of)}，月养老金为人民币"
        f"{amount_in_words(cents)}（¥{format_yuan(cents)}），核定情况如下："
    )


def _award(facts: RetirementFacts) -> tuple[str, ...]:
    return (
        day_text(facts.birth_date),
        day_text(facts.awarded_on),
        month_text(facts.first_month),
        str(facts.paid_months),
        str(facts.deemed_months),
        f"{facts.index:.4f}",
    )


def _parts(facts: RetirementFacts) -> Iterator[tuple[str, str, str]]:
    wage = format_yuan(facts.average_wage_cents)
    months = facts.paid_months + facts.deemed_months
    base = f"上年度月平均工资 {wage} 元，指数 {facts.index:.4f}，缴费 {months} 个月"
    yield "基础养老金", base, format_yuan(facts.base_pension_cents)
    account = f"储存额 {format_yuan(facts.account_cents)} 元 ÷ {facts.divisor} 个月"
    yield "个人账户养老金", account, format_yuan(facts.account_pension_cents)
    deemed = f"视同缴费 {facts.deemed_months} 个月"
    yield "过渡性养老金", deemed, format_yuan(facts.transitional_cents)
    yield "合计", "核定月养老金", format_yuan(facts.awarded_cents)


def _rises(facts: RetirementFacts) -> Iterator[tuple[str, str, str]]:
    total = facts.awarded_cents
    for rise in facts.adjustments:
        total += rise.added_cents
        yield (
            month_text(rise.month),
            format_yuan(rise.added_cents),
            format_yuan(total),
        )


FORM: Form[RetirementFacts] = Form(
    title=lambda _: "基本养老保险待遇核定表",
    english="Statement of Retirement Benefits",
    blocks=_blocks,
)
