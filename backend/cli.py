"""The centre's commands: what can be typed, and one clear line when it goes wrong."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy.exc import SQLAlchemyError

from backend import (
    command,
    department_command,
    monitor_command,
    operator_command,
    paper_command,
    parcel_command,
)
from backend.catalogue.command import add_catalogue
from backend.certification_cli import add_certification_commands
from backend.command import CommandRefused
from backend.content import command as content_command
from backend.home import HomeInvalid
from backend.software import command as software_command
from backend.store.database import DatabaseUrlInvalid
from backend.store.migration import SchemaOutdated
from backend.wechat import command as wechat_command
from kiosk.domain.fault import Fault
from kiosk.domain.staff import StaffRole

if TYPE_CHECKING:
    # argparse gives its type no public name.
    Commands = argparse._SubParsersAction[argparse.ArgumentParser]  # noqa: SLF001

__all__ = ["run"]

_CITY = "成都市"


def run(arguments: Sequence[str]) -> int:
    """Run a command; 0 done, 1 not done, 2 wrongly typed."""
    options = _parser().parse_args(arguments)
    try:
        options.command(options)
    except (CommandRefused, HomeInvalid, SchemaOutdated, Fault) as error:
        return _failed(str(error))
    except DatabaseUrlInvalid as error:
        return _failed(f"not a database address: {error}")
    except BrokenPipeError:
        return 1
    except OSError as error:
        return _failed(f"{error.filename or 'network'}: {error.strerror or error}")
    except SQLAlchemyError as error:
        return _failed(f"database: {type(error).__name__}")
    return 0


def _failed(message: str) -> int:
    sys.stderr.write(f"centre: {message}\n")
    return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="centre", description="The central system of the kiosks."
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    _add_init(commands)
    _add_sample(commands)
    _add_terminal_commands(commands)
    _add_staff_commands(commands)
    add_certification_commands(commands)
    add_catalogue(commands)
    paper_command.add(commands)
    department_command.add(commands)
    parcel_command.add(commands)
    monitor_command.add(commands)
    operator_command.add(commands)
    content_command.add(commands)
    wechat_command.add(commands)
    software_command.add(commands)
    _add_serve(commands)
    return parser


def _command(commands: Commands, name: str, summary: str) -> argparse.ArgumentParser:
    parser = commands.add_parser(name, help=summary, description=summary)
    parser.add_argument(
        "--home", type=Path, required=True, metavar="DIR", help="the centre's directory"
    )
    return parser


def _add_init(commands: Commands) -> None:
    parser = _command(commands, "init", "make a new centre")
    parser.add_argument("--city", default=_CITY, help="city named in the seal")
    parser.add_argument(
        "--database",
        default="",
        metavar="URL",
        help="SQLAlchemy address; default is a SQLite file in the home",
    )
    parser.add_argument(
        "--name",
        action="append",
        default=[],
        metavar="HOST",
        help="further name or address the server is reached by",
    )
    parser.set_defaults(command=command.init)


def _add_sample(commands: Commands) -> None:
    parser = _command(commands, "sample", "fill the centre with an invented city")
    parser.add_argument("--residents", type=_count, default=0, metavar="N")
    parser.add_argument("--seed", type=int, default=1, metavar="S")
    parser.add_argument(
        "--since",
        type=int,
        metavar="YEAR",
        help="first year whose months are booked (large cities: three years back)",
    )
    parser.add_argument(
        "--portrait",
        action="append",
        default=[],
        type=_portrait,
        metavar="NUMBER=FILE",
        help="enrol a picture for a resident; may be repeated",
    )
    parser.add_argument(
        "--list", action="store_true", help="tell the fixed residents and do nothing"
    )
    parser.add_argument(
        "--json", action="store_true", help="with --list: JSON Lines, one resident each"
    )
    parser.set_defaults(command=command.sample)


def _add_terminal_commands(commands: Commands) -> None:
    enrol = _command(commands, "enrol-terminal", "make a terminal's identity")
    enrol.add_argument("--name", required=True, metavar="T")
    enrol.add_argument("--out", type=Path, required=True, metavar="DIR")
    place = "prepare certificates for its residents"
    enrol.add_argument("--community", default="", metavar="CODE", help=place)
    enrol.set_defaults(command=command.enrol)
    program = _command(commands, "enrol-program", "let an employer's program in")
    program.add_argument("--name", required=True, metavar="P")
    program.add_argument("--employer", required=True, type=_count, metavar="N")
    who = "citizen number of the operator it acts as"
    program.add_argument("--operator", required=True, metavar="NUMBER", help=who)
    program.add_argument("--out", type=Path, required=True, metavar="DIR")
    program.set_defaults(command=command.enrol_employer_program)
    ended = _command(commands, "revoke-program", "shut an employer's program out")
    ended.add_argument("--name", required=True, metavar="P")
    ended.set_defaults(command=command.revoke_employer_program)
    code = _command(commands, "enrolment-code", "let a terminal enrol itself, once")
    code.add_argument("--name", required=True, metavar="T")
    code.add_argument("--community", default="", metavar="CODE", help=place)
    code.add_argument("--hours", type=_hours, default=24, help="how long it counts")
    code.add_argument("--profile", default="", metavar="KEY", help="security profile")
    code.add_argument("--ring", default="", metavar="R", help="group for new versions")
    code.set_defaults(command=command.enrolment_code)
    revoke = _command(commands, "revoke-terminal", "shut a terminal out at once")
    revoke.add_argument("--name", required=True, metavar="T")
    revoke.set_defaults(command=command.revoke)


def _add_staff_commands(commands: Commands) -> None:
    enrol = _command(commands, "enrol-staff", "issue a staff card's key")
    enrol.add_argument("--number", required=True, metavar="S")
    enrol.add_argument("--role", required=True, type=StaffRole, choices=list(StaffRole))
    enrol.add_argument("--name", required=True, metavar="NAME")
    enrol.add_argument("--out", type=Path, required=True, metavar="DIR")
    enrol.add_argument(
        "--agency",
        default="",
        metavar="CODE",
        help="the card speaks for this agency alone in consultations",
    )
    enrol.set_defaults(command=command.enrol_staff)
    duty = _command(commands, "staff-offices", "bind a clerk to offices' queues")
    duty.add_argument("--number", required=True, metavar="S")
    duty.add_argument(
        "--office",
        action="append",
        default=[],
        metavar="OFFICE",
        help="may be repeated; without it the clerk works on all queues",
    )
    duty.set_defaults(command=command.staff_offices)
    revoke = _command(commands, "revoke-staff", "shut a staff number's cards out")
    revoke.add_argument("--number", required=True, metavar="S")
    revoke.set_defaults(command=command.revoke_staff)


def _add_serve(commands: Commands) -> None:
    parser = _command(commands, "serve", "serve terminals until SIGTERM")
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on")
    parser.add_argument(
        "--port", type=_port, default=8443, metavar="P", help="0 lets the system choose"
    )
    parser.add_argument(
        "--port-file", type=Path, metavar="FILE", help="file to write the port to"
    )
    parser.add_argument(
        "--portal-port", type=_port, metavar="P", help="serve the public's pages, too"
    )
    parser.add_argument("--portal-host", default="127.0.0.1", metavar="HOST")
    parser.add_argument("--portal-port-file", type=Path, metavar="FILE")
    parser.add_argument(
        "--department-port", type=_port, metavar="P", help="serve departments, too"
    )
    parser.add_argument("--department-host", default="127.0.0.1", metavar="HOST")
    parser.add_argument("--department-port-file", type=Path, metavar="FILE")
    parser.add_argument(
        "--console-port", type=_port, metavar="P", help="serve the staff, too"
    )
    parser.add_argument("--console-host", default="127.0.0.1", metavar="HOST")
    parser.add_argument("--console-port-file", type=Path, metavar="FILE")
    parser.add_argument(
        "--enrolment-port", type=_port, metavar="P", help="let new terminals enrol"
    )
    parser.add_argument("--enrolment-host", default="127.0.0.1", metavar="HOST")
    parser.add_argument("--enrolment-port-file", type=Path, metavar="FILE")
    parser.add_argument(
        "--metrics-port",
        type=_port,
        metavar="P",
        help="tell Prometheus; in plain HTTP on a loopback address alone",
    )
    parser.add_argument("--metrics-host", default="127.0.0.1", metavar="HOST")
    parser.add_argument("--metrics-port-file", type=Path, metavar="FILE")
    parser.add_argument(
        "--presses",
        type=_presses,
        default=0,
        metavar="N",
        help="make pages in N processes of their own (default: one at a time, here)",
    )
    parser.add_argument(
        "--traces",
        default="",
        metavar="URL",
        help="OpenTelemetry collector (OTLP over HTTP) that hears of visits",
    )
    parser.set_defaults(command=command.serve)


def _hours(text: str) -> int:
    return max(1, _bounded(text, 24 * 30))


def _count(text: str) -> int:
    return _bounded(text, 10_000_000)


def _presses(text: str) -> int:
    return _bounded(text, 64)


def _port(text: str) -> int:
    return _bounded(text, 65_535)


def _bounded(text: str, largest: int) -> int:
    if not (text.isascii() and text.isdigit() and int(text) <= largest):
        message = f"{text!r} is not a number from 0 to {largest}"
        raise argparse.ArgumentTypeError(message)
    return int(text)


def _portrait(text: str) -> tuple[str, Path]:
    number, separator, file = text.partition("=")
    if not (number and separator and file):
        message = "must be NUMBER=FILE"
        raise argparse.ArgumentTypeError(message)
    return number, Path(file)
