"""``kiosk diagnose``: the diagnosis on a console, with an exit code for scripts."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable

from kiosk.assembly.probing.diagnosis import diagnose, probes_named
from kiosk.diagnostics.finding import ProbeResult, ProbeState, worst_of
from kiosk.diagnostics.knowledge import LANGUAGES
from kiosk.settings import TerminalSettings

__all__ = ["EXIT_CODES", "add_options", "run_diagnosis"]

EXIT_CODES = {
    ProbeState.OK: 0,
    ProbeState.ABSENT: 0,
    ProbeState.WARNING: 1,
    ProbeState.FAILED: 3,
}
"""By the gravest finding; 2 means that nothing could be looked at."""


def add_options(parser: argparse.ArgumentParser) -> None:
    """Describe the options."""
    parser.add_argument(
        "--probe", action="append", default=[], metavar="NAME", help="only this one"
    )
    parser.add_argument("--language", choices=LANGUAGES, default="en")
    parser.add_argument("--json", action="store_true", help="one object for each probe")


def run_diagnosis(
    settings: TerminalSettings, chosen: argparse.Namespace, write: Callable[[str], None]
) -> int:
    """Look, write a line for each probe as it is done, and give the exit code.

    Raises:
        ValueError: a probe was named that does not exist.
    """
    states = []
    for result in diagnose(settings, probes_named(chosen.probe), chosen.language):
        states.append(result.state)
        write(_line(result, is_json=chosen.json))
    return EXIT_CODES[worst_of(states)]


def _line(result: ProbeResult, *, is_json: bool) -> str:
    if is_json:
        return json.dumps(result.as_line(), ensure_ascii=False)
    told = f"{result.probe:15} {result.state:8} {result.seconds:5.2f} s"
    rest = (result.cause, result.detail, result.advice)
    return "  ".join((told, *(word for word in rest if word)))
