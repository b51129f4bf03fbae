"""Which published answers fit a question asked in everyday words.

Words people use are first made the words of the trade (``synonyms.yaml``); then BM25
(Robertson and Zaragoza 2009, section 3.5: fields weighted before saturation) ranks
articles over pairs of characters. Where a question falls short of every article, it
says so by finding nothing.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import yaml

from backend.content.token import index_tokens, plain

__all__ = ["Ranked", "Source", "Suggester", "in_words_of_the_trade"]

_TITLE, _ALSO, _BODY = 3.0, 3.0, 1.0
_K, _B = 1.2, 0.5
_SINGLE = 0.25
"""What a single character weighs beside a pair."""
_FIRST_CHINESE = 0x3000
_SYNONYMS = Path(__file__).with_name("synonyms.yaml")


@dataclass(frozen=True, slots=True)
class Source:
    """One article as the suggester reads it."""

    key: str
    title: str
    also: str
    body: str


@dataclass(frozen=True, slots=True)
class Ranked:
    """An article that may answer; scores compare within one question alone."""

    key: str
    score: float


@dataclass(slots=True)
class Suggester:
    """Finds answers; made anew whenever something is published."""

    _postings: dict[str, list[tuple[int, float]]] = field(default_factory=dict)
    _lengths: list[float] = field(default_factory=list)
    _keys: list[str] = field(default_factory=list)

    @classmethod
    def over(cls, sources: Iterable[Source]) -> Suggester:
        """Read all articles once."""
        made = cls()
        for place, source in enumerate(sources):
            weights = _weights(source)
            made._keys.append(source.key)
            made._lengths.append(sum(weights.values()))
            for token, weight in weights.items():
                made._postings.setdefault(token, []).append((place, weight))
        return made

    def suggest(self, question: str, most: int = 3) -> tuple[Ranked, ...]:
        """Give the articles that fit best, the best first."""
        scores: dict[int, float] = {}
        mean = sum(self._lengths) / max(1, len(self._lengths))
        for token, times in Counter(_cut(question)).items():
            postings = self._postings.get(token, ())
            worth = self._worth(token, len(postings)) * min(times, 2)
            for place, weight in postings:
                long = 1 - _B + _B * self._lengths[place] / mean
                gain = weight * (_K + 1) / (weight + _K * long)
                scores[place] = scores.get(place, 0.0) + worth * gain
        ranked = [Ranked(self._keys[place], score) for place, score in scores.items()]
        ranked.sort(key=lambda each: (-each.score, each.key))
        return tuple(ranked[:most])

    def _worth(self, token: str, count: int) -> float:
        inverse = math.log(1 + (len(self._keys) - count + 0.5) / (count + 0.5))
        return inverse * (_SINGLE if _is_single(token) else 1.0)


def in_words_of_the_trade(text: str) -> str:
    """Replace everyday words, the longest first."""
    known, pattern = _synonyms()
    return pattern.sub(lambda found: known[found.group()], plain(text))


def _cut(text: str) -> list[str]:
    tokens = index_tokens(in_words_of_the_trade(text))
    # Pairs carry a word, single characters what pairs across two words hide.
    singles = [mark for token in tokens for mark in token[:1] if _is_single(mark)]
    return [token for token in tokens if not _is_single(token)] + singles


def _is_single(token: str) -> bool:
    return len(token) == 1 and ord(token) > _FIRST_CHINESE


def _weights(source: Source) -> Mapping[str, float]:
    weights: dict[str, float] = {}
    for text, weight in (
        (source.title, _TITLE),
        (source.also, _ALSO),
        (source.body, _BODY),
    ):
        for token in _cut(text):
            weights[token] = weights.get(token, 0.0) + weight
    return weights


@cache
def _synonyms() -> tuple[Mapping[str, str], re.Pattern[str]]:
    told: Mapping[str, Sequence[str]] = yaml.safe_load(
        _SYNONYMS.read_text(encoding="utf-8")
    )
    known = {trade: trade for trade in told}
    known |= {plain(word): trade for trade, words in told.items() for word in words}
    longest_first = sorted(known, key=lambda word: (-len(word), word))
    return known, re.compile("|".join(map(re.escape, longest_first)))
