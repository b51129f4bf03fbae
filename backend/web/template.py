"""Pages from templates: every value escaped, every missing name a fault."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from backend.clock import CITY_ZONE

__all__ = ["templates"]

_SHARED = Path(__file__).with_name("templates")


def templates(*folders: Path) -> Environment:
    """Prepare the templates of some folders, the shared ones among them.

    Filters: ``money`` (fen as yuan), ``moment`` (city time, to the minute),
    ``day``, ``unbroken`` (no line break inside).
    """
    environment = Environment(
        loader=FileSystemLoader([*folders, _SHARED]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "money": _money,
        "moment": _moment,
        "day": _day,
        "unbroken": _unbroken,
        "joined": _joined,
    }
    return environment


def _money(cents: int) -> str:
    sign = "-" if cents < 0 else ""
    return f"{sign}{abs(cents) // 100:,}.{abs(cents) % 100:02d}"


def _moment(at: datetime) -> str:
    return at.astimezone(CITY_ZONE).strftime("%Y-%m-%d %H:%M")


def _day(day: date | None) -> str:
    return day.isoformat() if day else "—"


def _unbroken(text: object) -> Markup:
    return Markup('<span class="unbroken">{}</span>').format(text)


def _joined(texts: Sequence[str]) -> str:
    return " · ".join(texts)
