"""The web application: routes, size limits, and work kept off the event loop."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import anyio
from anyio import CapacityLimiter
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from backend.access.sources import admit_source
from backend.access.terminals import admit
from backend.api import fleet, operation
from backend.api.answer import Admission, answer, answering_headers
from backend.api.envelope import envelope_key, envelopes
from backend.api.evidence import certification_evidence
from backend.api.library import library, medium, questions, suggestions
from backend.api.operation import Operation
from backend.api.peer import Peer, peer_of
from backend.api.portal_code import portal_code
from backend.api.rush import Rush
from backend.api.software import software_routes
from backend.business_api.app import business_routes
from backend.centre import Centre

__all__ = ["LARGEST_BODY", "application"]

LARGEST_BODY = 1 << 20
"""Bytes of the largest request, about three times the fullest list of deeds."""

_LARGEST_WASTE = 16 << 20
"""How much of a body too large is read away, so that its sender hears the answer."""

_AT_ONCE = 8
"""Requests worked on at a time, as many as the database keeps connections."""

_PAGES_AT_ONCE = 16
"""Requests for a page at a time. They wait for a press most of their time, so they
have threads of their own: no sign of life waits behind a page."""

_MOST_UNDER_WAY = 512
"""Requests under way, most of them waiting; who is beyond comes again in a second."""

# Looked through in this order: what is asked most stands first.
_ROUTES: tuple[tuple[str, str, Operation], ...] = (
    ("POST", "/v1/heartbeats", fleet.heartbeat),
    ("POST", "/v1/certificates", operation.certificate),
    ("GET", "/v1/health", operation.health),
    ("POST", "/v1/line-checks", operation.line_check),
    ("POST", "/v1/portraits", operation.portrait),
    ("POST", "/v1/certification-states", operation.state),
    ("POST", "/v1/certificates/drafts", operation.draft),
    ("POST", "/v1/deeds", operation.deeds),
    ("POST", "/v1/portal-codes", portal_code),
    ("POST", "/v1/envelope-key", envelope_key),
    ("POST", "/v1/envelopes", envelopes),
    ("POST", "/v1/identity", fleet.identity),
    ("POST", "/v1/logs", fleet.log),
    ("POST", "/v1/lists", fleet.lists),
    ("POST", "/v1/library", library),
    ("POST", "/v1/media", medium),
    ("POST", "/v1/questions", questions),
    ("POST", "/v1/suggestions", suggestions),
)

_ON_PAPER: frozenset[Operation] = frozenset({operation.draft, operation.certificate})
"""What draws pages."""

_SOURCE_ROUTES: tuple[tuple[str, str, Operation], ...] = (
    ("POST", "/v1/certification-evidence", certification_evidence),
)
"""What registered data sources may ask; terminals may not, nor they the above."""

_Endpoint = Callable[[Request], Awaitable[Response]]


class TooLarge(Exception):
    """A request is larger than any honest one."""


def application(centre: Centre) -> Starlette:
    """Build the application for one centre."""
    limiter, pages = CapacityLimiter(_AT_ONCE), CapacityLimiter(_PAGES_AT_ONCE)
    routes = [
        Route(
            path,
            _endpoint(
                centre, asked, pages if asked in _ON_PAPER else limiter, admission
            ),
            methods=[method],
        )
        for table, admission in ((_ROUTES, admit), (_SOURCE_ROUTES, admit_source))
        for method, path, asked in table
    ]
    return Starlette(
        routes=[
            *routes,
            *business_routes(centre, limiter),
            *software_routes(centre, limiter),
        ],
        middleware=[Middleware(Rush, most=_MOST_UNDER_WAY)],
        exception_handlers={TooLarge: _too_large, HTTPException: _plain_refusal},
    )


def _endpoint(
    centre: Centre, asked: Operation, limiter: CapacityLimiter, admission: Admission
) -> _Endpoint:
    async def endpoint(request: Request) -> Response:
        raw = await _body(request)
        peer = peer_of(request.scope)
        span = request.headers.get("traceparent", "")
        return await anyio.to_thread.run_sync(
            _answered, centre, asked, peer, raw, admission, span, limiter=limiter
        )

    return endpoint


def _answered(  # noqa: PLR0913, PLR0917 - a request has this many parts
    centre: Centre,
    asked: Operation,
    peer: Peer,
    raw: bytes,
    admission: Admission,
    span: str,
) -> Response:
    """Answer, and write the answer down here: no line waits while a paper is."""
    told = answer(centre, asked, peer, raw, admission, span)
    return JSONResponse(told.body, told.status, answering_headers(told.status))


async def _body(request: Request) -> bytes:
    body, size = bytearray(), 0
    async for chunk in request.stream():
        size += len(chunk)
        if size <= LARGEST_BODY:
            body += chunk
        elif size > _LARGEST_WASTE:
            break
    if size > LARGEST_BODY:
        raise TooLarge
    return bytes(body)


async def _too_large(request: Request, error: Exception) -> Response:
    del request, error
    return JSONResponse({"reason": "too-large"}, 413, {"Connection": "close"})


async def _plain_refusal(request: Request, error: Exception) -> Response:
    """Tell an unknown path or method by a key, too; the path is not repeated."""
    del request
    status = error.status_code if isinstance(error, HTTPException) else 500
    reasons = {404: "no-such-path", 405: "no-such-method"}
    return JSONResponse({"reason": reasons.get(status, "invalid")}, status)
