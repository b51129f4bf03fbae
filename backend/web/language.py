"""Which language a page speaks: asked for, kept from before, or the browser's."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from backend.portal.wording import LANGUAGES, language_of

__all__ = ["chosen_language", "keep_language"]

_COOKIE = "__Host-language"
_YEAR_SECONDS = 365 * 24 * 3600


def chosen_language(request: Request) -> str:
    """Take the language of the address, else the one kept, else the browser's."""
    kept = request.cookies.get(_COOKIE, "")
    if kept in LANGUAGES and request.query_params.get("lang") not in LANGUAGES:
        return kept
    return language_of(request)


def keep_language(request: Request, response: Response) -> None:
    """Remember a language that was asked for, for the pages after this one."""
    asked = request.query_params.get("lang", "")
    if asked in LANGUAGES:
        response.set_cookie(
            _COOKIE,
            asked,
            max_age=_YEAR_SECONDS,
            secure=True,
            httponly=True,
            samesite="strict",
        )
