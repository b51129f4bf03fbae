"""Style sheets and scripts of pages: files known by name, with strict headers."""

from __future__ import annotations

import hashlib
from collections.abc import Awaitable, Callable
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from backend.web.answer import PAGE_HEADERS

__all__ = ["SHARED", "static_routes"]

SHARED = Path(__file__).with_name("static")
"""The look all pages share."""

_TYPES = {
    ".css": "text/css",
    ".js": "text/javascript",
    ".png": "image/png",
    ".svg": "image/svg+xml",
}


def static_routes(*folders: Path) -> list[Route]:
    """Give a route under ``/static/`` for each file of the folders."""
    return [
        Route(f"/static/{path.relative_to(folder).as_posix()}", _endpoint(path))
        for folder in folders
        for path in sorted(folder.rglob("*"))
        if path.suffix in _TYPES
    ]


def _endpoint(path: Path) -> Callable[[Request], Awaitable[Response]]:
    data, kind = path.read_bytes(), _TYPES[path.suffix]
    tag = f'"{hashlib.sha256(data).hexdigest()[:16]}"'
    headers = {**PAGE_HEADERS, "Cache-Control": "no-cache", "ETag": tag}

    async def endpoint(request: Request) -> Response:
        if request.headers.get("if-none-match") == tag:
            return Response(status_code=304, headers=headers)
        return Response(data, media_type=kind, headers=headers)

    return endpoint
