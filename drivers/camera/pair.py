"""A colour and an infrared camera in step: one picture of each, of one moment.

A face on a screen or on glossy paper looks like one in colour and like nothing in
near infrared, so the second picture is a cheap passive witness. The pair only
brings both; judging is the face child's.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from drivers.camera.capture import open_camera
from kiosk.domain.fault import DeviceLost, Expired

if TYPE_CHECKING:
    from drivers.camera.capture import Capture, Frame
    from drivers.camera.source import Pixels

__all__ = ["PairCapture", "PairedFrame", "open_pair"]

_MOST_APART_SECONDS = 0.08
"""Two cameras of 15 pictures a second are at most 0.067 s apart."""
_BLACK = "black"


@dataclass(frozen=True, slots=True)
class PairedFrame:
    """A colour picture and, where one was taken in time, its infrared twin.

    Attributes:
        trouble: Why there is no infrared picture: ``late``, or the reason for
            which that camera was lost; empty when there is one.
    """

    colour: Frame = field(repr=False)
    infrared: Frame | None = field(default=None, repr=False)
    trouble: str = ""

    @property
    def pixels(self) -> Pixels:
        """The colour picture."""
        return self.colour.pixels

    @property
    def taken_at(self) -> float:
        """Time of the colour picture, in seconds of the monotonic clock."""
        return self.colour.taken_at

    @property
    def apart_seconds(self) -> float | None:
        """Time between the two pictures; none without a second one."""
        if self.infrared is None:
            return None
        return abs(self.infrared.taken_at - self.colour.taken_at)

    def infrared_agrees(self, count_faces: Callable[[Pixels], int]) -> bool | None:
        """Whether infrared sees a face where colour sees one; none if untold.

        False is a cause to let a person review, no proof of an attack: strong
        sunlight blinds an infrared camera, too. A black infrared picture counts
        as one without a face, because that is how a screen looks.

        Args:
            count_faces: The caller's own face detector.
        """
        if self.infrared is None and self.trouble != _BLACK:
            return None
        if not count_faces(self.colour.pixels):
            return None
        return self.infrared is not None and count_faces(self.infrared.pixels) > 0


class PairCapture:
    """Two captures that are on between `start` and `stop` only.

    Colour leads: without it there is no picture. Infrared is optional: when it
    is late or lost, the pair goes on with colour alone and says why.
    """

    def __init__(
        self,
        colour: Capture,
        infrared: Capture,
        *,
        most_apart_seconds: float = _MOST_APART_SECONDS,
    ) -> None:
        """Take both; ``most_apart_seconds`` is how far apart a pair may be."""
        self._colour = colour
        self._infrared = infrared
        self._most_apart = most_apart_seconds
        self._latest: Frame | None = None
        self._trouble = ""

    def is_present(self) -> bool:
        """Tell cheaply whether the colour camera is there."""
        return self._colour.is_present()

    def start(self) -> None:
        """Switch both on and return at once; trouble shows in `read`."""
        self._latest, self._trouble = None, ""
        self._colour.start()
        self._infrared.start()

    def read(self, wait_seconds: float) -> PairedFrame:
        """Give the newest colour picture with the infrared one nearest to it.

        Raises:
            Expired, DeviceLost: of the colour camera; see `Capture.read`.
        """
        colour = self._colour.read(wait_seconds)
        infrared = self._nearest(colour.taken_at)
        if infrared is None:
            return PairedFrame(colour, trouble=self._trouble or "late")
        return PairedFrame(colour, infrared)

    def stop(self) -> bool:
        """Switch both off; whether both really let go."""
        lets_go = [self._colour.stop(), self._infrared.stop()]
        self._latest = None
        return all(lets_go)

    def _nearest(self, moment: float) -> Frame | None:
        """Give the infrared picture nearest to a moment, if near enough."""
        near = [self._latest] if self._latest else []
        until = moment + self._most_apart
        while self._latest is None or self._latest.taken_at < moment:
            try:
                left = max(0.0, until - time.monotonic())
                self._latest = self._infrared.read(left)
            except Expired:
                break
            except DeviceLost as lost:
                self._trouble = str(lost.facts.get("reason", "lost"))
                return None
            near.append(self._latest)
        nearest = min(
            near, key=lambda frame: abs(frame.taken_at - moment), default=None
        )
        if nearest is None or abs(nearest.taken_at - moment) > self._most_apart:
            return None
        return nearest


def open_pair(settings: Mapping[str, object]) -> PairCapture | Capture:
    """Make a pair from JSON settings; it is switched on by `PairCapture.start`.

    Papers are seen by one camera alone, see `open_camera`.

    Settings: those of `open_camera`, and the same with ``infrared_`` before
    them, e.g. ``{"device": "usb:HD_Webcam", "infrared_device": "usb:IR_Camera"}``.
    """
    if settings.get("papers"):
        return open_camera(settings)
    prefix = "infrared_"
    second = {
        name.removeprefix(prefix): value
        for name, value in settings.items()
        if name.startswith(prefix)
    }
    if not second:
        raise DeviceLost(part="camera", reason="settings")
    return PairCapture(open_camera(settings), open_camera(second))
