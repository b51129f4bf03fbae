"""The library: what the centre publishes and a terminal can read without a line."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from types import MappingProxyType

from kiosk.domain.film import Film

__all__ = [
    "COLUMNS",
    "Agency",
    "Article",
    "Block",
    "BlockKind",
    "Column",
    "Library",
    "Section",
    "Topic",
    "Wording",
    "found_by",
]


class Section(StrEnum):
    """The three sections of the seed system's account (走进社保, 社保E通, 便民服务)."""

    ABOUT = "about"
    POLICY = "policy"
    GUIDES = "guides"


class Column(StrEnum):
    """Where in its section an article stands."""

    HOT_TOPICS = "hot-topics"
    NEWS = "news"
    PUBLICITY = "publicity"
    POLICY_ANSWERS = "policy-answers"
    POLICIES = "policies"
    SERVICE_GUIDES = "service-guides"
    ONLINE_GUIDES = "online-guides"
    AGENCIES = "agencies"
    CERTIFICATION_POINTS = "certification-points"


COLUMNS: Mapping[Section, tuple[Column, ...]] = MappingProxyType(
    {
        Section.ABOUT: (Column.HOT_TOPICS, Column.NEWS, Column.PUBLICITY),
        Section.POLICY: (Column.POLICY_ANSWERS, Column.POLICIES),
        Section.GUIDES: (
            Column.SERVICE_GUIDES,
            Column.ONLINE_GUIDES,
            Column.AGENCIES,
            Column.CERTIFICATION_POINTS,
        ),
    }
)
"""Every section with its columns, in the order in which they are shown."""


class Topic(StrEnum):
    """What an article or a question is about; agencies answer by topic."""

    PENSION = "pension"
    RESIDENTS = "residents"
    MEDICAL = "medical"
    UNEMPLOYMENT = "unemployment"
    INJURY = "injury"
    MATERNITY = "maternity"
    PAYMENT = "payment"
    TRANSFER = "transfer"
    CARD = "card"
    CERTIFICATION = "certification"
    CERTIFICATE = "certificate"
    EMPLOYER = "employer"
    OTHER = "other"


class BlockKind(StrEnum):
    """How a piece of an article is set."""

    HEADING = "heading"
    TEXT = "text"
    POINT = "point"
    STEP = "step"
    PICTURE = "picture"
    SOUND = "sound"
    FILM = "film"


@dataclass(frozen=True, slots=True)
class Block:
    """One piece of an article: plain words, so that nothing in it can do harm.

    Attributes:
        text: The words; of a picture, a sound or a film its caption.
        medium: SHA-256 of the file that belongs to it, hex; empty for words.
    """

    kind: BlockKind
    text: str
    medium: str = ""


@dataclass(frozen=True, slots=True)
class Wording:
    """An article in one language."""

    title: str
    summary: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Article:
    """One published article.

    Attributes:
        service: Key of the terminal's service that does what a guide explains.
        initials: First letters of the title's pinyin, ``ylbx`` for 养老保险.
    """

    key: str
    column: Column
    topic: Topic
    published_on: date
    chinese: Wording
    english: Wording
    initials: str = ""
    service: str = ""

    def wording(self, language: str) -> Wording:
        """Give the words in a language; Chinese where there are no others."""
        is_english = language == "en" and bool(self.english.title)
        return self.english if is_english else self.chinese


@dataclass(frozen=True, slots=True)
class Agency:
    """An office (经办机构) or certification point that people can go to.

    Attributes:
        parent: Code of the agency above; empty for the city's own.
        community_prefix: First digits of the communities it serves.
        topics: What it answers questions about.
        longitude, latitude: Degrees, WGS 84.
    """

    code: str
    parent: str
    chinese_name: str
    english_name: str
    chinese_address: str
    english_address: str
    phone: str
    chinese_hours: str
    english_hours: str
    longitude: float
    latitude: float
    community_prefix: str
    topics: tuple[Topic, ...]
    is_certification_point: bool = False


@dataclass(frozen=True, slots=True)
class Library:
    """Everything a terminal can show by itself.

    Attributes:
        version: Of the signed bundle it came in; 0 for none yet.
    """

    version: int = 0
    articles: tuple[Article, ...] = field(default=(), repr=False)
    agencies: tuple[Agency, ...] = field(default=(), repr=False)
    films: tuple[Film, ...] = field(default=(), repr=False)

    def film(self, article: Article) -> Film | None:
        """Give the first film of an article that can be played here."""
        shown = [it.medium for it in article.chinese.blocks if it.medium]
        return next((each for each in self.films if each.medium in shown), None)

    def article(self, key: str) -> Article | None:
        """Find an article by its key."""
        return next((each for each in self.articles if each.key == key), None)

    def column(self, column: Column) -> tuple[Article, ...]:
        """Give a column's articles, the newest first."""
        chosen = [each for each in self.articles if each.column is column]
        chosen.sort(key=lambda each: each.key)
        chosen.sort(key=lambda each: each.published_on, reverse=True)
        return tuple(chosen)


def found_by(articles: Iterable[Article], typed: str) -> tuple[Article, ...]:
    """Find articles by the first letters of their pinyin, or by words of a title.

    Initials that begin as typed come before those that contain it further on, and
    words of the English title count as well. Nothing typed finds nothing.
    """
    wanted = unicodedata.normalize("NFKC", typed).casefold().strip()
    if not wanted:
        return ()
    ranked = [(_rank(each, wanted), each) for each in articles]
    ranked = [pair for pair in ranked if pair[0] is not None]
    ranked.sort(key=lambda pair: (pair[0], len(pair[1].initials), pair[1].key))
    return tuple(each for _, each in ranked)


def _rank(article: Article, wanted: str) -> int | None:
    """Say how well an article fits, 0 best; nothing when it does not."""
    letters = wanted.replace(" ", "")
    title = article.english.title.casefold()
    fits = (
        article.initials.startswith(letters),
        f" {title}".find(f" {wanted}") >= 0,
        wanted in article.chinese.title.casefold(),
        letters in article.initials,
    )
    return next((place for place, fit in enumerate(fits) if fit), None)
