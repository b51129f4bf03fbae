"""The live picture: frame after frame until it is called off, some of them shown."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from typing import NoReturn

from drivers.face.sight import Camera, Frame
from kiosk.domain.fault import Expired

__all__ = ["look_live"]

_WAIT_SECONDS = 0.15


def look_live(
    camera: Camera,
    take: Callable[[Frame, bool], None],
    check_wanted: Callable[[], None],
    pause_seconds: float,
) -> NoReturn:
    """Hand every frame over, until it is called off; nothing is kept.

    Args:
        camera: Is started first.
        take: Gets each frame, and whether it is time again to show one.
        check_wanted: Is asked before each frame; raises to end it all.
        pause_seconds: Between two frames that are shown.

    Raises:
        Cancelled: it was called off.
        DeviceLost: the camera went away.
    """
    camera.start()
    shown_at = 0.0
    while True:
        check_wanted()
        with contextlib.suppress(Expired):
            frame = camera.read(_WAIT_SECONDS)
            is_due = frame.taken_at - shown_at >= pause_seconds
            shown_at = frame.taken_at if is_due else shown_at
            take(frame, is_due)
