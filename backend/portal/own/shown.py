"""Answers in words: labels of the fields, names of what was chosen, yuan for fen."""

from __future__ import annotations

from collections.abc import Mapping

from backend.cases.table import KINDS
from backend.catalogue.item import FormField, Item, Picker
from kiosk.domain.contribution import InsuranceKind
from kiosk.domain.money import format_yuan

__all__ = ["shown_answers"]


def shown_answers(
    item: Item, answers: Mapping[str, object], language: str
) -> list[tuple[str, str]]:
    """Give label and text of each answer, in the order of the form."""
    return [
        (field.label.told(language), _text(field, answers[field.key], language))
        for field, _ in item.form
        if field.key in answers
    ]


def _text(field: FormField, value: object, language: str) -> str:
    if field.picker is Picker.PAPER:
        return str(len(value)) if isinstance(value, list) else "1"
    if isinstance(value, list):
        return "、".join(_one(field, each, language) for each in value)
    return _one(field, value, language)


def _one(field: FormField, value: object, language: str) -> str:
    if field.picker is Picker.MONEY and isinstance(value, int):
        return format_yuan(value)
    chosen = field.choices.get(str(value))
    if chosen is not None:
        return chosen.told(language)
    if field.key in ("kind", "kinds") and value in set(InsuranceKind):
        return KINDS[InsuranceKind(str(value))].told(language)
    return str(value)
