"""Where a touch was meant: the affine correction of a touch surface that is off."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import astuple, dataclass

from kiosk.domain.fault import InvalidValue

__all__ = ["Calibration", "Spot", "Touch"]

_FEWEST = 3
_LEAST_SPREAD = 1e-4
_PARTS = 6


@dataclass(frozen=True, slots=True)
class Spot:
    """A place in the window, in fractions of its width and height from the top left."""

    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Touch:
    """A target that was shown, and the place the surface told for it."""

    target: Spot
    told: Spot


@dataclass(frozen=True, slots=True)
class Calibration:
    """Leads from the place that is told to the one that was meant.

    Two rows of an affine matrix, so that a surface may be shifted, scaled, turned,
    mirrored or leaning. The plain one changes nothing.
    """

    xx: float = 1.0
    xy: float = 0.0
    x0: float = 0.0
    yx: float = 0.0
    yy: float = 1.0
    y0: float = 0.0

    @classmethod
    def fit(cls, touches: Sequence[Touch]) -> Calibration:
        """Find the correction with the least squares of what is left.

        Raises:
            InvalidValue: fewer than three touches, or all of them on one line.
        """
        count = len(touches)
        if count < _FEWEST:
            raise InvalidValue(field="touches", reason="too-few")
        told = _middle([touch.told for touch in touches])
        meant = _middle([touch.target for touch in touches])
        away = [(t.told.x - told.x, t.told.y - told.y) for t in touches]
        uu, uv, vv = (
            sum(u * u for u, _ in away),
            sum(u * v for u, v in away),
            sum(v * v for _, v in away),
        )
        spread = uu * vv - uv * uv
        if not spread > _LEAST_SPREAD * count:
            raise InvalidValue(field="touches", reason="on-one-line")

        def row(wanted: Sequence[float]) -> tuple[float, float]:
            uw = sum(u * w for (u, _), w in zip(away, wanted, strict=True))
            vw = sum(v * w for (_, v), w in zip(away, wanted, strict=True))
            return (uw * vv - vw * uv) / spread, (vw * uu - uw * uv) / spread

        xx, xy = row([touch.target.x - meant.x for touch in touches])
        yx, yy = row([touch.target.y - meant.y for touch in touches])
        x0 = meant.x - xx * told.x - xy * told.y
        y0 = meant.y - yx * told.x - yy * told.y
        return cls(xx, xy, x0, yx, yy, y0)

    @classmethod
    def parse(cls, text: str) -> Calibration:
        """Read what `text` wrote; empty is the plain one.

        Raises:
            InvalidValue: it is none.
        """
        if not text:
            return cls()
        try:
            parts = [float(part) for part in text.split()]
        except ValueError:
            parts = []
        if len(parts) != _PARTS or not all(map(math.isfinite, parts)):
            raise InvalidValue(field="calibration", reason="not-one")
        return cls(*parts)

    @property
    def text(self) -> str:
        """The six numbers in one line, exactly; empty for the plain one."""
        return "" if self.is_plain else " ".join(map(repr, astuple(self)))

    @property
    def is_plain(self) -> bool:
        """Whether nothing is corrected."""
        return self == Calibration()

    @property
    def growth(self) -> float:
        """How much larger an area becomes; below zero where it is mirrored."""
        return self.xx * self.yy - self.xy * self.yx

    def meant(self, told: Spot) -> Spot:
        """Give the place that was meant, never outside the window."""
        x = self.xx * told.x + self.xy * told.y + self.x0
        y = self.yx * told.x + self.yy * told.y + self.y0
        return Spot(min(1.0, max(0.0, x)), min(1.0, max(0.0, y)))

    def rest(self, touches: Sequence[Touch]) -> float:
        """Give the farthest distance that is left between target and meant place."""
        return max(
            math.dist(astuple(self.meant(t.told)), astuple(t.target)) for t in touches
        )


def _middle(spots: Sequence[Spot]) -> Spot:
    count = len(spots)
    return Spot(sum(s.x for s in spots) / count, sum(s.y for s in spots) / count)
