"""Reading what a browser sends: fields and files, bounded, never put on disk."""

from __future__ import annotations

from collections import defaultdict
from urllib.parse import parse_qsl

from starlette.formparsers import MultiPartException
from starlette.requests import ClientDisconnect, Request

from backend.portal.body import TooLarge, body_of, parsed_multipart
from backend.web.form import Form, Upload
from backend.web.refusal import Refusal

__all__ = ["FormTorn", "TooLarge", "posted_form", "query_form", "sent_form"]

_MOST_FIELDS = 400
_MOST_FILES = 12


class FormTorn(Exception):
    """What came is no form, or only a part of one."""


async def posted_form(request: Request, most: int) -> Form:
    """Read a form of at most so many bytes.

    Raises:
        TooLarge: it has more.
        FormTorn: it broke off, or is no form.
    """
    if request.headers.get("content-type", "").startswith("multipart/form-data"):
        return await _multipart(request, most)
    body = await body_of(request, most)
    try:
        pairs = parse_qsl(
            body.decode(), keep_blank_values=True, max_num_fields=_MOST_FIELDS
        )
    except ValueError as error:
        raise FormTorn from error
    return Form(_gathered(pairs))


async def sent_form(request: Request, largest: int) -> tuple[Form, Refusal | None]:
    """Read what was sent to a page; an empty form, and why, where it cannot be.

    What a page of somebody else sends is none of ours.
    """
    if request.method != "POST":
        return Form(), None
    try:
        form = await posted_form(request, largest)
    except TooLarge:
        return Form(), (413, "too-large")
    except FormTorn:
        return Form(), (400, "form-torn")
    place = request.headers.get("sec-fetch-site", "same-origin")
    return form, None if place == "same-origin" else (403, "not-our-form")


def query_form(request: Request) -> Form:
    """Read the address's own fields, which every look carries."""
    return Form(_gathered(request.query_params.multi_items()))


async def _multipart(request: Request, most: int) -> Form:
    fields: list[tuple[str, str]] = []
    files: dict[str, list[Upload]] = defaultdict(list)
    try:
        sent = await parsed_multipart(
            request, most, files=_MOST_FILES, fields=_MOST_FIELDS
        )
    except (MultiPartException, ClientDisconnect) as error:
        raise FormTorn from error
    try:
        for name, value in sent.multi_items():
            if isinstance(value, str):
                fields.append((name, value))
            else:
                kind = value.content_type or ""
                data = await value.read()
                files[name].append(Upload(value.filename or "", kind, data))
    finally:
        await sent.close()
    return Form(_gathered(fields), files)


def _gathered(pairs: list[tuple[str, str]]) -> dict[str, list[str]]:
    # A zero byte is no text, and PostgreSQL says so with an error.
    gathered: dict[str, list[str]] = defaultdict(list)
    for name, value in pairs:
        gathered[name].append(value.replace("\0", ""))
    return dict(gathered)
