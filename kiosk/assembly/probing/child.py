"""A probe's process: looks once, says what it found, and ends."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from kiosk.assembly.probing.catalogue import probe_named
from kiosk.diagnostics.finding import Finding, ProbeState
from kiosk.domain.fault import Fault
from kiosk.ports.companion import Channel
from kiosk.settings import load_settings

__all__ = ["serve"]


def serve(channel: Channel, settings: Mapping[str, object]) -> None:
    """Run one probe; settings: ``probe``, its name, ``terminal``, a TOML file."""
    look = probe_named(str(settings["probe"]))
    try:
        found = look(load_settings(Path(str(settings["terminal"]))))
    except Fault as fault:
        found = Finding(ProbeState.FAILED, fault.key, str(fault))
    except Exception as bug:  # noqa: BLE001 - a broken probe is a finding, too
        found = Finding(ProbeState.FAILED, "probe-broken", type(bug).__name__)
    channel.send(found)
