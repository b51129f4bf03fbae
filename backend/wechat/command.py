"""Commands about the official account: put its menu up."""
# ruff: noqa: PLC0415 - heavy imports wait for the command that needs them

from __future__ import annotations

import argparse
import sys
from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from backend.command import CommandRefused
from backend.home import Home

if TYPE_CHECKING:
    # argparse gives its type no public name.
    Commands = argparse._SubParsersAction[argparse.ArgumentParser]  # noqa: SLF001

__all__ = ["add"]


def add(commands: Commands) -> None:
    """Add ``wechat`` with its actions."""
    parser = commands.add_parser("wechat", help="the official account")
    kinds = parser.add_subparsers(required=True, metavar="ACTION")
    summary = "put the menu of the three sections up for all followers"
    menu = kinds.add_parser("menu", help=summary, description=summary)
    menu.add_argument(
        "--home", type=Path, required=True, metavar="DIR", help="the centre's directory"
    )
    menu.set_defaults(command=_menu)


def _menu(options: Namespace) -> None:
    from backend.wechat.account_file import read_account
    from backend.wechat.conversation import MENU
    from backend.wechat.outlet import PlatformOutlet, Undeliverable, Unsent

    file = Home(options.home).account_file
    account = read_account(file)
    if account is None:
        message = f"{file}: no account is set up here"
        raise CommandRefused(message)
    outlet = PlatformOutlet(account.platform, account.app_id, account.secret)
    try:
        outlet.set_menu(MENU)
    except (Unsent, Undeliverable) as error:
        message = f"the platform did not take the menu: {error}"
        raise CommandRefused(message) from error
    sys.stdout.write("the menu is up; followers see it within a day\n")
