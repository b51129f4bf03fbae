"""A microphone's twin: says what it is told to, as loud as it is told to."""

from __future__ import annotations

import time
from collections.abc import Callable
from types import MappingProxyType

from kiosk.domain.fault import DeviceLost, InvalidValue
from kiosk.domain.speech import BYTES_A_SECOND, LONGEST_SECONDS, Heard, Spoken, wav_of
from kiosk.ports.capability import Capabilities, DeviceClass, Feature
from kiosk.ports.device import Cancellation, DeviceState, DeviceStatus
from kiosk.ports.dictaphone import KEPT_SECONDS

__all__ = ["SimulatedDictaphone"]

_PIECE = BYTES_A_SECOND // 4
_MOST = BYTES_A_SECOND * LONGEST_SECONDS
_LOUD, _QUIET = b"\x0f\x8f", b"\xff\x7f"
"""Mu-law: a loud and a silent wave of two samples."""


class SimulatedDictaphone:
    """Somebody speaks into it without end; moved from outside by `do`.

    Attributes:
        played: What was played, in order.
    """

    name = "dictaphone"

    def __init__(
        self, pace: float = 1.0, now: Callable[[], float] = time.monotonic
    ) -> None:
        """Stand ready; a second of speech takes ``pace`` seconds."""
        self.played: list[bytes] = []
        self._pace = pace
        self._now = now
        self._wave = _LOUD
        self._is_there = True
        self._samples = b""
        self._ended_at = 0.0

    def do(self, command: str, **_: object) -> None:
        """Carry out ``speak``, ``be-silent``, ``plug`` or ``unplug``.

        Raises:
            InvalidValue: unknown command.
        """
        match command:
            case "speak" | "be-silent":
                self._wave = _LOUD if command == "speak" else _QUIET
            case "plug" | "unplug":
                self._is_there = command == "plug"
            case _:
                raise InvalidValue(field="command", reason=command)

    def status(self) -> DeviceStatus:
        """Tell whether it is plugged in; forget what nobody took."""
        if self._now() - self._ended_at > KEPT_SECONDS:
            self._samples = b""
        if self._is_there:
            return DeviceStatus(DeviceState.ONLINE)
        return DeviceStatus(DeviceState.NO_DEVICE, cause=DeviceLost.key)

    def capabilities(self) -> Capabilities:
        """Tell that it is a twin."""
        features = MappingProxyType({Feature.FORMATS: ("audio/wav",)})
        kinds = frozenset({DeviceClass.AUXILIARIES})
        return Capabilities(kinds, model="twin", driver="simulated", features=features)

    def record(self, show: Callable[[Heard], None], cancellation: Cancellation) -> None:
        """Hear somebody speak; see `Dictaphone.record`."""
        self._samples, samples = b"", bytearray()
        try:
            while len(samples) < _MOST:
                self._look()
                piece = self._wave * (_PIECE // 2)
                show(Heard.of(len(samples), piece))
                samples += piece
                cancellation.wait(self._pace / 4)
        finally:
            self._samples, self._ended_at = bytes(samples), self._now()

    def take(self) -> Spoken:
        """Give and forget; see `Dictaphone.take`."""
        samples, self._samples = self._samples, b""
        return Spoken(wav_of(samples), len(samples) // BYTES_A_SECOND)

    def play(self, spoken: Spoken, cancellation: Cancellation) -> None:
        """Take as long as the recording does; see `Dictaphone.play`."""
        self._look()
        cancellation.wait(spoken.seconds * self._pace)
        self.played.append(spoken.wav)

    def close(self) -> None:
        """Forget what was said."""
        self._samples = b""

    def _look(self) -> None:
        if not self._is_there:
            raise DeviceLost(part=self.name, reason="simulated")
