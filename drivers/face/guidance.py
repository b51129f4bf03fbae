"""What to tell the person before the camera, and what to blame in the end."""

from __future__ import annotations

from collections import Counter

from kiosk.domain.fault import FaceFault, NoFace, NotClear, SeveralFaces
from kiosk.ports.face_judge import Advice

__all__ = ["Guidance"]

_STEADY_FRAMES = 4
_SCARCE_SHARE = 0.1


class Guidance:
    """Steadies the advice, so that it can be read, and remembers what was wrong."""

    def __init__(self) -> None:
        """Begin by asking to look here."""
        self._shown = Advice.LOOK_HERE
        self._next = Advice.LOOK_HERE
        self._count = 0
        self._empty_frames = 0
        self._troubles: Counter[Advice] = Counter()

    @property
    def shown(self) -> Advice:
        """The advice to show now."""
        return self._shown

    def note(self, trouble: Advice | None, *, is_face_seen: bool) -> None:
        """Take a frame's trouble, or none; other advice must hold for four frames."""
        advice = trouble or Advice.HOLD_STILL
        self._count = self._count + 1 if advice is self._next else 1
        self._next = advice
        if trouble is None or self._count >= _STEADY_FRAMES:
            self._shown = advice
        if is_face_seen:
            self._troubles[advice] += 1
        else:
            self._empty_frames += 1

    def fault(self) -> FaceFault:
        """Name what kept the match from a verdict, by what was wrong most often."""
        seen = self._troubles.total()
        if seen == 0 or seen < _SCARCE_SHARE * (seen + self._empty_frames):
            return NoFace()
        worst, _ = self._troubles.most_common(1)[0]
        return SeveralFaces() if worst is Advice.ONE_PERSON else NotClear(advice=worst)
