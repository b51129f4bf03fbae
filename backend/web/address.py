"""Addresses of pages: this one in the other language, or the list's other pages."""

from __future__ import annotations

from urllib.parse import urlencode

from starlette.requests import Request

from backend.web.form import Form
from backend.web.wording import LANGUAGES

__all__ = ["asked_address", "in_language", "other_language", "page_of"]


def asked_address(request: Request) -> str:
    """Give path and query of a request."""
    query = request.url.query
    return request.url.path + (f"?{query}" if query else "")


def other_language(language: str) -> str:
    """Give the language that is not spoken here."""
    return LANGUAGES[1 - LANGUAGES.index(language)]


def in_language(place: str, query: Form, language: str) -> str:
    """Give a page, with all that was asked of it, in a language."""
    return f"{place}?{urlencode([*_kept(query, 'lang'), ('lang', language)])}"


def page_of(place: str, query: Form, number: int) -> str:
    """Give a list, with its filters, at one of its pages."""
    kept = _kept(query, "page", "lang")
    return f"{place}?{urlencode([*kept, ('page', str(number))])}"


def _kept(query: Form, *without: str) -> list[tuple[str, str]]:
    return [
        (name, value)
        for name, values in query.values.items()
        for value in values
        if name not in without and value
    ]
