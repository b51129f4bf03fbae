"""Domain values to JSON-ready ones and back, the same at terminal and centre."""

from __future__ import annotations

import base64
from datetime import date, datetime
from typing import Any, TypeVar

from cattrs import Converter

from kiosk.domain.fault import InvalidValue
from kiosk.domain.months import Month

__all__ = ["from_wire", "to_wire"]

T = TypeVar("T")

_Scalar = str | int | float | bool | None
"""What a deed's payload may hold."""


def _scalar(value: object, _: object) -> object:
    if value is None or isinstance(value, str | int | float | bool):
        return value
    raise InvalidValue(field="payload", reason="not a plain value")


_converter = Converter(forbid_extra_keys=True)
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
