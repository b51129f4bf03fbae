"""Questions of the reading room: pick something, read it, take it along."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import ClassVar

from kiosk.domain.library import Agency, Article, Library
from kiosk.visit.ask import Ask

__all__ = [
    "CanServe",
    "DrawCode",
    "Entry",
    "FindArticle",
    "OpenLibrary",
    "OpenPictures",
    "Pick",
    "ReadArticle",
    "Reading",
    "ShowAgency",
    "TakeAlong",
]


@dataclass(frozen=True, slots=True)
class OpenLibrary(Ask[Library]):
    """Give everything that can be read here, without any network."""

    is_remembered: ClassVar[bool] = True


@dataclass(frozen=True, slots=True)
class OpenPictures(Ask[tuple[bytes, ...]]):
    """Give pictures by their digests; an empty one where it has not come yet."""

    digests: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CanServe(Ask[bool]):
    """Tell whether a service could be begun now."""

    service: str


@dataclass(frozen=True, slots=True)
class DrawCode(Ask[bytes]):
    """Draw a QR code that holds words, as PNG."""

    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing to pick: words in both languages, or the key of a text."""

    value: str
    key: str = ""
    chinese: str = field(default="", repr=False)
    english: str = field(default="", repr=False)
    icon: str = ""


@dataclass(frozen=True, slots=True)
class Pick(Ask[str]):
    """Offer a few or many things on large buttons; answers with a value.

    Attributes:
        topic: Text ``pick.<topic>.title``.
    """

    topic: str
    entries: tuple[Entry, ...]

    is_choice: ClassVar[bool] = True
    patience_seconds: ClassVar[float | None] = 120


@dataclass(frozen=True, slots=True)
class FindArticle(Ask[str]):
    """Find an article by the first letters of its pinyin; answers with its key."""

    articles: tuple[Article, ...] = field(repr=False)

    is_choice: ClassVar[bool] = True
    patience_seconds: ClassVar[float | None] = 120


class Reading(StrEnum):
    """What a reader wants after an article."""

    DO_IT = "do-it"
    TAKE_ALONG = "take-along"
    PRINT = "print"
    PRINT_ENGLISH = "print-english"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class ReadArticle(Ask[Reading]):
    """Show an article, a leaf at a time.

    Attributes:
        pictures: Of its picture blocks, in their order in Chinese; may be empty.
        can_do: Whether the service it explains can be begun now.
        can_print: Whether a leaflet can be printed.
        can_watch: Whether its film can be seen one step back.
    """

    article: Article
    pictures: tuple[bytes, ...] = field(default=(), repr=False)
    can_do: bool = False
    can_print: bool = False
    can_watch: bool = False

    is_choice: ClassVar[bool] = True
    patience_seconds: ClassVar[float | None] = 240


@dataclass(frozen=True, slots=True)
class ShowAgency(Ask[None]):
    """Show where an agency is and when it is open."""

    agency: Agency

    patience_seconds: ClassVar[float | None] = 120


@dataclass(frozen=True, slots=True)
class TakeAlong(Ask[None]):
    """Show a code that a telephone takes the words along with."""

    code: bytes = field(repr=False)

    patience_seconds: ClassVar[float | None] = 120
