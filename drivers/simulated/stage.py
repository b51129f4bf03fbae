"""A camera whose time is counted in pictures, and whoever plays before it."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from kiosk.domain.challenge import Action
    from kiosk.ports.face_judge import FaceView

__all__ = ["Answer", "Stage"]

_Picture = NDArray[np.uint8]
Answer = Callable[["Action"], Iterable[_Picture]]
"""Gives the pictures that follow a prompt."""

_REACTION_PICTURES = 4
_BEGINNING_SECONDS = 50.0


@dataclass(frozen=True, slots=True)
class _Shot:
    pixels: _Picture
    taken_at: float


class Stage:
    """A camera as the face judge needs it, without a lens and without waiting.

    Attributes:
        resting: What is seen while nothing is done, picture by picture.
        answer: What is seen after a prompt.
        prompts: The prompts that came, in order.
        on_answered: Called when a prompt has gone.
    """

    def __init__(
        self, resting: Callable[[float], _Picture], answer: Answer, rate: float
    ) -> None:
        """Put somebody on the stage; ``resting`` is told the seconds since then."""
        self.resting = resting
        self.answer = answer
        self.prompts: list[Action] = []
        self.on_answered: Callable[[Stage], None] = lambda _: None
        self._rate = rate
        self._coming: deque[_Picture] = deque()
        self._count = 0
        self._prompt: Action | None = None

    def follow(self, view: FaceView) -> None:
        """See the screen, as whoever stands there does."""
        if view.prompt is self._prompt:
            return
        self._prompt = view.prompt
        if view.prompt is None:
            self.on_answered(self)
            return
        self.prompts.append(view.prompt)
        now = self._count / self._rate
        self.queue(self.resting(now) for _ in range(_REACTION_PICTURES))
        self.queue(self.answer(view.prompt))

    def queue(self, pictures: Iterable[_Picture]) -> None:
        """Let pictures come before anything else."""
        self._coming.extend(pictures)

    def withdraw(self) -> None:
        """Let nothing more be seen of what was queued."""
        self._coming.clear()

    def is_present(self) -> bool:
        """Tell that the camera is there."""
        return True

    def start(self) -> None:
        """Do nothing: there is nothing to switch on."""

    def read(self, wait_seconds: float) -> _Shot:
        """Give the next picture at once, with its counted time."""
        del wait_seconds
        self._count += 1
        at = self._count / self._rate
        pixels = self._coming.popleft() if self._coming else self.resting(at)
        return _Shot(pixels, _BEGINNING_SECONDS + at)

    def stop(self) -> bool:
        """Tell that the camera has let go."""
        return True
