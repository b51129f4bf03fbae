"""Cutting long words into leaves that fit a window without scrolling."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

__all__ = ["Leaf", "Passage", "leaves_of"]

_FIRST_CHINESE = 0x2E80
_SENTENCE_END = re.compile(r"[。！？；]|[.!?;](?=\s)")
_WORD_END = re.compile(r"\s|(?<=[，、：,])|(?=[\u2e80-\u2fff\u3100-\u9fff])")


@dataclass(frozen=True, slots=True)
class Passage:
    """One paragraph, or a picture with its caption."""

    text: str
    picture: bytes = field(default=b"", repr=False)


@dataclass(frozen=True, slots=True)
class Leaf:
    """What is seen at once: words, or a picture with its caption."""

    text: str
    picture: bytes = field(default=b"", repr=False)


Fits = Callable[[str], bool]
"""Whether words fit on one leaf; fewer words must never fit worse than more."""


def leaves_of(passages: Iterable[Passage], fits: Fits) -> tuple[Leaf, ...]:
    """Fill leaf after leaf with whole paragraphs, in their order.

    A paragraph goes to the next leaf rather than be cut; one that is longer than
    a leaf is cut after a sentence, where there is none after a word, and only
    where a single word is too long within it. No character is lost.
    """
    leaves: list[Leaf] = []
    waiting = ""
    for passage in passages:
        for text in _pieces(passage.text, fits):
            joined = f"{waiting}\n{text}" if waiting else text
            if waiting and (passage.picture or not fits(joined)):
                leaves.append(Leaf(waiting))
                joined = text
            waiting = joined
        if passage.picture:
            leaves.append(Leaf(waiting, passage.picture))
            waiting = ""
    if waiting or not leaves:
        leaves.append(Leaf(waiting))
    return tuple(leaves)


def _pieces(text: str, fits: Fits) -> Iterator[str]:
    """Cut what is longer than a leaf."""
    while not fits(text):
        cut = _cut(text, fits)
        if cut >= len(text):
            break
        yield text[:cut].rstrip()
        text = text[cut:].lstrip()
    yield text


def _cut(text: str, fits: Fits) -> int:
    """Tell how many characters go on a leaf of their own, one at least."""
    sentences = [found.end() for found in _SENTENCE_END.finditer(text)]
    words = [found.end() for found in _WORD_END.finditer(text)]
    for ends in (sentences, words, range(1, len(text))):
        possible = [end for end in ends if 0 < end < len(text)]
        count = bisect_right(possible, 0, key=lambda end: not fits(text[:end]))
        if count:
            return possible[count - 1]
    return 1
