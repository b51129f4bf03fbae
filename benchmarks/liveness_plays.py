"""Who stands before the camera in `benchmarks.liveness`: the living, and attackers.

Each person comes from one still, brought to life by our own puppet; prints and
screens of it are moved as hands move them (`drivers.simulated.attack`). A picture
that comes again in the same posture is drawn once.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property

import cv2
import numpy as np
from numpy.typing import NDArray

from drivers.face.picture import Pixels
from drivers.simulated.attack import printed, screened, shaken, tilted
from drivers.simulated.living_face import FaceMarks, LivingFace, Posture
from drivers.simulated.performance import performance
from drivers.simulated.stage import Answer, Stage
from kiosk.domain.challenge import Action

__all__ = ["FILMS", "PLAYS", "RATE", "Film", "Person", "Play"]

RATE = 12.0
_TILT = 1.8
_TREMOR_SECONDS = 4.0
_DIGITS = 6
_FILM_PICTURES = 60
_FILM_TILT_DEGREES = 42.0


@dataclass(frozen=True, eq=False)
class Person:
    """One still before a camera of 640x480, its puppet, and what is made of it."""

    name: str
    portrait: bytes
    still: Pixels
    marks: FaceMarks

    def act(self, action: Action) -> list[Pixels]:
        """Give an action, played by the living person."""
        return [self._alive(*_figures(each)) for each in performance(action, RATE)]

    def on_screen(self, action: Action) -> list[Pixels]:
        """Give an action, played by a screen."""
        return [self._shown(*_figures(each)) for each in performance(action, RATE)]

    def on_fine_screen(self, action: Action) -> Iterator[Pixels]:
        """Give an action, played by a screen without a grid, as a clip of its own.

        Each clip was taken at another moment: the person stood a little elsewhere,
        nearer or farther, the telephone was held otherwise, the light had changed.
        """
        lay, light = self._take(action)
        for picture in self.act(action):
            height, width = picture.shape[:2]
            edge = cv2.BORDER_REPLICATE
            moved = cv2.warpAffine(picture, lay, (width, height), borderMode=edge)
            yield np.clip(moved * light, 0, 255).astype(np.uint8)

    def _take(self, action: Action) -> tuple[NDArray[np.float64], float]:
        dice = random.Random(f"{self.name}/{action}")  # noqa: S311 - to be repeated
        degrees, scale = dice.uniform(-2, 2), dice.uniform(0.97, 1.03)
        height, width = self.still.shape[:2]
        middle = (width / 2, height / 2)
        lay = np.asarray(cv2.getRotationMatrix2D(middle, degrees, scale), np.float64)
        lay[:, 2] += np.array([dice.uniform(-8, 8), dice.uniform(-8, 8)])
        return lay, dice.uniform(0.95, 1.05)

    def on_paper(self, action: Action, *, eyes: bool) -> Iterator[Pixels]:
        """Give paper that turns and comes near, with holes for the eyes or without."""
        for posture in performance(action, RATE):
            turn, closeness, lids, _ = _figures(posture)
            yield self._tilted(_TILT * turn, closeness, lids if eyes else 0.0)

    def swung(self, degrees: float) -> Pixels:
        """Give paper, turned about its upright middle."""
        return self._tilted(round(degrees, _DIGITS), 1.0, 0.0)

    def held(self, moment: float) -> Pixels:
        """Give paper in a hand whose tremor goes forth and back in time."""
        phase = moment % (2 * _TREMOR_SECONDS)
        return self._held(round(min(phase, 2 * _TREMOR_SECONDS - phase), _DIGITS))

    @cached_property
    def screen(self) -> Pixels:
        """A screen that shows the person at rest."""
        return self._shown(*_figures(Posture()))

    @cached_property
    def _alive(self) -> Callable[..., Pixels]:
        face = LivingFace(self.still, self.marks)
        return cache(lambda *figures: face.pose(Posture(*figures)))

    @cached_property
    def _shown(self) -> Callable[..., Pixels]:
        return cache(lambda *figures: screened(self._posed(*figures)))

    @cached_property
    def _tilted(self) -> Callable[[float, float, float], Pixels]:
        def tilt(degrees: float, closeness: float, lids: float) -> Pixels:
            seen = self._posed(*_figures(Posture(lids=lids)))
            return tilted(printed(seen), degrees, closeness)

        return cache(tilt)

    @cached_property
    def _held(self) -> Callable[[float], Pixels]:
        paper = printed(self.still)
        return cache(lambda moment: shaken(paper, moment))

    def _posed(self, *figures: float) -> Pixels:
        is_at_rest = figures == _figures(Posture())
        return self.still if is_at_rest else self._alive(*figures)


def _figures(posture: Posture) -> tuple[float, float, float, float]:
    """Give a posture so that the way back is the way there."""
    return (
        round(posture.turn_degrees, _DIGITS),
        round(posture.closeness, _DIGITS),
        round(posture.lids, _DIGITS),
        round(posture.gape, _DIGITS),
    )


# Before the challenge --------------------------------------------------------


def _alive(person: Person, _: Person) -> Stage:
    return Stage(lambda _: person.still, person.act, RATE)


def _print_held(person: Person, _: Person) -> Stage:
    return Stage(person.held, lambda _: (), RATE)


def _print_tilted(person: Person, _: Person) -> Stage:
    return Stage(person.held, lambda it: person.on_paper(it, eyes=False), RATE)


def _print_with_holes(person: Person, _: Person) -> Stage:
    return Stage(person.held, lambda it: person.on_paper(it, eyes=True), RATE)


def _replay(person: Person, answer: Answer) -> Stage:
    return Stage(lambda _: person.screen, answer, RATE)


def _replay_in_its_order(person: Person, _: Person) -> Stage:
    order = [Action.BLINK, Action.TURN_LEFT, Action.COME_CLOSER, Action.OPEN_MOUTH]
    left = iter(order * 2)
    return _replay(person, lambda _: person.on_screen(next(left)))


def _replay_by_itself(person: Person, _: Person) -> Stage:
    stage = _replay(person, lambda _: ())
    loop = (Action.BLINK, Action.TURN_LEFT, Action.OPEN_MOUTH, Action.TURN_RIGHT)
    for action in loop * 3:
        stage.queue(person.on_screen(action))
        stage.queue([person.screen] * 12)
    return stage


def _replay_chosen(person: Person, _: Person) -> Stage:
    return _replay(person, person.on_screen)


def _clips_chosen(person: Person, _: Person) -> Stage:
    return Stage(lambda _: person.still, person.on_fine_screen, RATE)


def _answered_by_another(person: Person, other: Person) -> Stage:
    """Another living person answers, and holds a print up in between."""
    stage = Stage(lambda _: other.still, other.act, RATE)

    def hold_up(stage: Stage) -> None:
        stage.resting = person.held

    stage.on_answered = hold_up
    return stage


def _print_put_away(person: Person, other: Person) -> Stage:
    """A print is held up, and taken away for just as long as another answers."""
    stage = Stage(person.held, other.act, RATE)
    stage.on_answered = Stage.withdraw
    return stage


Play = Callable[[Person, Person], Stage]
PLAYS: dict[str, Play] = {
    "alive": _alive,
    "print held": _print_held,
    "print tilted as asked": _print_tilted,
    "print with eye holes": _print_with_holes,
    "replay in its own order": _replay_in_its_order,
    "replay that runs by itself": _replay_by_itself,
    "another answers, print held up": _answered_by_another,
    "print held up, another answers": _print_put_away,
    "replay chosen by prompt": _replay_chosen,
    "clips chosen, screen without grid": _clips_chosen,
}
"""Who meets the challenge; the second person is the attacker's accomplice."""


# Films -----------------------------------------------------------------------


def _acted(person: Person) -> Iterator[Pixels]:
    for action in (Action.BLINK, Action.TURN_RIGHT, Action.COME_CLOSER):
        yield from [person.still] * round(RATE)
        yield from person.act(action)


def _replayed(person: Person) -> Iterator[Pixels]:
    for action in (Action.BLINK, Action.TURN_RIGHT, Action.COME_CLOSER):
        yield from [person.screen] * round(RATE)
        yield from person.on_screen(action)


def _held_film(person: Person) -> Iterator[Pixels]:
    return (person.held(number / RATE) for number in range(_FILM_PICTURES))


def _tilted_film(person: Person) -> Iterator[Pixels]:
    for number in range(_FILM_PICTURES):
        swing = float(np.sin(number / _FILM_PICTURES * 4 * np.pi))
        yield person.swung(_FILM_TILT_DEGREES * swing)


Film = Callable[[Person], Iterable[Pixels]]
FILMS: dict[str, Film] = {
    "alive": _acted,
    "print held": _held_film,
    "print tilted": _tilted_film,
    "replay (passes by its nature)": _replayed,
}
"""What `kiosk face liveness` is given."""
