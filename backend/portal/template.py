"""The portal's larger pages: Jinja templates, everything in them escaped."""

from __future__ import annotations

from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.responses import HTMLResponse, Response

from backend.portal.static_file import PAGE_HEADERS
from backend.portal.wording import LANGUAGES, WORDS

__all__ = ["page"]

_ENVIRONMENT = Environment(
    loader=FileSystemLoader(Path(__file__).with_name("templates")),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def page(name: str, language: str, status: int = 200, **facts: object) -> Response:
    """Draw a page in a language."""
    other = LANGUAGES[1 - LANGUAGES.index(language)]
    text = _ENVIRONMENT.get_template(name).render(
        facts, words=WORDS[language], lang=language, other_lang=other
    )
    return HTMLResponse(text, status, PAGE_HEADERS)
