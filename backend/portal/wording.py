"""The public pages' words in two languages, and the choice between them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from starlette.requests import Request

__all__ = ["LANGUAGES", "WORDS", "language_of"]

LANGUAGES = ("zh-CN", "en")
_TEXTS = Path(__file__).with_name("texts")

WORDS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        language: MappingProxyType(
            json.loads((_TEXTS / f"{language}.json").read_text(encoding="utf-8"))
        )
        for language in LANGUAGES
    }
)


def language_of(request: Request) -> str:
    """Take the language asked for in the address, else the browser's, else Chinese."""
    asked = request.query_params.get("lang", "")
    if asked in LANGUAGES:
        return asked
    preferred = request.headers.get("accept-language", "").lower()
    return "en" if preferred.startswith("en") else LANGUAGES[0]
