"""The screens of business items once each, with an invented form."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from kiosk.domain.business import (
    AnswerTable,
    CaseOutcome,
    Option,
    Trouble,
    WordsOf,
)
from kiosk.ports.paper_camera import PaperAdvice, PaperView
from kiosk.visit.business import (
    ChooseOption,
    ChooseSeveral,
    DateUnit,
    Keys,
    PickDate,
    ReviewForm,
    ShowOutcome,
    ShowTable,
    TypeValue,
    WriteWords,
    Writing,
)
from kiosk.visit.photographing import JudgePage, LookAtPaper
from ui.sample_pictures import sample_paper

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from kiosk.visit.ask import Ask

__all__ = ["business_asks"]

_ITEM = WordsOf("灵活就业人员参保登记", "Enrol as a flexible worker")
_GROUPS = tuple(
    Option(key, WordsOf(chinese, english))
    for key, chinese, english in (
        ("PB", "个人待遇", "Individual: benefits"),
        ("PC", "个人打印", "Individual: print"),
        ("PP", "个人缴费", "Individual: payment"),
        ("PQ", "个人查询", "Individual: query"),
        ("PR", "个人参保", "Individual: enrolment"),
        ("PT", "关系转移", "Individual: transfer"),
        ("QA", "咨询互动", "Consultation"),
    )
)
_KINDS = tuple(
    Option(key, WordsOf(chinese, english))
    for key, chinese, english in (
        ("110", "企业职工基本养老", "Employees' pension"),
        ("210", "失业", "Unemployment"),
        ("310", "职工基本医疗", "Employees' medical"),
        ("410", "工伤", "Work injury"),
        ("510", "生育", "Maternity"),
    )
)
_TIERS = tuple(Option(each, WordsOf(f"{each}%", f"{each} %")) for each in (40, 60, 80))
_MONTH, _TIER = WordsOf("开始年月", "First month"), WordsOf("缴费档次", "Tier")
_PHONE = WordsOf("联系电话", "Telephone")
_HELP = WordsOf("从这个月起", "From this month on")
_CLOSED = WordsOf("只能选择本月或上月", "Only this month or the last may be chosen")
_START = date(2026, 11, 28)


def business_asks() -> Iterator[tuple[str, Ask[Any], object]]:
    """Give each ask of a form with a name for files."""
    about = WordsOf("您要办理哪类业务？", "What is it about?")
    touch = WordsOf("请点选一项。", "Please touch one.")
    yield "choose-option", ChooseOption(about, touch, _GROUPS), None
    share = WordsOf("占平均工资的百分比", "Per cent of the average wage")
    tier = ChooseOption(_TIER, share, _TIERS, can_skip=True)
    yield "choose-option-skip", tier, None
    kinds = WordsOf("险种", "Kinds of insurance")
    several = WordsOf("可以选多项", "You may choose several")
    yield "choose-several", ChooseSeveral(kinds, several, _KINDS), None
    digits = WordsOf("11 位手机号", "Mobile number of 11 digits")
    yield "type-value", TypeValue(_PHONE, digits, Keys.DIGITS), None
    money = WordsOf("金额（元）", "Amount (yuan)")
    fen = WordsOf("到分", "To the fen")
    yield "type-value-money", TypeValue(money, fen, Keys.MONEY), None
    yield from _written()
    yield from _photographed()
    yield "pick-date", PickDate(_MONTH, _HELP, DateUnit.MONTH, _START), None
    day = WordsOf("预约日期", "Day of the appointment")
    wrong = PickDate(day, _HELP, DateUnit.DAY, _START, _CLOSED)
    yield "pick-date-wrong", wrong, None
    yield "review-form", ReviewForm(_ITEM, _answered()), None
    yield "show-table", ShowTable(_table()), None
    yield from _outcomes()


def _written() -> Iterator[tuple[str, Ask[Any], object]]:
    label = WordsOf("开户银行", "Bank")
    about = WordsOf("银行和网点名称", "Bank and branch")
    yield "write-words", WriteWords(label, about, 60), None
    number = WordsOf("受理编号", "Case number")
    slip = WordsOf("见受理回执", "As on your slip")
    unknown = WordsOf("没有这个编号", "There is no such number")
    code = WriteWords(number, slip, 36, Writing.CODE, unknown)
    yield "write-words-code", code, None


def _photographed() -> Iterator[tuple[str, Ask[Any], object]]:
    bill = WordsOf("医院收费票据和诊断证明", "Hospital bill and discharge paper")
    page = sample_paper()
    advice = PaperAdvice.GOOD
    yield "look-at-paper", LookAtPaper((bill,), 1), PaperView(page, advice)
    yield "judge-page", JudgePage(page, 1, can_more=True), None


def _answered() -> tuple[tuple[WordsOf, WordsOf], ...]:
    return (
        (_TIER, WordsOf("60%", "60 %")),
        (_MONTH, WordsOf("2026-11", "2026-11")),
        (_PHONE, WordsOf("13800000000", "13800000000")),
    )


def _table() -> AnswerTable:
    plain = [WordsOf(text, text) for text in ("2026-10", "9,000.00", "720.00")]
    row = (plain[0], _KINDS[0].words, *plain[1:])
    columns = (
        WordsOf("年月", "Month"),
        WordsOf("险种", "Kind"),
        WordsOf("缴费基数", "Base"),
        WordsOf("个人缴", "Own share"),
    )
    return AnswerTable(WordsOf("2026 年缴费", "Payments of 2026"), columns, (row,) * 9)


def _outcomes() -> Iterator[tuple[str, Ask[Any], object]]:
    number = "20261128-7K3M9-QX2TR"
    effect = WordsOf(
        "2026年11月起参保，1 个险种", "Enrolled from 2026-11 in 1 insurance"
    )
    done = CaseOutcome(number, is_done=True, effects=(effect,))
    yield "show-outcome-done", ShowOutcome(_ITEM, done), None
    waiting = CaseOutcome(number, due="2026-12-09")
    yield "show-outcome-waiting", ShowOutcome(_ITEM, waiting), None
    troubles = CaseOutcome(troubles=(Trouble("first_month", _CLOSED),))
    yield "show-outcome-not-taken", ShowOutcome(_ITEM, troubles), None
