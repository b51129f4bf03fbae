"""Reading what strangers send: never more than is wanted, never kept on disk."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from urllib.parse import parse_qs

from starlette.datastructures import FormData
from starlette.formparsers import MultiPartParser
from starlette.requests import Request

__all__ = ["TooLarge", "body_of", "parsed_multipart", "typed_fields", "uploaded_file"]

_MOST_FIELDS = 8
_MOST_WASTE = 1 << 20


class TooLarge(Exception):
    """A request is larger than any honest one."""


class _InMemoryParser(MultiPartParser):
    """Keeps a stranger's file in memory; it must not touch the disk."""

    spool_max_size = 1 << 26


async def body_of(request: Request, most: int) -> bytes:
    """Read a small body.

    Raises:
        TooLarge: it has more bytes; a megabyte is read away so that the sender
            hears the answer.
    """
    body, size = bytearray(), 0
    async for chunk in request.stream():
        size += len(chunk)
        if size <= most:
            body += chunk
        elif size > _MOST_WASTE:
            break
    if size > most:
        raise TooLarge
    return bytes(body)


def typed_fields(body: bytes) -> tuple[str, str]:
    """Read number and code; what is no form of ours counts as empty."""
    try:
        fields = parse_qs(body.decode(), max_num_fields=_MOST_FIELDS)
    except ValueError:
        return "", ""
    number, code = (fields.get(name, [""])[0] for name in ("number", "code"))
    return number.replace("\0", ""), code


async def uploaded_file(request: Request, most: int) -> bytes:
    """Read the file of a form; empty where there is none.

    Raises:
        TooLarge: the body has more bytes.
        MultiPartException: it is no form.
    """
    if not request.headers.get("content-type", "").startswith("multipart/form-data"):
        return b""
    form = await parsed_multipart(request, most, files=1, fields=1)
    try:
        file = form.get("file")
        return b"" if file is None or isinstance(file, str) else await file.read()
    finally:
        await form.close()


async def parsed_multipart(
    request: Request, most: int, *, files: int, fields: int
) -> FormData:
    """Read a form with files, all in memory; whoever asks closes it.

    Raises:
        TooLarge: the body has more bytes.
        MultiPartException: it is no form, or has more parts.
    """
    stream = _bounded(request.stream(), most)
    parser = _InMemoryParser(
        request.headers,
        stream,
        max_files=files,
        max_fields=fields,
        max_part_size=_MOST_WASTE,
    )
    return await parser.parse()


async def _bounded(
    stream: AsyncGenerator[bytes, None], most: int
) -> AsyncGenerator[bytes, None]:
    size = 0
    async for chunk in stream:
        size += len(chunk)
        if size > most:
            raise TooLarge
        yield chunk
