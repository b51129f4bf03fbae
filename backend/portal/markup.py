"""The public pages' HTML: every word from the texts, every value escaped."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from html import escape
from pathlib import Path
from string import Template

from backend.portal.wording import LANGUAGES, WORDS
from kiosk.documents.verification import Verdict

__all__ = [
    "camera_page",
    "escaped_words",
    "facts_list",
    "form_page",
    "verdict_box",
]

_HERE = Path(__file__).parent
_FORM = Template((_HERE / "form.html").read_text(encoding="utf-8"))
_CAMERA = Template((_HERE / "camera.html").read_text(encoding="utf-8"))
_MARK = {"valid": "✓", "invalid": "✗", "cannot_tell": "?"}
_FACTS = (
    "serial",
    "name",
    "citizen_number",
    "id_end",
    "issued_at",
    "valid_until",
    "successor",
)


def form_page(language: str, verdict: Verdict | None = None) -> str:
    """Draw the page with all ways to check, and the verdict where there is one."""
    result = verdict_box(verdict, WORDS[language]) if verdict else ""
    return _FORM.substitute(escaped_words(language), result=result)


def camera_page(language: str) -> str:
    """Draw the page that checks with the phone's own camera."""
    # "<" could end the element that carries the words.
    told = json.dumps(dict(WORDS[language]), ensure_ascii=False).replace("<", "\\u003c")
    return _CAMERA.substitute(escaped_words(language), texts=told)


def escaped_words(language: str) -> dict[str, str]:
    """Give the words, escaped, under names a template can have."""
    words = {
        key.replace("-", "_"): escape(text) for key, text in WORDS[language].items()
    }
    other = LANGUAGES[1 - LANGUAGES.index(language)]
    return words | {"lang": language, "other_lang": other}


def verdict_box(verdict: Verdict, words: Mapping[str, str]) -> str:
    """Draw a verdict with its reasons and what to compare."""
    reasons = "".join(
        f"<p>{escape(words.get(f'reason-{reason}', reason))}</p>"
        for reason in verdict.reasons
    )
    facts = _facts(verdict.certificate, words) if verdict.certificate else ""
    return (
        f'<section class="verdict {verdict.verdict}" role="status" id="verdict">'
        f'<h2><span class="mark" aria-hidden="true">{_MARK[verdict.verdict]}</span> '
        f"{escape(words[verdict.verdict])}</h2>{reasons}{facts}</section>"
    )


def _facts(certificate: Mapping[str, object], words: Mapping[str, str]) -> str:
    lines = [
        (words[f"fact-{name}"], _day(name, certificate[name]))
        for name in _FACTS
        if certificate.get(name)
    ]
    months = certificate.get("months")
    if isinstance(months, Mapping):
        told = words["fact-months"]
        lines += [
            (f"{words.get(f'insurance-{kind}', kind)} {told}", str(count))
            for kind, count in months.items()
        ]
    compare = f'<p class="compare">{escape(words["compare"])}</p>'
    person = f"<p>{escape(words['not-the-holder'])}</p>"
    return f"{compare}{facts_list(lines)}{person}"


def facts_list(lines: Iterable[tuple[str, str]]) -> str:
    """Draw names with their values."""
    rows = "".join(
        f"<div><dt>{escape(name)}</dt><dd>{escape(value)}</dd></div>"
        for name, value in lines
    )
    return f"<dl>{rows}</dl>"


def _day(name: str, value: object) -> str:
    return str(value)[:10] if name == "issued_at" else str(value)
