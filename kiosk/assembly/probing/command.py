"""``kiosk diagnose``: the diagnosis on a console, with an exit code for scripts."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

from kiosk.assembly.inspection import last_tests
from kiosk.assembly.probing.diagnosis import diagnose, probes_named
from kiosk.diagnostics.examination import PATIENCE_SECONDS
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
    parser.add_argument(
        "--patience",
        type=float,
        metavar="SECONDS",
        help=f"for each probe (default: {PATIENCE_SECONDS:g})",
    )
    parser.add_argument("--language", choices=LANGUAGES, default="en")
    parser.add_argument("--json", action="store_true", help="one object for each probe")
    parser.add_argument(
        "--report", type=Path, metavar="FILE.pdf", help="and write it as PDF and JSON"
    )


def run_diagnosis(
    settings: TerminalSettings, chosen: argparse.Namespace, write: Callable[[str], None]
) -> int:
    """Look, write a line for each probe as it is done, and give the exit code.

    Raises:
        ValueError: a probe was named that does not exist.
        OSError: the report cannot be written where it was wanted.
    """
    results = []
    probes = probes_named(chosen.probe, chosen.patience)
    for result in diagnose(settings, probes, chosen.language):
        results.append(result)
        write(_line(result, is_json=chosen.json))
    if chosen.report is not None:
        _write_report(settings, chosen.report, results)
    return EXIT_CODES[worst_of([result.state for result in results])]


def _write_report(
    settings: TerminalSettings, path: Path, results: Sequence[ProbeResult]
) -> None:
    # What draws pages takes long to load; the command line loads this for any command.
    from kiosk.assembly.readiness_report import (  # noqa: PLC0415
        report_facts,
        write_readiness,
    )
    from kiosk.assembly.workbench import software_version  # noqa: PLC0415

    tests = last_tests(settings)
    terminal = (settings.name, software_version())
    now = datetime.now().astimezone()
    facts = report_facts(terminal, now, results, tests)
    write_readiness(path, facts, results, tests)


def _line(result: ProbeResult, *, is_json: bool) -> str:
    if is_json:
        return json.dumps(result.as_line(), ensure_ascii=False)
    told = f"{result.probe:15} {result.state:8} {result.seconds:5.2f} s"
    rest = (result.cause, result.detail, result.advice)
    return "  ".join((told, *(word for word in rest if word)))
