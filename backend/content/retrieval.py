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

import numpy as np
import yaml
from numpy.typing import NDArray

from backend.content.token import index_tokens, plain

__all__ = ["Ranked", "Source", "Suggester", "in_words_of_the_trade"]

_TITLE, _ALSO, _BODY = 3.0, 3.0, 1.0
_K, _B = 1.2, 0.5
_MOST_TIMES = 2
_SINGLE = 0.25
"""What a single character weighs beside a pair."""
_Places = NDArray[np.intp]
_Gains = NDArray[np.float64]

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

    _keys: tuple[str, ...] = ()
    _gains: dict[str, tuple[_Places, _Gains]] = field(default_factory=dict, repr=False)

    @classmethod
    def over(cls, sources: Iterable[Source]) -> Suggester:
        """Read all articles once, and reckon what each token is worth in each."""
        weighed = sorted(((each.key, _weights(each)) for each in sources), key=_key)
        lengths = np.array([sum(weights.values()) for _, weights in weighed])
        long = 1 - _B + _B * lengths / (lengths.mean() if len(lengths) else 1.0)
        postings: dict[str, list[tuple[int, float]]] = {}
        for place, (_, weights) in enumerate(weighed):
            for token, weight in weights.items():
                postings.setdefault(token, []).append((place, weight))
        gains = {token: _gain(token, told, long) for token, told in postings.items()}
        return cls(tuple(key for key, _ in weighed), gains)

    def suggest(self, question: str, most: int = 3) -> tuple[Ranked, ...]:
        """Give the articles that fit best, the best first."""
        scores = np.zeros(len(self._keys))
        for token, times in Counter(_cut(question)).items():
            if token in self._gains:
                places, gains = self._gains[token]
                scores[places] += gains * min(times, _MOST_TIMES)
        # Stable, and keys are in order: equal scores come by key.
        best = np.argsort(-scores, kind="stable")[:most]
        return tuple(
            Ranked(self._keys[place], float(scores[place]))
            for place in best
            if scores[place] > 0
        )


def _key(weighed: tuple[str, object]) -> str:
    return weighed[0]


def _gain(
    token: str, postings: Sequence[tuple[int, float]], long: _Gains
) -> tuple[_Places, _Gains]:
    places = np.array([place for place, _ in postings])
    weights = np.array([weight for _, weight in postings])
    rest = len(long) - len(postings)
    worth = math.log(1 + (rest + 0.5) / (len(postings) + 0.5))
    worth *= _SINGLE if _is_single(token) else 1.0
    return places, worth * weights * (_K + 1) / (weights + _K * long[places])


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
