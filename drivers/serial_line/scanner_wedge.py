"""A code scanner that types like a keyboard; whoever owns the keys feeds them in."""

from __future__ import annotations

import threading
import time
from collections import deque
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from drivers.serial_line.line import Line, LineGatherer
from drivers.serial_line.scanner import code_text
from kiosk.domain.fault import Cancelled, DeviceLost
from kiosk.ports.capability import Capabilities, DeviceClass, Feature
from kiosk.ports.device import DeviceState, DeviceStatus
from kiosk.ports.scanner import LONGEST_CODE

if TYPE_CHECKING:
    from kiosk.ports.device import Cancellation

__all__ = ["KeyGatherer", "WedgeScanner"]

_LOOK_SECONDS = 0.05
_GAP_SECONDS = 0.15
"""No scanner pauses so long between two keys, and hardly a hand is so quick."""


class KeyGatherer:
    """Tells a scanner's burst of keys from a hand's typing, by its pace."""

    def __init__(self, gap_seconds: float = _GAP_SECONDS) -> None:
        """Start empty; keys further apart do not belong together."""
        self._gap_seconds = gap_seconds
        self._lines = LineGatherer(LONGEST_CODE)
        self._pressed_at = -gap_seconds

    def press(self, text: str, at_seconds: float) -> list[Line]:
        """Add the text of keys pressed at a monotonic time; gives ended codes."""
        if at_seconds - self._pressed_at > self._gap_seconds:
            self._lines.clear()
        self._pressed_at = at_seconds
        return self._lines.feed(text.encode("utf-8", "replace"))


class WedgeScanner:
    """Reads codes; implements `kiosk.ports.scanner.Scanner`.

    `feed` may be called from any thread; the rest belongs to the device's.
    """

    def __init__(
        self,
        device: str = "",
        *,
        name: str = "scanner",
        patience_seconds: float = 3.0,
    ) -> None:
        """Prepare.

        Args:
            device: Path under ``/dev/input/by-id`` that tells whether the
                scanner is plugged in; without one it counts as there.
            name: Stable name for logs.
            patience_seconds: How long a missing scanner is ridden out.
        """
        self._device = Path(device) if device else None
        self._name = name
        self._patience_seconds = patience_seconds
        self._changed = threading.Condition()
        self._keys = KeyGatherer()
        self._lines: deque[Line] = deque(maxlen=1)
        self._is_wanted = False

    @property
    def name(self) -> str:
        """Stable name for logs."""
        return self._name

    @property
    def is_wanted(self) -> bool:
        """Whether somebody waits for a code, so that keys should come here."""
        return self._is_wanted

    def feed(self, text: str) -> None:
        """Take the text of pressed keys; Enter comes as CR or LF."""
        with self._changed:
            ended = self._keys.press(text, time.monotonic())
            if self._is_wanted and ended:
                self._lines.append(ended[0])
                self._changed.notify_all()

    def status(self) -> DeviceStatus:
        """Tell whether the scanner is plugged in, as far as can be known."""
        if self._is_plugged():
            return DeviceStatus(DeviceState.ONLINE)
        return DeviceStatus(DeviceState.NO_DEVICE, cause=DeviceLost.key)

    def capabilities(self) -> Capabilities:
        """Tell the name by which the keys are known, where one is."""
        return Capabilities(
            frozenset({DeviceClass.BARCODE_READER}),
            model=self._device.name if self._device is not None else "",
            features=MappingProxyType({Feature.LINE: ("keys",)}),
        )

    def read(self, cancellation: Cancellation) -> str:
        """Wait for a code; see `Scanner.read`."""
        with self._changed:
            self._lines.clear()
            self._is_wanted = True
            try:
                return code_text(self._await_line(cancellation))
            finally:
                self._is_wanted = False

    def close(self) -> None:
        """Nothing to give back."""

    def _await_line(self, cancellation: Cancellation) -> Line:
        plugged_at = time.monotonic()
        while not self._lines:
            if cancellation.is_cancelled:
                raise Cancelled
            now = time.monotonic()
            plugged_at = now if self._is_plugged() else plugged_at
            if now - plugged_at > self._patience_seconds:
                raise DeviceLost(part=self._name)
            self._changed.wait(_LOOK_SECONDS)
        return self._lines.popleft()

    def _is_plugged(self) -> bool:
        return self._device is None or self._device.exists()
