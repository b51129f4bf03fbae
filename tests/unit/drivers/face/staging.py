"""Who stands before the camera of a challenge, and what answers its prompts."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from drivers.face.embedding import FaceEncoder
from drivers.face.message import Match
from drivers.face.sitting import Sitting
from drivers.simulated.attack import tilted
from drivers.simulated.living_face import Posture
from drivers.simulated.performance import performance
from drivers.simulated.stage import Answer, Stage
from kiosk.domain.challenge import Action, Challenge, Prompt
from kiosk.ports.face_judge import FaceVerdict, Portrait, PortraitOrigin
from tests.contracts.face_hall import PEOPLE_FOLDER
from tests.unit.drivers.face.puppet import (
    RATE,
    Picture,
    acted,
    detector,
    network,
    puppet,
    still,
)

__all__ = [
    "Answer",
    "Stage",
    "challenge_of",
    "encoder",
    "flat_answer",
    "living_answer",
    "on_stage",
    "play",
]


@cache
def encoder() -> FaceEncoder:
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


def on_stage(resting: Picture, answer: Answer) -> Stage:
    """Somebody who stands as still as a picture until a prompt comes."""
    return Stage(lambda _: resting, answer, RATE)


def play(stage: Stage, portrait_of: str, *actions: Action) -> FaceVerdict:
    """Judge whoever is on the stage against a sample person's portrait."""
    image = (PEOPLE_FOLDER / portrait_of / "portrait.jpg").read_bytes()
    portrait = Portrait(image, PortraitOrigin.ENROLLED)
    match = Match(1, portrait, 20.0, challenge_of(*actions))
    sitting = Sitting(detector(), encoder(), network(), stage.follow, lambda: None)
    return sitting.judge(match, stage)
