"""The knowledge base: every cause with what is likely wrong and what to do."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

__all__ = ["DRAWINGS", "LANGUAGES", "Entry", "drawings_of", "entries", "entry_of"]

LANGUAGES = ("zh-CN", "en")
_ASSETS = Path(__file__).resolve().parents[2] / "assets"
_FOLDER = _ASSETS / "knowledge"

DRAWINGS = _ASSETS / "drawings"
"""Vector drawings, three to two, named by what they show."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What is known of one cause.

    Attributes:
        title: The trouble in a few words.
        likely: What is most probably behind it.
        steps: What to do, in order.
        parts: Spare parts to bring.
    """

    title: str
    likely: str
    steps: Sequence[str]
    parts: Sequence[str] = field(default=())


@cache
def entries(language: str) -> Mapping[str, Entry]:
    """Give the whole knowledge base in one language.

    Raises:
        OSError, ValueError, TypeError: the file is missing or not of its form.
    """
    told = json.loads((_FOLDER / f"{language}.json").read_text(encoding="utf-8"))
    return {cause: Entry(**entry) for cause, entry in told.items()}


def entry_of(cause: str, language: str) -> Entry:
    """Give the entry of a cause; a cause not known yet explains itself."""
    known = entries(language).get(cause)
    return known or Entry(cause, "", (entries(language)["unknown"].steps[0],))


@cache
def _drawn() -> Mapping[str, Sequence[str]]:
    told: Mapping[str, Sequence[str]] = json.loads(
        (_FOLDER / "drawings.json").read_text(encoding="utf-8")
    )
    return told


def drawings_of(cause: str) -> Sequence[str]:
    """Name the drawing of each step of a cause; none for a cause not known yet."""
    return _drawn().get(cause, ())
