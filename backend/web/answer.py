"""What a page's work may answer: a page, another address, or a file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from urllib.parse import quote

from starlette.responses import HTMLResponse, RedirectResponse, Response

__all__ = ["PAGE_HEADERS", "Answer", "Download", "Html", "Saying", "See", "response_to"]

PAGE_HEADERS: Mapping[str, str] = MappingProxyType(
    {
        "Cache-Control": "no-store",
        "Content-Security-Policy": "default-src 'none'; style-src 'self'; "
        "script-src 'self'; img-src 'self'; media-src 'self'; form-action 'self'; "
        "frame-ancestors 'none'; base-uri 'none'",
        "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
        "Referrer-Policy": "same-origin",
        "X-Content-Type-Options": "nosniff",
    }
)
"""Nothing on a page comes from elsewhere, is written inline, or is kept."""


@dataclass(frozen=True, slots=True)
class Html:
    """A page.

    Attributes:
        may_film: Its own script may ask for the visitor's camera, and send what
            that sees to this very place.
    """

    text: str
    status: int = 200
    may_film: bool = False


@dataclass(frozen=True, slots=True)
class Saying:
    """What the next page says at its top: a text of the part, with facts.

    Attributes:
        tone: ``good`` or ``bad``.
    """

    key: str
    facts: Mapping[str, object] = field(default_factory=dict)
    tone: str = "good"


@dataclass(frozen=True, slots=True)
class See:
    """Look at another page, after something was done (303).

    Attributes:
        secret: Of a session that begins here; empty where one ends.
    """

    path: str
    saying: Saying | None = None
    secret: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Download:
    """A file to keep.

    Attributes:
        is_shown: The browser may show it instead, as a PDF.
    """

    name: str
    media_type: str
    data: bytes = field(repr=False)
    is_shown: bool = False


Answer = Html | See | Download


def response_to(answer: Answer) -> Response:
    """Put an answer on the line."""
    match answer:
        case Html():
            return HTMLResponse(answer.text, answer.status, _page_headers(answer))
        case See():
            return RedirectResponse(answer.path, 303, PAGE_HEADERS)
        case Download():
            return Response(answer.data, 200, _file_headers(answer), answer.media_type)


def _page_headers(answer: Html) -> Mapping[str, str]:
    if not answer.may_film:
        return PAGE_HEADERS
    camera = PAGE_HEADERS["Permissions-Policy"].replace("camera=()", "camera=(self)")
    content = f"{PAGE_HEADERS['Content-Security-Policy']}; connect-src 'self'"
    told = {"Permissions-Policy": camera, "Content-Security-Policy": content}
    return {**PAGE_HEADERS, **told}


def _file_headers(answer: Download) -> dict[str, str]:
    """Name the file as RFC 6266 does, in plain letters and in full."""
    plain = "".join(it if it.isascii() and it.isalnum() else "-" for it in answer.name)
    plain = ".".join(plain.rsplit("-", 1)) if "." in answer.name else plain
    how = "inline" if answer.is_shown else "attachment"
    named = f"{how}; filename=\"{plain}\"; filename*=UTF-8''{quote(answer.name)}"
    return {**PAGE_HEADERS, "Content-Disposition": named}
