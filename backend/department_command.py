"""Commands about departments: let them in, shut them out, read what they asked."""
# ruff: noqa: PLC0415 - heavy imports wait for the command that needs them

from __future__ import annotations

import argparse
import json
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
    """Add ``department`` with its actions."""
    parser = commands.add_parser("department", help="who else may look papers up")
    kinds = parser.add_subparsers(required=True, metavar="ACTION")
    _add_register(kinds)
    revoke = _command(kinds, "revoke", "shut a department out at once")
    revoke.add_argument("--name", required=True, metavar="D")
    revoke.set_defaults(command=_revoke)
    listed = _command(kinds, "list", "every department with its rights, JSON Lines")
    listed.set_defaults(command=_list)
    trail = _command(kinds, "trail", "every look-up, JSON Lines; fails if one is wrong")
    trail.set_defaults(command=_trail)


def _command(commands: Commands, name: str, summary: str) -> argparse.ArgumentParser:
    parser = commands.add_parser(name, help=summary, description=summary)
    parser.add_argument(
        "--home", type=Path, required=True, metavar="DIR", help="the centre's directory"
    )
    return parser


def _add_register(commands: Commands) -> None:
    parser = _command(commands, "register", "let a department in")
    parser.add_argument("--name", required=True, metavar="D")
    parser.add_argument("--title", required=True, metavar="TEXT", help="its full name")
    parser.add_argument(
        "--purpose", action="append", required=True, metavar="TEXT", help="repeatable"
    )
    parser.add_argument(
        "--right",
        action="append",
        type=_right,
        required=True,
        metavar="KIND=LEVEL",
        help="LEVEL is standing, masked or content; repeatable",
    )
    parser.add_argument("--out", type=Path, metavar="DIR", help="make an identity here")
    parser.add_argument(
        "--certificate", type=Path, metavar="FILE", help="or take another CA's"
    )
    parser.add_argument("--authority", type=Path, metavar="FILE", help="that CA's own")
    parser.set_defaults(command=_register)


def _right(text: str) -> tuple[str, str]:
    from backend.store.words import LookUpLevel
    from kiosk.domain.certificate import CertificateKind

    kind, _, level = text.partition("=")
    try:
        return CertificateKind(kind), LookUpLevel(level)
    except ValueError:
        message = f"{text!r} is not KIND=LEVEL"
        raise argparse.ArgumentTypeError(message) from None


def _register(options: Namespace) -> None:
    from backend.departments.register import register
    from backend.installation import open_database

    home = Home(options.home)
    database = open_database(home)
    fingerprint = _fingerprint(home, options)
    with database.writing() as session:
        register(
            session,
            options.name,
            title=options.title,
            purposes=options.purpose,
            rights=dict(options.right),
            fingerprint=fingerprint,
            now=city_time(),
        )
    database.close()
    _say(f"department {options.name} registered")


def _fingerprint(home: Home, options: Namespace) -> str:
    from backend.access.terminals import check_name
    from backend.departments.identity import accept_identity, make_identity

    check_name(options.name)
    if options.certificate and options.authority and not options.out:
        return accept_identity(home, options.certificate, options.authority)
    if options.out and not options.certificate:
        return make_identity(home, options.name, options.out)
    message = "give either --out, or --certificate with --authority"
    raise CommandRefused(message)


def _revoke(options: Namespace) -> None:
    from backend.departments.register import revoke
    from backend.installation import open_database

    database = open_database(Home(options.home))
    with database.writing() as session:
        ended = revoke(session, options.name, city_time())
    database.close()
    if not ended:
        message = f"no living identity of a department {options.name}"
        raise CommandRefused(message)
    _say(f"department {options.name} revoked")


def _list(options: Namespace) -> None:
    from backend.departments.register import known
    from backend.installation import open_database

    database = open_database(Home(options.home))
    with database.reading() as session:
        for visitor, is_admitted in known(session):
            told = {
                "name": visitor.name,
                "title": visitor.title,
                "purposes": visitor.purposes,
                "rights": {str(k): str(v) for k, v in visitor.rights.items()},
                "is_admitted": is_admitted,
            }
            _say(json.dumps(told, ensure_ascii=False))
    database.close()


def _trail(options: Namespace) -> None:
    from sqlalchemy import select

    from backend.departments.trail import first_wrong
    from backend.installation import open_database
    from backend.store.departments import DepartmentLookUp

    database = open_database(Home(options.home))
    with database.reading() as session:
        lines = select(DepartmentLookUp).order_by(DepartmentLookUp.entry_id)
        for line in session.scalars(lines):
            told = {
                "entry": line.entry_id,
                "at": line.noted_at.isoformat(),
                "department": line.department,
                "purpose": line.purpose,
                "reference": line.reference,
                "number": line.number,
                "result": line.result,
            }
            _say(json.dumps(told, ensure_ascii=False))
        wrong = first_wrong(session)
    database.close()
    if wrong is not None:
        message = f"the trail is wrong at line {wrong}"
        raise CommandRefused(message)


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
