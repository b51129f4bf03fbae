"""Commands about programs that watch the centre, such as Prometheus."""
# ruff: noqa: PLC0415 - heavy imports wait for the command that needs them

from __future__ import annotations

import argparse
import sys
from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from backend.command import CommandRefused
from backend.home import Home, write_private

if TYPE_CHECKING:
    # argparse gives its type no public name.
    Commands = argparse._SubParsersAction[argparse.ArgumentParser]  # noqa: SLF001

__all__ = ["add"]


def add(commands: Commands) -> None:
    """Add ``enrol-monitor`` and ``revoke-monitor``."""
    enrol = _command(commands, "enrol-monitor", "let a program read the metrics")
    enrol.add_argument("--out", type=Path, required=True, metavar="DIR")
    enrol.set_defaults(command=_enrol)
    revoke = _command(commands, "revoke-monitor", "shut such a program out at once")
    revoke.set_defaults(command=_revoke)


def _command(commands: Commands, name: str, summary: str) -> argparse.ArgumentParser:
    parser = commands.add_parser(name, help=summary, description=summary)
    parser.add_argument(
        "--home", type=Path, required=True, metavar="DIR", help="the centre's directory"
    )
    parser.add_argument("--name", required=True, metavar="M")
    return parser


def _enrol(options: Namespace) -> None:
    from backend.access.monitors import MonitorRegister
    from backend.installation import machine_authority

    home = Home(options.home)
    authority = machine_authority(home)
    identity = authority.program(options.name)
    MonitorRegister(home.monitors).let_in(options.name, identity.certificate)
    identity.write(options.out)
    write_private(options.out / "authority.pem", authority.certificate)
    _say(f"monitor {options.name} enrolled, identity in {options.out}")


def _revoke(options: Namespace) -> None:
    from backend.access.monitors import MonitorRegister

    if not MonitorRegister(Home(options.home).monitors).shut_out(options.name):
        message = f"no living identity of a monitor {options.name}"
        raise CommandRefused(message)
    _say(f"monitor {options.name} revoked")


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
