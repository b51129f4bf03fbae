"""Probes that hang, crash or babble never hide the others."""

from __future__ import annotations

import pytest

from kiosk.diagnostics.examination import Probe, examine
from kiosk.diagnostics.finding import Finding, ProbeState, worst_of
from kiosk.work.child import ChildProcess, start_child

_OK = Finding(ProbeState.OK)


class Launcher:
    """Starts real children and remembers them."""

    def __init__(self) -> None:
        self.children: list[ChildProcess] = []

    def __call__(self, name: str) -> ChildProcess:
        entry = "tests.unit.diagnostics.rough_probes:serve"
        child = start_child(entry, {"probe": name})
        self.children.append(child)
        return child


def _found(*probes: Probe) -> dict[str, Finding]:
    launch = Launcher()
    found = {probe.name: told for probe, told, _ in examine(probes, launch)}
    assert not any(child.is_alive for child in launch.children)
    return found


def test_everyone_is_heard_beside_the_misbehaving() -> None:
    found = _found(
        Probe("hangs", 3.0),
        Probe("works", 60),
        Probe("crashes", 60),
        Probe("babbles", 60),
    )
    assert found["works"] == _OK
    assert found["hangs"].cause == "probe-hung"
    assert found["crashes"].cause == "probe-crashed"
    assert found["babbles"].cause == "probe-broken"


def test_a_probe_that_dies_with_an_error_is_a_crash(
    capfd: pytest.CaptureFixture[str],
) -> None:
    assert _found(Probe("raises", 60))["raises"].cause == "probe-crashed"
    assert "RuntimeError" in capfd.readouterr().err


def test_who_stops_asking_leaves_no_child_behind() -> None:
    launch = Launcher()
    results = examine([Probe("works", 60), Probe("hangs", 60)], launch)
    next(results)
    results.close()  # type: ignore[attr-defined]
    assert not any(child.is_alive for child in launch.children)


def test_the_gravest_finding_counts() -> None:
    assert worst_of([]) is ProbeState.OK
    assert worst_of([ProbeState.OK, ProbeState.ABSENT]) is ProbeState.ABSENT
    assert worst_of([ProbeState.FAILED, ProbeState.WARNING]) is ProbeState.FAILED
