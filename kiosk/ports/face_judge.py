"""What the terminal expects of camera and face matching together."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

from kiosk.domain.challenge import LivenessFinding
from kiosk.ports.device import Device

if TYPE_CHECKING:
    from collections.abc import Callable

    from kiosk.domain.challenge import Action, Challenge
    from kiosk.ports.device import Cancellation

__all__ = [
    "Advice",
    "CameraSight",
    "FaceDecision",
    "FaceJudge",
    "FaceVerdict",
    "FaceView",
    "Portrait",
    "PortraitOrigin",
]


class PortraitOrigin(StrEnum):
    """Where a reference picture comes from; each has its own operating point."""

    CHIP = "chip"
    ENROLLED = "enrolled"


@dataclass(frozen=True, slots=True)
class Portrait:
    """A reference picture of the person who should stand before the camera."""

    image: bytes = field(repr=False)
    origin: PortraitOrigin


class Advice(StrEnum):
    """One instruction at a time for the person before the camera."""

    LOOK_HERE = "look-here"
    COME_CLOSER = "come-closer"
    STEP_BACK = "step-back"
    ONE_PERSON = "one-person"
    FACE_FORWARD = "face-forward"
    MORE_LIGHT = "more-light"
    EVEN_LIGHT = "even-light"
    TAKE_OFF_MASK = "take-off-mask"
    HOLD_STILL = "hold-still"


@dataclass(frozen=True, slots=True)
class FaceView:
    """What the camera sees at the moment, for the screen alone.

    Attributes:
        jpeg: The mirrored picture, 640 wide.
        progress: How much of the wanted evidence is there, 0 to 1.
        prompt: What the person is asked to do now; advice counts when there is
            none.
    """

    jpeg: bytes = field(repr=False)
    advice: Advice
    progress: float
    prompt: Action | None = None


@dataclass(frozen=True, slots=True)
class CameraSight:
    """What staff see of the camera: one picture and its figures.

    Attributes:
        jpeg: The mirrored picture, 640 wide.
        rate: Pictures a second.
        light: Mean brightness, of 255.
        contrast: Standard deviation of brightness.
        sharpness: Variance of the Laplacian; low is out of focus or dirty.
    """

    jpeg: bytes = field(repr=False)
    rate: float
    light: float
    contrast: float
    sharpness: float


class FaceDecision(StrEnum):
    """The verdict on one comparison."""

    ACCEPT = "accept"
    REVIEW = "review"
    REFUSE = "refuse"


@dataclass(frozen=True, slots=True)
class FaceVerdict:
    """Outcome of one match.

    Attributes:
        score: Fused likeness, higher is more alike.
        cosine: SFace cosine, median over the frames.
        distance: dlib descriptor distance, median over the frames.
        frames: Number of frames that the medians rest on.
        frame_seconds: Time from the first usable frame to the last.
        seconds: Time from the last frame needed to the verdict.
        liveness: Whether a challenge was passed before the same frames; flagged
            where it was, and a person should look whether it was a screen.
        evidence: Two of these frames, closed to the centre's key; none where
            nothing is kept.
    """

    decision: FaceDecision
    score: float
    cosine: float
    distance: float
    frames: int
    frame_seconds: float
    seconds: float
    liveness: LivenessFinding = LivenessFinding.NOT_ASKED
    evidence: bytes | None = field(default=None, repr=False)


class FaceJudge(Device, Protocol):
    """Looks at the person before the camera and compares with a portrait."""

    def match(
        self,
        reference: Portrait,
        show: Callable[[FaceView], None],
        cancellation: Cancellation,
        challenge: Challenge | None = None,
        *,
        keeps_evidence: bool = False,
    ) -> FaceVerdict:
        """Gather enough good frames of one face and judge them.

        With a challenge its prompts are shown one after another, and only a
        face that answered them all, in order and in time, is judged, by frames
        taken meanwhile. Frames and templates exist for the time of the call
        only; with ``keeps_evidence`` two pictures leave it, closed to the
        centre's key, whatever the decision, where the judge knows that key.

        Raises:
            Cancelled: the match was called off.
            PictureUnreadable: the reference holds no single usable face.
            NoFace: nobody came before the camera in the time given.
            SeveralFaces: more than one person stayed before it.
            NotClear: one face, but never good enough; fact ``advice``.
            ChallengeMissed: a prompt was not answered in time.
            ChallengeMistaken: something else was done, or too early.
            FaceChanged: the face was lost, or another came in its place.
            DeviceLost: the camera or the judging process went away.
        """

    def watch(
        self, show: Callable[[CameraSight], None], cancellation: Cancellation
    ) -> None:
        """Show what the camera sees until that is called off; nothing is kept.

        Raises:
            Cancelled: it was called off; there is no other good end.
            DeviceLost: the camera or the judging process went away.
        """
