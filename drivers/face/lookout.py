"""Knows between matches whether the camera would serve, without filming anybody."""

from __future__ import annotations

import contextlib
import time
from typing import TYPE_CHECKING

from drivers.face.message import Condition
from kiosk.domain.fault import DeviceLost, Expired
from kiosk.ports.device import DeviceState

if TYPE_CHECKING:
    from drivers.face.sight import Camera

__all__ = ["Lookout"]

_FIRST_PAUSE_SECONDS = 2.0
_LONGEST_PAUSE_SECONDS = 60.0
_WAIT_SECONDS = 0.5
_ABSENT = ("absent", "cannot-open")


class Lookout:
    """Judges the camera by its presence and by how its last use went.

    A camera that works stays off between matches: people who walk past are
    never filmed. One that failed is tried again now and then until it gives a
    picture, which is thrown away.
    """

    def __init__(self, camera: Camera) -> None:
        """Take a camera that was not tried yet."""
        self._camera = camera
        self._lost: DeviceLost | None = DeviceLost(part="camera", reason="untried")
        self._pause_seconds = _FIRST_PAUSE_SECONDS
        self._try_at = 0.0

    def note_failure(self, lost: DeviceLost) -> None:
        """Remember that a match lost the camera."""
        self._lost = lost
        self._pause_seconds = _FIRST_PAUSE_SECONDS
        self._try_at = time.monotonic() + self._pause_seconds

    def note_success(self) -> None:
        """Remember that a match got its frames."""
        self._lost = None

    def condition(self) -> Condition:
        """Tell the present state; may try the camera for up to three seconds."""
        if not self._camera.is_present():
            self._lost = DeviceLost(part="camera", reason="absent")
            self._try_at = 0.0
        elif self._lost is not None and time.monotonic() >= self._try_at:
            self._try()
        return self._told()

    def _try(self) -> None:
        self._camera.start()
        try:
            self._await_picture()
        except DeviceLost as lost:
            self._lost = lost
            self._try_at = time.monotonic() + self._pause_seconds
            self._pause_seconds = min(2 * self._pause_seconds, _LONGEST_PAUSE_SECONDS)
        else:
            self._lost, self._pause_seconds = None, _FIRST_PAUSE_SECONDS
        finally:
            self._camera.stop()

    def _await_picture(self) -> None:
        is_waiting = True
        while is_waiting:
            with contextlib.suppress(Expired):
                self._camera.read(_WAIT_SECONDS)
                is_waiting = False

    def _told(self) -> Condition:
        if self._lost is None:
            return Condition(DeviceState.ONLINE)
        is_absent = self._lost.facts.get("reason") in _ABSENT
        state = DeviceState.NO_DEVICE if is_absent else DeviceState.HARDWARE_ERROR
        return Condition(state, self._lost.key, str(self._lost))
