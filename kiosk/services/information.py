"""Information (走进社保, 社保E通, 便民服务): read, find, take along, and do it now."""

from __future__ import annotations

from kiosk.domain.leaflet import Leaflet
from kiosk.domain.library import (
    COLUMNS,
    Agency,
    Article,
    BlockKind,
    Column,
    Library,
    Wording,
)
from kiosk.domain.receipt import LeafletReceipt
from kiosk.services.catalogue import all_services
from kiosk.visit.errand import CanPrintSlip
from kiosk.visit.leaflet import CanPrintLeaflet, print_leaflet
from kiosk.visit.question import Tell
from kiosk.visit.reading import (
    CanServe,
    DrawCode,
    Entry,
    FindArticle,
    OpenLibrary,
    OpenPictures,
    Pick,
    ReadArticle,
    Reading,
    ShowAgency,
    TakeAlong,
)
from kiosk.visit.service import Need, Service
from kiosk.visit.slip import print_slip
from kiosk.visit.watching import offer_film

__all__ = ["SERVICE", "converse", "read"]

_SEARCH = "search"
_MOST_TO_LEAF_THROUGH = 12
_LONGEST_CODE = 260
"""Characters in a QR code: more would be too fine for a telephone's camera."""


async def converse() -> None:
    """Choose a column, then an article or an agency, and read."""
    library = await OpenLibrary()
    if not library.articles:
        await Tell("no-library")
        return
    shelf = await Pick("shelf", _shelves(library))
    if shelf == _SEARCH:
        await _read_found(library, await FindArticle(library.articles))
    elif shelf in (Column.AGENCIES, Column.CERTIFICATION_POINTS):
        await _visit_agency(library, Column(shelf))
    else:
        await _read_from(library, Column(shelf))


async def _read_from(library: Library, column: Column) -> None:
    articles = library.column(column)
    if len(articles) > _MOST_TO_LEAF_THROUGH:
        topic = await Pick("topic", _topics(articles))
        articles = tuple(each for each in articles if each.topic == topic)
    await _read_found(library, await Pick("article", tuple(map(_entry, articles))))


async def _read_found(library: Library, key: str) -> None:
    article = library.article(key)
    if article is not None:
        can_watch = await offer_film(library.film(article))
        await read(article, can_watch=can_watch)


async def read(article: Article, *, can_watch: bool = False) -> None:
    """Let an article be read until it is done with, taken along, or acted upon.

    With ``can_watch`` the words say that its film can be seen one step back.
    """
    pictures = await OpenPictures(_pictures(article))
    can_do = bool(article.service) and await CanServe(article.service)
    can_print_pages = await CanPrintLeaflet()
    can_print = can_print_pages or await CanPrintSlip()
    wish = await ReadArticle(article, pictures, can_do, can_print, can_watch)
    if wish is Reading.DO_IT:
        await _do(article.service)
    elif wish is Reading.TAKE_ALONG:
        await TakeAlong(await DrawCode(_words(article.chinese)))
    elif wish in (Reading.PRINT, Reading.PRINT_ENGLISH):
        language = "en" if wish is Reading.PRINT_ENGLISH else "zh-CN"
        await _print(article, language, on_pages=can_print_pages)


async def _print(article: Article, language: str, *, on_pages: bool) -> None:
    """Print on a page where there are pages, else on the roll."""
    wording = article.wording(language)
    if not on_pages:
        await print_slip(LeafletReceipt(wording.title, _lines(wording)))
        return
    spoken = language if wording is article.english else "zh-CN"
    code, day = _words(wording), article.published_on
    await print_leaflet(Leaflet(spoken, wording.title, wording.blocks, code, day))


async def _do(key: str) -> None:
    """Begin the service right here, in the same visit."""
    for service in all_services():
        if service.key == key:
            await service.converse()


async def _visit_agency(library: Library, column: Column) -> None:
    wants_points = column is Column.CERTIFICATION_POINTS
    offices = [
        each for each in library.agencies if each.is_certification_point is wants_points
    ]
    code = await Pick("agency", tuple(map(_office, offices)))
    await ShowAgency(next(each for each in offices if each.code == code))


def _shelves(library: Library) -> tuple[Entry, ...]:
    """Search first, then the columns that hold something, the useful ones first."""
    sections = tuple(reversed(tuple(COLUMNS.values())))
    there = [
        column for columns in sections for column in columns if _holds(library, column)
    ]
    search = Entry(_SEARCH, f"shelf.{_SEARCH}", icon="search")
    return (search, *(Entry(each, f"shelf.{each}") for each in there))


def _holds(library: Library, column: Column) -> bool:
    if column in (Column.AGENCIES, Column.CERTIFICATION_POINTS):
        return bool(library.agencies)
    return bool(library.column(column))


def _topics(articles: tuple[Article, ...]) -> tuple[Entry, ...]:
    topics = dict.fromkeys(each.topic for each in articles)
    return tuple(Entry(each, f"topic.{each}") for each in sorted(topics, key=_place))


def _place(topic: object) -> int:
    return list(type(topic)).index(topic)  # type: ignore[call-overload, no-any-return]


def _entry(article: Article) -> Entry:
    return Entry(
        article.key, chinese=article.chinese.title, english=article.english.title
    )


def _office(agency: Agency) -> Entry:
    return Entry(agency.code, chinese=agency.chinese_name, english=agency.english_name)


def _pictures(article: Article) -> tuple[str, ...]:
    return tuple(
        block.medium
        for block in article.chinese.blocks
        if block.kind is BlockKind.PICTURE
    )


def _lines(wording: Wording) -> tuple[str, ...]:
    """Write an article out for paper, its steps numbered."""
    lines, step = [], 0
    for block in wording.blocks:
        step = step + 1 if block.kind is BlockKind.STEP else 0
        mark = {BlockKind.STEP: f"{step}. ", BlockKind.POINT: "· "}.get(block.kind, "")
        if not block.medium:
            lines.append(f"{mark}{block.text}")
    return tuple(lines)


def _words(wording: Wording) -> str:
    """Give the words that a code holds, as far as it can."""
    return "\n".join((wording.title, *_lines(wording)))[:_LONGEST_CODE]


SERVICE = Service(
    key="information",
    needs=frozenset({Need.STORE}),
    converse=converse,
    rank=40,
)
