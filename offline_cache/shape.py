"""What an answer of the centre is, once it came: an object of the shape asked for.

Anything else counts as no answer.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, TypeVar

from kiosk.domain.fault import CentreUnreachable, InvalidValue
from kiosk.domain.wire import from_wire

__all__ = ["NotTaken", "check_troubles", "object_of", "read_as", "shaped"]

T = TypeVar("T")


class NotTaken(Exception):
    """A form or rule does not hold; every trouble is told."""

    def __init__(self, told: dict[str, Any]) -> None:
        """Keep the answer."""
        super().__init__()
        self.told = told


def check_troubles(text: bytes) -> None:
    """Tell a refusal that names its fields from one that does not."""
    told = object_of(text)
    if isinstance(told.get("troubles"), list):
        raise NotTaken(told)


def read_as(read: Callable[[dict[str, Any]], T], told: dict[str, Any]) -> T:
    """Read an answer by the wire form of its own kind."""
    try:
        return read(told)
    except InvalidValue as error:
        raise CentreUnreachable(reason="ill-formed") from error


def object_of(text: bytes) -> dict[str, Any]:
    """Read a JSON object."""
    try:
        told = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise CentreUnreachable(reason="ill-formed") from error
    if not isinstance(told, dict):
        raise CentreUnreachable(reason="ill-formed")
    return told


def shaped(kind: type[T], data: object) -> T:
    """Read a value of a kind that names its own fields."""
    try:
        return from_wire(kind, data)
    except InvalidValue as error:
        raise CentreUnreachable(reason="ill-formed") from error
