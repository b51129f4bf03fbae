"""Handing out releases, in pieces if a terminal wants to go on where it was cut."""

from __future__ import annotations

import json

import anyio
from anyio import CapacityLimiter
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import Route

from backend.api.answer import answer
from backend.api.peer import peer_of
from backend.centre import Centre
from kiosk.domain.fault import NoRecord

__all__ = ["software_routes"]


def software_file(centre: Centre, terminal: str, request: object) -> object:
    """Name the file that is asked for; what it holds proves itself."""
    del terminal
    if centre.software is None or not isinstance(request, list):
        raise NoRecord(reason="no-releases")
    folder, name = map(str, request)
    return {"file": str(centre.software.file(folder, name))}


def software_routes(centre: Centre, limiter: CapacityLimiter) -> list[Route]:
    """Give the routes; whoever may send deeds may fetch releases."""

    async def endpoint(request: Request) -> Response:
        wanted = json.dumps(
            [request.path_params["folder"], request.path_params["name"]]
        )
        peer = peer_of(request.scope)
        told = await anyio.to_thread.run_sync(
            answer,
            centre,
            software_file,
            peer,
            wanted.encode(),
            limiter=limiter,
        )
        body = told.body
        if told.status != 200 or not isinstance(body, dict):  # noqa: PLR2004
            return JSONResponse(body, told.status)
        return FileResponse(body["file"], media_type="application/octet-stream")

    return [Route("/v1/software/{folder}/{name}", endpoint, methods=["GET"])]
