"""How often a right answer is among the first three, for both halves of the set."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import yaml

from backend.content.retrieval import Source, Suggester
from backend.content.source import read_source
from kiosk.domain.library import COLUMNS, Column, Section

__all__ = ["CONTENT", "HALVES", "questions", "rate", "shipped_suggester"]

HALVES = ("tuning", "kept out")
CONTENT = Path(__file__).parents[2] / "assets" / "content"
_FILE = Path(__file__).with_name("questions.yaml")
_ANSWERING = (Column.POLICY_ANSWERS, *COLUMNS[Section.GUIDES])


def questions(half: str) -> Iterator[tuple[frozenset[str], str]]:
    """Give the questions of one half with the keys that answer them."""
    told = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    for keys, question in told[HALVES.index(half) :: 2]:
        yield frozenset(keys.split()), question


def rate(half: str, suggest: Callable[[str], Sequence[str]]) -> float:
    """Give the share of questions with a right answer in the first three."""
    found = [bool(keys & set(suggest(text)[:3])) for keys, text in questions(half)]
    return sum(found) / len(found)


def shipped_suggester() -> Suggester:
    """Read the shipped content as the centre's finder does."""
    return Suggester.over(
        Source(
            draft.key,
            f"{draft.chinese_title}\n{draft.english_title}",
            draft.also,
            f"{draft.chinese_body}\n{draft.english_body}",
        )
        for draft, _ in read_source(CONTENT).dated
        if draft.column in _ANSWERING
    )
