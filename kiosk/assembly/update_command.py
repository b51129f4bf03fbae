"""``kiosk software update|stage|install|rollback|grant|versions``: new versions."""
# ruff: noqa: PLC0415 - heavy imports wait for the command that needs them

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable
from pathlib import Path

from kiosk.settings import TerminalSettings, load_settings

__all__ = ["add_changes"]

_REFUSED, _BAD_INPUT, _LINE = 1, 2, 3
_CODES = "Exit status: 0 done or nothing to do, 1 refused, 3 the line."

Kinds = argparse._SubParsersAction  # noqa: SLF001 - argparse gives it no public name


def add_changes(
    kinds: Kinds[argparse.ArgumentParser],
    default: Path,
) -> None:
    """Describe the commands that change the version."""
    for name, summary, command in (
        ("update", "fetch a newer version and try it out", _update),
        ("stage", "fetch a newer version and lay it beside", _stage),
        ("install", "try a version out that lies here", _install),
        ("rollback", "take the version before again", _rollback),
        ("grant", "carry out what staff wished at the screen; as root", _grant),
        ("versions", "tell which version runs and how it stands", _versions),
    ):
        parser = kinds.add_parser(name, help=summary, description=_CODES)
        parser.add_argument("--settings", type=Path, default=default)
        if name == "install":
            parser.add_argument("version")
        parser.set_defaults(command=command)


def _update(chosen: argparse.Namespace) -> int:
    from kiosk.assembly.updating import install, stage_release

    def work(settings: TerminalSettings) -> dict[str, object]:
        release = stage_release(settings)
        if release is None:
            return {"version": None, "state": "nothing-newer"}
        install(settings, release.version)
        return {"version": release.version, "state": "on-trial"}

    return _told(chosen, work)


def _stage(chosen: argparse.Namespace) -> int:
    from kiosk.assembly.updating import stage_release

    def work(settings: TerminalSettings) -> dict[str, object]:
        release = stage_release(settings)
        if release is None:
            return {"version": None, "state": "nothing-newer"}
        return {"version": release.version, "state": "staged"}

    return _told(chosen, work)


def _install(chosen: argparse.Namespace) -> int:
    from kiosk.assembly.updating import install

    def work(settings: TerminalSettings) -> dict[str, object]:
        install(settings, chosen.version)
        return {"version": chosen.version, "state": "on-trial"}

    return _told(chosen, work)


def _rollback(chosen: argparse.Namespace) -> int:
    from kiosk.assembly.upkeep import versions_of
    from kiosk.domain.release import ReleaseRefused

    def work(settings: TerminalSettings) -> dict[str, object]:
        taken = versions_of(settings).go_back("by-hand")
        if not taken:
            raise ReleaseRefused(reason="no-version-before")
        return {"version": taken, "state": "gone-back"}

    return _told(chosen, work)


def _grant(chosen: argparse.Namespace) -> int:
    from kiosk.assembly.version_wish import grant_wish

    return _told(chosen, lambda settings: {"granted": grant_wish(settings)})


def _versions(chosen: argparse.Namespace) -> int:
    from kiosk.assembly.upkeep import Upkeep, versions_of
    from kiosk.domain.wire import to_wire

    def work(settings: TerminalSettings) -> dict[str, object]:
        report = Upkeep(settings).report()
        change = to_wire(report) if report else None
        return {"current": versions_of(settings).current, "change": change}

    return _told(chosen, work)


def _told(
    chosen: argparse.Namespace, work: Callable[[TerminalSettings], dict[str, object]]
) -> int:
    from kiosk.domain.fault import CentreUnreachable
    from kiosk.domain.release import ReleaseRefused

    try:
        told = work(load_settings(chosen.settings))
    except ReleaseRefused as refusal:
        sys.stderr.write(f"kiosk: refused: {refusal.reason}\n")
        return _REFUSED
    except CentreUnreachable:
        sys.stderr.write("kiosk: the line broke; the next try goes on from here\n")
        return _LINE
    except OSError as error:
        sys.stderr.write(f"kiosk: {error}\n")
        return _BAD_INPUT
    sys.stdout.write(json.dumps(told) + "\n")
    return 0
