"""Commands about operators of employers: their certificates for the portal."""
# ruff: noqa: PLC0415 - heavy imports wait for the command that needs them

from __future__ import annotations

import argparse
import sys
from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from backend.clock import city_time
from backend.command import CommandRefused
from backend.home import Home

if TYPE_CHECKING:
    # argparse gives its type no public name.
    Commands = argparse._SubParsersAction[argparse.ArgumentParser]  # noqa: SLF001

__all__ = ["add"]


def add(commands: Commands) -> None:
    """Add ``operator`` with its actions."""
    parser = commands.add_parser("operator", help="certificates of employers' people")
    actions = parser.add_subparsers(required=True, metavar="ACTION")
    enrol = _command(actions, "enrol", "make an operator's key and certificate")
    enrol.add_argument("--out", type=Path, required=True, metavar="DIR")
    enrol.set_defaults(command=_enrol)
    revoke = _command(actions, "revoke", "shut an operator's certificates out")
    revoke.set_defaults(command=_revoke)


def _command(actions: Commands, name: str, summary: str) -> argparse.ArgumentParser:
    parser = actions.add_parser(name, help=summary, description=summary)
    parser.add_argument(
        "--home", type=Path, required=True, metavar="DIR", help="the centre's directory"
    )
    parser.add_argument("--number", required=True, metavar="N", help="citizen number")
    return parser


def _enrol(options: Namespace) -> None:
    from backend.access.operator import enrol_operator
    from backend.installation import open_database
    from backend.records.person import find_by_number

    home = Home(options.home)
    database = open_database(home)
    with database.writing() as session:
        person = find_by_number(session, options.number)
        number = person.personal_number
        enrol_operator(home, session, number, options.out, city_time())
    database.close()
    sys.stdout.write(f"operator's certificate in {options.out}\n")


def _revoke(options: Namespace) -> None:
    from backend.access.operator import revoke_operator
    from backend.installation import open_database
    from backend.records.person import find_by_number

    database = open_database(Home(options.home))
    with database.writing() as session:
        person = find_by_number(session, options.number)
        ended = revoke_operator(session, person.personal_number, city_time())
    database.close()
    if not ended:
        message = "no living certificate of this operator"
        raise CommandRefused(message)
    sys.stdout.write("operator's certificates revoked\n")
