"""``kiosk vault``: what opens the store's key, and moving it to something else."""
# ruff: noqa: PLC0415 - heavy imports wait for the command that needs them

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from kiosk.part_settings import VaultSettings
from kiosk.settings import load_settings

__all__ = ["add_vault"]

_SETTINGS = Path("/etc/kiosk/terminal.toml")
_KINDS = ("file", "credential", "tpm")


def add_vault(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Describe the commands."""
    parser = commands.add_parser("vault", help="what opens the store's key")
    kinds = parser.add_subparsers(required=True, metavar="KIND")
    show = kinds.add_parser(
        "show", help="tell which vault opens the key, and if it does"
    )
    show.set_defaults(command=_show)
    move = kinds.add_parser(
        "move",
        help="wrap the key under another vault; the store is not written anew",
        description=(
            "Stop the terminal first; afterwards write the new kind into the settings. "
            "The old one opens the store until the new one has done so once. From file "
            "to file draws a new secret."
        ),
    )
    move.add_argument("--to", required=True, choices=_KINDS)
    move.add_argument("--device", default="", help="how to reach the chip (TCTI)")
    move.add_argument("--registers", default="", help="boot state, e.g. sha256:7")
    move.set_defaults(command=_move)
    for each in (show, move):
        each.add_argument("--settings", type=Path, default=_SETTINGS)


def _show(chosen: argparse.Namespace) -> int:
    from kiosk.assembly.dismissal import key_box_of
    from kiosk.domain.fault import StoreFault

    settings = load_settings(chosen.settings)
    box = key_box_of(settings, is_looking=True)
    told: dict[str, object] = {"kind": settings.vault.kind, "opens": True}
    try:
        box.key()
    except StoreFault as fault:
        told |= {"opens": False, "reason": str(fault.facts.get("reason", fault.key))}
    sys.stdout.write(json.dumps(told) + "\n")
    return 0 if told["opens"] else 1


def _move(chosen: argparse.Namespace) -> int:
    from kiosk.assembly.vault_move import move_key

    settings = load_settings(chosen.settings)
    wanted = VaultSettings(chosen.to, chosen.device, chosen.registers)
    told = move_key(settings, wanted)
    sys.stdout.write("moved; in the settings now, for good:\n\n[vault]\n")
    for name, value in told.items():
        sys.stdout.write(f"{name} = {json.dumps(value)}\n")
    return 0
