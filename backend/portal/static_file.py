"""The public pages' own scripts and styles: files known by name, strict headers."""

from __future__ import annotations

import hashlib
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from types import MappingProxyType

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

__all__ = ["PAGE_HEADERS", "static_routes"]

PAGE_HEADERS: Mapping[str, str] = MappingProxyType(
    {
        "Cache-Control": "no-store",
        # WebAssembly, the QR reader, counts as a kind of eval; nothing else may.
        "Content-Security-Policy": "default-src 'none'; "
        "script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; "
        "img-src 'self' blob:; media-src 'self' blob:; connect-src 'self'; "
        "worker-src 'self'; form-action 'self'; frame-ancestors 'none'; "
        "base-uri 'none'",
        "Permissions-Policy": "camera=(self), microphone=(), geolocation=()",
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
    }
)

_FOLDER = Path(__file__).with_name("static")
_TYPES = {
    ".css": "text/css",
    ".js": "text/javascript",
    ".svg": "image/svg+xml",
    ".txt": "text/plain",
    ".wasm": "application/wasm",
}
_WORKER = "sw.js"


def static_routes() -> list[Route]:
    """Give one route for each file; what is not there cannot be asked for."""
    files = {
        path.relative_to(_FOLDER).as_posix(): path.read_bytes()
        for path in sorted(_FOLDER.rglob("*"))
        if path.suffix in _TYPES
    }
    version = _version(files)
    worker = files.pop(_WORKER).replace(b"VERSION", version.encode())
    return [
        # At the root, for a worker rules only over what lies below it.
        Route(f"/{_WORKER}", _endpoint(worker, ".js", version)),
        *(
            Route(f"/static/{name}", _endpoint(data, Path(name).suffix, version))
            for name, data in files.items()
        ),
    ]


def _version(files: Mapping[str, bytes]) -> str:
    """Name this set of files, so that browsers take a new one whole."""
    pages = [path.read_bytes() for path in sorted(_FOLDER.parent.glob("*.html"))]
    texts = [path.read_bytes() for path in sorted(_FOLDER.parent.glob("texts/*.json"))]
    every = b"".join([*files.values(), *pages, *texts])
    return hashlib.sha256(every).hexdigest()[:16]


def _endpoint(
    data: bytes, suffix: str, version: str
) -> Callable[[Request], Awaitable[Response]]:
    headers = dict(PAGE_HEADERS) | {"Cache-Control": "no-cache", "ETag": f'"{version}"'}

    async def endpoint(request: Request) -> Response:
        if request.headers.get("if-none-match") == f'"{version}"':
            return Response(status_code=304, headers=headers)
        return Response(data, media_type=_TYPES[suffix], headers=headers)

    return endpoint
