"""A face judge without camera or models, told from outside who stands before it."""

from __future__ import annotations

import io
import threading
import time
from types import MappingProxyType
from typing import TYPE_CHECKING

from PIL import Image

from kiosk.domain.challenge import LivenessFinding
from kiosk.domain.fault import (
    ChallengeMissed,
    DeviceLost,
    FaceChanged,
    InvalidValue,
    NoFace,
    PictureUnreadable,
    SeveralFaces,
)
from kiosk.domain.kept_evidence import close_evidence
from kiosk.ports.capability import Capabilities, DeviceClass, Feature
from kiosk.ports.device import DeviceState, DeviceStatus
from kiosk.ports.face_judge import (
    Advice,
    CameraSight,
    FaceDecision,
    FaceVerdict,
    FaceView,
)
from kiosk.ports.paper_camera import PAGE_KEPT_SECONDS, PaperAdvice, PaperView

if TYPE_CHECKING:
    from collections.abc import Callable

    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey

    from kiosk.domain.challenge import Challenge
    from kiosk.ports.device import Cancellation
    from kiosk.ports.face_judge import Portrait

__all__ = ["SimulatedFaceJudge"]

_FRAMES = 5
_FRAME_SECONDS = 0.03
_SIGNATURES = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"RIFF", b"BM", b"GIF8")
_LIKENESS = {
    FaceDecision.ACCEPT: (0.72, 0.38),
    FaceDecision.REVIEW: (0.34, 0.58),
    FaceDecision.REFUSE: (0.05, 0.82),
}
_ACTIONS = (
    "crash",
    "crowd",
    "empty",
    "ignore",
    "mend",
    "obey",
    "show",
    "unplugged",
    "verdict",
)
_PROMPT_VIEWS = 3


