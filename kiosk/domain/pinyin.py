"""Typing Chinese on a screen: letters of pinyin become words to choose from."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Self

__all__ = ["Candidate", "Lexicon"]

_FILE = Path(__file__).resolve().parents[2] / "assets" / "pinyin" / "lexicon.json"
_LONGEST_SYLLABLE = 6


@dataclass(frozen=True, slots=True)
class Candidate:
    """A word that letters may mean.

    Attributes:
        letters: How many of the typed letters it takes.
    """

    word: str
    letters: int


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Words and characters by their pinyin without tones, the likelier first.

    Attributes:
        characters: Characters of each syllable.
        words: Words of each spelling.
    """

    characters: Mapping[str, str] = field(repr=False)
    words: Mapping[str, Sequence[str]] = field(repr=False)

    @classmethod
    @cache
    def load(cls) -> Self:
        """Read the shipped words: those of social insurance and of every day."""
        told = json.loads(_FILE.read_text(encoding="utf-8"))
        return cls(told["characters"], told["words"])

    def candidates(self, typed: str, most: int) -> tuple[Candidate, ...]:
        """Give what the letters may mean, what takes most of them first.

        Words spelled as typed come first, then words that begin so, then the
        characters of the longest syllable the letters begin with.
        """
        if not typed:
            return ()
        found = [Candidate(each, len(typed)) for each in self.words.get(typed, ())]
        found += self._whole_syllable(typed)
        found += [
            Candidate(word, len(typed))
            for spelling in self._longer(typed)
            for word in self.words[spelling]
        ][:most]
        found += self._first_syllable(typed)
        unique = {each.word: each for each in reversed(found)}
        return tuple(each for each in found if unique.pop(each.word, None))[:most]

    def _longer(self, typed: str) -> list[str]:
        """Give the spellings that begin so, the shortest first."""
        begun = [each for each in self.words if each.startswith(typed)]
        return sorted((each for each in begun if each != typed), key=len)

    def _whole_syllable(self, typed: str) -> list[Candidate]:
        marks = self.characters.get(typed, "")
        return [Candidate(mark, len(typed)) for mark in marks]

    def _first_syllable(self, typed: str) -> list[Candidate]:
        """Give the start of what cannot be one word: first words, then characters."""
        for length in range(len(typed) - 1, 0, -1):
            if typed[:length] in self.words:
                words = self.words[typed[:length]]
                return [Candidate(word, length) for word in words] + self._marks(typed)
        return self._marks(typed)

    def _marks(self, typed: str) -> list[Candidate]:
        for length in range(min(_LONGEST_SYLLABLE, len(typed)), 0, -1):
            marks = self.characters.get(typed[:length], "")
            if marks:
                return [Candidate(mark, length) for mark in marks]
        return []
