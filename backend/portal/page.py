"""The public's door: forms, uploads, the camera page, the lists, and a JSON answer."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field

import anyio
from anyio import CapacityLimiter
from sqlalchemy.exc import OperationalError
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from backend.access.audit import AuditEvent, note
from backend.centre import Centre
from backend.lists.publish import Publisher
from backend.portal.body import TooLarge, body_of, typed_fields, uploaded_file
from backend.portal.finding import find_copy, judge_upload
from backend.portal.library import library_routes
from backend.portal.limit import Limit
from backend.portal.markup import camera_page, form_page
from backend.portal.own.door import own_routes
from backend.portal.question import question_routes
from backend.portal.static_file import PAGE_HEADERS, static_routes
from backend.portal.wording import language_of
from kiosk.documents.es256 import jwk_of, key_name
from kiosk.documents.signed_list import ListKind
from kiosk.documents.verification import LARGEST_FILE, Verdict

__all__ = ["portal"]

_AT_ONCE = 2
"""Look-ups at a time, so that the public never takes the terminals' turn."""
_LARGEST_FORM = 4096
_FORM_OVERHEAD = 4096
_FILE_COST = 4
_TOO_MANY = Verdict("cannot_tell", ("too-many-questions",))
_STATUS = {"too-many-questions": 429, "too-large": 413}


@dataclass(slots=True)
class _Door:
    """What the routes share."""

    centre: Centre
    publisher: Publisher
    turn: CapacityLimiter = field(default_factory=lambda: CapacityLimiter(_AT_ONCE))
    limit: Limit = field(default_factory=lambda: Limit(burst=60, per_minute=30))

    async def asked(
        self, request: Request, judge: Callable[[], Verdict], cost: float = 1
    ) -> Verdict:
        """Answer a question when it is its turn, or say that it was one too many."""
        sender = request.client.host if request.client else ""
        if not self.limit.allows(sender, cost):
            return _TOO_MANY
        return await anyio.to_thread.run_sync(judge, limiter=self.turn)

    def typed(self, number: str, code: str) -> Verdict:
        """Judge by number and code."""
        now = self.centre.clock()
        with self.centre.database.reading() as session:
            verdict = find_copy(session, number, code, now.date())
        return self._noted(verdict)

    def uploaded(self, data: bytes) -> Verdict:
        """Judge by a file or photo, which is not kept."""
        trust = self.publisher.trust()
        with self.centre.database.reading() as session:
            verdict = judge_upload(session, data, trust, self.centre.clock())
        return self._noted(verdict)

    def _noted(self, verdict: Verdict) -> Verdict:
        """Leave an audit line: what came out for which copy, not who asked."""
        told = verdict.certificate or {}
        result = verdict.reasons[0] if verdict.reasons else verdict.verdict
        with self.centre.database.writing() as session:
            note(
                session,
                self.centre.clock(),
                "public",
                AuditEvent.PAPER_VERIFIED,
                result,
                reference=str(told.get("serial", "")),
            )
        return verdict


def portal(
    centre: Centre, publisher: Publisher, further: Sequence[Route] = ()
) -> Starlette:
    """Build the public pages; numbers and codes travel in bodies, never in paths."""
    door = _Door(centre, publisher)
    return Starlette(
        routes=[
            Route("/", _home),
            Route("/verify", _form, methods=["GET"]),
            Route("/verify", _by_code(door), methods=["POST"]),
            Route("/verify/file", _by_file(door), methods=["POST"]),
            Route("/api/verify", _by_json(door), methods=["POST"]),
            Route("/camera", _camera),
            *own_routes(centre),
            Route("/lists/anchor", _anchor(door)),
            Route("/lists/{kind}", _list(door)),
            *library_routes(centre),
            *question_routes(centre),
            *further,
            *static_routes(),
        ],
        exception_handlers={
            TooLarge: _too_large,
            OperationalError: _busy,
            HTTPException: _refusal,
        },
    )


_Endpoint = Callable[[Request], Awaitable[Response]]


async def _home(request: Request) -> Response:
    del request
    return RedirectResponse("/verify")


async def _form(request: Request) -> Response:
    return _page(request, None)


async def _camera(request: Request) -> Response:
    return HTMLResponse(camera_page(language_of(request)), headers=PAGE_HEADERS)


def _by_code(door: _Door) -> _Endpoint:
    async def endpoint(request: Request) -> Response:
        number, code = typed_fields(await body_of(request, _LARGEST_FORM))
        verdict = await door.asked(request, lambda: door.typed(number, code))
        return _page(request, verdict)

    return endpoint


def _by_file(door: _Door) -> _Endpoint:
    async def endpoint(request: Request) -> Response:
        try:
            data = await uploaded_file(request, LARGEST_FILE + _FORM_OVERHEAD)
        except (MultiPartException, ClientDisconnect):
            return _page(request, Verdict("cannot_tell", ("unreadable",)))
        verdict = await door.asked(request, lambda: door.uploaded(data), _FILE_COST)
        return _page(request, verdict)

    return endpoint


def _by_json(door: _Door) -> _Endpoint:
    async def endpoint(request: Request) -> Response:
        try:
            told = json.loads(await body_of(request, _LARGEST_FORM))
            number, code = str(told["number"]), str(told["code"])
        except (ValueError, KeyError, TypeError, RecursionError):
            return JSONResponse({"reason": "invalid"}, 422)
        number = number.replace("\0", "")
        verdict = await door.asked(request, lambda: door.typed(number, code))
        body = {
            "verdict": verdict.verdict,
            "reasons": list(verdict.reasons),
            "certificate": verdict.certificate,
        }
        return JSONResponse(body, _status(verdict), {"Cache-Control": "no-store"})

    return endpoint


def _list(door: _Door) -> _Endpoint:
    async def endpoint(request: Request) -> Response:
        kinds: dict[str, ListKind] = {"signers": "signers", "denied": "denied"}
        kind = kinds.get(request.path_params["kind"])
        if kind is None:
            raise HTTPException(404)
        issue = await anyio.to_thread.run_sync(
            door.publisher.current, kind, limiter=door.turn
        )
        return Response(issue.text, media_type="application/jose", headers=PAGE_HEADERS)

    return endpoint


def _anchor(door: _Door) -> _Endpoint:
    """Give the list key's public half, as a set of keys (RFC 7517, 5)."""
    public = door.publisher.key.public_key()
    key = {"kid": key_name(public), **jwk_of(public)}

    async def endpoint(request: Request) -> Response:
        del request
        return JSONResponse({"keys": [key]}, headers=PAGE_HEADERS)

    return endpoint


def _page(request: Request, verdict: Verdict | None) -> Response:
    page = form_page(language_of(request), verdict)
    return HTMLResponse(page, _status(verdict), PAGE_HEADERS)


def _status(verdict: Verdict | None) -> int:
    reasons = verdict.reasons if verdict else ()
    return next((_STATUS[each] for each in reasons if each in _STATUS), 200)


async def _too_large(request: Request, error: Exception) -> Response:
    del error
    page = _page(request, Verdict("cannot_tell", ("too-large",)))
    page.headers["Connection"] = "close"
    return page


async def _busy(request: Request, error: Exception) -> Response:
    del request, error
    return JSONResponse({"reason": "busy"}, 503, {"Retry-After": "1"})


async def _refusal(request: Request, error: Exception) -> Response:
    del request
    status = error.status_code if isinstance(error, HTTPException) else 500
    reasons = {403: "sent-from-elsewhere", 422: "invalid", 429: "too-many-questions"}
    return JSONResponse({"reason": reasons.get(status, "no-such-page")}, status)
