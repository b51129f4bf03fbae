"""The public's reading room: sections, articles, search, agencies on a map, a feed."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TypeVar

import anyio
from anyio import CapacityLimiter
from sqlalchemy.orm import Session
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from backend.centre import Centre
from backend.content.feed import feed
from backend.content.finding import Hit
from backend.content.markup import html
from backend.content.reading import (
    Shown,
    agencies,
    count_reading,
    media_of,
    shown_article,
    shown_articles,
)
from backend.portal.limit import Limit
from backend.portal.map import map_facts
from backend.portal.static_file import PAGE_HEADERS
from backend.portal.template import page
from backend.portal.wording import WORDS, language_of
from backend.store.content import Medium
from kiosk.domain.library import COLUMNS, Column

__all__ = ["library_routes"]

_AT_ONCE = 4
_NEWEST = 3
_FEED = 30
_LONGEST_ASKED = 200

T = TypeVar("T")
_Endpoint = Callable[[Request], Awaitable[Response]]


@dataclass(slots=True)
class _Room:
    """What the routes share."""

    centre: Centre
    turn: CapacityLimiter
    limit: Limit

    async def read(self, work: Callable[[Session], T]) -> T:
        """Look something up, when it is its turn."""

        def looked_up() -> T:
            with self.centre.database.reading() as session:
                return work(session)

        return await anyio.to_thread.run_sync(looked_up, limiter=self.turn)


def library_routes(centre: Centre) -> list[Route]:
    """Give the routes of the reading room."""
    turn, limit = CapacityLimiter(_AT_ONCE), Limit(burst=60, per_minute=60)
    room = _Room(centre, turn, limit)
    return [
        Route("/information", _information(room)),
        Route("/information/{column}", _column(room)),
        Route("/articles/{key}", _article(room)),
        Route("/search", _search(room)),
        Route("/media/{digest}", _medium(room)),
        Route("/agencies", _agencies(room)),
        Route("/feed.atom", _feed(room)),
    ]


def _information(room: _Room) -> _Endpoint:
    async def endpoint(request: Request) -> Response:
        today = room.centre.clock().date()
        every = await room.read(lambda session: shown_articles(session, today))
        sections = [
            (section, [_of_column(every, column) for column in columns])
            for section, columns in COLUMNS.items()
        ]
        return page("information.html", language_of(request), sections=sections)

    return endpoint


def _of_column(every: list[Shown], column: Column) -> tuple[Column, list[Shown], int]:
    there = [each for each in every if each.entry.column is column]
    return column, there[:_NEWEST], len(there)


def _column(room: _Room) -> _Endpoint:
    async def endpoint(request: Request) -> Response:
        name, language = request.path_params["column"], language_of(request)
        if name not in set(Column):
            raise HTTPException(404)
        column, today = Column(name), room.centre.clock().date()
        there = await room.read(lambda session: shown_articles(session, today, column))
        hits = tuple(_hit(each, language) for each in there)
        heading = WORDS[language][f"column-{column}"]
        return page(
            "articles.html",
            language,
            heading=heading,
            hits=hits,
            is_closest=False,
            is_search=False,
        )

    return endpoint


def _hit(shown: Shown, language: str) -> Hit:
    key, column = shown.entry.key, shown.entry.column
    return Hit(key, shown.title(language), shown.summary(language), column)


def _article(room: _Room) -> _Endpoint:
    async def endpoint(request: Request) -> Response:
        key, language = request.path_params["key"], language_of(request)
        today = room.centre.clock().date()

        def read() -> tuple[Shown, str] | None:
            with room.centre.database.writing() as session:
                shown = shown_article(session, key, today)
                if shown is None:
                    return None
                count_reading(session, key, today, "portal")
                body = shown.body(language)
                return shown, html(body, media_of(session, body))

        found = await anyio.to_thread.run_sync(read, limiter=room.turn)
        if found is None:
            raise HTTPException(404)
        return page("article.html", language, shown=found[0], body=found[1])

    return endpoint


def _search(room: _Room) -> _Endpoint:
    async def endpoint(request: Request) -> Response:
        language = language_of(request)
        asked = request.query_params.get("q", "")[:_LONGEST_ASKED]
        sender = request.client.host if request.client else ""
        if not room.limit.allows(sender):
            raise HTTPException(429)
        found = await anyio.to_thread.run_sync(
            room.centre.finder.find, asked, language, limiter=room.turn
        )
        return page(
            "articles.html",
            language,
            heading=WORDS[language]["search"],
            hits=found.hits,
            is_closest=found.is_closest,
            is_search=True,
            asked=asked,
        )

    return endpoint


def _medium(room: _Room) -> _Endpoint:
    async def endpoint(request: Request) -> Response:
        digest = request.path_params["digest"]
        medium = await room.read(lambda session: session.get(Medium, digest))
        if medium is None:
            raise HTTPException(404)
        forever = {"Cache-Control": "public, max-age=31536000, immutable"}
        headers = dict(PAGE_HEADERS) | forever
        return Response(medium.data, media_type=medium.media_type, headers=headers)

    return endpoint


def _agencies(room: _Room) -> _Endpoint:
    async def endpoint(request: Request) -> Response:
        language = language_of(request)
        offices = await room.read(agencies)
        return page("agencies.html", language, 200, **map_facts(offices, language))

    return endpoint


def _feed(room: _Room) -> _Endpoint:
    async def endpoint(request: Request) -> Response:
        language, today = language_of(request), room.centre.clock().date()
        there = await room.read(lambda session: shown_articles(session, today))
        text = feed(there[:_FEED], language, str(request.base_url))
        return Response(text, media_type="application/atom+xml", headers=PAGE_HEADERS)

    return endpoint
