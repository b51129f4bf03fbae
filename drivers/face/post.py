"""A sitting whose pictures come as lines of JSON: the same judge for a web page.

A centre starts this as a process of its own, one for each sitting. The first line
names the portrait and the challenge; every further one brings a picture and the
moment it came in, on this machine's monotonic clock. After each picture one line
tells what to show; the last line tells the outcome. See ``docs/eligibility.md``.
"""

from __future__ import annotations

import base64
import binascii
import json
import queue
import threading
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from drivers.face.detection import FaceDetector, use_threads
from drivers.face.embedding import FaceEncoder
from drivers.face.mesh import FaceMesh
from drivers.face.message import Match
from drivers.face.picture import Pixels, decode_picture
from drivers.face.sitting import Sitting
from kiosk.domain.challenge import Action, Challenge, Prompt
from kiosk.domain.fault import DeviceLost, Expired, Fault, InvalidValue
from kiosk.domain.kept_evidence import read_evidence_key
from kiosk.ports.face_judge import FaceVerdict, FaceView, Portrait, PortraitOrigin

__all__ = ["judge_posted"]

Tell = Callable[[Mapping[str, object]], None]
_PATIENCE_SECONDS = 45.0
_MOST_WAITING = 8


@dataclass(frozen=True, slots=True)
class _Shot:
    pixels: Pixels
    taken_at: float


class _PostedCamera:
    """Pictures as somebody posts them; asking for the next tells what to show."""

    def __init__(self, lines: Iterable[str], tell: Tell) -> None:
        self._tell = tell
        self._view: Mapping[str, object] = {}
        self._taken = 0
        self._coming: queue.Queue[str | None] = queue.Queue(_MOST_WAITING)
        self._reader = threading.Thread(
            target=self._read_all, args=(lines,), daemon=True
        )

    def is_present(self) -> bool:
        return True

    def start(self) -> None:
        self._reader.start()

    def stop(self) -> bool:
        return True

    def show(self, view: FaceView) -> None:
        """Remember what the person is to see; the picture is theirs already."""
        self._view = {
            "advice": str(view.advice),
            "prompt": str(view.prompt) if view.prompt else None,
            "progress": round(view.progress, 2),
        }

    def read(self, wait_seconds: float) -> _Shot:
        if self._taken:
            self._tell({"seen": self._taken, **self._view})
        try:
            line = self._coming.get(timeout=wait_seconds)
        except queue.Empty:
            raise Expired(part="camera") from None
        if line is None:
            raise DeviceLost(part="camera", reason="ended")
        self._taken += 1
        told = _object(line)
        pixels = decode_picture(_bytes(told.get("jpeg")))
        return _Shot(pixels, _number(told.get("at")))

    def _read_all(self, lines: Iterable[str]) -> None:
        for line in lines:
            self._coming.put(line)
        self._coming.put(None)


def judge_posted(lines: Iterable[str], tell: Tell) -> None:
    """Judge one sitting; its outcome, or the fault that ended it, is told last.

    Raises:
        DeviceLost: the models are not installed.
    """
    rest = iter(lines)
    use_threads()
    models = FaceDetector(), FaceEncoder(), FaceMesh()
    tell({"ready": True})
    try:
        tell(_outcome(_sitting_of(models, next(rest, ""), rest, tell)))
    except Fault as fault:
        tell({"fault": fault.key, "reason": str(fault.facts.get("reason", ""))})


def _sitting_of(
    models: tuple[FaceDetector, FaceEncoder, FaceMesh],
    first: str,
    rest: Iterable[str],
    tell: Tell,
) -> FaceVerdict:
    told = _object(first)
    key = read_evidence_key(str(told.get("evidence_key", "")).encode())
    portrait = Portrait(_bytes(told.get("portrait")), PortraitOrigin.ENROLLED)
    camera = _PostedCamera(rest, tell)
    challenge = _challenge(told.get("challenge"))
    match = Match(1, portrait, _PATIENCE_SECONDS, challenge, keeps_evidence=True)
    sitting = Sitting(*models, camera.show, lambda: None, evidence_key=key)
    return sitting.judge(match, camera)


def _outcome(verdict: FaceVerdict) -> dict[str, object]:
    closed = verdict.evidence
    return {
        "decision": str(verdict.decision),
        "score": verdict.score,
        "liveness": str(verdict.liveness),
        "evidence": base64.b64encode(closed).decode() if closed else None,
    }


def _challenge(told: object) -> Challenge:
    try:
        pairs = [(Action(action), float(pause)) for action, pause in list(told)]  # type: ignore[call-overload]
    except (TypeError, ValueError):
        raise InvalidValue(field="challenge", reason="shape") from None
    return Challenge(tuple(Prompt(action, pause) for action, pause in pairs))


def _object(line: str) -> Mapping[str, Any]:
    try:
        told = json.loads(line)
    except (ValueError, RecursionError):
        told = None
    if not isinstance(told, dict):
        raise InvalidValue(field="line", reason="not an object")
    return told


def _bytes(told: object) -> bytes:
    try:
        return base64.b64decode(told if isinstance(told, str) else "!", validate=True)
    except (binascii.Error, ValueError):
        raise InvalidValue(field="picture", reason="base64") from None


def _number(told: object) -> float:
    if isinstance(told, bool) or not isinstance(told, int | float):
        raise InvalidValue(field="at", reason="not a number")
    return float(told)
