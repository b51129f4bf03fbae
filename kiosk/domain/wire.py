"""Domain values to JSON-ready ones and back, the same at terminal and centre."""

from __future__ import annotations

import base64
import math
from datetime import date, datetime
from typing import Any, TypeVar, get_args, get_origin

from cattrs import Converter

from kiosk.domain.fault import InvalidValue
from kiosk.domain.months import Month

__all__ = ["from_wire", "to_wire"]

T = TypeVar("T")

_Scalar = str | int | float | bool | None
"""What a deed's payload may hold."""


def _scalar(value: object, _: object) -> object:
    is_plain = value is None or isinstance(value, str | int | float | bool)
    if not is_plain or (isinstance(value, float) and not math.isfinite(value)):
        raise InvalidValue(field="payload", reason="not a plain value")
    return value


# Nothing is made into what it is not: `null` is no text "None", 0 is no `false`,
# and a text is no list of its characters.


def _text(value: object, kind: type[str]) -> str:
    if not isinstance(value, str):
        raise InvalidValue(field=kind.__name__, reason="not a text")
    return kind(value)


def _whole(value: object, kind: type[int]) -> int:
    if type(value) is not int:
        raise InvalidValue(field=kind.__name__, reason="not a whole number")
    return kind(value)


def _number(value: object, _: object) -> float:
    if isinstance(value, int | float) and not isinstance(value, bool):
        number = float(value)
        if math.isfinite(number):
            return number
    raise InvalidValue(field="float", reason="not a number")


def _flag(value: object, _: object) -> bool:
    if not isinstance(value, bool):
        raise InvalidValue(field="bool", reason="neither true nor false")
    return value


def _is_row(kind: object) -> bool:
    return get_origin(kind) is tuple and get_args(kind)[1:] == (...,)


def _row(values: object, kind: object) -> tuple[object, ...]:
    if not isinstance(values, list | tuple):
        raise InvalidValue(field="list", reason="not a list")
    return tuple(_converter.structure(each, get_args(kind)[0]) for each in values)


_converter = Converter(forbid_extra_keys=True)
_converter.register_structure_hook(str, _text)
_converter.register_structure_hook(int, _whole)
_converter.register_structure_hook(float, _number)
_converter.register_structure_hook(bool, _flag)
_converter.register_structure_hook_func(_is_row, _row)
_converter.register_structure_hook(_Scalar, _scalar)
_converter.register_unstructure_hook(Month, str)
_converter.register_structure_hook(Month, lambda text, _: Month.parse(text))
_converter.register_unstructure_hook(date, lambda day: day.isoformat())
_converter.register_structure_hook(date, lambda text, _: date.fromisoformat(text))
_converter.register_unstructure_hook(datetime, lambda moment: moment.isoformat())
_converter.register_structure_hook(
    datetime, lambda text, _: datetime.fromisoformat(text)
)
_converter.register_unstructure_hook(
    bytes, lambda data: base64.b64encode(data).decode()
)
_converter.register_structure_hook(
    bytes, lambda text, _: base64.b64decode(text, validate=True)
)


def to_wire(value: object) -> Any:  # noqa: ANN401 - JSON has no better type
    """Turn a domain value into dicts, lists, strings and numbers."""
    return _converter.unstructure(value)


def from_wire(kind: type[T], data: object) -> T:
    """Build a domain value from JSON-ready data.

    Raises:
        InvalidValue: data that does not fit, extra keys included.
    """
    try:
        return _converter.structure(data, kind)
    except InvalidValue:
        raise
    except Exception as error:
        raise InvalidValue(field=kind.__name__, reason="shape") from error
