"""Finding for readers: full text first, and the closest answers where it finds none."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from backend.clock import Clock
from backend.content.reading import Shown, shown_articles
from backend.content.retrieval import Source, Suggester
from backend.content.search import search
from backend.store.content import ArticleEvent
from backend.store.database import Database
from kiosk.domain.library import COLUMNS, Column, Section

__all__ = ["Finder", "Found", "Hit"]

_ANSWERING = (Column.POLICY_ANSWERS, *COLUMNS[Section.GUIDES])
_MOST = 20
_CLOSEST = 5
_LONGEST_QUESTION = 500


@dataclass(frozen=True, slots=True)
class Hit:
    """One article in a list of what was found."""

    key: str
    title: str
    summary: str
    column: Column


@dataclass(frozen=True, slots=True)
class Found:
    """What a search gave.

    Attributes:
        is_closest: Nothing holds every word; these come closest.
    """

    hits: tuple[Hit, ...]
    is_closest: bool = False


@dataclass(slots=True)
class Finder:
    """Finds articles and suggests answers; used from any thread."""

    database: Database
    clock: Clock
    _suggester: Suggester = field(default_factory=Suggester, repr=False)
    _seen: object = None
    _turn: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def find(self, words: str, language: str) -> Found:
        """Find what holds all words, else what comes closest."""
        today = self.clock().date()
        with self.database.reading() as session:
            keys = search(session, words[:_LONGEST_QUESTION], today, _MOST)
            if keys:
                return Found(_hits(session, keys, today, language))
        return Found(self.suggest(words, language, _CLOSEST), is_closest=True)

    def suggest(self, question: str, language: str, most: int = 3) -> tuple[Hit, ...]:
        """Give the articles most likely to answer a question."""
        today = self.clock().date()
        with self.database.reading() as session:
            suggester = self._fresh(session, today)
            ranked = suggester.suggest(question[:_LONGEST_QUESTION], most)
            keys = [each.key for each in ranked]
            return _hits(session, keys, today, language)

    def _fresh(self, session: Session, today: date) -> Suggester:
        """Read the answers again after anything was published or a day went by."""
        newest = session.scalar(select(func.max(ArticleEvent.event_id)))
        with self._turn:
            if self._seen != (newest, today):
                self._suggester = Suggester.over(
                    _source(shown)
                    for shown in shown_articles(session, today)
                    if shown.entry.column in _ANSWERING
                )
                self._seen = (newest, today)
            return self._suggester


def _source(shown: Shown) -> Source:
    version = shown.version
    return Source(
        version.key,
        f"{version.chinese_title}\n{version.english_title}",
        version.also,
        f"{version.chinese_body}\n{version.english_body}",
    )


def _hits(
    session: Session, keys: Sequence[str], today: date, language: str
) -> tuple[Hit, ...]:
    return tuple(
        Hit(
            shown.entry.key,
            shown.title(language),
            shown.summary(language),
            shown.entry.column,
        )
        for shown in shown_articles(session, today, keys=keys)
    )
