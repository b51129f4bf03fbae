"""What is typed about deeds that have not reached the centre."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from kiosk.settings import load_settings

__all__ = ["add_outbox"]

_DEFAULT_SETTINGS = Path("/etc/kiosk/terminal.toml")
_BAD_INPUT = 2


def add_outbox(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add ``outbox`` with what can be done with waiting and refused deeds."""
    parser = commands.add_parser("outbox", help="what still has to reach the centre")
    kinds = parser.add_subparsers(required=True, metavar="KIND")
    listed = kinds.add_parser("list", help="waiting and refused deeds, JSON Lines")
    listed.set_defaults(command=_list)
    export = kinds.add_parser(
        "export", help="pack them, sealed for the centre, to be carried by hand"
    )
    export.add_argument("directory", type=Path, metavar="DIR")
    export.set_defaults(command=_export)
    revived = kinds.add_parser("revive", help="send a refused deed again")
    revived.add_argument("id", metavar="ID")
    revived.set_defaults(command=_revive)
    for each in (listed, export, revived):
        each.add_argument("--settings", type=Path, default=_DEFAULT_SETTINGS)


def _list(chosen: argparse.Namespace) -> int:
    from kiosk.assembly.inspection import open_items  # noqa: PLC0415

    for item in open_items(load_settings(chosen.settings)):
        sys.stdout.write(json.dumps(item, ensure_ascii=False) + "\n")
    return 0


def _export(chosen: argparse.Namespace) -> int:
    from kiosk.assembly.parcels import pack_outbox  # noqa: PLC0415

    settings = load_settings(chosen.settings)
    if not chosen.directory.is_dir():
        return _refused(f"{chosen.directory}: no such directory")
    try:
        file, count = pack_outbox(settings, chosen.directory)
    except OSError as error:
        return _refused(f"{error.filename}: {error.strerror}")
    sys.stdout.write(json.dumps({"file": str(file), "deeds": count}) + "\n")
    return 0


def _revive(chosen: argparse.Namespace) -> int:
    from kiosk.assembly.parcels import revive  # noqa: PLC0415
    from kiosk.domain.fault import InvalidValue  # noqa: PLC0415

    try:
        revive(load_settings(chosen.settings), chosen.id)
    except InvalidValue as fault:
        return _refused(str(fault))
    return 0


def _refused(message: str) -> int:
    sys.stderr.write(f"kiosk: {message}\n")
    return _BAD_INPUT
