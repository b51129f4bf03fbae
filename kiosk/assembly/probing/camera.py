"""Probes of the camera's pictures and of the models that judge them."""

from __future__ import annotations

import itertools
import time
from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from drivers.face.sight import Camera, Frame, camera_named
from kiosk.diagnostics.finding import Finding, ProbeState
from kiosk.domain.fault import DeviceLost, Expired
from kiosk.settings import TerminalSettings

__all__ = ["camera", "face"]

_LOOK_SECONDS = 1.5
_START_SECONDS = 5.0
_WAIT_SECONDS = 0.2
_LEAST_RATE = 8.0
_BLACK, _LEAST_LIGHT = 12.0, 45.0
_LEAST_SHARPNESS = 15.0
_LEAST_CONTRAST = 8.0
_LOST = {
    "absent": "camera-missing",
    "cannot-open": "camera-busy",
    "black": "camera-black",
    "frozen": "camera-frozen",
    "stalled": "camera-stalled",
}


@dataclass(frozen=True, slots=True)
class Quality:
    """What a short look tells of a camera's pictures.

    Attributes:
        rate: Pictures a second.
        light: Mean brightness, of 255.
        contrast: Standard deviation of brightness.
        sharpness: Variance of the Laplacian; low is out of focus or dirty.
    """

    rate: float
    light: float
    contrast: float
    sharpness: float

    @classmethod
    def of(cls, frames: Sequence[Frame]) -> Quality:
        """Measure the middle one of several frames, and their pace."""
        middle = frames[len(frames) // 2].pixels
        grey = np.asarray(cv2.cvtColor(middle, cv2.COLOR_BGR2GRAY))
        span = frames[-1].taken_at - frames[0].taken_at
        return cls(
            rate=(len(frames) - 1) / span if span else 0.0,
            light=float(grey.mean()),
            contrast=float(grey.std()),
            sharpness=float(cv2.Laplacian(grey, cv2.CV_64F).var()),
        )

    def __str__(self) -> str:
        """Tell the figures to the technician."""
        figures = (f"{self.rate:.0f}/s", f"light {self.light:.0f}")
        return ", ".join((*figures, f"sharpness {self.sharpness:.0f}"))


def camera(settings: TerminalSettings) -> Finding:
    """Switch the camera on for a moment and judge its pictures."""
    device = camera_named(settings.camera.opener, settings.camera.settings)
    device.start()
    try:
        frames = _frames(device)
    except DeviceLost as lost:
        reason = str(lost.facts.get("reason", ""))
        return Finding(ProbeState.FAILED, _LOST.get(reason, "camera-lost"), reason)
    finally:
        device.stop()
    return _judged(Quality.of(frames)) if frames else _mute()


def _mute() -> Finding:
    return Finding(ProbeState.FAILED, "camera-stalled")


def _frames(device: Camera) -> list[Frame]:
    """Gather frames for a while after the first; none from a mute camera."""
    frames: list[Frame] = []
    give_up_at = time.monotonic() + _START_SECONDS
    for _ in itertools.count():
        if time.monotonic() > give_up_at:
            return frames
        try:
            frames.append(device.read(_WAIT_SECONDS))
        except Expired:
            continue
        if len(frames) == 1:
            give_up_at = time.monotonic() + _LOOK_SECONDS
    return frames


def _judged(quality: Quality) -> Finding:
    if quality.light < _BLACK:
        return Finding(ProbeState.FAILED, "camera-black", str(quality))
    for is_bad, cause in (
        (quality.rate < _LEAST_RATE, "camera-slow"),
        (quality.light < _LEAST_LIGHT, "camera-dark"),
        (quality.contrast < _LEAST_CONTRAST, "camera-covered"),
        (quality.sharpness < _LEAST_SHARPNESS, "camera-blurred"),
    ):
        if is_bad:
            return Finding(ProbeState.WARNING, cause, str(quality))
    return Finding(ProbeState.OK, detail=str(quality))


def face(settings: TerminalSettings) -> Finding:
    """Check the models' hashes and let them load."""
    del settings
    from drivers.face.comparison import FaceComparison  # noqa: PLC0415

    try:
        FaceComparison()
    except DeviceLost as lost:
        return Finding(ProbeState.FAILED, "models-wrong", str(lost))
    return Finding(ProbeState.OK)
