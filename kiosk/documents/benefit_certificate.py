"""Benefit certificate (待遇领取证明): what somebody draws each month."""

from __future__ import annotations

from collections.abc import Iterator

from reportlab.lib.units import mm

from kiosk.documents.flow import Block
from kiosk.documents.font import FontBook
from kiosk.documents.form import Form
from kiosk.documents.holder_table import holder_table
from kiosk.documents.notes import KEEP, notes, opening
from kiosk.documents.table import Column, Table
from kiosk.documents.wording import BENEFITS, day_text, month_text
from kiosk.domain.facts.benefit import BenefitFacts, BenefitLine
from kiosk.domain.money import amount_in_words, format_yuan
from kiosk.domain.months import Month

__all__ = ["FORM"]

_COLUMNS = (
    Column("待遇类别", "Benefit", 36, "left"),
    Column("起始年月", "From", 18),
    Column("终止年月", "Until", 18),
    Column("月待遇标准（元）", "Monthly (CNY)", 22, "right"),
    Column("发放状态", "State", 16),
)
_NOTES = (
    KEEP,
    "月待遇标准为上述日期的应发金额，不含一次性补发、扣发。",
    "暂停发放的待遇，完成领取资格认证后续发并补发停发期间的待遇。",
)


def _blocks(facts: BenefitFacts, fonts: FontBook) -> Iterator[Block]:
    yield opening(_sentence(facts), fonts)
    yield holder_table(facts, fonts)
    rows = tuple(_row(line, Month.of(facts.data_as_of)) for line in facts.benefits)
    yield Table(_COLUMNS, rows, 7 * mm, fonts, size=9.5, gap=4 * mm)
    yield notes(_NOTES, fonts)


def _sentence(facts: BenefitFacts) -> str:
    now = Month.of(facts.data_as_of)
    running = [line for line in facts.benefits if _runs(line, now)]
    return (
        f"兹证明 {facts.name}（社会保障号码：{facts.citizen_number}）"
        f"为本机构社会保险待遇领取人员，截至 {day_text(facts.data_as_of)}，"
        f"{_amount(running, now)}待遇情况如下："
    )


def _amount(running: list[BenefitLine], now: Month) -> str:
    if not running:
        return "无在领待遇，"
    cents = sum(line.monthly_cents for line in running)
    words = amount_in_words(cents)
    return f"{month_text(now)}待遇标准合计每月人民币{words}（¥{format_yuan(cents)}），"


def _runs(line: BenefitLine, now: Month) -> bool:
    return line.last_month is None or line.last_month >= now


def _row(line: BenefitLine, now: Month) -> tuple[str, ...]:
    return (
        BENEFITS.get(line.benefit, line.benefit),
        month_text(line.first_month),
        month_text(line.last_month),
        format_yuan(line.monthly_cents),
        _state(line, now),
    )


def _state(line: BenefitLine, now: Month) -> str:
    if not _runs(line, now):
        return "终止"
    return "暂停发放" if line.is_suspended else "正常发放"


FORM: Form[BenefitFacts] = Form(
    title=lambda _: "社会保险待遇领取证明",
    english="Certificate of Social Insurance Benefits",
    blocks=_blocks,
)
