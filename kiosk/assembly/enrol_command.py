"""What is typed to enrol a terminal and to move its store's key."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from kiosk.settings import load_settings

__all__ = ["add_enrol"]

_REFUSED = 1


def add_enrol(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add ``enrol``."""
    parser = commands.add_parser(
        "enrol",
        help="make this terminal's key and have the centre name it",
        description="Exit status: 0 enrolled, 1 the centre did not, 2 wrongly typed.",
    )
    parser.add_argument("--centre", required=True, metavar="URL", help="enrolment door")
    parser.add_argument("--code", required=True, help="as `centre enrolment-code` gave")
    parser.add_argument("--out", type=Path, required=True, metavar="DIR")
    parser.add_argument(
        "--settings", type=Path, help="of a terminal whose sealed store is to be opened"
    )
    parser.set_defaults(command=_enrol)


def _enrol(chosen: argparse.Namespace) -> int:
    from kiosk.assembly.enrolling import enrol_terminal  # noqa: PLC0415
    from kiosk.domain.fault import Fault, InvalidValue  # noqa: PLC0415

    settings = load_settings(chosen.settings) if chosen.settings else None
    try:
        name = enrol_terminal(chosen.centre, chosen.code, chosen.out, settings)
    except InvalidValue as fault:
        sys.stderr.write(f"kiosk: {fault}\n")
        return 2
    except (Fault, OSError) as fault:
        sys.stderr.write(f"kiosk: not enrolled: {fault}\n")
        return _REFUSED
    sys.stdout.write(f"enrolled as {name}, identity in {chosen.out}\n")
    return 0
