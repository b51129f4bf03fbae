"""Turns meshes, picture by picture, into actions with the moment they began."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from drivers.face.surface import (
    bend_between,
    eye_distance,
    eye_openness,
    mouth_gap,
    nose_place,
)
from kiosk.domain.challenge import Action
from kiosk.domain.examination import Sign

if TYPE_CHECKING:
    from drivers.face.mesh import Mesh

__all__ = ["MARKS", "BlinkWatch", "Gauge", "Marks", "Reading"]


@dataclass(frozen=True, slots=True)
class Marks:
    """From where on something counts; lengths in distances between the eyes.

    Attributes:
        closed: Eyes are closed below this share of their usual openness.
        reopened: And open again above this one.
        longest_blink_seconds: Somebody who keeps them closed longer is asked again.
        turn: The nose has moved so far to one side.
        bend: And the face has bent out of its plane by more than this.
        growth: The face has become so many times as large.
        gape: The lips are so much further apart than at rest; about 8 mm.
        turn_begun: From here on a turn is under way.
        growth_begun: From here on somebody is coming closer.
        gape_begun: From here on a mouth is being opened.
        rest: The nose is so near to its place at rest.
    """

    closed: float = 0.6
    reopened: float = 0.8
    longest_blink_seconds: float = 2.0
    turn: float = 0.2
    bend: float = 0.04
    growth: float = 1.25
    gape: float = 0.12
    turn_begun: float = 0.08
    growth_begun: float = 1.07
    gape_begun: float = 0.05
    rest: float = 0.12


MARKS = Marks()
_USUAL_SECONDS = 6.0
_USUAL_PERCENTILE = 80
_LEAST_SAMPLES = 5
_STEADY_PICTURES = 2


@dataclass(frozen=True, slots=True)
class Reading:
    """What one picture measured, against the mesh at rest.

    Attributes:
        openness: Eye aspect ratio.
        shift: Nose along the eyes; positive is the person's own left.
        bend: Distance from any tilted flat picture.
        growth: Size against the size at rest.
        gape: Lips apart, less what they are at rest.
        signs: Actions complete with this picture.
    """

    openness: float
    shift: float
    bend: float
    growth: float
    gape: float = 0.0
    signs: tuple[Sign, ...] = ()

    def is_flat_turn(self, marks: Marks = MARKS) -> bool:
        """Whether a face seems to turn that stays in its plane."""
        return abs(self.shift) >= marks.turn and self.bend <= marks.bend


class Gauge:
    """Measures one face through the pictures of one sitting."""

    def __init__(self, marks: Marks = MARKS) -> None:
        """Begin without a mesh at rest; the first one read becomes it."""
        self._marks = marks
        self._base: Mesh | None = None
        self._last: Mesh | None = None
        self._home: float | None = None
        self._blinks = BlinkWatch(marks)
        self._moves: dict[Action, _MoveWatch] = {
            action: _MoveWatch(action)
            for action in Action
            if action is not Action.BLINK
        }

    def rebase(self) -> None:
        """Take the last mesh read as the one at rest."""
        if self._last is not None:
            self._base = self._last

    def is_home(self) -> bool:
        """Whether the nose is where it was at the very first."""
        if self._last is None or self._home is None:
            return False
        return abs(nose_place(self._last) - self._home) < self._marks.rest

    def read(self, mesh: Mesh, taken_at: float) -> Reading:
        """Measure a picture's mesh."""
        self._last = mesh
        base = self._base = self._base or mesh
        if self._home is None:
            self._home = nose_place(mesh)
        shift = nose_place(mesh) - nose_place(base)
        bend = bend_between(base, mesh)
        growth = eye_distance(mesh) / max(eye_distance(base), 1.0)
        gape = mouth_gap(mesh) - mouth_gap(base)
        openness = eye_openness(mesh)
        blink = self._blinks.read(openness, taken_at, is_still=self._is_still(shift))
        seen = Reading(openness, shift, bend, growth, gape)
        moves = self._read_moves(seen, taken_at)
        return replace(seen, signs=(*moves, blink) if blink is not None else moves)

    def _is_still(self, shift: float) -> bool:
        return abs(shift) < self._marks.rest

    def _read_moves(self, seen: Reading, taken_at: float) -> tuple[Sign, ...]:
        marks, shift = self._marks, seen.shift
        is_bent = seen.bend > marks.bend
        ways = {
            Action.TURN_LEFT: (
                shift >= marks.turn_begun,
                shift >= marks.turn and is_bent,
            ),
            Action.TURN_RIGHT: (
                shift <= -marks.turn_begun,
                shift <= -marks.turn and is_bent,
            ),
            Action.COME_CLOSER: (
                seen.growth >= marks.growth_begun,
                seen.growth >= marks.growth,
            ),
            Action.OPEN_MOUTH: (seen.gape >= marks.gape_begun, seen.gape >= marks.gape),
        }
        found = [self._moves[each].read(*ways[each], taken_at) for each in ways]
        return tuple(sign for sign in found if sign is not None)


class _MoveWatch:
    """Waits for one large action: begun, complete for two pictures, told once."""

    def __init__(self, action: Action) -> None:
        self._action = action
        self._began_at: float | None = None
        self._pictures = 0

    def read(
        self,
        is_begun: bool,  # noqa: FBT001 - two findings of one picture
        is_complete: bool,  # noqa: FBT001
        taken_at: float,
    ) -> Sign | None:
        if not is_begun:
            self._began_at, self._pictures = None, 0
            return None
        if self._began_at is None:
            self._began_at = taken_at
        if is_complete:
            self._pictures += 1
        is_news = is_complete and self._pictures == _STEADY_PICTURES
        return Sign(self._action, self._began_at) if is_news else None


class BlinkWatch:
    """Finds blinks against what is usual for this very pair of eyes."""

    def __init__(self, marks: Marks = MARKS) -> None:
        """Begin without knowing the eyes."""
        self._marks = marks
        self._seen: deque[tuple[float, float]] = deque()
        self._closed_at: float | None = None

    def read(self, openness: float, taken_at: float, *, is_still: bool) -> Sign | None:
        """Take one picture's openness; gives a blink when it is over.

        ``is_still`` tells that the head is not turned: turning narrows eyes too.
        """
        self._remember(openness, taken_at)
        usual = float(
            np.percentile([value for _, value in self._seen], _USUAL_PERCENTILE)
        )
        if not is_still or len(self._seen) < _LEAST_SAMPLES:
            self._closed_at = None
        elif openness < self._marks.closed * usual:
            self._closed_at = taken_at if self._closed_at is None else self._closed_at
        elif self._closed_at is not None and openness > self._marks.reopened * usual:
            began_at, self._closed_at = self._closed_at, None
            if taken_at - began_at <= self._marks.longest_blink_seconds:
                return Sign(Action.BLINK, began_at)
        return None

    def _remember(self, openness: float, taken_at: float) -> None:
        self._seen.append((taken_at, openness))
        while taken_at - self._seen[0][0] > _USUAL_SECONDS:
            self._seen.popleft()
