"""Records and plays through arecord and aplay; a broken sound stack stays theirs."""

from __future__ import annotations

import os
import select
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import MappingProxyType

from kiosk.domain.fault import DeviceLost
from kiosk.domain.speech import (
    BYTES_A_SECOND,
    LONGEST_SECONDS,
    Heard,
    Spoken,
    samples_of,
    wav_of,
)
from kiosk.ports.capability import Capabilities, DeviceClass, Feature
from kiosk.ports.device import Cancellation, DeviceState, DeviceStatus
from kiosk.ports.dictaphone import KEPT_SECONDS

__all__ = ["AlsaDictaphone"]

_MOST = BYTES_A_SECOND * LONGEST_SECONDS
_PIECE = BYTES_A_SECOND // 4
_LOOK_SECONDS = 0.1
_TRY_SECONDS = 0.45
_FORM = ("-q", "-t", "raw", "-f", "MU_LAW", "-r", str(BYTES_A_SECOND), "-c", "1")


class AlsaDictaphone:
    """Implements `kiosk.ports.dictaphone.Dictaphone`."""

    name = "dictaphone"

    def __init__(self, device: str, now: Callable[[], float] = time.monotonic) -> None:
        """Use an ALSA device, such as ``default`` or ``plughw:CARD=Hall``."""
        self._device = device
        self._now = now
        self._samples = b""
        self._ended_at = 0.0

    def status(self) -> DeviceStatus:
        """Open the microphone for one sample; also forget what nobody took."""
        if self._now() - self._ended_at > KEPT_SECONDS:
            self._samples = b""
        line = ["arecord", "-D", self._device, *_FORM, "--samples=1"]
        try:
            done = subprocess.run(  # noqa: S603 - our own arguments
                line,
                stdin=subprocess.DEVNULL,
                capture_output=True,
                timeout=_TRY_SECONDS,
                check=False,
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            return _lost(type(error).__name__)
        return _lost("arecord") if done.returncode else DeviceStatus(DeviceState.ONLINE)

    def capabilities(self) -> Capabilities:
        """Tell what it records."""
        features = MappingProxyType({Feature.FORMATS: ("audio/wav",)})
        kinds = frozenset({DeviceClass.AUXILIARIES})
        return Capabilities(kinds, driver="alsa-utils", features=features)

    def record(self, show: Callable[[Heard], None], cancellation: Cancellation) -> None:
        """Listen; see `Dictaphone.record`."""
        self._samples = b""
        samples = bytearray()
        try:
            with self._running("arecord", "-D", self._device, *_FORM) as process:
                for piece in _pieces(process):
                    show(Heard.of(len(samples), piece))
                    samples += piece
                    if len(samples) >= _MOST:
                        return
                    cancellation.wait(0)
        finally:
            self._samples = bytes(samples[:_MOST])
            self._ended_at = self._now()
        raise DeviceLost(part=self.name, reason="arecord")

    def take(self) -> Spoken:
        """Give and forget; see `Dictaphone.take`."""
        samples, self._samples = self._samples, b""
        return Spoken(wav_of(samples), len(samples) // BYTES_A_SECOND)

    def play(self, spoken: Spoken, cancellation: Cancellation) -> None:
        """Play; the recording goes through memory, never to the disk."""
        with os.fdopen(os.memfd_create("recording"), "w+b") as file:
            # aplay reads no mu-law out of WAV files.
            file.write(samples_of(spoken.wav))
            file.seek(0)
            line = ("aplay", "-D", self._device, *_FORM)
            with self._running(*line, source=file.fileno()) as process:
                cancellation.wait(0)
                while process.poll() is None:
                    cancellation.wait(_LOOK_SECONDS)
        if process.returncode:
            raise DeviceLost(part=self.name, reason="aplay")

    def close(self) -> None:
        """Forget what was said."""
        self._samples = b""

    @contextmanager
    def _running(
        self, *line: str, source: int = subprocess.DEVNULL
    ) -> Iterator[subprocess.Popen[bytes]]:
        try:
            process = subprocess.Popen(  # noqa: S603 - our own arguments
                line, stdin=source, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
            )
        except OSError as error:
            raise DeviceLost(part=self.name, reason=line[0]) from error
        with process:
            try:
                yield process
            finally:
                process.kill()


def _pieces(process: subprocess.Popen[bytes]) -> Iterator[bytes]:
    """Give what comes, a quarter of a second at most; nothing for a moment's pause."""
    assert process.stdout is not None  # noqa: S101 - it was asked for
    line = process.stdout.fileno()
    while True:
        ready, _, _ = select.select([line], [], [], _LOOK_SECONDS)
        piece = os.read(line, _PIECE) if ready else b""
        if ready and not piece:
            return
        yield piece


def _lost(detail: str) -> DeviceStatus:
    state = DeviceState.NO_DEVICE
    return DeviceStatus(state, cause=DeviceLost.key, detail=detail)
