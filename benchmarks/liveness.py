"""Measures who passes the challenge: living performances, prints, tilts, replays.

Each person is one still (folders of ``--faces``, and the sample people), played as
`benchmarks.liveness_plays` says. Every trial meets a challenge drawn as at the
terminal, by dice that fall alike in every run. What is finished is kept in
``--kept``; a run that was stopped goes on from there, and starts anew by itself
when the code that plays or judges was changed. Nobody here is a real person
before a real camera.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from hashlib import sha256
from math import sqrt
from pathlib import Path

import cv2

from benchmarks.liveness_plays import FILMS, PLAYS, RATE, Film, Person, Play
from benchmarks.seen_before import (
    RememberingDetector,
    RememberingEncoder,
    RememberingMesh,
)
from drivers.face.film import FilmExaminer, FilmVerdict
from drivers.face.message import Match
from drivers.face.picture import decode_picture
from drivers.face.quality import advise
from drivers.face.sitting import Sitting
from drivers.simulated.living_face import FaceMarks
from drivers.simulated.sample_film import Stand, still_of
from kiosk.domain.challenge import (
    PROMPTS_FOR_A_PENSION,
    Challenge,
    LivenessFinding,
    draw_challenge,
)
from kiosk.domain.fault import DeviceLost, Fault
from kiosk.ports.face_judge import FaceDecision, Portrait, PortraitOrigin

_PROJECT = Path(__file__).resolve().parents[1]
_FACES = _PROJECT.parent / "shared" / "faces"
_SAMPLES = _PROJECT / "var" / "sample-people"
_KEPT = _PROJECT / "var" / "liveness.jsonl"
_JUDGED_BY = (
    "drivers/face/*",
    "drivers/simulated/attack.py",
    "drivers/simulated/living_face.py",
    "drivers/simulated/performance.py",
    "drivers/simulated/stage.py",
    "drivers/simulated/sample_film.py",
    "kiosk/domain/examination.py",
    "kiosk/domain/challenge.py",
    "benchmarks/liveness*.py",
)
_FACE_WIDTH = 190.0
_PATIENCE_SECONDS = 45.0  # of this machine, for coming to rest; a stage counts its own
_WORDS = {"flagged": "to the review desk"}
_Z95 = 1.96


class Studio:
    """Loaded models, and people found on pictures."""

    def __init__(self) -> None:
        """Load all models."""
        cv2.setNumThreads(1)  # two that wait for each other cost more than they save
        self.detector, self.mesh = RememberingDetector(), RememberingMesh()
        self.encoder = RememberingEncoder()
        self.films = FilmExaminer(self.detector, self.encoder, self.mesh)

    def person(self, file: Path) -> Person | None:
        """Put the portrait's person before the camera.

        None where the picture shows nobody who could begin: no face, or one that
        looks aside or lies in the dark, whom the terminal advises until it is mended.
        """
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
        if mesh is None or advise(still, seen) is not None:
            return None
        marks = FaceMarks.of_mesh(mesh.points)
        return Person(file.parent.name, data, still, marks)

    def tried(self, name: str, play: Play, person: Person, other: Person) -> str:
        """Put a challenge to whoever is on the stage; gives what came of it."""
        stage = play(person, other)
        portrait = Portrait(person.portrait, PortraitOrigin.ENROLLED)
        challenge = _drawn(f"{name}/{person.name}")
        match = Match(1, portrait, _PATIENCE_SECONDS, challenge)
        sitting = Sitting(
            self.detector, self.encoder, self.mesh, stage.follow, lambda: None
        )
        try:
            verdict = sitting.judge(match, stage)
        except DeviceLost:
            raise
        except Fault as fault:
            return str(fault.facts.get("reason", fault.facts.get("advice", fault.key)))
        is_flagged = verdict.liveness is LivenessFinding.FLAGGED
        is_accepted = verdict.decision is FaceDecision.ACCEPT
        return "flagged" if is_flagged and is_accepted else str(verdict.decision)

    def filmed(self, film: Film, person: Person) -> str:
        """Show a film to `kiosk face liveness`."""
        pictures = enumerate(film(person))
        timed = ((number / RATE, picture) for number, picture in pictures)
        verdict = self.films.examine(timed).verdict
        return "accept" if verdict is FilmVerdict.LIVE else str(verdict)


def _drawn(trial: str) -> Challenge:
    dice = random.Random(trial)  # noqa: S311 - to be repeated
    return draw_challenge(dice.randrange, PROMPTS_FOR_A_PENSION)


@dataclass(frozen=True)
class Kept:
    """Outcomes of earlier runs of the same code, by trial."""

    file: Path
    code: str
    outcomes: dict[tuple[str, str], str]

    @classmethod
    def in_file(cls, file: Path) -> Kept:
        """Read what is there; rows of other code do not count."""
        code, rows = _code(), []
        if file.is_file():
            rows = [json.loads(line) for line in file.read_text().splitlines()]
        ours = [row for row in rows if row["code"] == code]
        return cls(
            file, code, {(it["play"], it["person"]): it["outcome"] for it in ours}
        )

    def add(self, found: dict[tuple[str, str], str]) -> None:
        """Append the outcomes of one person at once."""
        self.outcomes.update(found)
        self.file.parent.mkdir(parents=True, exist_ok=True)
        with self.file.open("a", encoding="utf-8") as lines:
            for (play, person), outcome in found.items():
                row = {"play": play, "person": person, "outcome": outcome}
                lines.write(json.dumps({"code": self.code, **row}) + "\n")


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--faces", type=Path, default=_FACES)
    parser.add_argument("--people", type=int, default=12)
    parser.add_argument("--kept", type=Path, default=_KEPT)
    parser.add_argument(
        "--play", action="append", default=[], help="of all plays only these"
    )
    parser.add_argument(
        "--finished", action="store_true", help="only tell what is kept already"
    )
    chosen = parser.parse_args()
    kept = Kept.in_file(chosen.kept)
    if not chosen.finished:
        files = _files(chosen.faces, chosen.people)
        _measure(Studio(), files, kept, set(chosen.play))
    people = {person for _, person in kept.outcomes}
    if len(people) <= 1:
        print(f"{chosen.faces}: fewer than two people; nothing measured")
        return 0
    print(f"{len(people)} people, one challenge each\n")
    print("accepted at once by the terminal's challenge and match; the rest")
    for name in PLAYS:
        _report(name, _outcomes(kept, name))
    print("\ncalled live by `kiosk face liveness`, which asks for nothing")
    for name in FILMS:
        _report(name, _outcomes(kept, f"film: {name}"))
    return 0


def _files(faces: Path, most: int) -> list[Path]:
    """Give portraits in an order that is no order, the same in every run."""
    others = sorted(faces.glob("*/*/1.jpg"))
    random.Random(1).shuffle(others)  # noqa: S311 - to be repeated
    return [*sorted(_SAMPLES.glob("*/portrait.jpg")), *others[:most]]


def _measure(
    studio: Studio, files: Sequence[Path], kept: Kept, wanted: AbstractSet[str]
) -> None:
    """Play all that is wanted and not kept yet, person by person."""
    for person, other in _couples(studio, files, kept):
        played = {
            (name, person.name): studio.tried(name, play, person, other)
            for name, play in PLAYS.items()
            if not wanted or name in wanted
        }
        filmed = {
            (f"film: {name}", person.name): studio.filmed(film, person)
            for name, film in FILMS.items()
            if not wanted
        }
        kept.add({**played, **filmed})


def _couples(
    studio: Studio, files: Sequence[Path], kept: Kept
) -> Iterator[tuple[Person, Person]]:
    """Give each person with the next one, who is the accomplice."""
    known = {person for _, person in kept.outcomes}
    ring = [*files, *files[:1]]
    person = studio.person(ring[0])
    for file in ring[1:]:
        other = studio.person(file)
        if person is not None and other is not None and person.name not in known:
            yield person, other
        person = other or person


def _outcomes(kept: Kept, play: str) -> list[str]:
    return [outcome for (name, _), outcome in kept.outcomes.items() if name == play]


def _report(name: str, outcomes: Sequence[str]) -> None:
    passed, total = outcomes.count("accept"), len(outcomes)
    if not total:
        return
    low, high = _interval(passed, total)
    others = Counter(_WORDS.get(it, it) for it in outcomes if it != "accept")
    told = ", ".join(f"{count} {word}" for word, count in others.most_common())
    share = f"{passed}/{total} = {passed / total:.0%} [{low:.0%}, {high:.0%}]"
    print(f"  {name:34} {share:24} {told}", flush=True)


def _interval(count: int, total: int) -> tuple[float, float]:
    """Give Wilson's 95 % interval."""
    p, square = count / total, _Z95**2
    middle = (p + square / (2 * total)) / (1 + square / total)
    half = _Z95 * sqrt(p * (1 - p) / total + square / (4 * total**2))
    half /= 1 + square / total
    return max(0.0, middle - half), min(1.0, middle + half)


def _code() -> str:
    """Tell the code apart that plays and judges."""
    digest = sha256()
    for pattern in _JUDGED_BY:
        for file in sorted(_PROJECT.glob(pattern)):
            digest.update(file.read_bytes() if file.is_file() else b"")
    return digest.hexdigest()[:16]


if __name__ == "__main__":
    sys.exit(main())
