"""Papers by the terminal's camera: seen live, taken, looked at, page after page."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import ClassVar

from kiosk.domain.business import WordsOf
from kiosk.domain.fault import PictureUnreadable
from kiosk.visit.ask import Ask
from kiosk.visit.question import Tell

__all__ = [
    "MOST_PAGES",
    "JudgePage",
    "LookAtPaper",
    "PageWish",
    "TakePage",
    "photograph",
]

MOST_PAGES = 8
"""As many as a form's paper rarely has; a thicker pile is for the counter."""


class PageWish(StrEnum):
    """What becomes of the page that was just photographed."""

    DONE = "done"
    MORE = "more"
    AGAIN = "again"


@dataclass(frozen=True, slots=True)
class LookAtPaper(Ask[None]):
    """Show the paper before the camera until a touch says "take it".

    Attributes:
        wanted: Names of the papers that are wanted.
        page: Which page it will be, from 1.
    """

    wanted: tuple[WordsOf, ...]
    page: int
    trouble: WordsOf | None = None

    patience_seconds: ClassVar[float | None] = 180


@dataclass(frozen=True, slots=True)
class TakePage(Ask[bytes]):
    """Give the picture that was shown last; the camera forgets it."""


@dataclass(frozen=True, slots=True)
class JudgePage(Ask[PageWish]):
    """Show the picture large: can it be read?

    Attributes:
        page: Which page it is, from 1.
        can_more: Whether another page may follow.
    """

    jpeg: bytes = field(repr=False)
    page: int
    can_more: bool

    is_choice: ClassVar[bool] = True
    patience_seconds: ClassVar[float | None] = 180


async def photograph(
    wanted: tuple[WordsOf, ...], trouble: WordsOf | None = None
) -> tuple[bytes, ...]:
    """Photograph papers until their holder has no more; gives at least one page.

    Pictures live in this conversation alone and go with it: none is written to the
    terminal's disk, and who leaves has left none behind.
    """
    pages: list[bytes] = []
    while True:
        page = await _page(wanted, len(pages) + 1, trouble)
        number = len(pages) + 1
        wish = await JudgePage(page, number, number < MOST_PAGES)
        if wish is PageWish.AGAIN:
            continue
        pages.append(page)
        if wish is PageWish.DONE or len(pages) == MOST_PAGES:
            return tuple(pages)


async def _page(
    wanted: tuple[WordsOf, ...], number: int, trouble: WordsOf | None
) -> bytes:
    while True:
        await LookAtPaper(wanted, number, trouble)
        try:
            return await TakePage()
        except PictureUnreadable:
            await Tell("no-page")
