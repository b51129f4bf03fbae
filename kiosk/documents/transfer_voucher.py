"""Transfer voucher (参保缴费凭证): what goes along to another place's pension.

Form after 国办发〔2009〕66号 and its office rules; the yearly table is the one the
agencies exchange.
"""

from __future__ import annotations

from collections.abc import Iterator

from reportlab.lib.units import mm

from kiosk.documents.flow import Block
from kiosk.documents.font import FontBook
from kiosk.documents.form import Form
from kiosk.documents.holder_table import holder_table
from kiosk.documents.notes import notes, opening
from kiosk.documents.table import Column, Table
from kiosk.documents.wording import day_text
from kiosk.domain.facts.transfer import TransferFacts, TransferYear
from kiosk.domain.money import format_yuan
from kiosk.domain.months import Month

__all__ = ["FORM"]

_SUMS = (
    Column("出生日期", "Born", 26),
    Column("本地参保起止", "From – to", 38),
    Column("实际缴费月数", "Months paid", 20),
    Column("个人账户储存额", "Account", 26, "right"),
    Column("统筹基金转移额", "Fund part", 26, "right"),
    Column("转移总额", "In all", 26, "right"),
)
_YEARS = (
    Column("年份", "Year", 14),
    Column("起止年月", "From – to", 36),
    Column("月数", "Months", 12),
    Column("缴费基数合计", "Bases", 26, "right"),
    Column("个人账户记入", "Credited", 24, "right"),
    Column("利息", "Interest", 22, "right"),
    Column("年末累计", "Carried forward", 26, "right"),
)
_SUMS_CAPTION = "转移金额（元）  Sums to transfer (CNY)"
_YEARS_CAPTION = "历年缴费与个人账户（元）  Years and account (CNY)"
_NOTES = (
    "本凭证用于申请基本养老保险关系转移接续，由参保人妥善保管；转移金额以转移时核定为准。",
    "统筹基金转移额为1998年以来各月缴费基数的12%（国办发〔2009〕66号第四条）。",
    "个人账户按年度记账利率计息，当年利率未公布的暂不计息。",
)


def _blocks(facts: TransferFacts, fonts: FontBook) -> Iterator[Block]:
    yield opening(_sentence(facts), fonts)
    yield holder_table(facts, fonts)
    sums = (_sums(facts),)
    yield Table(_SUMS, sums, 6.5 * mm, fonts, size=9, gap=4 * mm, caption=_SUMS_CAPTION)
    rows = tuple(_years(facts))
    yield Table(
        _YEARS, rows, 5.2 * mm, fonts, size=8.6, gap=4 * mm, caption=_YEARS_CAPTION
    )
    yield notes(_NOTES, fonts)


def _sentence(facts: TransferFacts) -> str:
    return (
        f"{facts.name}（公民身份号码：{facts.citizen_number}）在本市参加企业职工"
        f"基本养老保险并缴费，截至 {day_text(facts.data_as_of)}，情况如下："
    )


def _sums(facts: TransferFacts) -> tuple[str, ...]:
    return (
        day_text(facts.birth_date),
        _span(facts.first_month, facts.last_month),
        str(facts.months),
        format_yuan(facts.account_cents),
        format_yuan(facts.fund_cents),
        format_yuan(facts.account_cents + facts.fund_cents),
    )


def _years(facts: TransferFacts) -> Iterator[tuple[str, ...]]:
    total = 0
    for year in facts.years:
        total += year.credited_cents + year.interest_cents
        yield _year(year, total)


def _year(year: TransferYear, total: int) -> tuple[str, ...]:
    return (
        str(year.year),
        _span(year.first_month, year.last_month),
        str(year.months),
        format_yuan(year.base_cents),
        format_yuan(year.credited_cents),
        format_yuan(year.interest_cents),
        format_yuan(total),
    )


def _span(first: Month | None, last: Month | None) -> str:
    if first is None or last is None:
        return "—"
    return f"{first.year}.{first.month:02d}–{last.year}.{last.month:02d}"


FORM: Form[TransferFacts] = Form(
    title=lambda _: "基本养老保险参保缴费凭证",
    english="Pension Contribution Voucher for Transfer",
    blocks=_blocks,
)
