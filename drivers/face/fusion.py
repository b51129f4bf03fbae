"""The rule that makes one decision of two opinions, with its measured errors."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

from kiosk.domain.fault import InvalidValue
from kiosk.ports.face_judge import FaceDecision, PortraitOrigin

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = [
    "POINTS_FILE",
    "Likeness",
    "OperatingPoint",
    "adopt_points",
    "decide",
    "load_points",
    "operating_point",
]

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
        false_matches, strangers: Impostor pairs accepted, of how many.
        misses, genuine: Pairs of one person not accepted, of how many.
        measured_on: Pairs behind the counts.
    """

    accept_cosine: float
    accept_distance: float
    review_cosine: float
    review_distance: float
    false_matches: int
    strangers: int
    misses: int
    genuine: int
    measured_on: str

    @property
    def is_sound(self) -> bool:
        """Whether all are numbers in range and review begins before accept."""
        thresholds: tuple[object, ...] = (
            self.accept_cosine,
            self.accept_distance,
            self.review_cosine,
            self.review_distance,
        )
        # A file's numbers are not yet what the types promise.
        are_shares = all(isinstance(n, float) and 0 < n < 1 for n in thresholds)
        is_ordered = self.review_distance <= self.accept_distance
        return are_shares and is_ordered and self.review_cosine <= self.accept_cosine


POINTS_FILE = Path(__file__).with_name("operating_points.toml")
"""What the program brings; a city that has measured names its own file."""


def load_points(file: Path) -> Mapping[PortraitOrigin, OperatingPoint]:
    """Read and check a file of operating points.

    Raises:
        InvalidValue: it is no such file, or review would begin above accept.
    """
    try:
        told = tomllib.loads(file.read_text(encoding="utf-8"))
        points = {
            origin: OperatingPoint(**told[origin.value]) for origin in PortraitOrigin
        }
    except (OSError, ValueError, KeyError, TypeError) as error:
        reason = type(error).__name__
        raise InvalidValue(field="operating-points", reason=reason) from error
    if not all(point.is_sound for point in points.values()):
        raise InvalidValue(field="operating-points", reason="thresholds")
    return points


_adopted: list[Mapping[PortraitOrigin, OperatingPoint]] = []


def operating_point(origin: PortraitOrigin) -> OperatingPoint:
    """Give the thresholds in force in this process."""
    if not _adopted:
        _adopted.append(load_points(POINTS_FILE))
    return _adopted[-1][origin]


def adopt_points(file: Path) -> None:
    """Put a city's own thresholds in force in this process; see `load_points`."""
    _adopted[:] = [load_points(file)]


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
