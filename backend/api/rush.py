"""A rush: more requests at once than are worth waiting for are told to come again.

Lines may be many, for a quiet line costs little; work waiting for a thread may not,
for each keeps its body in memory and its sender in doubt.
"""

from __future__ import annotations

from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from backend.api.answer import answering_headers

__all__ = ["Rush"]

_BUSY = 503


class Rush:
    """Lets so many requests in at a time; the others hear ``busy`` at once."""

    def __init__(self, app: ASGIApp, most: int) -> None:
        """Stand before an application.

        Args:
            app: Where requests go.
            most: How many may be under way, those waiting for a thread included.
        """
        self._app, self._most = app, most
        self._under_way = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or tell its sender when to come again."""
        if self._under_way >= self._most:
            headers = {**answering_headers(_BUSY), "Connection": "close"}
            busy = JSONResponse({"reason": "busy"}, _BUSY, headers)
            await busy(scope, receive, send)
            return
        self._under_way += 1
        try:
            await self._app(scope, receive, send)
        finally:
            self._under_way -= 1
