"""The hall panel: guidance lights, sensors and switches on one serial port."""

from __future__ import annotations

import time
from dataclasses import asdict
from functools import partial
from importlib.metadata import version
from types import MappingProxyType
from typing import TYPE_CHECKING, TypeVar

from drivers.serial_line.link import SerialLink
from drivers.serial_line.panel_line import PanelLine
from drivers.serial_line.panel_report import parse_model, parse_places, parse_state
from drivers.serial_line.panel_senses import SensesFilter
from kiosk.domain.fault import DeviceFault, DeviceLost, Expired, InvalidValue
from kiosk.ports.capability import Capabilities, DeviceClass, Feature
from kiosk.ports.device import DeviceState, DeviceStatus, SupplyLevel
from kiosk.ports.guidance import Light, Place
from kiosk.ports.surroundings import Power, Senses, Tamper

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from kiosk.ports.surroundings import Happening

__all__ = ["SerialPanel", "panel_status"]

T = TypeVar("T")

_RETRY_SECONDS = 0.25
_SHORTEST_SECONDS = 0.001
_LEVELS = {
    Power.MAINS: SupplyLevel.OK,
    Power.BATTERY: SupplyLevel.OK,
    Power.LOW: SupplyLevel.LOW,
}


def panel_status(senses: Senses) -> DeviceStatus:
    """Tell a reachable panel's status: tampered or online, and the UPS."""
    level = _LEVELS.get(senses.power)
    supplies = {} if level is None else {"ups": level}
    if senses.tamper is Tamper.TAMPERED:
        return DeviceStatus(
            DeviceState.TAMPERED,
            supplies=supplies,
            cause=DeviceFault.key,
            detail="tamper switch",
        )
    return DeviceStatus(DeviceState.ONLINE, supplies=supplies)


class SerialPanel:
    """Implements `GuidanceLights` and `Surroundings` of `kiosk.ports` together."""

    def __init__(self, port: str, *, name: str = "panel", baud: int = 115200) -> None:
        """Prepare; the port is opened by the first call.

        Args:
            port: Device path, best as ``/dev/serial/by-id/...``.
            name: Stable name for logs.
            baud: Speed of the line.
        """
        self._line = PanelLine(SerialLink(port, baud))
        self._name = name
        self._filter = SensesFilter()
        self._model = ""
        self._places: frozenset[Place] = frozenset()
        self._wanted: dict[Place, Light] = {}
        self._happened: list[Happening] = []
        self._is_greeted = False

    @property
    def name(self) -> str:
        """Stable name for logs."""
        return self._name

    def status(self) -> DeviceStatus:
        """Ask the panel how it is; takes less than half a second."""
        try:
            self._greet_or(self._ask_state)
        except DeviceLost as fault:
            state = DeviceState.NO_DEVICE
            return DeviceStatus(state, cause=fault.key, detail=str(fault))
        except Expired as fault:
            is_foreign = fault.facts.get("reason") == "version"
            state = DeviceState.HARDWARE_ERROR if is_foreign else DeviceState.OFFLINE
            return DeviceStatus(state, cause=fault.key, detail=str(fault))
        self._settle()
        return panel_status(self._filter.settled)

    def capabilities(self) -> Capabilities:
        """Tell model, lamps and which sensors have ever said anything."""
        senses = self.senses()
        told = [axis for axis, seen in asdict(senses).items() if seen != "unknown"]
        return Capabilities(
            frozenset({DeviceClass.LIGHTS, DeviceClass.AUXILIARIES}),
            model=self._model,
            driver=f"pyserial {version('pyserial')}",
            features=MappingProxyType(
                {
                    Feature.PLACES: tuple(sorted(self._places)),
                    Feature.SENSES: tuple(told),
                    Feature.LINE: ("serial",),
                }
            ),
        )

    def places(self) -> frozenset[Place]:
        """Tell which places have a light; see `GuidanceLights.places`."""
        return self._places

    def show(self, light: Light) -> None:
        """Let one light shine; see `GuidanceLights.show`."""
        self._wanted[light.place] = light
        self._greet_or(partial(self._shine, light))
        if light.place not in self._places:
            del self._wanted[light.place]
            raise InvalidValue(field="place", reason=light.place)

    def darken(self) -> None:
        """Put all lights out; see `GuidanceLights.darken`."""
        self._wanted.clear()
        self._greet_or(partial(self._tell, "dark"))

    def senses(self) -> Senses:
        """Tell what was sensed last; see `Surroundings.senses`."""
        return self._filter.settled if self._is_greeted else Senses()

    def attend(self, seconds: float) -> Sequence[Happening]:
        """Listen for a while; see `Surroundings.attend`."""
        deadline = time.monotonic() + seconds
        self._settle()
        while not self._happened and (left := deadline - time.monotonic()) > 0:
            settles_in = self._filter.seconds_to_settle(time.monotonic())
            self._listen(min(left, max(settles_in, _SHORTEST_SECONDS)))
            self._settle()
        happened, self._happened = self._happened, []
        return happened

    def close(self) -> None:
        """Let the port go; the panel darkens its lights by itself."""
        self._is_greeted = False
        self._line.close()

    # Hearing --------------------------------------------------------------

    def _settle(self) -> None:
        if self._is_greeted:
            self._happened += self._filter.settle(time.monotonic())

    def _listen(self, seconds: float) -> None:
        """Hear the panel; while it is lost, wait and look for it again."""
        until = time.monotonic() + min(seconds, _RETRY_SECONDS)
        try:
            self._greet_or(partial(self._hear, seconds))
        except (DeviceLost, Expired):
            time.sleep(max(0.0, until - time.monotonic()))

    def _hear(self, seconds: float) -> None:
        for frame in self._line.listen(seconds):
            if frame.words[0] == "panel":
                # It was switched on again and knows nothing of our lights.
                self._is_greeted = False
            else:
                self._report(frame.words)

    def _report(self, words: Sequence[str]) -> None:
        self._filter.report(_understood(parse_state, words), time.monotonic())

    # Asking ---------------------------------------------------------------

    def _greet_or(self, do: Callable[[], None]) -> None:
        """Do something with a panel that is known, or else get to know it.

        Getting to know it shows every light that is wanted and asks for the
        state, so there is nothing left to do.
        """
        try:
            (do if self._is_greeted else self._greet)()
        except (DeviceLost, Expired):
            self._is_greeted = False
            raise

    def _greet(self) -> None:
        greeting = self._line.ask("hello")
        self._places = _understood(parse_places, greeting)
        self._model = _understood(parse_model, greeting)
        self._tell("dark")
        for light in self._wanted.values():
            self._shine(light)
        self._filter.restart()
        self._ask_state()
        self._is_greeted = True

    def _ask_state(self) -> None:
        self._report(self._line.ask("state"))

    def _shine(self, light: Light) -> None:
        if light.place in self._places:
            self._tell("light", light.place, light.pace, light.colour, light.direction)

    def _tell(self, *words: str) -> None:
        if self._line.ask(*words) != ("done",):
            raise Expired(part="panel", reason="refused")


def _understood(parse: Callable[[Sequence[str]], T], words: Sequence[str]) -> T:
    """Read what the panel said; words nobody knows are as good as none."""
    try:
        return parse(words)
    except InvalidValue as fault:
        raise Expired(part="panel", reason=str(fault.facts["reason"])) from None
