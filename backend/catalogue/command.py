"""``centre catalogue``: checking and listing the items on a console."""

from __future__ import annotations

import argparse
import json
import sys
from argparse import Namespace
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk.domain.fault import InvalidValue

if TYPE_CHECKING:
    from backend.catalogue.item import Catalogue, Item

    # argparse gives its type no public name.
    Commands = argparse._SubParsersAction[argparse.ArgumentParser]  # noqa: SLF001

__all__ = ["add_catalogue"]


def add_catalogue(commands: Commands) -> None:
    """Describe the commands."""
    parser = commands.add_parser("catalogue", help="the business items")
    kinds = parser.add_subparsers(required=True, metavar="KIND")
    check = kinds.add_parser("check", help="read every file; tell mistakes by line")
    check.set_defaults(command=_check)
    listed = kinds.add_parser("list", help="every item, in order")
    listed.add_argument("--json", action="store_true", help="JSON Lines, with the form")
    listed.set_defaults(command=_list)
    for each in (check, listed):
        place = "a city's own catalogue"
        each.add_argument("--folder", type=Path, metavar="DIR", help=place)


def _check(options: Namespace) -> None:
    """Read everything.

    Raises:
        InvalidValue: the first mistake, by file and line.
    """
    catalogue = _loaded(options)
    told = f"{len(catalogue.items)} items in {len(catalogue.groups)} groups"
    sys.stdout.write(f"the catalogue is good: {told}\n")


def _list(options: Namespace) -> None:
    for item in _loaded(options).items.values():
        line = _object(item) if options.json else _line(item)
        sys.stdout.write(f"{line}\n")


def _loaded(options: Namespace) -> Catalogue:
    from backend.catalogue.load import CATALOGUE, RulesInvalid, load_catalogue  # noqa: PLC0415 - slow

    try:
        return load_catalogue(options.folder or CATALOGUE)
    except RulesInvalid as error:
        raise InvalidValue(field="catalogue", reason=str(error)) from error


def _line(item: Item) -> str:
    doors = ",".join(sorted(item.doors))
    term = f"{item.days} d" if item.days else ""
    name = f"{item.name.zh} / {item.name.en}"
    return f"{item.id}  {_state(item):8} {item.kind:8} {term:5} {doors:20} {name}"


def _state(item: Item) -> str:
    """Tell whether a function stands behind every rule of an item."""
    from backend.cases.rule import unbound  # noqa: PLC0415 - slow

    missing = unbound(item)
    return f"lacks {', '.join(missing)}" if missing else "bound"


def _object(item: Item) -> str:
    from backend.catalogue.form import form_schema  # noqa: PLC0415

    told = {
        "id": item.id,
        "name": {"zh-CN": item.name.zh, "en": item.name.en},
        "audience": item.audience,
        "kind": item.kind,
        "days": item.days,
        "assurance": item.assurance,
        "doors": sorted(item.doors),
        "state": _state(item),
        "requires": list(_written(item.requires)),
        "effects": list(_written(item.effects)),
        "papers": [paper.name.zh for paper in item.papers],
        "source": item.source,
        "form": form_schema(item),
    }
    return json.dumps(told, ensure_ascii=False)


def _written(calls: tuple[object, ...]) -> Iterator[str]:
    return (str(call) for call in calls)
