"""The newest picture of a camera, kept fresh by a thread of its own."""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from drivers.camera.exposure import ExposureWatch
from drivers.camera.source import (
    HEIGHT,
    PAGE_SIZE,
    WIDTH,
    CameraSource,
    FilmSource,
    Pixels,
    Source,
)
from drivers.camera.watch import BLIND_REASONS, PictureWatch
from kiosk.domain.fault import DeviceFault, DeviceLost, Expired

__all__ = ["Capture", "Frame", "open_camera"]

_WARM_UP_FRAMES = 5
_HEALTHY_FRAMES = 45
_PAUSES_SECONDS = (0.1, 0.3, 0.6)
_STALL_SECONDS = 4.0
_STOP_SECONDS = 3.0


@dataclass(frozen=True, slots=True)
class Frame:
    """One picture and when it was taken, in seconds of the monotonic clock."""

    pixels: Pixels = field(repr=False)
    taken_at: float

    @property
    def age_seconds(self) -> float:
        """How old the picture is by now."""
        return time.monotonic() - self.taken_at


class Capture:
    """A camera that is on between `start` and `stop` only.

    A thread empties the camera as fast as it delivers, so `read` never gives a
    stale picture. The first pictures after opening are dropped until exposure
    has settled; a lost camera is opened again with growing pauses before it counts
    as lost.
    """

    def __init__(
        self,
        source: Source,
        *,
        warm_up_frames: int = _WARM_UP_FRAMES,
        stall_seconds: float = _STALL_SECONDS,
        stop_seconds: float = _STOP_SECONDS,
    ) -> None:
        """Take a source; it is opened by `start`, in the capture's thread."""
        self._source = source
        self._warm_up_frames = warm_up_frames
        self._stall_seconds = stall_seconds
        self._stop_seconds = stop_seconds
        self._changed = threading.Condition()
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None
        self._frame: Frame | None = None
        self._lost: DeviceLost | None = None
        self._heard_at = 0.0

    def is_present(self) -> bool:
        """Tell cheaply, without switching it on, whether the camera is there."""
        return self._source.is_present()

    def start(self) -> None:
        """Switch the camera on and return at once; trouble shows in `read`."""
        if self._thread is not None:
            return
        self._stopping.clear()
        self._frame, self._lost = None, None
        self._heard_at = time.monotonic()
        self._thread = threading.Thread(target=self._run, name="camera", daemon=True)
        self._thread.start()

    def read(self, wait_seconds: float) -> Frame:
        """Give the newest picture that was not given before.

        Raises:
            Expired: none came in that time; asking again is right.
            DeviceLost: not there, unplugged, black, frozen, or mute for 4 s;
                fact ``reason`` tells which.
        """
        with self._changed:
            self._changed.wait_for(self._has_news, wait_seconds)
            if self._lost is not None:
                raise self._lost
            if self._frame is None:
                raise self._overdue()
            frame, self._frame = self._frame, None
            return frame

    def stop(self) -> bool:
        """Switch the camera off; whether it really let go.

        A driver that blocks for ever in native code cannot be ended from
        within; only a fresh process gets such a camera back.
        """
        thread, self._thread = self._thread, None
        self._stopping.set()
        if thread is not None:
            thread.join(self._stop_seconds)
        with self._changed:
            self._frame = None
        return thread is None or not thread.is_alive()

    def _overdue(self) -> DeviceFault:
        if time.monotonic() - self._heard_at > self._stall_seconds:
            return DeviceLost(part="camera", reason="stalled")
        return Expired(part="camera")

    def _has_news(self) -> bool:
        return self._frame is not None or self._lost is not None

    def _run(self) -> None:
        pauses = list(_PAUSES_SECONDS)
        while not self._stopping.is_set():
            try:
                self._deliver(pauses)
            except DeviceLost as lost:
                if not pauses:
                    self._tell_lost(lost)
                    return
                self._stopping.wait(pauses.pop(0))
                if lost.facts["reason"] in BLIND_REASONS:
                    pauses.clear()
            finally:
                self._source.close()

    def _deliver(self, pauses: list[float]) -> None:
        self._source.open()
        watch, exposure = PictureWatch(), ExposureWatch(self._warm_up_frames)
        count = 0
        while not self._stopping.is_set():
            pixels = self._source.grab()
            now = time.monotonic()
            is_new = watch.is_new(pixels, now)
            count += 1
            if exposure.has_settled(pixels) and is_new:
                self._publish(Frame(pixels, now))
            if count == _HEALTHY_FRAMES:
                pauses[:] = _PAUSES_SECONDS

    def _publish(self, frame: Frame) -> None:
        with self._changed:
            self._frame = frame
            self._heard_at = frame.taken_at
            self._changed.notify_all()

    def _tell_lost(self, lost: DeviceLost) -> None:
        with self._changed:
            self._lost = lost
            self._changed.notify_all()


def open_camera(settings: Mapping[str, object]) -> Capture:
    """Make a capture from JSON settings; it is switched on by `Capture.start`.

    Settings: ``device``, an index, a path such as ``/dev/v4l/by-id/...`` or
    ``usb:`` and part of its USB name, the first camera when empty; or ``film``,
    a video file in place of a camera. With ``papers`` it is the camera for papers,
    in their size: ``paper_device`` where there is one of its own, else the same.
    """
    is_for_papers = bool(settings.get("papers"))
    size = PAGE_SIZE if is_for_papers else (WIDTH, HEIGHT)
    film = settings.get("film")
    if film is not None:
        return Capture(FilmSource(Path(str(film)), width=size[0]))
    own = settings.get("paper_device") if is_for_papers else None
    device = str(own or settings.get("device", "")) or "0"
    where = int(device) if device.isdecimal() else device
    return Capture(CameraSource(where, size=size))
