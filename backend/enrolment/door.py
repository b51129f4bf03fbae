"""The enrolment door: TLS without a client certificate, two questions, few tries."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from typing import TypeVar

import anyio
from anyio import CapacityLimiter
from sqlalchemy.exc import SQLAlchemyError
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from backend.enrolment.desk import EnrolmentDesk
from backend.portal.body import TooLarge, body_of
from backend.portal.limit import Limit
from kiosk.domain.enrolment import AuthorityQuestion, EnrolmentRequest
from kiosk.domain.fault import CentreRefused, Fault
from kiosk.domain.wire import from_wire, to_wire

__all__ = ["enrolment_door"]

_LARGEST = 16 * 1024
_AT_ONCE = 2

T = TypeVar("T")


def enrolment_door(desk: EnrolmentDesk) -> Starlette:
    """Build the door; a sender may ask sixty times, then twenty a minute."""
    limit = Limit(burst=60, per_minute=20)
    turn = CapacityLimiter(_AT_ONCE)

    def route(path: str, kind: type[T], act: Callable[[T], object]) -> Route:
        endpoint = _endpoint(kind, act, limit, turn)
        return Route(path, endpoint, methods=["POST"])

    return Starlette(
        routes=[
            route("/v1/authority", AuthorityQuestion, desk.authority),
            route("/v1/enrolments", EnrolmentRequest, desk.enrol),
        ]
    )


def _endpoint(
    kind: type[T], act: Callable[[T], object], limit: Limit, turn: CapacityLimiter
) -> Callable[[Request], Awaitable[Response]]:
    async def endpoint(request: Request) -> Response:
        sender = request.client.host if request.client else ""
        if not limit.allows(sender):
            return JSONResponse({"reason": "too-many"}, 429, {"Retry-After": "60"})
        try:
            raw = await body_of(request, _LARGEST)
        except TooLarge:
            return JSONResponse({"reason": "too-large"}, 413, {"Connection": "close"})
        return await anyio.to_thread.run_sync(_told, kind, act, raw, limiter=turn)

    return endpoint


def _told(kind: type[T], act: Callable[[T], object], raw: bytes) -> Response:
    try:
        asked = from_wire(kind, json.loads(raw))
        return JSONResponse(to_wire(act(asked)))
    except CentreRefused as fault:
        return JSONResponse({"reason": str(fault.facts["reason"])}, 409)
    except (Fault, ValueError, RecursionError):
        return JSONResponse({"reason": "invalid"}, 422)
    except SQLAlchemyError:
        return JSONResponse({"reason": "busy"}, 503, {"Retry-After": "1"})
