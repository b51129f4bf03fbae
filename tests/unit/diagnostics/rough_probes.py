"""Probes that misbehave, for processes of their own."""

from __future__ import annotations

import os
import signal
from collections.abc import Mapping

from kiosk.diagnostics.finding import Finding, ProbeState
from kiosk.ports.companion import Channel


def serve(channel: Channel, settings: Mapping[str, object]) -> None:
    """Do as the setting ``probe`` says."""
    manner = settings["probe"]
    if manner == "hangs":
        signal.pause()
    if manner == "crashes":
        os.kill(os.getpid(), signal.SIGSEGV)
    if manner == "raises":
        raise RuntimeError
    told = "well, perhaps" if manner == "babbles" else Finding(ProbeState.OK)
    channel.send(told)
