"""Routes of the items' interface: admitted, bounded, worked off the event loop."""

from __future__ import annotations

import json
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import anyio
from anyio import CapacityLimiter
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from backend.access.identity import fingerprint_of
from backend.api.answer import always_answered, answering_headers, read_json
from backend.api.peer import Peer, peer_of
from backend.api.profile_gate import AskedTooOften, hold
from backend.business_api import operation
from backend.business_api.client import admit_client
from backend.business_api.openapi import description
from backend.business_api.operation import Asked
from backend.business_api.shape import troubles_object
from backend.cases.attachment import LARGEST_ATTACHMENT
from backend.cases.case import CaseRefused
from backend.catalogue.item import Door
from backend.centre import Centre
from backend.fleet.assignment import profile_of
from backend.journal import Event
from backend.portal.body import TooLarge, body_of
from kiosk.domain.fault import (
    CentreRefused,
    Fault,
    InvalidValue,
    NoRecord,
    Revoked,
)

__all__ = ["business_routes"]

_LARGEST_JSON = 256 << 10
_MOST_TROUBLES = 500
_UNPROCESSABLE = 422
_STATUS = {
    "form": _UNPROCESSABLE,
    "rules": _UNPROCESSABLE,
    "batch": _UNPROCESSABLE,
    "no-such-item": 404,
}

_KINDS: tuple[tuple[type[Fault], int], ...] = (
    (AskedTooOften, 429),
    (NoRecord, 404),
    (Revoked, 403),
    (CentreRefused, 409),
)
"""The first that fits tells the status."""

_Work = Callable[[Asked], object]
_Endpoint = Callable[[Request], Awaitable[Response]]

_ROUTES: tuple[tuple[str, str, _Work], ...] = (
    ("GET", "/v1/items", operation.items),
    ("GET", "/v1/items/{item}", operation.item),
    ("POST", "/v1/items/{item}/check", operation.check),
    ("GET", "/v1/cases", operation.cases),
    ("POST", "/v1/cases", operation.submit),
    ("GET", "/v1/cases/{case}", operation.one_case),
    ("POST", "/v1/cases/{case}/withdrawal", operation.withdraw),
    ("POST", "/v1/attachments", operation.upload),
    ("GET", "/v1/templates/{item}.{format}", operation.template_file),
)


def business_routes(centre: Centre, limiter: CapacityLimiter) -> list[Route]:
    """Give the routes for one centre; work shares the door's limit."""
    routes = [
        Route(path, _endpoint(_Door(centre, work), limiter), methods=[method])
        for method, path, work in _ROUTES
    ]
    return [*routes, Route("/v1/openapi.json", _description)]


@dataclass(frozen=True, slots=True)
class _Door:
    """One operation behind its admission."""

    centre: Centre
    work: _Work

    @property
    def is_upload(self) -> bool:
        """Whether the body is a file and no JSON."""
        return self.work is operation.upload

    def answer(
        self,
        peer: Peer,
        path: dict[str, str],
        body: bytes,
        span: str = "",
    ) -> Response:
        """Admit, read, work, and tell whatever came of it; see `backend.api.answer`."""
        started, name = time.perf_counter(), ""
        title = f"business.{self.work.__name__}"
        under_way = self.centre.tracer.follow(span, title, {})

        def work() -> Response:
            nonlocal name
            asked = self._asked(peer, path, body)
            name = asked.client.name
            return _told(self.work(asked), path)

        told = always_answered(self.centre, work, _refusal, _plain)
        under_way.note({"status": told.status_code})
        under_way.end()
        self.centre.journal.note(
            Event.ANSWERED,
            operation=title,
            terminal=name,
            status=told.status_code,
            reason="",
            seconds=round(time.perf_counter() - started, 4),
        )
        return told

    def _asked(self, peer: Peer, path: dict[str, str], body: bytes) -> Asked:
        if peer.certificate is None:
            raise Revoked(reason="no-certificate")
        with self.centre.database.reading() as session:
            client = admit_client(session, fingerprint_of(peer.certificate))
            profile = profile_of(session, client.name, self.centre.profiles)
        if client.door is Door.TERMINAL:
            hold(self.centre, client.name, profile, "business", peer.host)
        if self.is_upload:
            return Asked(self.centre, client, path, content=body)
        return Asked(self.centre, client, path, _object(body))


def _endpoint(door: _Door, limiter: CapacityLimiter) -> _Endpoint:
    largest = LARGEST_ATTACHMENT if door.is_upload else _LARGEST_JSON

    async def endpoint(request: Request) -> Response:
        try:
            body = await body_of(request, largest)
        except TooLarge:
            told = _json({"reason": "too-large"}, 413)
            told.headers["Connection"] = "close"
            return told
        peer = peer_of(request.scope)
        path = {name: str(value) for name, value in request.path_params.items()}
        span = request.headers.get("traceparent", "")
        return await anyio.to_thread.run_sync(
            door.answer, peer, path, body, span, limiter=limiter
        )

    return endpoint


async def _description(request: Request) -> Response:
    del request
    return JSONResponse(description())


def _told(found: object, path: dict[str, str]) -> Response:
    if isinstance(found, bytes):
        is_workbook = path.get("format") == "xlsx"
        return Response(found, media_type=_XLSX if is_workbook else "text/csv")
    return _json(found, 200)


_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _json(body: object, status: int) -> Response:
    return JSONResponse(body, status, answering_headers(status))


def _plain(status: int, body: object) -> Response:
    return _json(body, status)


def _refusal(fault: Fault) -> Response:
    """Tell a fault by its reason; a refused form with the trouble of each field."""
    if isinstance(fault, InvalidValue):
        told = {"reason": "invalid", "field": str(fault.facts.get("field", ""))}
        return _json(told, _UNPROCESSABLE)
    reason = str(fault.facts.get("reason", fault.key))
    if isinstance(fault, CaseRefused):
        troubles = troubles_object(fault.troubles[:_MOST_TROUBLES])
        body = {
            "reason": reason,
            "troubles": troubles,
            "total": len(fault.troubles),
        }
        return _json(body, _STATUS.get(reason, 409))
    status = next((code for kind, code in _KINDS if isinstance(fault, kind)), 422)
    return _json({"reason": reason}, status)


def _object(body: bytes) -> dict[str, object]:
    """Read a JSON object, text that no database can keep left out.

    Raises:
        InvalidValue: no JSON object, half characters or zero bytes.
    """
    told = read_json(body)
    if told is None and not body:
        return {}
    try:
        text = json.dumps(told, ensure_ascii=False)
    except RecursionError:
        raise InvalidValue(field="body", reason="too deep") from None
    if not isinstance(told, dict):
        raise InvalidValue(field="body", reason="not an object")
    if "\\u0000" in text or any("\ud800" <= mark <= "\udfff" for mark in text):
        raise InvalidValue(field="body", reason="text")
    return told
