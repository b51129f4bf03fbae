"""Commands for whoever checks a paper: ``kiosk verify`` and ``kiosk trust``."""
# ruff: noqa: PLC0415 - heavy imports wait for the command that needs them

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable
from pathlib import Path

from kiosk.assembly.bad_input import BadInput

__all__ = ["add_trust", "add_verify"]

_DEFAULT_TRUST = Path("/etc/kiosk/trust")
_MEANING = {"valid": 0, "invalid": 1, "cannot_tell": 2}


def add_verify(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add ``verify``: papers, by file, picture or code."""
    parser = commands.add_parser(
        "verify",
        help="check certificates: PDF files, or pictures of their QR code",
        description="Exit status: 0 valid, 1 invalid, 2 cannot tell.",
    )
    parser.add_argument("files", nargs="*", type=Path)
    parser.add_argument(
        "--trust", type=Path, default=_DEFAULT_TRUST, help="pinned signers and lists"
    )
    parser.add_argument("--code", help="a paper's verification code, asked online")
    parser.add_argument("--number", help="the certificate's number, with --code")
    parser.add_argument("--portal", metavar="URL", help="the city's verification page")
    parser.add_argument("--ca", type=Path, help="authority of the portal, if its own")
    parser.add_argument("--json", action="store_true", help="one object for each file")
    parser.set_defaults(command=_verify)


def _verify(chosen: argparse.Namespace) -> int:
    if bool(chosen.files) == bool(chosen.code):
        message = "give files, or --code with --number and --portal"
        raise BadInput(message)
    verdicts = _verdict_of_code(chosen) if chosen.code else _verdicts_of_files(chosen)
    for verdict in verdicts:
        print(
            json.dumps(verdict, ensure_ascii=False) if chosen.json else _line(verdict)
        )
    return max(_MEANING[str(verdict["verdict"])] for verdict in verdicts)


def _verdicts_of_files(chosen: argparse.Namespace) -> list[dict[str, object]]:
    from kiosk.documents.checking import check_file

    if not chosen.trust.is_dir():
        message = f"{chosen.trust}: no such directory of pinned signers"
        raise BadInput(message)
    return [check_file(path, chosen.trust) for path in chosen.files]


def _verdict_of_code(chosen: argparse.Namespace) -> list[dict[str, object]]:
    from kiosk.assembly.verifier import ask_portal

    if not (chosen.number and chosen.portal):
        message = "--code needs --number and --portal"
        raise BadInput(message)
    try:
        return [ask_portal(chosen.portal, chosen.ca, chosen.number, chosen.code)]
    except (ValueError, OSError) as error:
        raise BadInput(str(error)) from error


def add_trust(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add ``trust``: the signed lists that verdicts rest on."""
    parser = commands.add_parser("trust", help="the lists that verdicts rest on")
    kinds = parser.add_subparsers(required=True, metavar="KIND")
    update = kinds.add_parser("update", help="fetch newer lists; older are refused")
    source = update.add_mutually_exclusive_group(required=True)
    source.add_argument("--from", dest="portal", metavar="URL", help="the portal")
    source.add_argument("--folder", type=Path, help="with signers.jws and denied.jws")
    update.add_argument("--ca", type=Path, help="authority of the portal, if its own")
    update.add_argument("--trust", type=Path, default=_DEFAULT_TRUST)
    update.set_defaults(command=_trust_update)
    show = kinds.add_parser("show", help="versions and ages, JSON Lines")
    show.add_argument("--trust", type=Path, default=_DEFAULT_TRUST)
    show.set_defaults(command=_trust_show)


def _trust_update(chosen: argparse.Namespace) -> int:
    from kiosk.assembly.verifier import update_trust
    from kiosk.documents.signed_list import ListRefused
    from kiosk.domain.fault import CentreFault

    source = chosen.folder or chosen.portal
    try:
        for line in update_trust(chosen.trust, source, chosen.ca):
            print(json.dumps(line))
    except ListRefused as error:
        message = f"list refused: {error}"
        raise BadInput(message) from error
    except (OSError, ValueError, CentreFault) as error:
        raise BadInput(str(error)) from error
    return 0


def _trust_show(chosen: argparse.Namespace) -> int:
    from kiosk.documents.checking import list_ages

    try:
        ages = list_ages(chosen.trust)
    except (OSError, ValueError) as error:
        raise BadInput(str(error)) from error
    for line in ages:
        print(json.dumps(line))
    return 1 if any(line["is_too_old"] for line in ages) else 0


def _line(verdict: dict[str, object]) -> str:
    reasons = verdict["reasons"]
    told = ", ".join(reasons) if isinstance(reasons, Iterable) else ""
    return f"{verdict['file']}: {verdict['verdict']}" + (f" ({told})" if told else "")
