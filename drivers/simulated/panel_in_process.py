"""A hall panel inside the process, for machines without pseudo-terminals."""

from __future__ import annotations

import threading
import time
from types import MappingProxyType
from typing import TYPE_CHECKING

from drivers.simulated.panel_cabinet import PanelCabinet
from kiosk.domain.fault import DeviceFault, DeviceLost, InvalidValue
from kiosk.ports.capability import Capabilities, DeviceClass, Feature
from kiosk.ports.device import DeviceState, DeviceStatus, SupplyLevel
from kiosk.ports.guidance import Light, Place
from kiosk.ports.surroundings import (
    Door,
    Happening,
    Power,
    Presence,
    Senses,
    Tamper,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

__all__ = ["SimulatedPanel"]

_WORDS = {
    Presence.PRESENT: Happening.PERSON_CAME,
    Presence.NOT_PRESENT: Happening.PERSON_LEFT,
    Door.OPEN: Happening.DOOR_OPENED,
    Door.CLOSED: Happening.DOOR_CLOSED,
    Tamper.TAMPERED: Happening.TAMPERED,
    Tamper.SOUND: Happening.TAMPER_CLEARED,
    Power.MAINS: Happening.MAINS_BACK,
    Power.BATTERY: Happening.MAINS_LOST,
    Power.LOW: Happening.BATTERY_LOW,
}


class SimulatedPanel:
    """Twin that implements `GuidanceLights` and `Surroundings` of `kiosk.ports`.

    Its contacts never bounce. The ports' methods belong to the device's thread;
    moving things and plugging may be done from any thread.
    """

    def __init__(
        self, *, name: str = "panel", places: Iterable[Place] = tuple(Place)
    ) -> None:
        """Start plugged in and calm."""
        self._name = name
        self._places = frozenset(places)
        self._wanted: dict[Place, Light] = {}
        self._changed = threading.Condition()
        self._is_plugged = True
        self.cabinet = PanelCabinet(self._wake)
        self._told = self._sensed()
        self._told_calls = 0

    @property
    def name(self) -> str:
        """Stable name for logs."""
        return self._name

    def status(self) -> DeviceStatus:
        """Tell whether the twin is plugged in, sound and powered."""
        if not self._is_plugged:
            return DeviceStatus(DeviceState.NO_DEVICE, cause=DeviceLost.key)
        is_low = self.cabinet.power is Power.LOW
        ups = {"ups": SupplyLevel.LOW if is_low else SupplyLevel.OK}
        if self.cabinet.tamper is Tamper.TAMPERED:
            state, cause = DeviceState.TAMPERED, DeviceFault.key
            return DeviceStatus(state, supplies=ups, cause=cause)
        return DeviceStatus(DeviceState.ONLINE, supplies=ups)

    def capabilities(self) -> Capabilities:
        """Tell that it is a twin, and what it stands for."""
        return Capabilities(
            frozenset({DeviceClass.LIGHTS, DeviceClass.AUXILIARIES}),
            model="twin",
            driver="simulated",
            features=MappingProxyType({Feature.PLACES: tuple(sorted(self._places))}),
        )

    def places(self) -> frozenset[Place]:
        """Tell which places have a light."""
        return self._places

    def show(self, light: Light) -> None:
        """Let one light shine; see `GuidanceLights.show`."""
        if light.place not in self._places:
            raise InvalidValue(field="place", reason=light.place)
        self._wanted[light.place] = light
        self._require_plug()
        self.cabinet.shine(light)

    def darken(self) -> None:
        """Put all lights out; see `GuidanceLights.darken`."""
        self._wanted.clear()
        self._require_plug()
        self.cabinet.darken()

    def senses(self) -> Senses:
        """Tell what is sensed; see `Surroundings.senses`."""
        return self._told if self._is_plugged else Senses()

    def attend(self, seconds: float) -> Sequence[Happening]:
        """Listen for a while; see `Surroundings.attend`."""
        deadline = time.monotonic() + seconds
        with self._changed:
            while not (happened := self._happened()):
                left = deadline - time.monotonic()
                if left <= 0:
                    break
                self._changed.wait(left)
        return happened

    def close(self) -> None:
        """Nothing to give back."""

    def plug(self, *, is_plugged: bool = True) -> None:
        """Plug the twin in, or pull its plug, which puts the lamps out."""
        with self._changed:
            self._is_plugged = is_plugged
            self.cabinet.darken()
            for light in self._wanted.values() if is_plugged else ():
                self.cabinet.shine(light)
            self._changed.notify_all()

    def do(self, command: str, **arguments: object) -> dict[str, object]:
        """Carry out a command given from outside, with JSON-able arguments.

        As with `drivers.simulated.panel.PanelTwin.do`, without the commands
        that only a line has: ``bounce``, ``fault``, ``noise``, ``reset``.

        Raises:
            InvalidValue: unknown command or value.
        """
        match command:
            case "plug" | "unplug":
                self.plug(is_plugged=command == "plug")
            case "state":
                pass
            case _:
                self.cabinet.move(command, arguments)
        return self.cabinet.described() | {"is_plugged": self._is_plugged}

    def _wake(self) -> None:
        with self._changed:
            self._changed.notify_all()

    def _require_plug(self) -> None:
        if not self._is_plugged:
            raise DeviceLost(part=self._name)

    def _sensed(self) -> Senses:
        cabinet = self.cabinet
        return Senses(cabinet.presence, cabinet.door, cabinet.tamper, cabinet.power)

    def _happened(self) -> list[Happening]:
        if not self._is_plugged:
            return []
        before, self._told = self._told, self._sensed()
        pairs = (
            (before.presence, self._told.presence),
            (before.door, self._told.door),
            (before.tamper, self._told.tamper),
            (before.power, self._told.power),
        )
        happened = [_WORDS[new] for old, new in pairs if new != old and new in _WORDS]
        if self.cabinet.calls != self._told_calls:
            self._told_calls = self.cabinet.calls
            happened.append(Happening.CALL_PRESSED)
        return happened
