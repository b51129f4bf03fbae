"""What the panel tells of itself and of its sensors, out of a frame's words."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, TypeVar

from kiosk.domain.fault import InvalidValue
from kiosk.ports.guidance import Place
from kiosk.ports.surroundings import Door, Power, Presence, Senses, Tamper

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["PanelState", "parse_model", "parse_places", "parse_state"]

_ABSENT = "-"
"""Stands for a sensor the panel does not have."""
_MOST_CALLS = 255
_STATE_WORDS = 6
_GREETING_WORDS = 3

A = TypeVar("A", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class PanelState:
    """One report of all sensors, not debounced.

    Attributes:
        calls: How often the call button was pressed since power-on, modulo 256,
            so that a press is known even when its report was lost.
    """

    senses: Senses
    calls: int


def parse_state(words: Sequence[str]) -> PanelState:
    """Read ``state PRESENCE DOOR TAMPER POWER CALLS``.

    Raises:
        InvalidValue: reason ``words``.
    """
    if len(words) != _STATE_WORDS or words[0] != "state":
        raise InvalidValue(field="panel-state", reason="words")
    senses = Senses(
        presence=_axis(Presence, words[1]),
        door=_axis(Door, words[2]),
        tamper=_axis(Tamper, words[3]),
        power=_axis(Power, words[4]),
    )
    return PanelState(senses, _calls(words[5]))


def parse_places(words: Sequence[str]) -> frozenset[Place]:
    """Read ``panel MODEL PLACES``; places newer than this program are left out.

    Raises:
        InvalidValue: reason ``words``.
    """
    if len(words) != _GREETING_WORDS or words[0] != "panel":
        raise InvalidValue(field="panel-greeting", reason="words")
    named = words[2].split(",")
    return frozenset(place for place in Place if place in named)


def parse_model(words: Sequence[str]) -> str:
    """Read the model out of the same greeting; the maker's own word.

    Raises:
        InvalidValue: reason ``words``.
    """
    if len(words) != _GREETING_WORDS or words[0] != "panel":
        raise InvalidValue(field="panel-greeting", reason="words")
    return words[1]


def _axis(axis: type[A], word: str) -> A:
    try:
        return axis("unknown" if word == _ABSENT else word)
    except ValueError:
        raise InvalidValue(field="panel-state", reason="words") from None


def _calls(word: str) -> int:
    is_number = word.isascii() and word.isdecimal() and len(word) <= len("255")
    if not is_number or int(word) > _MOST_CALLS:
        raise InvalidValue(field="panel-state", reason="words")
    return int(word)
