"""How long the steps of face matching take on this machine, and the models' memory."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from functools import partial

import cv2
import numpy as np
import psutil

from drivers.face.detection import FaceDetector
from drivers.face.embedding import FaceEncoder, Template
from drivers.face.evidence import FRAMES_WANTED, Evidence
from drivers.face.picture import Pixels, decode_picture
from kiosk.ports.face_judge import PortraitOrigin

__all__ = ["report_times"]

_ROUNDS = 30
_FRAME = (640, 480)


def report_times(portrait: bytes) -> None:
    """Print each step's time beside its wish."""
    detector, encoder = FaceDetector(), FaceEncoder()
    frame = _frame(portrait)
    face = detector.faces(frame)[0]
    reference = encoder.template(frame, face)
    print("\ntimes on this machine, median (wish), fastest, and of the processor")
    _report_time("frame to boxes", lambda: detector.faces(frame), 15)
    first = partial(encoder.template, frame, face, with_second_opinion=False)
    _report_time("embedding (SFace)", first, 25)
    _report_time("with second opinion", lambda: encoder.template(frame, face), None)
    still = partial(encoder.still_template, frame, face, detector)
    _report_time("a still's template, both opinions", still, None)
    _report_time(
        f"decision on {FRAMES_WANTED} frames",
        lambda: _decide(detector, encoder, frame, reference),
        300,
    )
    megabytes = psutil.Process().memory_info().rss / 1e6
    print(f"  memory of this process with all models  {megabytes:.0f} MB (450)")


def _frame(portrait: bytes) -> Pixels:
    """Put the portrait before a camera of 640x480."""
    picture = decode_picture(portrait)
    scale = _FRAME[1] / picture.shape[0]
    fitted = np.asarray(cv2.resize(picture, None, fx=scale, fy=scale), np.uint8)
    beside = max(0, _FRAME[0] - fitted.shape[1])
    return np.pad(fitted, ((0, 0), (0, beside), (0, 0)))[:, : _FRAME[0]]


def _decide(
    detector: FaceDetector, encoder: FaceEncoder, frame: Pixels, reference: Template
) -> None:
    evidence = Evidence(reference, PortraitOrigin.ENROLLED)
    for moment in range(FRAMES_WANTED):
        found = detector.faces(frame)[0]
        wanted = evidence.wants_second_opinion
        template = encoder.template(frame, found, with_second_opinion=wanted)
        evidence.add(template, float(moment))
    evidence.verdict()


def _report_time(name: str, work: Callable[[], object], wish: int | None) -> None:
    work()
    times, used = [], []
    for _ in range(_ROUNDS):
        started, before = time.perf_counter(), time.process_time()
        work()
        times.append((time.perf_counter() - started) * 1000)
        used.append((time.process_time() - before) * 1000)
    told = f" ({wish})" if wish else ""
    print(
        f"  {name:34} {statistics.median(times):7.1f} ms{told}"
        f", {min(times):.1f}, {min(used):.1f}"
    )
