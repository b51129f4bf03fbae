"""An item's form as fields of a page, and a page's fields as answers."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from backend.cases.table import KINDS
from backend.catalogue.item import FormField, Item, Picker
from backend.web.form import Form, Upload

__all__ = ["Drawn", "answers_in", "cents_in", "drawn_form"]

_LONG_TEXT = 200
_HUNDRED = 100
_MOST_FIGURES = 40
_MONEY = re.compile(r"[0-9]{1,12}(\.[0-9]{1,2})?")

Keep = Callable[[Upload], str]
"""Keeps a file and gives its SHA-256."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """One field as a page draws it.

    Attributes:
        how: Name of the part that draws it: ``line``, ``lines``, ``choice``,
            ``ticks``, ``file``.
        kind: HTML type of a line; ``mode`` the keyboard a phone shows.
        options: Values that can be chosen, each with its text.
        values: What stands in it, as text.
    """

    key: str
    label: str
    hint: str
    is_needed: bool
    how: str
    kind: str = "text"
    mode: str = ""
    most: int = _LONG_TEXT
    options: tuple[tuple[str, str], ...] = ()
    values: tuple[str, ...] = ()
    is_several: bool = False
    accept: str = ""


def drawn_form(
    item: Item, form: Form, answers: Mapping[str, object], language: str
) -> list[Drawn]:
    """Draw an item's fields with what was sent, else with answers given before."""
    return [
        _drawn(each, _values(each, form, answers), language, is_needed=is_needed)
        for each, is_needed in item.form
    ]


def answers_in(item: Item, form: Form, keep: Keep) -> dict[str, object]:
    """Read the answers off a page, in the values the item's form checks.

    What cannot be read stays as it was written, so that the check refuses it in
    words of its own; what was left empty is not there.
    """
    answers: dict[str, object] = {}
    for each, _ in item.form:
        value = _answer(each, form, keep)
        if value not in (None, "", []):
            answers[each.key] = value
    return answers


def _answer(each: FormField, form: Form, keep: Keep) -> object:
    if each.picker is Picker.PAPER:
        return _papers(each, form, keep)
    if each.schema.get("type") == "array":
        return form.every(each.key)
    told = form[each.key]
    if each.picker is Picker.MONEY:
        return cents_in(told)
    if each.schema.get("type") == "integer":
        is_number = told.isascii() and told.isdigit() and len(told) < _LONG_TEXT
        return int(told) if is_number else told
    return told


def _papers(each: FormField, form: Form, keep: Keep) -> object:
    sent = [keep(file) for file in form.files.get(each.key, ()) if file.name]
    names = list(dict.fromkeys([*form.every(f"{each.key}-kept"), *sent]))
    if each.schema.get("type") == "array":
        return names
    return names[-1] if names else ""


def cents_in(told: str) -> object:
    """Read yuan as fen; what is no amount stays as it was written."""
    plain = told.replace(",", "").replace("，", "").removeprefix("¥").strip()
    if not _MONEY.fullmatch(plain):
        return told
    try:
        return int(Decimal(plain) * _HUNDRED)
    except InvalidOperation:  # pragma: no cover - the pattern lets no such text in
        return told


def _values(
    each: FormField, form: Form, answers: Mapping[str, object]
) -> tuple[str, ...]:
    sent = form.every(each.key)
    if sent:
        return tuple(sent)
    told = answers.get(each.key)
    if told is None:
        return ()
    if isinstance(told, list):
        return tuple(str(value) for value in told)
    if each.picker is Picker.MONEY and isinstance(told, int):
        return (f"{told // _HUNDRED}.{told % _HUNDRED:02d}",)
    return (str(told),)


def _drawn(
    each: FormField, values: tuple[str, ...], language: str, *, is_needed: bool
) -> Drawn:
    told: dict[str, Any] = {
        "key": each.key,
        "label": each.label.told(language),
        "hint": each.help.told(language),
        "is_needed": is_needed,
        "values": values,
    }
    return Drawn(**told, **_way(each, language))


def _way(each: FormField, language: str) -> dict[str, Any]:
    match each.picker:
        case Picker.CHOICE | Picker.CHOICES:
            how = "choice" if each.picker is Picker.CHOICE else "ticks"
            options = _options(each, language)
            return {"how": how, "options": options} if options else {"how": "line"}
        case Picker.MONTH | Picker.DATE:
            return {"how": "line", "kind": str(each.picker)}
        case Picker.MONEY:
            return {"how": "line", "mode": "decimal", "most": 16}
        case Picker.NUMBER_PAD | Picker.YEAR:
            return {"how": "line", "mode": "numeric", "most": 32}
        case Picker.PAPER:
            is_batch = each.schema.get("type") != "array"
            accept = ".xlsx,.csv" if is_batch else "image/*,application/pdf"
            return {"how": "file", "is_several": not is_batch, "accept": accept}
        case _:
            most = each.schema.get("maxLength", _LONG_TEXT)
            most = most if isinstance(most, int) else _LONG_TEXT
            return {"how": "lines" if most > _LONG_TEXT else "line", "most": most}


def _options(each: FormField, language: str) -> tuple[tuple[str, str], ...]:
    """Give what can be chosen: words of the field, kinds of insurance, or figures."""
    if each.choices:
        return tuple((key, words.told(language)) for key, words in each.choices.items())
    schema = each.schema.get("items", each.schema)
    told = schema if isinstance(schema, Mapping) else {}
    if told.get("format") == "insurance-kind":
        return tuple((str(kind), name.told(language)) for kind, name in KINDS.items())
    least, most = told.get("minimum"), told.get("maximum")
    among = told.get("enum", ())
    if (
        isinstance(least, int)
        and isinstance(most, int)
        and most - least < _MOST_FIGURES
    ):
        among = range(least, most + 1)
    return tuple((str(value), str(value)) for value in among)
