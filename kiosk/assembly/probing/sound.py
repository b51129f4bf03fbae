"""A probe of the microphone: is it there, and does it hear anything at all."""

from __future__ import annotations

import itertools
from contextlib import closing, suppress

from drivers.alsa.dictaphone import AlsaDictaphone
from kiosk.diagnostics.finding import Finding, ProbeState
from kiosk.domain.fault import Cancelled, DeviceLost
from kiosk.domain.speech import Heard, samples_of
from kiosk.ports.device import Cancellation
from kiosk.ports.dictaphone import Dictaphone
from kiosk.settings import TerminalSettings

__all__ = ["listen", "microphone"]

_LOOKS = 20
"""A tenth of a second and more each: long enough for the noise of any room."""


def microphone(settings: TerminalSettings) -> Finding:
    """Listen for a second; what was heard stays in memory and is forgotten."""
    if settings.microphone is None:
        return Finding(ProbeState.ABSENT, "not-configured")
    with closing(AlsaDictaphone(settings.microphone)) as device:
        return listen(device)


def listen(device: Dictaphone) -> Finding:
    """Tell whether a microphone is there and how loud the loudest moment was.

    A microphone that works hears the noise of its own line at least; nothing at all
    means that it is muted, or that its plug is out.
    """
    if not device.status().is_usable:
        return Finding(ProbeState.FAILED, "microphone-missing")
    try:
        samples = _heard(device)
    except DeviceLost as lost:
        reason = str(lost.facts.get("reason", ""))
        return Finding(ProbeState.FAILED, "microphone-missing", reason)
    loudest = Heard.of(0, samples).percent
    if not loudest:
        return Finding(ProbeState.WARNING, "microphone-silent")
    return Finding(ProbeState.OK, detail=f"loudest {loudest} %")


def _heard(device: Dictaphone) -> bytes:
    """Listen for a second, or for as many looks as a second has."""
    looks = itertools.count(1)
    enough = Cancellation()

    def show(heard: Heard) -> None:
        if heard.seconds >= 1 or next(looks) >= _LOOKS:
            enough.cancel()

    with suppress(Cancelled):
        device.record(show, enough)
    return samples_of(device.take().wav)
