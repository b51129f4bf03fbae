"""Shows a paper before the camera as it would be taken, with one piece of advice."""

from __future__ import annotations

from collections.abc import Callable
from typing import NoReturn

import cv2
import numpy as np

from drivers.face.live import look_live
from drivers.face.picture import Pixels
from drivers.face.sight import Camera, Frame
from kiosk.ports.paper_camera import PaperAdvice, PaperView

__all__ = ["advice_for", "look_at_paper"]

_SHOW_SECONDS = 0.2
_QUALITY = 88
_JUDGED_WIDTH = 640
_LEAST_LIGHT = 60.0
_LEAST_CONTRAST = 14.0
"""Standard deviation of brightness: a bare table has less than any writing."""
_LEAST_SHARPNESS = 90.0
"""Variance of the Laplacian, 640 wide; `tests/unit/drivers/face/test_paper.py`."""


def look_at_paper(
    camera: Camera,
    show: Callable[[PaperView], None],
    check_wanted: Callable[[], None],
) -> NoReturn:
    """Show picture after picture until it is called off; nothing is kept here.

    Raises:
        Cancelled: it was called off.
        DeviceLost: the camera went away.
    """

    def take(frame: Frame, is_due: bool) -> None:  # noqa: FBT001 - as it is handed over
        if is_due:
            show(PaperView(_jpeg(frame.pixels), advice_for(frame.pixels)))

    look_live(camera, take, check_wanted, _SHOW_SECONDS)


def advice_for(pixels: Pixels) -> PaperAdvice:
    """Tell what would make a paper easier to read, the gravest thing first."""
    grey = np.asarray(cv2.cvtColor(pixels, cv2.COLOR_BGR2GRAY))
    height, width = grey.shape
    size = (_JUDGED_WIDTH, round(height * _JUDGED_WIDTH / width))
    # One size for every camera, else larger pictures would count as less sharp.
    small = cv2.resize(grey, size, interpolation=cv2.INTER_AREA)
    if small.mean() < _LEAST_LIGHT:
        return PaperAdvice.MORE_LIGHT
    if small.std() < _LEAST_CONTRAST:
        return PaperAdvice.LAY_PAPER
    if cv2.Laplacian(small, cv2.CV_64F).var() < _LEAST_SHARPNESS:
        return PaperAdvice.HOLD_STILL
    return PaperAdvice.GOOD


def _jpeg(pixels: Pixels) -> bytes:
    _, data = cv2.imencode(".jpg", pixels, [cv2.IMWRITE_JPEG_QUALITY, _QUALITY])
    return data.tobytes()
