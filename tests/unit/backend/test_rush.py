"""A rush at the terminals' door: who is too many is told so, and nobody is lost."""

from __future__ import annotations

import asyncio
from typing import Any

from starlette.responses import JSONResponse
from starlette.types import Receive, Scope, Send

from backend.api.rush import Rush

ASK: dict[str, Any] = {"type": "http", "method": "GET", "path": "/", "headers": []}


def test_who_is_too_many_comes_again_and_is_let_in_when_there_is_room() -> None:
    statuses, retry_after = asyncio.run(_rush())
    assert statuses == [503, 200, 200]
    assert retry_after == b"1"


async def _rush() -> tuple[list[int], bytes]:
    inside, go_on = asyncio.Event(), asyncio.Event()
    heard: list[dict[str, Any]] = []

    async def working(scope: Scope, receive: Receive, send: Send) -> None:
        inside.set()
        await go_on.wait()
        await JSONResponse({})(scope, receive, send)

    async def receive() -> dict[str, Any]:
        return {"type": "http.request"}

    async def send(message: Any) -> None:  # noqa: ANN401 - ASGI
        if message["type"] == "http.response.start":
            heard.append(message)

    door = Rush(working, 1)
    first = asyncio.ensure_future(door(ASK, receive, send))
    await inside.wait()
    await door(ASK, receive, send)
    go_on.set()
    await first
    await door(ASK, receive, send)
    refused = dict(heard[0]["headers"])
    return [each["status"] for each in heard], refused[b"retry-after"]
