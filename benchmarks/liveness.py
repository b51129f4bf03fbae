"""Measures who passes the challenge: living performances, prints, tilts, replays.

Each person comes from one still (folders of ``--faces``, and the sample people):
the still is brought to life by our own puppet, and held, tilted, cut and replayed
by our own attackers (`drivers.simulated.attack`). Every attack meets challenges
drawn as at the terminal. Nobody here is a real person before a real camera.
"""

from __future__ import annotations

import argparse
import secrets
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import sqrt
from pathlib import Path

import cv2
import numpy as np

from drivers.face.detection import FaceDetector, use_threads
from drivers.face.embedding import FaceEncoder
from drivers.face.film import FilmExaminer, FilmVerdict
from drivers.face.mesh import FaceMesh
from drivers.face.message import Match
from drivers.face.picture import Pixels, decode_picture
from drivers.face.sitting import Sitting
from drivers.simulated.attack import printed, screened, shaken, tilted
from drivers.simulated.living_face import EyeMarks, FaceMarks, LivingFace, Posture
from drivers.simulated.performance import performance
from drivers.simulated.sample_film import Stand, still_of
from drivers.simulated.stage import Answer, Stage
from kiosk.domain.challenge import Action, draw_challenge
from kiosk.domain.fault import DeviceLost, Fault
from kiosk.ports.face_judge import Portrait, PortraitOrigin

_PROJECT = Path(__file__).resolve().parents[1]
_FACES = _PROJECT.parent / "shared" / "faces"
_SAMPLES = _PROJECT / "var" / "sample-people"
_RATE = 12.0
_FACE_WIDTH = 190.0
_TILT = 1.8
_PATIENCE_SECONDS = 60.0  # of this machine, which may be slow; the stage's are counted
_ROUNDS = 1
_Z95 = 1.96


@dataclass(frozen=True)
class Person:
    """One still before a camera of 640x480, and its puppet."""

    portrait: bytes
    still: Pixels
    marks: FaceMarks

    @cached_property
    def face(self) -> LivingFace:
        """The puppet."""
        return LivingFace(self.still, self.marks)

    @cached_property
    def acts(self) -> dict[Action, tuple[Pixels, ...]]:
        """Every action, played."""
        return {
            action: tuple(self.face.pose(each) for each in performance(action, _RATE))
            for action in Action
        }


class Studio:
    """Loaded models, and people found on pictures."""

    def __init__(self) -> None:
        """Load all models."""
        use_threads()
        self.detector, self.mesh = FaceDetector(), FaceMesh()
        self.encoder, self.films = FaceEncoder(), FilmExaminer()

    def person(self, file: Path) -> Person | None:
        """Put the portrait's person before the camera; none where that fails."""
        data = file.read_bytes()
        picture = decode_picture(data)
        faces = self.detector.faces(picture)
        if not faces:
            return None
        left, top, width, height = faces[0].box
        stand = Stand((left + width / 2, top + height / 2), width, _FACE_WIDTH)
        still = still_of(picture, stand)
        seen = self.detector.faces(still)
        mesh = self.mesh.mesh(still, seen[0]) if seen else None
        if mesh is None:
            return None
        at = [(float(x), float(y)) for x, y in mesh.points]
        right = EyeMarks(at[33], at[133], at[159], at[145])
        left_eye = EyeMarks(at[263], at[362], at[386], at[374])
        return Person(data, still, FaceMarks(right, left_eye, at[1]))

    def outcome(self, person: Person, stage: Stage) -> str:
        """Put a challenge to whoever is on the stage; gives what came of it."""
        challenge = draw_challenge(secrets.randbelow)
        portrait = Portrait(person.portrait, PortraitOrigin.ENROLLED)
        match = Match(1, portrait, _PATIENCE_SECONDS, challenge)
        sitting = Sitting(
            self.detector, self.encoder, self.mesh, stage.follow, lambda: None
        )
        try:
            return str(sitting.judge(match, stage).decision)
        except DeviceLost:
            raise
        except Fault as fault:
            return str(fault.facts.get("reason", fault.key))


def _alive(person: Person, _: Person) -> Stage:
    return Stage(lambda _: person.still, lambda action: person.acts[action], _RATE)


def _print_held(person: Person, _: Person) -> Stage:
    paper = printed(person.still)
    return Stage(lambda at: shaken(paper, at), lambda _: (), _RATE)


def _tilting(person: Person, *, eyes: bool) -> Stage:
    """Paper that is turned and brought near when asked, with or without eye holes."""
    paper = printed(person.still)

    def answer(action: Action) -> Iterator[Pixels]:
        for posture in performance(action, _RATE):
            lids = posture.lids if eyes else 0.0
            seen = printed(person.face.pose(Posture(lids=lids))) if lids else paper
            yield tilted(seen, _TILT * posture.turn_degrees, posture.closeness)

    return Stage(lambda at: shaken(paper, at), answer, _RATE)


def _replay(person: Person, answer: Answer) -> Stage:
    seen = screened(person.still)
    return Stage(lambda _: seen, lambda a: map(screened, answer(a)), _RATE)


