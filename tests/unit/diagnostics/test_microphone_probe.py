"""The microphone's probe: heard, muted, unplugged; on the twin and on alsa itself."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from drivers.simulated.dictaphone import SimulatedDictaphone
from kiosk.assembly.probing.sound import listen, microphone
from kiosk.diagnostics.finding import Finding, ProbeState
from tests.unit.assembly.test_export import settings

MISSING = Finding(ProbeState.FAILED, "microphone-missing")


@pytest.mark.parametrize(
    ("command", "state", "cause"),
    [
        ("speak", ProbeState.OK, ""),
        ("be-silent", ProbeState.WARNING, "microphone-silent"),
        ("unplug", ProbeState.FAILED, "microphone-missing"),
    ],
)
def test_what_a_microphone_hears_is_told(
    command: str, state: ProbeState, cause: str
) -> None:
    twin = SimulatedDictaphone(0.0)
    twin.do(command)
    found = listen(twin)
    assert (found.state, found.cause) == (state, cause)
    assert twin.take().seconds == 0


@pytest.mark.parametrize(
    ("device", "found"),
    [
        (None, Finding(ProbeState.ABSENT, "not-configured")),
        ("plughw:CARD=Nowhere", MISSING),
    ],
)
def test_what_alsa_does_not_have_is_missing(
    tmp_path: Path, device: str | None, found: Finding
) -> None:
    assert microphone(replace(settings(tmp_path), microphone=device)) == found


def test_what_alsa_has_is_listened_to(tmp_path: Path) -> None:
    """The null device gives whatever lies in memory, noise or silence."""
    found = microphone(replace(settings(tmp_path), microphone="null"))
    assert found.state in (ProbeState.OK, ProbeState.WARNING)
