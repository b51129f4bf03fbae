"""Personal rights statement (个人权益记录单): one calendar year of one person.

Given free of charge to everybody who asks (社会保险法, 第七十四条).
"""

from __future__ import annotations

from collections.abc import Iterator

from reportlab.lib.units import mm

from kiosk.documents.enrolment_lines import enrolment_lines
from kiosk.documents.flow import Block
from kiosk.documents.font import FontBook
from kiosk.documents.form import Form
from kiosk.documents.holder_table import holder_table
from kiosk.documents.month_grid import MARKS, month_grid
from kiosk.documents.notes import KEEP, notes
from kiosk.documents.prose import Prose
from kiosk.documents.table import Column, Table
from kiosk.domain.facts.rights import AccountYear, RightsFacts
from kiosk.domain.money import format_yuan

__all__ = ["FORM"]

_ACCOUNT = (
    Column("上年末累计储存额", "Brought forward", 28, "right"),
    Column("本年记入本金", "Credited", 24, "right"),
    Column("本年记入利息", "Interest", 24, "right"),
    Column("年末累计储存额", "Carried forward", 28, "right"),
    Column("本年缴费月数", "Months, year", 20),
    Column("累计缴费月数", "Months, in all", 20),
)
_ACCOUNT_CAPTION = "养老保险个人账户（元）  Personal pension account (CNY)"
_NO_ACCOUNT = "养老保险个人账户：无记账。No personal pension account."
_KINDS_CAPTION = "参保情况  Enrolments"
_NOTES = (
    KEEP,
    (
        "个人账户按年度记账利率计息（劳办发〔1997〕116号年度计算法）；"
        "本年度利率未公布时暂不计息。"
    ),
    MARKS,
    "对记录有异议的，请持有效证件到经办机构申请核实更正。",
)


def _blocks(facts: RightsFacts, fonts: FontBook) -> Iterator[Block]:
    yield holder_table(facts, fonts)
    employer = f"单位名称 Employer：{facts.employer or '—'}"
    yield Prose.wrapped((employer,), fonts.regular, 9.5, 1.6, gap=3 * mm)
    yield _account(facts, fonts)
    yield enrolment_lines(facts.enrolments, fonts, _KINDS_CAPTION)
    caption = f"{facts.year} 年缴费情况  Contributions of {facts.year}"
    empty = f"{facts.year} 年无缴费记录。No contributions in {facts.year}."
    yield month_grid(facts.months, caption, empty, fonts)
    yield notes(_NOTES, fonts)


def _account(facts: RightsFacts, fonts: FontBook) -> Block:
    if facts.account is None:
        return Prose((_NO_ACCOUNT,), 9, 1.55, gap=4 * mm)
    rows = (_account_row(facts.account, facts.total_months),)
    return Table(
        _ACCOUNT, rows, 6 * mm, fonts, size=9.5, gap=4 * mm, caption=_ACCOUNT_CAPTION
    )


def _account_row(account: AccountYear, total_months: int) -> tuple[str, ...]:
    return (
        format_yuan(account.opening_cents),
        format_yuan(account.credited_cents),
        format_yuan(account.interest_cents),
        format_yuan(account.closing_cents),
        str(account.months),
        str(total_months),
    )


FORM: Form[RightsFacts] = Form(
    title=lambda facts: f"社会保险个人权益记录单（{facts.year}年度）",
    english="Annual Statement of Individual Social Insurance Rights",
    blocks=_blocks,
)
