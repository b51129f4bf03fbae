"""One match inside the child: looks, advises, gathers, judges."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

import cv2
import numpy as np

from drivers.face.evidence import Evidence
from drivers.face.grid import grid_strength
from drivers.face.guidance import Guidance
from drivers.face.hint import Hints, hint
from drivers.face.keeping import closed_pictures, face_jpeg
from drivers.face.quality import advise
from drivers.face.reference import face_of_picture
from drivers.face.trial import Trial
from kiosk.domain.challenge import LivenessFinding
from kiosk.domain.fault import DeviceLost, Expired
from kiosk.ports.face_judge import Advice, FaceVerdict, FaceView

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey

    from drivers.face.detection import Face, FaceDetector
    from drivers.face.embedding import FaceEncoder, Template
    from drivers.face.mesh import FaceMesh
    from drivers.face.message import Match
    from drivers.face.picture import Pixels
    from drivers.face.sight import Camera, Frame
    from kiosk.domain.challenge import Action

__all__ = ["PREVIEW_SECONDS", "Sitting", "mirrored_jpeg"]

PREVIEW_SECONDS = 0.03
"""Least time between two pictures shown; a little less than a thirtieth, so that a
camera of 30 a second shows each."""

_PREVIEW_WIDTH = 640
_PREVIEW_QUALITY = 80
_WAIT_SECONDS = 0.2
_LOST_FRAMES = 8
_APART_IN_A_TRIAL_SECONDS = 0.4
_APART_IN_AN_ANSWER_SECONDS = 0.15
_AFTER_A_TRIAL_SECONDS = 10.0


class Sitting:
    """Frames and templates of one match; dropped with it."""

    def __init__(  # noqa: PLR0913 - three models, two ways, one key
        self,
        detector: FaceDetector,
        encoder: FaceEncoder,
        mesh: FaceMesh | None,
        show: Callable[[FaceView], None],
        check_wanted: Callable[[], None],
        *,
        evidence_key: X25519PublicKey | None = None,
        is_shown_beside: bool = False,
    ) -> None:
        """Take the loaded models and the ways to the parent.

        ``check_wanted`` is called at least five times a second and raises
        `Cancelled`. To ``evidence_key`` is closed what a match may keep. Where the
        live picture is shown beside, of the views told here the last alone has one.
        """
        self._is_shown_beside = is_shown_beside
        self._evidence_key = evidence_key
        self._keeps_pictures = False
        self._detector = detector
        self._encoder = encoder
        self._mesh = mesh
        self._show = show
        self._check_wanted = check_wanted
        self._guidance = Guidance()
        self._hints = Hints()
        self._shown_at = 0.0
        self._frames_without = 0
        self._give_up_at = 0.0
        self._trial: Trial | None = None
        self._shown_prompt: Action | None = None
        self._compared_at = 0.0

    def judge(self, match: Match, camera: Camera) -> FaceVerdict:
        """Compare whoever comes before the camera with the match's portrait.

        Raises:
            Fault: any that `kiosk.ports.face_judge.FaceJudge.match` names.
        """
        camera.start()
        evidence = self._evidence(match)
        self._keeps_pictures = match.keeps_evidence and self._evidence_key is not None
        self._give_up_at = time.monotonic() + match.patience_seconds
        while not self._is_complete(evidence):
            self._check_wanted()
            with contextlib.suppress(Expired):
                self._look(camera.read(_WAIT_SECONDS), evidence)
            self._give_up(evidence)
        return replace(self._verdict(evidence), evidence=self._closed(evidence))

    def _verdict(self, evidence: Evidence) -> FaceVerdict:
        if self._trial is None:
            return evidence.verdict()
        return evidence.verdict(LivenessFinding.PASSED, is_cut=self._trial.is_cut)

    def _closed(self, evidence: Evidence) -> bytes | None:
        """Close what may be kept; in clear it never leaves this process."""
        key = self._evidence_key
        is_kept = key is not None and bool(evidence.pictures)
        return closed_pictures(evidence.pictures, key) if key and is_kept else None

    def _evidence(self, match: Match) -> Evidence:
        reference, origin = self._reference(match), match.reference.origin
        if match.challenge is None:
            return Evidence(reference, origin)
        if self._mesh is None:
            raise DeviceLost(part="weights", reason="not-loaded")
        self._trial = Trial(match.challenge, self._mesh)
        return Evidence(reference, origin, apart_seconds=_APART_IN_A_TRIAL_SECONDS)

    def _is_complete(self, evidence: Evidence) -> bool:
        return evidence.is_complete and (self._trial is None or self._trial.is_passed)

    def _give_up(self, evidence: Evidence) -> None:
        """End what has failed; a trial that has begun keeps its own time."""
        now, trial = time.monotonic(), self._trial
        if trial is not None:
            fault = trial.fault()
            if fault is not None:
                raise fault
            if trial.has_begun and not trial.is_passed:
                self._give_up_at = max(self._give_up_at, now + _AFTER_A_TRIAL_SECONDS)
        if now > self._give_up_at and not self._is_complete(evidence):
            raise self._guidance.fault()

    def _reference(self, match: Match) -> Template:
        pixels, face = face_of_picture(match.reference.image, self._detector)
        return self._encoder.still_template(pixels, face, self._detector)

    def _look(self, frame: Frame, evidence: Evidence) -> None:
        faces = self._detector.faces(frame.pixels)
        trouble = advise(frame.pixels, faces) or self._hint(frame, faces[0])
        if self._trial is not None:
            self._look_in_trial(self._trial, frame, faces, trouble, evidence)
        else:
            self._guidance.note(trouble, is_face_seen=bool(faces))
            if trouble is None and evidence.is_due(frame.taken_at):
                template = self._template(frame, faces[0], evidence)
                self._add(template, frame, faces[0], evidence)
            is_followed = bool(faces) and trouble is not Advice.ONE_PERSON
            self._follow(is_followed=is_followed, evidence=evidence)
        self._preview(frame, self._progress(evidence))

    def _hint(self, frame: Frame, face: Face) -> Advice | None:
        """Say what is probably wrong, but not in the middle of a challenge."""
        if self._trial is not None and self._trial.has_begun:
            return None
        return self._hints.note(hint(frame.pixels, face), frame.taken_at)

    def _look_in_trial(
        self,
        trial: Trial,
        frame: Frame,
        faces: list[Face],
        trouble: Advice | None,
        evidence: Evidence,
    ) -> None:
        if not trial.look(frame.pixels, faces, trouble, frame.taken_at):
            evidence.forget()
        if trial.prompt is None:
            told = None if trial.advice is Advice.HOLD_STILL else trial.advice
            self._guidance.note(told, is_face_seen=bool(faces))
        if trial.wants_template and evidence.is_due(frame.taken_at):
            template = self._template(frame, faces[0], evidence)
            if trial.note(template):
                self._add(template, frame, faces[0], evidence)
        elif trial.acting is not None:
            self._compare(trial, trial.acting, frame)

    def _compare(self, trial: Trial, face: Face, frame: Frame) -> None:
        """See now and then that the very face answers that was there before."""
        if frame.taken_at - self._compared_at >= _APART_IN_AN_ANSWER_SECONDS:
            self._compared_at = frame.taken_at
            template = self._encoder.template(
                frame.pixels, face, with_second_opinion=False
            )
            trial.note_acting(template)

    def _add(
        self, template: Template, frame: Frame, face: Face, evidence: Evidence
    ) -> None:
        picture = face_jpeg(frame.pixels, face) if self._keeps_pictures else None
        grid = grid_strength(frame.pixels, face)
        evidence.add(template, frame.taken_at, picture, grid=grid)

    def _template(self, frame: Frame, face: Face, evidence: Evidence) -> Template:
        return self._encoder.template(
            frame.pixels, face, with_second_opinion=evidence.wants_second_opinion
        )

    def _progress(self, evidence: Evidence) -> float:
        if self._trial is None or self._is_complete(evidence):
            return evidence.progress
        return min(self._trial.progress, 0.95)

    def _follow(self, *, is_followed: bool, evidence: Evidence) -> None:
        """Forget everything when the face was gone for half a second."""
        self._frames_without = 0 if is_followed else self._frames_without + 1
        if self._frames_without == _LOST_FRAMES:
            evidence.forget()

    def _preview(self, frame: Frame, progress: float) -> None:
        prompt = self._trial.prompt if self._trial is not None else None
        is_early = frame.taken_at - self._shown_at < PREVIEW_SECONDS
        if is_early and progress < 1.0 and prompt is self._shown_prompt:
            return
        self._shown_at, self._shown_prompt = frame.taken_at, prompt
        is_needed = progress >= 1.0 or not self._is_shown_beside
        jpeg = mirrored_jpeg(frame.pixels) if is_needed else b""
        self._show(FaceView(jpeg, self._guidance.shown, progress, prompt))


def mirrored_jpeg(pixels: Pixels) -> bytes:
    """Encode as a mirror shows it: people correct their place by mirrors."""
    height, width = pixels.shape[:2]
    if width != _PREVIEW_WIDTH:
        size = (_PREVIEW_WIDTH, round(height * _PREVIEW_WIDTH / width))
        pixels = np.asarray(cv2.resize(pixels, size), dtype=np.uint8)
    quality = (cv2.IMWRITE_JPEG_QUALITY, _PREVIEW_QUALITY)
    return bytes(cv2.imencode(".jpg", cv2.flip(pixels, 1), quality)[1])
