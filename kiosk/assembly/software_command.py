"""``kiosk software``: is what is installed genuine, and is there something newer."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from kiosk.assembly.update_command import add_changes

__all__ = ["add_software"]

_BAD_INPUT = 2
_SETTINGS = Path("/etc/kiosk/terminal.toml")


def add_software(
    commands: argparse._SubParsersAction[argparse.ArgumentParser],
) -> None:
    """Describe the commands."""
    parser = commands.add_parser(
        "software", help="is what is installed genuine, is there newer"
    )
    kinds = parser.add_subparsers(required=True, metavar="KIND")
    sign = kinds.add_parser("sign", help="list the installed files and sign the list")
    sign.add_argument("--key", type=Path, required=True, help="private key, PEM")
    sign.add_argument("--out", type=Path, required=True, metavar="MANIFEST")
    sign.set_defaults(command=_sign)
    check = kinds.add_parser(
        "check",
        help="compare the installed files with the list",
        description="Exit status: 0 sound, 1 changed or list not believed.",
    )
    check.add_argument("--manifest", type=Path, required=True)
    check.add_argument("--key", type=Path, required=True, help="public key, PEM")
    check.set_defaults(command=_check)
    scan = kinds.add_parser(
        "scan",
        help="check the code that a terminal shows beside its version",
        description="Exit status: 0 believed, 1 not believed.",
    )
    scan.add_argument("text", help="what was scanned, or a picture of the code")
    scan.add_argument("--authority", type=Path, required=True, help="the centre's, PEM")
    scan.set_defaults(command=_scan)
    add_changes(kinds, _SETTINGS)


def _sign(chosen: argparse.Namespace) -> int:
    from kiosk.assembly.integrity import sign_files  # noqa: PLC0415

    try:
        chosen.out.write_bytes(sign_files(chosen.key.read_bytes()))
    except (OSError, ValueError) as error:
        return _refuse(error)
    return 0


def _check(chosen: argparse.Namespace) -> int:
    from kiosk.assembly.integrity import check_files  # noqa: PLC0415

    found = check_files(chosen.manifest, chosen.key)
    told = {"state": found.state, "digest": found.digest, "changed": found.changed}
    sys.stdout.write(json.dumps(told) + "\n")
    return 0 if found.state == "sound" else 1


def _scan(chosen: argparse.Namespace) -> int:
    from kiosk.assembly.integrity import VERSION_PREFIX, check_version  # noqa: PLC0415
    from kiosk.documents.qr_picture import read_code  # noqa: PLC0415

    text = chosen.text
    try:
        if not text.startswith(VERSION_PREFIX):
            text = read_code(Path(text).read_bytes(), VERSION_PREFIX) or ""
        authority = chosen.authority.read_bytes()
    except OSError as error:
        return _refuse(error)
    try:
        facts = check_version(text, authority)
    except ValueError as error:
        sys.stdout.write(json.dumps({"believed": False, "reason": str(error)}) + "\n")
        return 1
    names = ("terminal", "version", "state", "digest", "at")
    told = {"believed": True} | dict(zip(names, facts, strict=False))
    sys.stdout.write(json.dumps(told) + "\n")
    return 0


def _refuse(error: Exception) -> int:
    sys.stderr.write(f"kiosk: {error}\n")
    return _BAD_INPUT