def _replay_in_its_order(person: Person, _: Person) -> Stage:
    order = [Action.BLINK, Action.TURN_LEFT, Action.COME_CLOSER, Action.TURN_RIGHT]
    left = iter(order * 2)
    return _replay(person, lambda _: person.acts[next(left)])


def _replay_by_itself(person: Person, _: Person) -> Stage:
    stage = _replay(person, lambda _: ())
    for action in (Action.BLINK, Action.TURN_LEFT, Action.BLINK, Action.TURN_RIGHT) * 3:
        stage.queue(map(screened, person.acts[action]))
        stage.queue([screened(person.still)] * 12)
    return stage


def _replay_chosen(person: Person, _: Person) -> Stage:
    return _replay(person, lambda action: person.acts[action])


def _swapped(person: Person, other: Person) -> Stage:
    """Another living person answers, and holds a print up in between."""
    stage = Stage(lambda _: other.still, lambda action: other.acts[action], _RATE)
    stage.on_answered = _hold_up(person)
    return stage


def _hold_up(person: Person) -> Callable[[Stage], None]:
    def hold(stage: Stage) -> None:
        stage.resting = lambda at: shaken(printed(person.still), at)

    return hold


Play = Callable[[Person, Person], Stage]
_PLAYS: dict[str, Play] = {
    "alive": _alive,
    "print held": _print_held,
    "print tilted as asked": lambda one, _: _tilting(one, eyes=False),
    "print with eye holes": lambda one, _: _tilting(one, eyes=True),
    "replay in its own order": _replay_in_its_order,
    "replay that runs by itself": _replay_by_itself,
    "another answers, print held up": _swapped,
    "replay chosen by prompt": _replay_chosen,
}


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--faces", type=Path, default=_FACES)
    parser.add_argument("--people", type=int, default=12)
    chosen = parser.parse_args()
    studio = Studio()
    people = list(_people(studio, chosen.faces, chosen.people))
    if len(people) <= 1:
        print(f"{chosen.faces}: fewer than two people; nothing measured")
        return 0
    print(f"{len(people)} people, {_ROUNDS} challenges each\n")
    print("accepted by the terminal's challenge, then matched")
    for name, play in _PLAYS.items():
        _report(name, _outcomes(studio, people, play))
    print("\ncalled live by `kiosk face liveness`, which asks for nothing")
    for name, film in _FILMS.items():
        verdicts = [studio.films.examine(_timed(film(each))).verdict for each in people]
        _report(name, ["accept" if v is FilmVerdict.LIVE else str(v) for v in verdicts])
    return 0


def _people(studio: Studio, faces: Path, most: int) -> Iterator[Person]:
    samples = sorted(_SAMPLES.glob("*/portrait.jpg"))
    others = sorted(faces.glob("*/*/1.jpg"))
    step = max(1, len(others) // max(most, 1))
    for file in [*samples, *others[::step][:most]]:
        found = studio.person(file)
        if found is not None:
            yield found


def _outcomes(studio: Studio, people: Sequence[Person], play: Play) -> list[str]:
    return [
        studio.outcome(person, play(person, people[place - 1]))
        for place, person in enumerate(people)
        for _ in range(_ROUNDS)
    ]


def _report(name: str, outcomes: Sequence[str]) -> None:
    passed, total = outcomes.count("accept"), len(outcomes)
    low, high = _interval(passed, total)
    others = Counter(each for each in outcomes if each != "accept")
    told = ", ".join(f"{count} {word}" for word, count in others.most_common())
    share = f"{passed}/{total} = {passed / total:.0%} [{low:.0%}, {high:.0%}]"
    print(f"  {name:32} {share:24} {told}", flush=True)


def _interval(count: int, total: int) -> tuple[float, float]:
    """Give Wilson's 95 % interval."""
    p, square = count / total, _Z95**2
    middle = (p + square / (2 * total)) / (1 + square / total)
    half = _Z95 * sqrt(p * (1 - p) / total + square / (4 * total**2))
    half /= 1 + square / total
    return max(0.0, middle - half), min(1.0, middle + half)


# Films ---------------------------------------------------------------------


def _acted(person: Person) -> Iterator[Pixels]:
    for action in (Action.BLINK, Action.TURN_RIGHT, Action.COME_CLOSER):
        yield from [person.still] * round(_RATE)
        yield from person.acts[action]


def _held_film(person: Person) -> Iterator[Pixels]:
    paper = printed(person.still)
    return (shaken(paper, number / _RATE) for number in range(60))


def _tilted_film(person: Person) -> Iterator[Pixels]:
    paper = printed(person.still)
    for number in range(60):
        yield tilted(paper, 42 * float(np.sin(number / 60 * 4 * np.pi)))


_FILMS: dict[str, Callable[[Person], Iterable[Pixels]]] = {
    "alive": _acted,
    "print held": _held_film,
    "print tilted": _tilted_film,
    "replay (passes by its nature)": lambda each: map(screened, _acted(each)),
}


def _timed(pictures: Iterable[Pixels]) -> Iterator[tuple[float, Pixels]]:
    return ((number / _RATE, picture) for number, picture in enumerate(pictures))


if __name__ == "__main__":
    cv2.setRNGSeed(1)
    sys.exit(main())
