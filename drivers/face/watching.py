"""Shows staff what the camera sees, with the figures that tell a good picture."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from typing import NoReturn

import cv2
import numpy as np

from drivers.face.live import look_live
from drivers.face.sight import Camera, Frame
from drivers.face.sitting import mirrored_jpeg
from kiosk.ports.face_judge import CameraSight

__all__ = ["watch"]

_SHOW_SECONDS = 0.1
_SPAN = 20
"""Frames over which the rate is measured."""


def watch(
    camera: Camera,
    show: Callable[[CameraSight], None],
    check_wanted: Callable[[], None],
) -> NoReturn:
    """Show picture after picture until it is called off; nothing is kept.

    Raises:
        Cancelled: it was called off.
        DeviceLost: the camera went away.
    """
    times: deque[float] = deque(maxlen=_SPAN)

    def take(frame: Frame, is_due: bool) -> None:  # noqa: FBT001 - as it is handed over
        times.append(frame.taken_at)
        if is_due:
            show(_sight(frame, times))

    look_live(camera, take, check_wanted, _SHOW_SECONDS)


def _sight(frame: Frame, times: deque[float]) -> CameraSight:
    grey = np.asarray(cv2.cvtColor(frame.pixels, cv2.COLOR_BGR2GRAY))
    span = times[-1] - times[0]
    return CameraSight(
        jpeg=mirrored_jpeg(frame.pixels),
        rate=(len(times) - 1) / span if span > 0 else 0.0,
        light=float(grey.mean()),
        contrast=float(grey.std()),
        sharpness=float(cv2.Laplacian(grey, cv2.CV_64F).var()),
    )
