"""Every probe by its name; modules are loaded by the probe's own process alone."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from typing import cast

from kiosk.diagnostics.examination import Probe
from kiosk.diagnostics.finding import Finding
from kiosk.settings import TerminalSettings

__all__ = ["PROBES", "Look", "probe_named"]

Look = Callable[[TerminalSettings], Finding]

_PLACES = {
    "card-reader": "devices:card_reader",
    "id-card-reader": "devices:id_card_reader",
    "panel": "devices:panel",
    "printer": "devices:printer",
    "camera": "camera:camera",
    "face": "camera:face",
    "network": "centre:network",
    "identity": "centre:identity",
    "centre": "centre:centre",
    "clock": "centre:clock",
    "store": "store:store",
    "outbox": "store:outbox",
    "audit": "store:audit",
    "documents": "machine:documents",
    "disk": "machine:disk",
    "memory": "machine:memory",
    "speech": "machine:speech",
    "microphone": "sound:microphone",
    "security-chip": "machine:security_chip",
    "software": "machine:software",
}

_MODELS_SECONDS = 9.0
"""Loading the models of faces is work, and takes as long as others let it."""

PROBES = tuple(
    Probe(name, _MODELS_SECONDS) if name == "face" else Probe(name) for name in _PLACES
)
"""All probes, in the order in which a technician reads them."""


def probe_named(name: str) -> Look:
    """Load a probe; raises `KeyError` for a name that none has."""
    module, function = _PLACES[name].split(":")
    place = importlib.import_module(f"{__package__}.{module}")
    return cast("Look", getattr(place, function))
