"""One match inside the child: looks, advises, gathers, judges."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

import cv2
import numpy as np

from drivers.face.evidence import Evidence
from drivers.face.guidance import Guidance
from drivers.face.quality import advise
from drivers.face.reference import face_of_picture
from kiosk.domain.fault import Expired
from kiosk.ports.face_judge import Advice, FaceVerdict, FaceView

if TYPE_CHECKING:
    from drivers.face.detection import FaceDetector
    from drivers.face.embedding import FaceEncoder, Template
    from drivers.face.message import Match
    from drivers.face.picture import Pixels
    from drivers.face.sight import Camera, Frame

__all__ = ["Sitting"]

# A little less than a fifteenth, so that a camera of 15 a second shows each.
_PREVIEW_SECONDS = 0.06
_PREVIEW_WIDTH = 640
_PREVIEW_QUALITY = 80
_WAIT_SECONDS = 0.2
_LOST_FRAMES = 8


class Sitting:
    """Frames and templates of one match; dropped with it."""

    def __init__(
        self,
        detector: FaceDetector,
        encoder: FaceEncoder,
        show: Callable[[FaceView], None],
        check_wanted: Callable[[], None],
    ) -> None:
        """Take the loaded models and the ways to the parent.

        ``check_wanted`` is called at least five times a second and raises
        `Cancelled`.
        """
        self._detector = detector
        self._encoder = encoder
        self._show = show
        self._check_wanted = check_wanted
        self._guidance = Guidance()
        self._shown_at = 0.0
        self._frames_without = 0

    def judge(self, match: Match, camera: Camera) -> FaceVerdict:
        """Compare whoever comes before the camera with the match's portrait.

        Raises:
            Fault: any that `kiosk.ports.face_judge.FaceJudge.match` names.
        """
        camera.start()
        evidence = Evidence(self._reference(match), match.reference.origin)
        give_up_at = time.monotonic() + match.patience_seconds
        while not evidence.is_complete:
            self._check_wanted()
            with contextlib.suppress(Expired):
                self._look(camera.read(_WAIT_SECONDS), evidence)
            if time.monotonic() > give_up_at and not evidence.is_complete:
                raise self._guidance.fault()
        return evidence.verdict()

    def _reference(self, match: Match) -> Template:
        pixels, face = face_of_picture(match.reference.image, self._detector)
        return self._encoder.template(pixels, face)

    def _look(self, frame: Frame, evidence: Evidence) -> None:
        faces = self._detector.faces(frame.pixels)
        trouble = advise(frame.pixels, faces)
        self._guidance.note(trouble, is_face_seen=bool(faces))
        if trouble is None and evidence.is_due(frame.taken_at):
            template = self._encoder.template(
                frame.pixels,
                faces[0],
                with_second_opinion=evidence.wants_second_opinion,
            )
            evidence.add(template, frame.taken_at)
        is_followed = bool(faces) and trouble is not Advice.ONE_PERSON
        self._follow(is_followed=is_followed, evidence=evidence)
        self._preview(frame, evidence.progress)

    def _follow(self, *, is_followed: bool, evidence: Evidence) -> None:
        """Forget everything when the face was gone for half a second."""
        self._frames_without = 0 if is_followed else self._frames_without + 1
        if self._frames_without == _LOST_FRAMES:
            evidence.forget()

    def _preview(self, frame: Frame, progress: float) -> None:
        if frame.taken_at - self._shown_at < _PREVIEW_SECONDS and progress < 1.0:
            return
        self._shown_at = frame.taken_at
        jpeg = _mirrored_jpeg(frame.pixels)
        self._show(FaceView(jpeg, self._guidance.shown, progress))


def _mirrored_jpeg(pixels: Pixels) -> bytes:
    """Encode as a mirror shows it: people correct their place by mirrors."""
    height, width = pixels.shape[:2]
    if width != _PREVIEW_WIDTH:
        size = (_PREVIEW_WIDTH, round(height * _PREVIEW_WIDTH / width))
        pixels = np.asarray(cv2.resize(pixels, size), dtype=np.uint8)
    quality = (cv2.IMWRITE_JPEG_QUALITY, _PREVIEW_QUALITY)
    return bytes(cv2.imencode(".jpg", cv2.flip(pixels, 1), quality)[1])
