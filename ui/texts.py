"""Texts by key, one file for each language; nothing on a screen is said otherwise."""

from __future__ import annotations

import json
import logging
import re
from datetime import date
from functools import cache
from pathlib import Path

from ui.comfort import Language

__all__ = ["TEXTS", "TextMissing", "Texts"]

TEXTS = Path(__file__).resolve().parent.parent / "assets" / "texts"

_log = logging.getLogger(__name__)
_MONTH_OF_YEAR = r"(\d{4})-(0[1-9]|1[0-2])"
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_MONTH = re.compile(_MONTH_OF_YEAR)
_MONTH_WITHIN = re.compile(rf"(?<![\w-]){_MONTH_OF_YEAR}(?![\w-])")


class TextMissing(LookupError):
    """A key has no text in a language; raised by strict texts alone."""


class Texts:
    """All texts of one language.

    Attributes:
        language: BCP 47 tag.
    """

    def __init__(
        self, language: str, sentences: dict[str, str], *, is_strict: bool = False
    ) -> None:
        """Speak one language; strict texts raise where others show the key."""
        self.language = language
        self._sentences = sentences
        self._is_strict = is_strict

    @classmethod
    def load(cls, language: Language, *, is_strict: bool = False) -> Texts:
        """Read a language's file; each file is read once."""
        return cls(language, _read(language), is_strict=is_strict)

    @property
    def keys(self) -> frozenset[str]:
        """Every key that has a text."""
        return frozenset(self._sentences)

    def knows(self, key: str) -> bool:
        """Whether a key has a text."""
        return key in self._sentences

    def say(self, key: str, **facts: object) -> str:
        """Give a text with its places filled; ISO days and months are written out.

        Raises:
            TextMissing: no such key, and these texts are strict.
        """
        sentence = self._sentences.get(key)
        if sentence is None:
            return self._missing(key)
        told = _Told()
        told |= {name: self._localised(str(fact)) for name, fact in facts.items()}
        return sentence.format_map(told)

    def raw(self, key: str) -> str:
        """Give a text with its places open, for proofs."""
        return self._sentences[key]

    def say_day(self, day: date) -> str:
        """Write a day as people of the language do, weekday included."""
        return self.say(
            "day.long",
            year=day.year,
            month=self.say(f"month.{day.month}"),
            day=day.day,
            weekday=self.say(f"weekday.{day.isoweekday()}"),
        )

    def with_months(self, words: str) -> str:
        """Write out the ISO months that stand within words of the centre."""
        return _MONTH_WITHIN.sub(self._month, words)

    def _month(self, found: re.Match[str]) -> str:
        year, number = found.groups()
        month = self.say(f"month.{int(number)}")
        return self.say("month.of-year", year=year, month=month)

    def _localised(self, fact: str) -> str:
        if found := _MONTH.fullmatch(fact):
            return self._month(found)
        if not _DAY.fullmatch(fact):
            return fact
        day = date.fromisoformat(fact)
        month = self.say(f"month.{day.month}")
        return self.say("day.short", year=day.year, month=month, day=day.day)

    def _missing(self, key: str) -> str:
        if self._is_strict:
            raise TextMissing(key)
        _log.error("text-missing", extra={"key": key, "language": self.language})
        return key


class _Told(dict[str, str]):
    """Facts by name; one that nobody told stays visible as its place."""

    def __missing__(self, name: str) -> str:
        _log.error("fact-missing", extra={"fact": name})
        return f"{{{name}}}"


@cache
def _read(language: Language) -> dict[str, str]:
    path = TEXTS / f"{language}.json"
    sentences: dict[str, str] = json.loads(path.read_text(encoding="utf-8"))
    return sentences
