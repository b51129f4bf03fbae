"""Figures of the rules by the day they hold on, each with its legal source."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path

import yaml

__all__ = ["Figure", "figure", "figures"]

_FILE = Path(__file__).with_name("parameters.yaml")


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure from a day on."""

    since: date
    value: Decimal
    source: str


@cache
def figures() -> Mapping[str, tuple[Figure, ...]]:
    """Give every figure's lines, oldest first, as the program brings them."""
    return {
        entry["name"]: tuple(_line(line) for line in entry["lines"])
        for entry in yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    }


def figure(name: str, day: date) -> Decimal:
    """Give what held on a day; the first line, where the day lies before all.

    Raises:
        KeyError: no figure of that name.
    """
    lines = figures()[name]
    known = [line for line in lines if line.since <= day]
    return (known or lines[:1])[-1].value


def _line(line: Mapping[str, object]) -> Figure:
    since = line["from"]
    if not isinstance(since, date):
        raise TypeError(since)
    return Figure(since, Decimal(str(line["value"])), str(line["source"]))
