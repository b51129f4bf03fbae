"""The rule that makes one decision of two opinions, with its measured errors."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING

from kiosk.ports.face_judge import FaceDecision, PortraitOrigin

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["OPERATING_POINTS", "Likeness", "OperatingPoint", "decide"]

_DISTANCE_WEIGHT = 0.5


@dataclass(frozen=True, slots=True)
class OperatingPoint:
    """Thresholds for one kind of reference picture, and what they cost.

    Both opinions must hold for *accept*. dlib alone never accepts: at its usual
    0.60 it took a quarter of East-Asian impostor pairs for one person, while
    SFace at 0.363 took none of 885.

    Attributes:
        accept_cosine: SFace's cosine must be at least this.
        accept_distance: dlib's distance must be less than this.
        review_cosine: From here on a person decides, whatever dlib says.
        review_distance: Below this a person decides, whatever SFace says.
        measured_fmr: Share of impostor pairs accepted.
        measured_fnmr: Share of genuine pairs not accepted.
        measured_on: Pairs behind the two figures.
    """

    accept_cosine: float
    accept_distance: float
    review_cosine: float
    review_distance: float
    measured_fmr: float
    measured_fnmr: float
    measured_on: str


OPERATING_POINTS = {
    PortraitOrigin.CHIP: OperatingPoint(
        accept_cosine=0.363,
        accept_distance=0.60,
        review_cosine=0.30,
        review_distance=0.45,
        measured_fmr=51 / 259_108,
        measured_fnmr=10 / 482,
        measured_on="241 people, portrait against simulated 102x126 chip photo",
    ),
    PortraitOrigin.ENROLLED: OperatingPoint(
        accept_cosine=0.40,
        accept_distance=0.60,
        review_cosine=0.30,
        review_distance=0.45,
        measured_fmr=10 / 129_554,
        measured_fnmr=1 / 241,
        measured_on="241 people, portrait against another portrait",
    ),
}


@dataclass(frozen=True, slots=True)
class Likeness:
    """What both opinions say of two faces.

    Attributes:
        cosine: SFace, -1 to 1; higher is more alike.
        distance: dlib, 0 to about 1.4; lower is more alike.
    """

    cosine: float
    distance: float

    @classmethod
    def median_of(
        cls, cosines: Sequence[float], distances: Sequence[float]
    ) -> Likeness:
        """Take the middle of each opinion, so that one odd frame counts nothing."""
        return cls(median(cosines), median(distances))

    @property
    def score(self) -> float:
        """Cosine less half the distance, -1.7 to 1; higher is more alike.

        A linear discriminant over 10,956 pairs of strangers gave dlib between a
        fifth and six tenths of SFace's weight. Half keeps the gain on chip
        photos and leaves dlib's weakness with East-Asian faces little say.
        """
        return self.cosine - _DISTANCE_WEIGHT * self.distance


def decide(likeness: Likeness, point: OperatingPoint) -> FaceDecision:
    """Accept when both opinions hold, review the doubtful, refuse the rest."""
    is_like = likeness.cosine >= point.accept_cosine
    if is_like and likeness.distance < point.accept_distance:
        return FaceDecision.ACCEPT
    is_doubtful = likeness.cosine >= point.review_cosine
    if is_doubtful or likeness.distance < point.review_distance:
        return FaceDecision.REVIEW
    return FaceDecision.REFUSE
