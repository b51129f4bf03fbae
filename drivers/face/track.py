"""Follows one face from picture to picture, and tells when it was lost."""

from __future__ import annotations

from typing import TYPE_CHECKING

from drivers.face.quality import others_beside

if TYPE_CHECKING:
    from collections.abc import Sequence

    from drivers.face.detection import Face

__all__ = ["Track"]

_LEAST_OVERLAP = 0.3
_LONGEST_GAP_SECONDS = 0.7


class Track:
    """One person's face; it is broken once for all."""

    def __init__(self) -> None:
        """Begin with nobody."""
        self._box: tuple[float, float, float, float] | None = None
        self._seen_at = 0.0
        self.is_broken = False

    def follow(self, faces: Sequence[Face], taken_at: float) -> Face | None:
        """Give the face followed in this picture; none when it is not to be told.

        Nobody there, or somebody else as near, is a gap; a gap of 0.7 seconds
        and a leap to another place break the track.
        """
        face = self._nearest(faces)
        if face is None:
            has_begun = self._box is not None
            self.is_broken |= has_begun and taken_at - self._seen_at > (
                _LONGEST_GAP_SECONDS
            )
            return None
        if self._box is not None and _overlap(self._box, face.box) < _LEAST_OVERLAP:
            self.is_broken = True
        self._box, self._seen_at = face.box, taken_at
        return face

    def _nearest(self, faces: Sequence[Face]) -> Face | None:
        if not faces or others_beside(faces):
            return None
        return faces[0]


def _overlap(
    one: tuple[float, float, float, float], other: tuple[float, float, float, float]
) -> float:
    """Give intersection over union of two boxes."""
    width = min(one[0] + one[2], other[0] + other[2]) - max(one[0], other[0])
    height = min(one[1] + one[3], other[1] + other[3]) - max(one[1], other[1])
    common = max(width, 0.0) * max(height, 0.0)
    whole = one[2] * one[3] + other[2] * other[3] - common
    return common / whole if whole > 0.0 else 0.0
