"""Writes the readiness report: PDF for people, JSON for machines, the same facts."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from kiosk.diagnostics.finding import ProbeResult, ProbeState, worst_of
from kiosk.diagnostics.knowledge import entry_of
from kiosk.documents.font import FontBook
from kiosk.documents.readiness import ReadinessFacts, draw_readiness
from kiosk.ports.logbook import WorkNote

__all__ = ["FONTS", "report_facts", "write_readiness"]

FONTS = Path(__file__).resolve().parents[2] / "assets" / "fonts"
_LANGUAGE = "zh-CN"
_STATES = {
    ProbeState.OK: "正常",
    ProbeState.ABSENT: "未配置",
    ProbeState.WARNING: "注意",
    ProbeState.FAILED: "故障",
}
_VERDICTS = {
    ProbeState.OK: "全部正常，可以服务。  Ready for service.",
    ProbeState.ABSENT: "全部正常，可以服务。  Ready for service.",
    ProbeState.WARNING: "可以服务，有需要注意的地方。  Ready, with warnings.",
    ProbeState.FAILED: "有故障，需要处理。  Something failed and needs a hand.",
}
_OUTCOMES = {"passed": "通过", "failed": "未通过", "skipped": "跳过"}


def write_readiness(
    path: Path,
    facts: ReadinessFacts,
    results: Sequence[ProbeResult],
    tests: Sequence[WorkNote] = (),
) -> None:
    """Write the PDF at a path and the JSON beside it.

    Raises:
        OSError: there is no such place, or no room.
    """
    path.write_bytes(draw_readiness(facts, FontBook.load(FONTS)))
    told = {
        "terminal": facts.terminal,
        "version": facts.version,
        "at": facts.moment,
        "state": str(worst_of([result.state for result in results])),
        "probes": [result.as_line() for result in results],
        "tests": [_test_line(note) for note in tests],
    }
    text = json.dumps(told, ensure_ascii=False, indent=1)
    path.with_suffix(".json").write_text(text + "\n", encoding="utf-8")


def report_facts(
    terminal: tuple[str, str],
    at: datetime,
    results: Sequence[ProbeResult],
    tests: Sequence[WorkNote] = (),
    person: str = "",
) -> ReadinessFacts:
    """Put everything into words; the worst stands first.

    ``terminal`` is its name and the version of its software.
    """
    worst = worst_of([result.state for result in results])
    order = (ProbeState.FAILED, ProbeState.WARNING, ProbeState.ABSENT, ProbeState.OK)
    ordered = sorted(results, key=lambda result: order.index(result.state))
    return ReadinessFacts(
        terminal=terminal[0],
        version=terminal[1],
        moment=at.isoformat(sep=" ", timespec="seconds"),
        verdict=_VERDICTS[worst],
        person=person,
        probes=tuple(_probe(result) for result in ordered),
        tests=tuple(_test(note) for note in tests),
    )


def _probe(result: ProbeResult) -> tuple[str, ...]:
    entry = entry_of(result.cause, _LANGUAGE) if result.cause else None
    cause = entry.title if entry else ""
    is_bad = result.state in (ProbeState.FAILED, ProbeState.WARNING)
    advice = entry.steps[0] if entry and is_bad else ""
    state, seconds = _STATES[result.state], f"{result.seconds:.1f}"
    return (result.probe, state, cause, advice, result.detail, seconds)


def _test(note: WorkNote) -> tuple[str, ...]:
    outcome = _OUTCOMES.get(note.outcome, note.outcome)
    day = note.at.astimezone().strftime("%Y-%m-%d")
    return (note.subject, outcome, day, note.person, note.version, note.facts)


def _test_line(note: WorkNote) -> dict[str, str]:
    return {
        "test": note.subject,
        "outcome": note.outcome,
        "at": note.at.isoformat(),
        "person": note.person,
        "version": note.version,
        "figures": note.facts,
    }
