"""``centre certification``: what can be typed about the certification ledger."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from backend import certification_command as command
from kiosk.domain.fault import InvalidValue
from kiosk.domain.months import Month

if TYPE_CHECKING:
    # argparse gives its type no public name.
    Commands = argparse._SubParsersAction[argparse.ArgumentParser]  # noqa: SLF001

__all__ = ["add_certification_commands"]

_LISTS = ("due-soon", "never-certified", "suspended", "home-visit", "stopped")


def add_certification_commands(commands: Commands) -> None:
    """Add the group and its commands."""
    summary = "life certification: rules, evidence, lists, payments"
    parser = commands.add_parser("certification", help=summary, description=summary)
    group = parser.add_subparsers(required=True, metavar="WHAT")

    def add(
        name: str, summary: str, run: Callable[[argparse.Namespace], None]
    ) -> argparse.ArgumentParser:
        each = group.add_parser(name, help=summary, description=summary)
        each.add_argument(
            "--home",
            type=Path,
            required=True,
            metavar="DIR",
            help="the centre's directory",
        )
        each.set_defaults(command=run)
        return each

    _add_rules(add("rules", "check the rules and show them", command.rules))
    _add_source(add("source", "register or withdraw a data source", command.source))
    _add_import(add("import", "take in a data source's CSV file", command.take))
    _add_list(add("list", "list whom to reach", command.reach))
    _add_explain(add("explain", "tell why somebody stands as they do", command.tell))
    _add_payments(add("payments", "write the month's payment facts", command.pay))


def _add_rules(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--file", type=Path, metavar="FILE", help="check this file instead"
    )


def _add_source(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--name", required=True, metavar="S")
    parser.add_argument("--kind", metavar="K", help="which rule of `sources` counts")
    parser.add_argument(
        "--out", type=Path, metavar="DIR", help="write a client identity there"
    )
    parser.add_argument("--withdraw", action="store_true", help="listen no more")


def _add_import(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="FILE")
    parser.add_argument("--source", required=True, metavar="S")
    parser.add_argument("--encoding", choices=("utf-8", "gb18030"), default="utf-8")
    parser.add_argument(
        "--check", action="store_true", help="read everything, take nothing"
    )
    _json(parser)


def _add_list(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("kind", choices=_LISTS)
    parser.add_argument("--community", default="", metavar="CODE")
    parser.add_argument("--office", default="", metavar="OFFICE")
    parser.add_argument("--day", type=_day, metavar="YYYY-MM-DD", help="default today")
    _json(parser)


def _add_explain(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--number", required=True, metavar="N", help="citizen number")
    parser.add_argument("--day", type=_day, metavar="YYYY-MM-DD", help="default today")
    _json(parser)


def _add_payments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--month", type=_month, required=True, metavar="YYYYMM")
    parser.add_argument(
        "--regular", action="store_true", help="tell the regular payments, too"
    )


def _json(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="JSON Lines")


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        message = f"{text!r} is no day YYYY-MM-DD"
        raise argparse.ArgumentTypeError(message) from None


def _month(text: str) -> Month:
    try:
        return Month.parse(text)
    except InvalidValue:
        message = f"{text!r} is no month YYYYMM"
        raise argparse.ArgumentTypeError(message) from None
