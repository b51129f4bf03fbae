"""Gathers the frames of one person that a verdict rests on, and gives it."""

from __future__ import annotations

import time
from statistics import median
from typing import TYPE_CHECKING

from drivers.face.embedding import Template, cosine_of, distance_of
from drivers.face.fusion import Likeness, decide, operating_point
from drivers.face.grid import SCREEN_GRID
from kiosk.domain.challenge import LivenessFinding
from kiosk.ports.face_judge import FaceVerdict

if TYPE_CHECKING:
    from kiosk.ports.face_judge import PortraitOrigin

__all__ = ["FRAMES_WANTED", "Evidence"]

FRAMES_WANTED = 5
_SECOND_OPINION_EVERY = 3
_APART_SECONDS = 0.1
_SAME_PERSON_COSINE = 0.45


class Evidence:
    """Templates of good frames, compared with the reference as they come.

    dlib's opinion takes four times as long as SFace's and is asked for on the
    first and fourth frame. When the face is suddenly somebody else's, all
    is forgotten and gathering starts anew.
    """

    def __init__(
        self,
        reference: Template,
        origin: PortraitOrigin,
        *,
        apart_seconds: float = _APART_SECONDS,
    ) -> None:
        """Start with no frame; those nearer to the last are passed over."""
        self._apart_seconds = apart_seconds
        self._reference = reference
        self._point = operating_point(origin)
        self._first: Template | None = None
        self._taken: list[float] = []
        self._cosines: list[float] = []
        self._distances: list[float] = []
        self._pictures: list[bytes] = []
        self._grids: list[float] = []

    @property
    def progress(self) -> float:
        """How much is gathered, 0 to 1."""
        return min(1.0, len(self._cosines) / FRAMES_WANTED)

    @property
    def is_complete(self) -> bool:
        """Whether a verdict can be given."""
        return len(self._cosines) >= FRAMES_WANTED

    @property
    def wants_second_opinion(self) -> bool:
        """Whether the next template should have dlib's part."""
        return len(self._cosines) % _SECOND_OPINION_EVERY == 0

    def is_due(self, taken_at: float) -> bool:
        """Whether a frame is far enough from the last to tell anything new."""
        return not self._taken or taken_at - self._taken[-1] >= self._apart_seconds

    @property
    def pictures(self) -> tuple[bytes, ...]:
        """Pictures of the frames that count, as far as they were given."""
        return tuple(self._pictures)

    def add(
        self,
        template: Template,
        taken_at: float,
        picture: bytes | None = None,
        *,
        grid: float = 0.0,
    ) -> None:
        """Keep what a good frame says, and its picture where there is one.

        ``grid`` is how much of a screen's grid the face carries.
        """
        if self._first is None or self._is_other_person(template):
            self.forget()
            self._first = template
        self._taken.append(taken_at)
        self._cosines.append(cosine_of(template, self._reference))
        distance = distance_of(template, self._reference)
        if distance is not None:
            self._distances.append(distance)
        if picture is not None:
            self._pictures.append(picture)
        self._grids.append(grid)

    def forget(self) -> None:
        """Start anew, because nobody can tell that the person is the same."""
        self._first = None
        self._taken.clear()
        self._cosines.clear()
        self._distances.clear()
        self._pictures.clear()
        self._grids.clear()

    def verdict(
        self,
        liveness: LivenessFinding = LivenessFinding.NOT_ASKED,
        *,
        is_cut: bool = False,
    ) -> FaceVerdict:
        """Judge by the median of each opinion; wants complete evidence.

        A challenge passed by what may be a screen, or by a film put together
        (``is_cut``), is flagged for a person; the decision is the same.
        """
        likeness = Likeness.median_of(self._cosines, self._distances)
        return FaceVerdict(
            decision=decide(likeness, self._point),
            score=likeness.score,
            cosine=likeness.cosine,
            distance=likeness.distance,
            frames=len(self._cosines),
            frame_seconds=self._taken[-1] - self._taken[0],
            seconds=time.monotonic() - self._taken[-1],
            liveness=self._doubted(liveness, is_cut=is_cut),
        )

    def _doubted(self, liveness: LivenessFinding, *, is_cut: bool) -> LivenessFinding:
        is_passed = liveness is LivenessFinding.PASSED
        is_doubtful = is_cut or median(self._grids) > SCREEN_GRID
        return LivenessFinding.FLAGGED if is_passed and is_doubtful else liveness

    def _is_other_person(self, template: Template) -> bool:
        first = self._first
        return first is not None and cosine_of(template, first) < _SAME_PERSON_COSINE
