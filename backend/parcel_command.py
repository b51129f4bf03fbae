"""The command that takes in deeds carried by hand."""
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
    # argparse gives its type no public name.
    Commands = argparse._SubParsersAction[argparse.ArgumentParser]  # noqa: SLF001

__all__ = ["add"]


def add(commands: Commands) -> None:
    """Add ``import-outbox``."""
    summary = "take in deeds that a terminal packed with `kiosk outbox export`"
    parser = commands.add_parser("import-outbox", help=summary, description=summary)
    parser.add_argument(
        "--home", type=Path, required=True, metavar="DIR", help="the centre's directory"
    )
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
    parser.set_defaults(command=_import)


def _import(options: Namespace) -> None:
    from backend.access.recovery_key import load_recovery_key
    from backend.deeds.parcel import take_parcel
    from backend.fleet.profile import load_profiles
    from backend.installation import open_database, staff_register
    from backend.journal import Journal
    from kiosk.domain.wire import to_wire

    home = Home(options.home)
    database = open_database(home)
    recovery = load_recovery_key(home.recovery)
    profiles = load_profiles(home.profiles_file)
    with home.log_file.open("a", encoding="utf-8") as log:
        journal = Journal(log, city_time)
        staff = staff_register(home).trust()
        for file in options.files:
            told = take_parcel(file, recovery, database, journal, staff, profiles)
            for answer in told:
                line = {"file": str(file), **to_wire(answer)}
                sys.stdout.write(json.dumps(line) + "\n")
    database.close()
