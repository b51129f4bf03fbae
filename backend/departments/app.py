"""The departments' listener: JSON for programs, pages for people, one certificate."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from urllib.parse import parse_qsl

import anyio
from anyio import CapacityLimiter
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolExhausted
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from backend.access.identity import fingerprint_of
from backend.api.peer import Peer, peer_of
from backend.api.profile_gate import WRONG_NETWORK, note_wrong_network
from backend.centre import Centre
from backend.departments.look_up import look_up, question_of
from backend.departments.markup import look_up_page, refusal_page
from backend.departments.openapi import description
from backend.departments.register import Visitor, admit
from backend.portal.body import TooLarge, body_of
from backend.portal.limit import Limit
from backend.portal.static_file import PAGE_HEADERS, static_routes
from backend.portal.wording import language_of
from kiosk.domain.fault import (
    CentreRefused,
    Fault,
    InvalidValue,
    NoRecord,
    Revoked,
)

__all__ = ["department_door"]

_AT_ONCE = 4
_LARGEST = 4096
_MOST_FIELDS = 8
_STATUS: Mapping[type[Fault], int] = {
    NoRecord: 404,
    CentreRefused: 409,
    InvalidValue: 422,
    Revoked: 403,
}

_Endpoint = Callable[[Request], Awaitable[Response]]
_Work = Callable[[Visitor], object]


class _TooMany(Exception):
    """One department asks more than people can."""


@dataclass(slots=True)
class _Door:
    """What the routes share."""

    centre: Centre
    turn: CapacityLimiter = field(default_factory=lambda: CapacityLimiter(_AT_ONCE))
    limit: Limit = field(default_factory=lambda: Limit(burst=60, per_minute=60))

    async def let_in(self, request: Request, work: _Work) -> object:
        """Admit the department on this line and do its work."""
        peer = peer_of(request.scope)
        return await anyio.to_thread.run_sync(
            self._worked, peer, work, limiter=self.turn
        )

    def _worked(self, peer: Peer, work: _Work) -> object:
        if peer.certificate is None:
            raise Revoked
        with self.centre.database.reading() as session:
            visitor = admit(session, fingerprint_of(peer.certificate))
        if not self.centre.profiles.admits_department(visitor.name, peer.host):
            note_wrong_network(self.centre, f"department:{visitor.name}")
            raise Revoked(reason=WRONG_NETWORK)
        if not self.limit.allows(visitor.name):
            raise _TooMany
        return work(visitor)

    def asked(self, visitor: Visitor, told: dict[str, object]) -> dict[str, object]:
        """Look up what was asked."""
        question = question_of(visitor, told)
        return look_up(self.centre.database, visitor, question, self.centre.clock())


def department_door(centre: Centre) -> Starlette:
    """Build the departments' application for one centre."""
    door = _Door(centre)
    return Starlette(
        routes=[
            Route("/", _page(door), methods=["GET"]),
            Route("/", _asked_page(door), methods=["POST"]),
            Route("/openapi.json", _description),
            Route("/v1/department", _about(door), methods=["GET"]),
            Route("/v1/look-ups", _look_up(door), methods=["POST"]),
            *static_routes(),
        ],
        exception_handlers={
            Fault: _refused,
            _TooMany: _too_many,
            TooLarge: _too_large,
            OperationalError: _busy,
            IntegrityError: _busy,
            PoolExhausted: _busy,
            HTTPException: _plain,
        },
    )


def _about(door: _Door) -> _Endpoint:
    async def endpoint(request: Request) -> Response:
        told = await door.let_in(request, _described)
        return JSONResponse(told, headers=PAGE_HEADERS)

    return endpoint


def _described(visitor: Visitor) -> object:
    return {
        "name": visitor.name,
        "title": visitor.title,
        "purposes": visitor.purposes,
        "rights": {str(kind): str(level) for kind, level in visitor.rights.items()},
    }


def _look_up(door: _Door) -> _Endpoint:
    async def endpoint(request: Request) -> Response:
        # A page of somebody else cannot send this type without asking us first.
        kind = request.headers.get("content-type", "").partition(";")[0]
        if kind != "application/json":
            return _refusal("not-json", 415)
        told = _object(await body_of(request, _LARGEST))
        answer = await door.let_in(request, lambda visitor: door.asked(visitor, told))
        return JSONResponse(answer, headers=PAGE_HEADERS)

    return endpoint


def _page(door: _Door) -> _Endpoint:
    async def endpoint(request: Request) -> Response:
        language = language_of(request)
        page = await door.let_in(request, lambda it: look_up_page(language, it))
        return HTMLResponse(str(page), headers=PAGE_HEADERS)

    return endpoint


def _asked_page(door: _Door) -> _Endpoint:
    async def endpoint(request: Request) -> Response:
        if request.headers.get("sec-fetch-site", "same-origin") != "same-origin":
            raise CentreRefused(reason="sent-from-elsewhere")
        body = (await body_of(request, _LARGEST)).decode("utf-8", "replace")
        told: dict[str, object] = dict(parse_qsl(body, max_num_fields=_MOST_FIELDS))
        language = language_of(request)

        def work(visitor: Visitor) -> str:
            try:
                answer = door.asked(visitor, told)
            except (CentreRefused, NoRecord, InvalidValue) as fault:
                return refusal_page(language, visitor, told, _reason(fault))
            return look_up_page(language, visitor, told, answer)

        return HTMLResponse(str(await door.let_in(request, work)), headers=PAGE_HEADERS)

    return endpoint


async def _description(request: Request) -> Response:
    del request
    return JSONResponse(description(), headers=PAGE_HEADERS)


def _object(body: bytes) -> dict[str, object]:
    try:
        told = json.loads(body)
    except (ValueError, RecursionError):
        told = None
    if not isinstance(told, dict):
        raise InvalidValue(field="body", reason="not an object")
    return told


def _reason(fault: Fault) -> str:
    if isinstance(fault, InvalidValue):
        return "invalid"
    return str(fault.facts.get("reason", fault.key))


def _refusal(reason: str, status: int, **headers: str) -> Response:
    return JSONResponse({"reason": reason}, status, {**PAGE_HEADERS, **headers})


async def _refused(request: Request, error: Exception) -> Response:
    del request
    if not isinstance(error, Fault):
        raise error
    kinds = (status for kind, status in _STATUS.items() if isinstance(error, kind))
    return _refusal(_reason(error), next(kinds, 422))


async def _too_many(request: Request, error: Exception) -> Response:
    del request, error
    return _refusal("too-many-questions", 429, **{"Retry-After": "60"})


async def _too_large(request: Request, error: Exception) -> Response:
    del request, error
    return _refusal("too-large", 413, Connection="close")


async def _busy(request: Request, error: Exception) -> Response:
    del request, error
    return _refusal("busy", 503, **{"Retry-After": "1"})


async def _plain(request: Request, error: Exception) -> Response:
    del request
    status = error.status_code if isinstance(error, HTTPException) else 500
    return _refusal("no-such-page", status)
