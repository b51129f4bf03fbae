"""Filling a form question by question, and writing its answers out for review."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date

from kiosk.domain.business import (
    BusinessItem,
    FormQuestion,
    Option,
    Trouble,
    WordsOf,
)
from kiosk.domain.money import format_yuan
from kiosk.visit.business import (
    SKIPPED,
    ChooseOption,
    ChooseSeveral,
    DateUnit,
    Keys,
    PickDate,
    TypeValue,
    WriteWords,
    Writing,
)
from kiosk.visit.photographing import photograph

__all__ = ["Answers", "can_be_asked", "fill", "review_lines"]

_KEYS = {"number-pad": Keys.DIGITS, "money": Keys.MONEY}
_UNITS = {
    "year": DateUnit.YEAR,
    "month": DateUnit.MONTH,
    "date": DateUnit.DAY,
}
_WRITINGS = {
    "text": Writing.WORDS,
    "code": Writing.CODE,
    "person": Writing.CODE,
}
_PAPER = "paper"
_CITIZEN_NUMBER_LENGTH = 18
_NOTHING = WordsOf("（未填）", "(left open)")
_OWN_WORDS = "own-words"
_OWN = Option(_OWN_WORDS, WordsOf("都不是，我自己写", "None of these, I write it"))
_PHOTOGRAPH, _LEAVE_OUT = "photograph", "leave-out"
_OPEN = (
    Option(_PHOTOGRAPH, WordsOf("拍照交材料", "Photograph papers")),
    Option(_LEAVE_OUT, WordsOf("没有材料，不拍", "Nothing to photograph")),
)

Answers = dict[str, object]
"""Values as the form checks them; photographed papers as their pages, JPEG."""


def can_be_asked(item: BusinessItem) -> bool:
    """Tell whether a terminal can ask everything the item needs.

    Files of many rows are for the counter and the portal.
    """
    return all(
        _is_askable(question) for question in item.questions if question.is_needed
    )


async def fill(
    item: BusinessItem,
    today: date,
    answers: Mapping[str, object],
    troubles: tuple[Trouble, ...] = (),
) -> Answers:
    """Ask every question; on a second round only those that were in trouble.

    Args:
        item: Whose form it is.
        today: Where dates begin.
        answers: What was answered before.
        troubles: What was wrong with it.
    """
    wrong = {trouble.field: trouble.words for trouble in troubles}
    filled = dict(answers)
    for question in item.questions:
        if not _is_askable(question) or (wrong and question.key not in wrong):
            continue
        trouble = wrong.get(question.key)
        if question.picker == _PAPER:
            told: object = await _photographed(question, item.papers, trouble)
        else:
            told = await _answer(question, today, trouble)
        filled.pop(question.key, None)
        if told not in (SKIPPED, None):
            filled[question.key] = told
    return filled


def review_lines(
    item: BusinessItem, answers: Mapping[str, object]
) -> tuple[tuple[WordsOf, WordsOf], ...]:
    """Give label and answer of every question that was asked."""
    return tuple(
        (question.label, _shown(question, answers.get(question.key)))
        for question in item.questions
        if _is_askable(question)
    )


def _is_askable(question: FormQuestion) -> bool:
    """Digits, dates, choices, words and pages can be asked; files cannot."""
    if question.picker == _PAPER:
        return question.takes_several
    asked = question.picker in (*_KEYS, *_UNITS, *_WRITINGS)
    return bool(question.options) or asked


async def _photographed(
    question: FormQuestion, papers: tuple[WordsOf, ...], trouble: WordsOf | None
) -> tuple[bytes, ...] | None:
    if not question.is_needed:
        asked = ChooseOption(question.label, question.help, _OPEN, trouble)
        if await asked == _LEAVE_OUT:
            return None
    return await photograph(papers, trouble)


async def _answer(
    question: FormQuestion, today: date, trouble: WordsOf | None
) -> object:
    title, help_words = question.label, question.help
    skips = not question.is_needed
    if question.picker == "choices":
        several = await ChooseSeveral(title, help_words, question.options, trouble)
        return list(several)
    if question.options:
        return await _chosen(question, trouble)
    if question.picker in _WRITINGS:
        return await _written(question, trouble)
    if question.picker in _UNITS:
        unit = _UNITS[question.picker]
        picked = await PickDate(title, help_words, unit, today, trouble, skips)
        return None if picked is None else _date_value(picked, unit)
    keys = _KEYS[question.picker]
    typed = await TypeValue(title, help_words, keys, trouble, skips)
    return _typed_value(question, typed)


async def _chosen(question: FormQuestion, trouble: WordsOf | None) -> str | int:
    """Offer the choices; of free text what is usual, and one's own words."""
    is_free = question.picker in _WRITINGS
    options = (*question.options, _OWN) if is_free else question.options
    skips = not question.is_needed
    chosen = await ChooseOption(question.label, question.help, options, trouble, skips)
    return await _written(question, None) if chosen == _OWN_WORDS else chosen


async def _written(question: FormQuestion, trouble: WordsOf | None) -> str:
    most = _CITIZEN_NUMBER_LENGTH if question.picker == "person" else question.most
    return await WriteWords(
        question.label,
        question.help,
        most,
        _WRITINGS[question.picker],
        trouble,
        not question.is_needed,
    )


def _date_value(picked: date, unit: DateUnit) -> object:
    if unit is DateUnit.YEAR:
        return picked.year
    return f"{picked:%Y-%m}" if unit is DateUnit.MONTH else picked.isoformat()


def _typed_value(question: FormQuestion, typed: str) -> object:
    is_whole = question.picker == "money" or question.key == "other_personal_number"
    return int(typed) if is_whole and typed else typed


def _shown(question: FormQuestion, value: object) -> WordsOf:
    if value is None:
        return _NOTHING
    if isinstance(value, tuple):
        return WordsOf(f"{len(value)} 页照片", f"{len(value)} photographed pages")
    names = {option.value: option.words for option in question.options}
    if isinstance(value, list):
        chosen = [names[each] for each in value]
        return WordsOf(
            "、".join(each.chinese for each in chosen),
            ", ".join(each.english for each in chosen),
        )
    if isinstance(value, str | int) and value in names:
        return names[value]
    if question.picker == "money" and isinstance(value, int):
        told = format_yuan(value)
        return WordsOf(f"{told} 元", f"{told} yuan")
    text = value if isinstance(value, str) else json.dumps(value)
    return WordsOf(text, text)
