"""An item's form as JSON Schema, and answers checked against it in both languages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from jsonschema import Draft202012Validator, FormatChecker, SchemaError
from jsonschema.exceptions import ValidationError

from backend.catalogue.item import FormField, Item, Words
from kiosk.domain.contribution import InsuranceKind
from kiosk.domain.fault import InvalidValue
from kiosk.domain.identifier import CitizenNumber, CreditCode
from kiosk.domain.months import Month

__all__ = ["FieldTrouble", "form_schema", "schema_trouble", "troubles_of"]

_DRAFT = "https://json-schema.org/draft/2020-12/schema"
_FEWEST_DIGITS, _MOST_DIGITS = 8, 30

FORMATS = FormatChecker(formats=())
"""The formats that fields may name; no others are known."""


@dataclass(frozen=True, slots=True)
class FieldTrouble:
    """What is wrong with the answer to one field."""

    field: str
    words: Words


def form_schema(item: Item) -> dict[str, Any]:
    """Give an item's form as JSON Schema.

    Labels, help and the way to ask stand beside each field under ``x-label``,
    ``x-help``, ``x-picker``, ``x-choices``; ``x-order`` is the order to ask in.
    """
    return {
        "$schema": _DRAFT,
        "$id": f"urn:item:{item.id}",
        "type": "object",
        "properties": {field.key: _property(field) for field, _ in item.form},
        "required": [field.key for field, is_needed in item.form if is_needed],
        "additionalProperties": False,
        "x-order": [field.key for field, _ in item.form],
    }


def troubles_of(item: Item, answers: Mapping[str, object]) -> tuple[FieldTrouble, ...]:
    """Check answers; gives at most one trouble for each field, in form order."""
    validator = Draft202012Validator(form_schema(item), format_checker=FORMATS)
    found: dict[str, FieldTrouble] = {}
    for error in validator.iter_errors(dict(answers)):
        for trouble in _told(item, error):
            found.setdefault(trouble.field, trouble)
    order = {field.key: place for place, (field, _) in enumerate(item.form)}
    return tuple(sorted(found.values(), key=lambda each: order.get(each.field, -1)))


def schema_trouble(schema: Mapping[str, object]) -> str:
    """Say what is wrong with a field's schema; empty when nothing is."""
    try:
        Draft202012Validator.check_schema(schema)
    except SchemaError as error:
        return str(error.message)
    unknown = set(_formats_in(schema)) - set(FORMATS.checkers)
    return f"unknown format {', '.join(sorted(unknown))}" if unknown else ""


def _formats_in(schema: object) -> Iterator[str]:
    if isinstance(schema, Mapping):
        if "format" in schema:
            yield str(schema["format"])
        for inner in schema.values():
            yield from _formats_in(inner)


def _property(field: FormField) -> dict[str, Any]:
    choices = {value: _both(words) for value, words in field.choices.items()}
    return {
        **field.schema,
        "x-label": _both(field.label),
        "x-help": _both(field.help),
        "x-picker": str(field.picker),
        **({"x-choices": choices} if choices else {}),
    }


def _both(words: Words) -> dict[str, str]:
    return {"zh-CN": words.zh, "en": words.en}


def _told(item: Item, error: ValidationError) -> Iterator[FieldTrouble]:
    """Put an error into words; one may name several missing or unknown fields."""
    fields = {field.key: field for field, _ in item.form}
    if error.absolute_path:
        field = fields[str(error.absolute_path[0])]
        yield FieldTrouble(field.key, _wrong(field))
        return
    answers = error.instance if isinstance(error.instance, Mapping) else {}
    if error.validator == "required":
        needed = {field.key for field, is_needed in item.form if is_needed}
        for key in needed - answers.keys():
            yield FieldTrouble(key, _missing(fields[key]))
    for key in answers.keys() - fields.keys():
        yield FieldTrouble(
            str(key), Words("表单中没有此项", "The form has no such field")
        )


def _missing(field: FormField) -> Words:
    return Words(f"请填写{field.label.zh}", f"{field.label.en}: please fill in")


def _wrong(field: FormField) -> Words:
    chinese = f"{field.label.zh}不正确：{field.help.zh}"
    return Words(chinese, f"{field.label.en} is not right: {field.help.en}")


@FORMATS.checks("month", raises=InvalidValue)
def _is_month(value: object) -> bool:
    return not isinstance(value, str) or bool(Month.parse(value))


@FORMATS.checks("date", raises=ValueError)
def _is_date(value: object) -> bool:
    return not isinstance(value, str) or bool(date.fromisoformat(value))


@FORMATS.checks("citizen-number", raises=InvalidValue)
def _is_citizen_number(value: object) -> bool:
    return not isinstance(value, str) or bool(CitizenNumber.parse(value))


@FORMATS.checks("credit-code", raises=InvalidValue)
def _is_credit_code(value: object) -> bool:
    return not isinstance(value, str) or bool(CreditCode(value))


@FORMATS.checks("insurance-kind", raises=ValueError)
def _is_kind(value: object) -> bool:
    return not isinstance(value, str) or bool(InsuranceKind(value))


@FORMATS.checks("bank-account")
def _is_account(value: object) -> bool:
    if not isinstance(value, str):
        return True
    is_digits = value.isascii() and value.isdigit()
    return is_digits and _FEWEST_DIGITS <= len(value) <= _MOST_DIGITS


@FORMATS.checks("attachment")
def _is_attachment(value: object) -> bool:
    """Tell a reference to an attachment: SHA-256 in hex."""
    if not isinstance(value, str):
        return True
    return len(value) == 64 and not set(value) - set("0123456789abcdef")  # noqa: PLR2004
