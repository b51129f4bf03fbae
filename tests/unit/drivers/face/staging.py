"""Who stands before the camera of a challenge, and what answers its prompts."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache

from drivers.face.embedding import FaceEncoder
from drivers.face.message import Match
from drivers.face.sitting import Sitting
from drivers.simulated.living_face import Posture
from drivers.simulated.performance import performance
from kiosk.domain.challenge import Action, Challenge, Prompt
from kiosk.ports.face_judge import FaceVerdict, FaceView, Portrait, PortraitOrigin
from tests.contracts.face_hall import PEOPLE_FOLDER
from tests.unit.drivers.face.puppet import (
    RATE,
    Picture,
    acted,
    detector,
    network,
    puppet,
    still,
    tilted,
)

__all__ = ["Answer", "Stage", "challenge_of", "flat_answer", "living_answer", "play"]

Answer = Callable[[Action], Iterable[Picture]]
_REACTION_PICTURES = 4


@cache
def _encoder() -> FaceEncoder:
    return FaceEncoder()


def challenge_of(*actions: Action) -> Challenge:
    return Challenge(tuple(Prompt(action, 0.6) for action in actions))


def living_answer(person: str) -> Answer:
    """Somebody who does what is asked."""
    return lambda action: acted(person, action)


def flat_answer(person: str) -> Answer:
    """A print with holes for the eyes, moved as well as paper can be moved."""

    def answer(action: Action) -> Iterable[Picture]:
        face = puppet(person)
        for posture in performance(action, RATE):
            seen = (
                face.pose(Posture(lids=posture.lids))
                if posture.lids
                else (still(person))
            )
            yield tilted(seen, 1.8 * posture.turn_degrees, posture.closeness)

    return answer


@dataclass(frozen=True)
class _Shot:
    pixels: Picture
    taken_at: float


class Stage:
    """A camera whose time is counted in pictures, and who stands before it.

    Attributes:
        resting: What is seen while nothing is done.
        answer: What is seen after a prompt.
        prompts: The prompts that came, in order.
    """

    def __init__(self, resting: Picture, answer: Answer) -> None:
        self.resting = resting
        self.answer = answer
        self.prompts: list[Action] = []
        self.on_answered: Callable[[Stage], None] = lambda _: None
        self._coming: deque[Picture] = deque()
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
        self.queue([self.resting] * _REACTION_PICTURES)
        self.queue(self.answer(view.prompt))

    def queue(self, pictures: Iterable[Picture]) -> None:
        self._coming.extend(pictures)

    def is_present(self) -> bool:
        return True

    def start(self) -> None:
        pass

    def read(self, wait_seconds: float) -> _Shot:
        del wait_seconds
        self._count += 1
        pixels = self._coming.popleft() if self._coming else self.resting
        return _Shot(pixels, 50.0 + self._count / RATE)

    def stop(self) -> bool:
        return True


def play(stage: Stage, portrait_of: str, *actions: Action) -> FaceVerdict:
    """Judge whoever is on the stage against a sample person's portrait."""
    image = (PEOPLE_FOLDER / portrait_of / "portrait.jpg").read_bytes()
    portrait = Portrait(image, PortraitOrigin.ENROLLED)
    match = Match(1, portrait, 20.0, challenge_of(*actions))
    sitting = Sitting(detector(), _encoder(), network(), stage.follow, lambda: None)
    return sitting.judge(match, stage)