class SimulatedFaceJudge:
    """A `FaceJudge` and `PaperCamera` of `kiosk.ports` whose hall is set by `do`.

    It compares the reference's bytes with those of the person shown, which is
    enough to play every branch of a visit, and says nothing about faces.

    Attributes:
        patience_seconds: How long a match waits; may be changed between matches.
    """

    def __init__(
        self,
        *,
        name: str = "face",
        patience_seconds: float = 25.0,
        evidence_key: X25519PublicKey | None = None,
    ) -> None:
        """Start with nobody before the camera."""
        self._name = name
        self._evidence_key = evidence_key
        self.patience_seconds = patience_seconds
        self._lock = threading.Lock()
        self._scene = "empty"
        self._person = b""
        self._forced: FaceDecision | None = None
        self._obeys = True
        self._picture = _grey_jpeg()
        self._page, self._page_at = b"", 0.0

    @property
    def name(self) -> str:
        """Stable name for logs."""
        return self._name

    def status(self) -> DeviceStatus:
        """Tell whether the simulated camera is plugged in; forget an untaken page."""
        if time.monotonic() - self._page_at > PAGE_KEPT_SECONDS:
            self._page = b""
        if self._scene == "unplugged":
            return DeviceStatus(DeviceState.NO_DEVICE, cause=DeviceLost.key)
        return DeviceStatus(DeviceState.ONLINE)

    def capabilities(self) -> Capabilities:
        """Tell that it is a twin, and what it stands for."""
        return Capabilities(
            frozenset({DeviceClass.CAMERA}),
            model="twin",
            driver="simulated",
            features=MappingProxyType({Feature.SPECTRA: ("colour",)}),
        )

    def close(self) -> None:
        """Do nothing: there is nothing to give back."""

    def do(
        self,
        action: str,
        *,
        portrait: bytes = b"",
        decision: FaceDecision | None = None,
    ) -> None:
        """Change the hall from any thread, also during a match.

        Actions: ``show`` (with ``portrait``: whose face it is), ``empty``,
        ``crowd``, ``verdict`` (with ``decision``, or none to judge again),
        ``obey`` and ``ignore`` (prompts, from now on),
        ``unplugged``, ``crash`` (once), ``mend`` (plug in, nobody there).

        Raises:
            InvalidValue: no such action.
        """
        if action not in _ACTIONS:
            raise InvalidValue(field="action", reason="unknown")
        with self._lock:
            if action == "verdict":
                self._forced = decision
                return
            if action in ("obey", "ignore"):
                self._obeys = action == "obey"
                return
            self._scene = "empty" if action == "mend" else action
            if action == "show":
                self._person = portrait

    def watch(
        self, show: Callable[[CameraSight], None], cancellation: Cancellation
    ) -> None:
        """Show the same picture on and on; see `kiosk.ports.face_judge.FaceJudge`."""
        while True:
            cancellation.wait(_FRAME_SECONDS)
            show(CameraSight(self._picture, 10.0, 128.0, 40.0, 100.0))

    def look_at_paper(
        self, show: Callable[[PaperView], None], cancellation: Cancellation
    ) -> None:
        """Show the same paper on and on; see `kiosk.ports.paper_camera`."""
        self._page = b""
        while True:
            cancellation.wait(_FRAME_SECONDS)
            self._look()
            self._page, self._page_at = self._picture, time.monotonic()
            show(PaperView(self._picture, PaperAdvice.GOOD))

    def take_page(self) -> bytes:
        """Give the paper and forget it; see `kiosk.ports.paper_camera`."""
        page, self._page = self._page, b""
        if not page:
            raise PictureUnreadable(reason="none")
        return page

    def match(
        self,
        reference: Portrait,
        show: Callable[[FaceView], None],
        cancellation: Cancellation,
        challenge: Challenge | None = None,
        *,
        keeps_evidence: bool = False,
    ) -> FaceVerdict:
        """Play a match; see `kiosk.ports.face_judge.FaceJudge`."""
        if not reference.image.startswith(_SIGNATURES):
            raise PictureUnreadable(reason="format")
        give_up_at = time.monotonic() + self.patience_seconds
        gathered = 0
        while gathered < _FRAMES:
            cancellation.wait(_FRAME_SECONDS)
            advice = self._look()
            gathered = gathered + 1 if advice is Advice.HOLD_STILL else 0
            show(FaceView(self._picture, advice, gathered / _FRAMES))
            if time.monotonic() > give_up_at and gathered < _FRAMES:
                raise SeveralFaces if advice is Advice.ONE_PERSON else NoFace
        liveness = LivenessFinding.NOT_ASKED
        if challenge is not None:
            self._put(challenge, show, cancellation)
            liveness = LivenessFinding.PASSED
        evidence = self._closed_picture() if keeps_evidence else None
        return self._verdict(reference, liveness, evidence)

    def _closed_picture(self) -> bytes | None:
        key = self._evidence_key
        return None if key is None else close_evidence([self._picture], key)

    def _put(
        self,
        challenge: Challenge,
        show: Callable[[FaceView], None],
        cancellation: Cancellation,
    ) -> None:
        """Show each prompt; whoever stands there obeys all of them or none."""
        for prompt in challenge.prompts:
            for _ in range(_PROMPT_VIEWS):
                cancellation.wait(_FRAME_SECONDS)
                if self._look() is not Advice.HOLD_STILL:
                    raise FaceChanged(reason="track-lost")
                view = FaceView(self._picture, Advice.HOLD_STILL, 1.0, prompt.action)
                show(view)
            if not self._obeys:
                raise ChallengeMissed(reason="too-slow")

    def _look(self) -> Advice:
        with self._lock:
            scene = self._scene
            if scene == "crash":
                self._scene = "show"
        if scene in ("crash", "unplugged"):
            raise DeviceLost(part="camera", reason=scene)
        advice = {"show": Advice.HOLD_STILL, "crowd": Advice.ONE_PERSON}
        return advice.get(scene, Advice.LOOK_HERE)

    def _verdict(
        self, reference: Portrait, liveness: LivenessFinding, evidence: bytes | None
    ) -> FaceVerdict:
        is_same = reference.image == self._person
        seen = FaceDecision.ACCEPT if is_same else FaceDecision.REFUSE
        decision = self._forced or seen
        cosine, distance = _LIKENESS[decision]
        return FaceVerdict(
            decision=decision,
            score=cosine - 0.5 * distance,
            cosine=cosine,
            distance=distance,
            frames=_FRAMES,
            frame_seconds=_FRAMES * _FRAME_SECONDS,
            seconds=0.0,
            liveness=liveness,
            evidence=evidence,
        )


def _grey_jpeg() -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (640, 480), (96, 96, 96)).save(buffer, "JPEG")
    return buffer.getvalue()
