"""A probe's process: looks once, says what it found, and ends."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from kiosk.assembly.probing.catalogue import probe_named
from kiosk.diagnostics.finding import Finding, ProbeState
from kiosk.domain.fault import Fault
from kiosk.ports.companion import Channel
from kiosk.settings import settings_from

__all__ = ["serve"]


def serve(channel: Channel, settings: Mapping[str, object]) -> None:
    """Run one probe; settings: ``probe``, its name, ``terminal``, as told."""
    look = probe_named(str(settings["probe"]))
    told = cast("Mapping[str, Any]", settings["terminal"])
    try:
        found = look(settings_from(told))
    except Fault as fault:
        found = Finding(ProbeState.FAILED, fault.key, str(fault))
    except Exception as bug:  # noqa: BLE001 - a broken probe is a finding, too
        found = Finding(ProbeState.FAILED, "probe-broken", type(bug).__name__)
    channel.send(found)
