"""The whole diagnosis of a terminal: every probe, with what to do about it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kiosk.assembly.probing.catalogue import PROBES
from kiosk.diagnostics.examination import Probe, examine
from kiosk.diagnostics.finding import Finding, ProbeResult
from kiosk.diagnostics.knowledge import entry_of
from kiosk.settings import TerminalSettings, settings_told
from kiosk.work.child import ChildProcess, start_child

__all__ = ["diagnose", "probes_named"]


def probes_named(
    names: Sequence[str], patience_seconds: float | None = None
) -> tuple[Probe, ...]:
    """Give the probes of these names, all when none is named.

    A slow or busy machine may be given more patience than a probe's own.

    Raises:
        ValueError: names that no probe has.
    """
    known = {probe.name: probe for probe in PROBES}
    unknown = [name for name in names if name not in known]
    if unknown:
        message = f"no such probe: {', '.join(unknown)}; there are {', '.join(known)}"
        raise ValueError(message)
    chosen = tuple(known[name] for name in names) or PROBES
    if patience_seconds is None:
        return chosen
    return tuple(Probe(probe.name, patience_seconds) for probe in chosen)


def diagnose(
    settings: TerminalSettings, probes: Sequence[Probe], language: str
) -> Iterator[ProbeResult]:
    """Look at a terminal from outside; results come as they are found."""

    def launch(name: str) -> ChildProcess:
        place = {"probe": name, "terminal": settings_told(settings)}
        return start_child("kiosk.assembly.probing.child:serve", place)

    for probe, finding, seconds in examine(probes, launch):
        yield _result(probe, finding, seconds, language)


def _result(
    probe: Probe, finding: Finding, seconds: float, language: str
) -> ProbeResult:
    advice = entry_of(finding.cause, language).steps[0] if finding.cause else ""
    return ProbeResult(
        probe=probe.name,
        state=finding.state,
        cause=finding.cause,
        advice=advice,
        seconds=round(seconds, 2),
        detail=finding.detail,
    )
