"""The departments' page: a look-up with its purpose, and the answer below."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from html import escape
from pathlib import Path
from string import Template

from backend.departments.register import Visitor
from backend.portal.markup import escaped_words, facts_list, verdict_box
from backend.portal.wording import WORDS
from kiosk.documents.verification import Verdict

__all__ = ["look_up_page", "refusal_page"]

_PAGE = Template(Path(__file__).with_name("look_up.html").read_text(encoding="utf-8"))


def look_up_page(
    language: str,
    visitor: Visitor,
    told: Mapping[str, object] | None = None,
    answer: Mapping[str, object] | None = None,
) -> str:
    """Draw the form, and what a look-up gave."""
    return _drawn(language, visitor, told or {}, _result(answer, language))


def refusal_page(
    language: str, visitor: Visitor, told: Mapping[str, object], reason: str
) -> str:
    """Draw the form with the reason why nothing was told."""
    box = verdict_box(Verdict("cannot_tell", (reason,)), WORDS[language])
    return _drawn(language, visitor, told, box)


def _drawn(
    language: str, visitor: Visitor, told: Mapping[str, object], result: str
) -> str:
    options = "".join(
        f"<option{' selected' if each == told.get('purpose') else ''}>{escape(each)}"
        f"</option>"
        for each in visitor.purposes
    )
    return _PAGE.substitute(
        escaped_words(language),
        visitor=escape(visitor.title),
        purposes=options,
        reference=escape(str(told.get("reference", ""))),
        typed=escape(str(told.get("number", ""))),
        result=result,
    )


def _result(answer: Mapping[str, object] | None, language: str) -> str:
    if answer is None:
        return ""
    told = answer["certificate"]
    facts = dict(told) if isinstance(told, Mapping) else {}
    content = facts.pop("content", None)
    reasons = answer["reasons"]
    found = tuple(map(str, reasons)) if isinstance(reasons, list) else ()
    box = verdict_box(Verdict(str(answer["verdict"]), found, facts), WORDS[language])
    if content is None:
        return box
    heading = escape(WORDS[language]["department-content"])
    rows = facts_list(_flat(content))
    return f'{box}<section class="way"><h2>{heading}</h2>{rows}</section>'


def _flat(value: object, name: str = "") -> Iterator[tuple[str, str]]:
    """Lay nested facts out as lines, each named by its path."""
    if isinstance(value, Mapping):
        for key, part in value.items():
            yield from _flat(part, f"{name}.{key}" if name else str(key))
    elif isinstance(value, list):
        for place, part in enumerate(value, 1):
            yield from _flat(part, f"{name} {place}")
    else:
        yield name, str(value)
