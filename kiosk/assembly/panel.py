"""The panel's worker: shows lights, and relays what the sensors tell to the host."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from kiosk.ports.clock import Clock
from kiosk.ports.guidance import GuidanceLights
from kiosk.ports.surroundings import Senses, Surroundings
from kiosk.work.reply import Happened, Post, Sensed
from kiosk.work.station import Station
from kiosk.work.worker import Duty, capabilities_of

__all__ = ["PANEL", "Panel", "panel_station"]

PANEL = "panel"
_LISTEN_SECONDS = 0.1
"""How long a light may have to wait while the panel is being listened to."""


class Panel(GuidanceLights, Surroundings, Protocol):
    """Lights and sensors behind one line."""


class _Relay:
    """Posts what happens, and what is sensed whenever that changed."""

    def __init__(self, post: Post) -> None:
        self._post = post
        self._told = Senses()

    def listen(self, panel: Surroundings) -> float:
        """Listen for a short while; gives the pause to the next turn."""
        happened = panel.attend(_LISTEN_SECONDS)
        senses = panel.senses()
        if senses != self._told:
            self._told = senses
            self._post(Sensed(PANEL, senses))
        for happening in happened:
            self._post(Happened(PANEL, happening))
        return 0.0


def panel_station(open_panel: Callable[[], Panel], post: Post, clock: Clock) -> Station:
    """Prepare the worker that owns the panel."""
    relay = _Relay(post)
    duty = Duty(
        (PANEL,),
        open_panel,
        poll_seconds=1.0,
        spare_time=relay.listen,
        describe=capabilities_of,
    )
    return Station(duty, post, clock)
