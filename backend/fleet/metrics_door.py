"""The fleet's figures over the line: for programs that were let in, and nobody else."""

from __future__ import annotations

import anyio
from anyio import CapacityLimiter
from prometheus_client.exposition import choose_encoder
from prometheus_client.registry import CollectorRegistry
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from backend.access.monitors import MonitorRegister
from backend.api.peer import peer_of
from kiosk.domain.fault import Revoked

__all__ = ["metrics_door"]


def metrics_door(registry: CollectorRegistry, monitors: MonitorRegister) -> Starlette:
    """Build the application that answers ``GET /metrics`` to let-in programs."""
    # One scrape at a time: each reads the newest beat of every terminal.
    turn = CapacityLimiter(1)

    async def metrics(request: Request) -> Response:
        monitors.admit(peer_of(request.scope).certificate)
        encode, kind = choose_encoder(request.headers.get("accept", ""))
        text = await anyio.to_thread.run_sync(encode, registry, limiter=turn)
        return Response(text, headers={"Content-Type": kind})

    return Starlette(
        routes=[Route("/metrics", metrics)], exception_handlers={Revoked: _refused}
    )


async def _refused(request: Request, error: Exception) -> Response:
    del request, error
    return JSONResponse({"reason": "unknown"}, 403)
