"""Where pictures come from: a camera, or a film that stands for one."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import Protocol

# OpenCV reads this once, while loading: how long a mute camera may block us.
os.environ.setdefault("OPENCV_VIDEOIO_V4L_SELECT_TIMEOUT", "2")

import cv2
import numpy as np
from numpy.typing import NDArray

from drivers.camera.naming import BY_ID, NAME_PREFIX, path_of
from kiosk.domain.fault import DeviceLost

__all__ = [
    "HEIGHT",
    "PAGE_SIZE",
    "WIDTH",
    "CameraSource",
    "FilmSource",
    "Pixels",
    "Source",
]

Pixels = NDArray[np.uint8]
"""A picture as OpenCV has it: rows, columns, blue-green-red, 0 to 255."""

WIDTH, HEIGHT = 640, 480
PAGE_SIZE = 1920, 1080
"""What papers need: the height of a line of 10 points is 24 pixels on an A4 sheet."""
_DEFAULT_RATE = 25.0
_FASTEST_RATE = 60.0

cv2.utils.logging.setLogLevel(cv2.utils.logging.LOG_LEVEL_ERROR)


class Source(Protocol):
    """Something that gives one picture after another at its own pace."""

    def is_present(self) -> bool:
        """Tell cheaply, without opening it, whether the device seems to be there."""

    def open(self) -> None:
        """Take the device; raises `DeviceLost` when it cannot be had."""

    def grab(self) -> Pixels:
        """Wait for the next picture; raises `DeviceLost` when there is none."""

    def close(self) -> None:
        """Give the device back; a second call does nothing."""


class _OpenedSource:
    """What camera and film share: OpenCV's capture behind typed faults."""

    _capture: cv2.VideoCapture | None = None
    _width: int = WIDTH

    def grab(self) -> Pixels:
        """Wait for the next picture, at most as wide as asked; see `Source.grab`."""
        if self._capture is None:
            raise DeviceLost(part="camera", reason="closed")
        try:
            is_good, pixels = self._capture.read()
        except cv2.error as error:
            raise DeviceLost(part="camera", reason="driver") from error
        if not is_good or pixels is None:
            raise DeviceLost(part="camera", reason="no-picture")
        return _fitted(np.asarray(pixels, dtype=np.uint8), self._width)

    def close(self) -> None:
        """Give the device back."""
        if self._capture is not None:
            self._capture.release()
            self._capture = None

    def _keep(self, capture: cv2.VideoCapture) -> None:
        if not capture.isOpened():
            capture.release()
            raise DeviceLost(part="camera", reason="cannot-open")
        self._capture = capture


def _fitted(pixels: Pixels, most: int) -> Pixels:
    """Scale down what a camera gives beyond the asked size; some know one size."""
    height, width = pixels.shape[:2]
    if width <= most:
        return pixels
    size = (most, round(height * most / width))
    scaled = cv2.resize(pixels, size, interpolation=cv2.INTER_AREA)
    return np.asarray(scaled, dtype=np.uint8)


class CameraSource(_OpenedSource):
    """A camera by index or, better, by a path that stays the same after a reboot."""

    def __init__(
        self,
        device: int | str,
        *,
        rate: float = 30.0,
        by_id: Path = BY_ID,
        size: tuple[int, int] = (WIDTH, HEIGHT),
    ) -> None:
        """Name the device; nothing is opened yet.

        Args:
            device: An index, a path, or ``usb:`` and part of its USB name.
            rate: Pictures a second to ask for.
            by_id: Directory of stable names.
            size: Width and height to ask for.
        """
        self._width, self._height = size
        self._device = device
        self._rate = rate
        self._by_id = by_id

    def is_present(self) -> bool:
        """Whether the system shows the device; unknown systems say yes."""
        if isinstance(self._device, str):
            return self._is_path_there()
        return os.name != "posix" or Path(f"/dev/video{self._device}").exists()

    def open(self) -> None:
        """Take the camera in its size, with as few pictures waiting as it allows."""
        where = self._where()
        if not self.is_present():
            raise DeviceLost(part="camera", reason="absent")
        backend = cv2.CAP_V4L2 if os.name == "posix" else cv2.CAP_ANY
        capture = cv2.VideoCapture(where, backend)
        # Uncompressed 640x480 starves a shared USB 2 bus; every webcam has MJPG.
        capture.set(cv2.CAP_PROP_FOURCC, cv2.VideoWriter.fourcc(*"MJPG"))
        capture.set(cv2.CAP_PROP_FRAME_WIDTH, self._width)
        capture.set(cv2.CAP_PROP_FRAME_HEIGHT, self._height)
        capture.set(cv2.CAP_PROP_FPS, self._rate)
        capture.set(cv2.CAP_PROP_BUFFERSIZE, 1)
        self._keep(capture)

    def _where(self) -> int | str:
        """Give what to open; a name is looked up each time, as sockets change."""
        if isinstance(self._device, str) and self._device.startswith(NAME_PREFIX):
            name = self._device.removeprefix(NAME_PREFIX)
            return str(path_of(name, self._by_id))
        return self._device

    def _is_path_there(self) -> bool:
        try:
            return Path(str(self._where())).exists()
        except DeviceLost:
            return False


class FilmSource(_OpenedSource):
    """A video file that loops at its own pace, in place of a camera."""

    def __init__(self, film: Path, *, loops: bool = True, width: int = WIDTH) -> None:
        """Name the file; nothing is opened yet.

        One that does not loop raises `DeviceLost` after its last picture. Pictures
        wider than ``width`` are scaled down.
        """
        self._width = width
        self._film = film
        self._loops = loops
        self._seconds = 1.0 / _DEFAULT_RATE
        self._due = 0.0

    def is_present(self) -> bool:
        """Whether the file is there."""
        return self._film.is_file()

    def open(self) -> None:
        """Start the film from its beginning."""
        if not self.is_present():
            raise DeviceLost(part="camera", reason="absent")
        self.close()
        self._keep(cv2.VideoCapture(str(self._film)))
        self._seconds = 1.0 / self._told_rate()
        self._due = time.monotonic()

    def grab(self) -> Pixels:
        """Wait until the next picture is due; after the last comes the first."""
        self._due = max(self._due + self._seconds, time.monotonic() - self._seconds)
        time.sleep(max(0.0, self._due - time.monotonic()))
        try:
            return super().grab()
        except DeviceLost:
            if not self._loops:
                raise
            self.open()
            return super().grab()

    def _told_rate(self) -> float:
        rate = self._capture.get(cv2.CAP_PROP_FPS) if self._capture else 0.0
        return rate if 0.0 < rate <= _FASTEST_RATE else _DEFAULT_RATE
