"""The commands that offer the terminals new versions."""
# ruff: noqa: PLC0415 - heavy imports wait for the command that needs them

from __future__ import annotations

import argparse
import json
import sys
from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from backend.clock import city_time
from backend.home import Home

if TYPE_CHECKING:
    from backend.software.repository import SoftwareRepository
    from backend.software.signing import SigningKeys

    # argparse gives its type no public name.
    Commands = argparse._SubParsersAction[argparse.ArgumentParser]  # noqa: SLF001

__all__ = ["add"]

_HOME = "the centre's directory"


def add(commands: Commands) -> None:
    """Add ``software`` with all it can do."""
    parser = commands.add_parser("software", help="offer terminals new versions")
    kinds = parser.add_subparsers(required=True, metavar="KIND")
    _kind(kinds, "init", "make keys and an empty list", _init)
    publish = _kind(kinds, "publish", "offer a new version", _publish)
    publish.add_argument("--file", type=Path, required=True, metavar="ARCHIVE")
    stage = _kind(kinds, "stage", "change whose turn a version is", _stage)
    for changing in (publish, stage):
        changing.add_argument("--version", required=True, metavar="V")
        changing.add_argument(
            "--ring", action="append", metavar="R", help="may be repeated (city)"
        )
        changing.add_argument("--percent", type=int, default=100, metavar="P")
        changing.add_argument(
            "--keys", type=Path, metavar="DIR", help="where the targets key lies"
        )
    _kind(kinds, "list", "tell what is offered, JSON Lines", _list)


def _kind(
    kinds: Commands, name: str, summary: str, command: object
) -> argparse.ArgumentParser:
    parser = kinds.add_parser(name, help=summary, description=summary)
    parser.add_argument("--home", type=Path, required=True, metavar="DIR", help=_HOME)
    parser.set_defaults(command=command)
    return parser


def _init(options: Namespace) -> None:
    _repository(options).create()
    sys.stdout.write("releases can be published; keep keys/root.pem elsewhere\n")


def _publish(options: Namespace) -> None:
    from kiosk.domain.release import Release

    file = f"kiosk-{options.version}.tar.gz"
    release = Release(options.version, file, _rings(options), options.percent)
    archive = options.file.read_bytes()
    _repository(options).publish(release, archive, _keys(options))


def _stage(options: Namespace) -> None:
    rings, percent = _rings(options), options.percent
    _repository(options).stage(options.version, rings, percent, _keys(options))


def _list(options: Namespace) -> None:
    from kiosk.domain.wire import to_wire

    for release in _repository(options).index().releases:
        sys.stdout.write(json.dumps(to_wire(release)) + "\n")


def _rings(options: Namespace) -> tuple[str, ...]:
    return tuple(options.ring or ["city"])


def _keys(options: Namespace) -> SigningKeys | None:
    from backend.software.signing import SigningKeys

    return SigningKeys(options.keys) if options.keys else None


def _repository(options: Namespace) -> SoftwareRepository:
    from backend.software.repository import SoftwareRepository

    home = Home(options.home)
    home.settings()  # Tells a missing centre in its own words.
    return SoftwareRepository(home.software, city_time)
