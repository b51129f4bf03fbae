"""Reading what strangers send: never more than is wanted, never kept on disk."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from urllib.parse import parse_qs

from starlette.datastructures import FormData
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import Request

__all__ = ["TooLarge", "body_of", "parsed_multipart", "typed_fields", "uploaded_file"]

_MOST_FIELDS = 8
_MOST_WASTE = 1 << 20
_TAIL = 128


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
        MultiPartException: it is no form, has more parts, or breaks off.
    """
    end = _End()
    parser = _InMemoryParser(
        request.headers,
        end.watched(_bounded(request.stream(), most)),
        max_files=files,
        max_fields=fields,
        max_part_size=_MOST_WASTE,
    )
    form = await parser.parse()
    if not end.is_whole:
        await form.close()
        message = "breaks off"
        raise MultiPartException(message)
    return form


class _End:
    """Watches how a form ends, which its parser does not mind.

    The last line of a whole one closes with two hyphens (RFC 2046, 5.1.1).
    """

    def __init__(self) -> None:
        self._tail = b""

    @property
    def is_whole(self) -> bool:
        return self._tail.rstrip(b"\r\n").endswith(b"--")

    async def watched(
        self, stream: AsyncGenerator[bytes, None]
    ) -> AsyncGenerator[bytes, None]:
        async for chunk in stream:
            self._tail = (self._tail + chunk)[-_TAIL:]
            yield chunk


async def _bounded(
    stream: AsyncGenerator[bytes, None], most: int
) -> AsyncGenerator[bytes, None]:
    size = 0
    async for chunk in stream:
        size += len(chunk)
        if size > most:
            raise TooLarge
        yield chunk
