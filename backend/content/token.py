"""Cutting Chinese and English into the words that both databases index.

Chinese is cut into overlapping pairs of characters: no dictionary that ages, the
same cut on every machine, and every word of two characters or more can be found.
The last character of a run stands alone, too, so that a single one finds all words
that begin with it. ``decisions/100-search-by-pairs-of-characters.md`` has the figures.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

import snowballstemmer

__all__ = ["index_tokens", "plain", "query_tokens"]

_RUN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff〇]+|[a-z]+|[0-9]+")
_MOST_QUERY_TOKENS = 24
_LONGEST_WORD = 40
_STEMMER = snowballstemmer.stemmer("english")
_QUIET_WORDS = (
    "a an and are as at be by can do does for from how i if in is it me my of on or "
    "that the there this to was what when where who why will with you your"
)
_QUIET = frozenset(_QUIET_WORDS.split())
"""English words too common to tell articles apart."""


def plain(text: str) -> str:
    """Make full-width, capital and compatibility forms the same."""
    return unicodedata.normalize("NFKC", text).casefold()


def index_tokens(text: str) -> list[str]:
    """Cut a text for the index, each token as often as it stands there."""
    tokens: list[str] = []
    for run in _RUN.findall(plain(text)):
        if run[0] < "\u3000":
            tokens += _word(run)
        else:
            tokens += [run[place : place + 2] for place in range(len(run))]
    return tokens


def query_tokens(text: str) -> list[str]:
    """Cut a question; a token that ends with ``*`` finds all that begin so."""
    tokens: list[str] = []
    for run in _RUN.findall(plain(text)):
        if run[0] < "\u3000":
            tokens += _word(run)
        elif len(run) == 1:
            tokens.append(f"{run}*")
        else:
            tokens += [run[place : place + 2] for place in range(len(run) - 1)]
    return list(dict.fromkeys(tokens))[:_MOST_QUERY_TOKENS]


def _word(run: str) -> list[str]:
    return [] if run in _QUIET else [_stem(run[:_LONGEST_WORD])]


@cache
def _stem_of(word: str) -> str:
    stem: str = _STEMMER.stemWord(word)
    return stem


def _stem(word: str) -> str:
    return word if word[0].isdigit() else _stem_of(word)
