"""Visits on the real parts in a virtual screen, in portions that can be resumed."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field, replace
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.figures import line
from drivers.face.film import film_frames
from drivers.simulated.sample_film import write_film
from kiosk.demonstration.hall import Hall
from kiosk.demonstration.narrator import Narrator
from kiosk.demonstration.play import Play, save_play
from kiosk.demonstration.screen import virtual_screen
from kiosk.demonstration.show import hands_of, script_of

__all__ = ["Portions", "measure_starts"]

_SIZE = (1080, 1920)
_RATE = 30.0
_AWAY_MS = 50
_WORST = 8


@dataclass
class Portions:
    """Visits a few at a time, each time in a fresh hall; what was seen is kept.

    Attributes:
        kept: File with one JSON line for each portion that was played.
        wanted: Visits in all.
        at_once: Visits of one portion.
    """

    kept: Path
    wanted: int = 100
    at_once: int = 20
    seen: list[dict[str, Any]] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Take up what was played before."""
        if self.kept.exists():
            lines = self.kept.read_text().splitlines()
            self.seen = [json.loads(each) for each in lines]

    @property
    def done(self) -> int:
        """Visits that were made so far."""
        return sum(each["visits"] for each in self.seen)

    def go_on(self, portions: int) -> None:
        """Play so many portions more, as far as any are wanted."""
        for _ in range(portions):
            visits = min(self.at_once, self.wanted - self.done)
            if visits <= 0:
                return
            told = _play(visits) | {"visits": visits}
            self.seen.append(told)
            with self.kept.open("a") as file:
                file.write(json.dumps(told) + "\n")

    def report(self) -> None:
        """Print how long the GUI thread was away, and how the camera's picture ran."""
        away = [each for told in self.seen for each in told["away_ms"]]
        own = [each for told in self.seen for each in told["own_ms"]]
        line(f"GUI thread away, {self.done} visits", away, _AWAY_MS, 1.0)
        line("  of which its own work", own, _AWAY_MS, 1.0)
        _report_late([tuple(each) for told in self.seen for each in told["late"]])
        rates = [each for told in self.seen for each in told["pictures"]]
        if rates:
            print(
                f"{'camera pictures painted while matching':44} {median(rates):6.1f} a"
                f" second, least {min(rates):.1f}, n {len(rates)}, wish 25"
            )
        if self.done < self.wanted:
            print(f"{self.done} of {self.wanted} visits; the same command goes on")


def _report_late(late: list[tuple[Any, ...]]) -> None:
    print(f"{'  turns away more than 50 ms':44} {len(late):6}")
    for screen, count in Counter(each[3] for each in late).most_common():
        worst = max(each for each in late if each[3] == screen)
        print(
            f"{'    ' + screen:44} {count:3}, {worst[0]:6.1f} ms at most: own work"
            f" {worst[1]:.1f}, whole process {worst[2]:.1f}"
        )
    for away, own, ours, screen, where in sorted(late, reverse=True)[:_WORST]:
        print(f"    {away:6.1f} {own:6.1f} {ours:6.1f} ms {screen}: {where}")


def measure_starts(starts: int) -> None:
    """Start a terminal in one hall again and again, and print how long it took.

    The screen's server runs before; the program is compiled, as an installed one is.
    The first start finds the files on disk, the others in memory.
    """
    first, whole, late = [], [], []
    with tempfile.TemporaryDirectory(prefix="starts-") as name, _hall(name) as hall:
        for _ in range(starts):
            told = _run(hall, Path(name), 0)
            first.append((told["welcome_at"] - told["begun_at"]) * 1000)
            whole.append((told["whole_at"] - told["begun_at"]) * 1000)
            late += [tuple(each) for each in told["late"]]
    line("start -> welcome", first, 2000, 0.5)
    line("start -> every service open", whole, None, 0.5)
    print("  " + ", ".join(f"{each:.0f}" for each in first) + " ms, in their order")
    _report_late(late)


def _play(visits: int) -> dict[str, Any]:
    with tempfile.TemporaryDirectory(prefix="screens-") as name, _hall(name) as hall:
        return _run(hall, Path(name), visits)


def _hall(name: str) -> Hall:
    return Hall(Path(name), Narrator(sys.stderr), challenges=False)


def _run(hall: Hall, directory: Path, visits: int) -> dict[str, Any]:
    hall.set_pace(0.1)
    play, out = _written(hall, directory, visits), directory / "watched.json"
    watched = [sys.executable, "-m", "benchmarks.screens_start"]
    environment = {
        name: value
        for name, value in hall.environment.items()
        if name != "PYTHONDONTWRITEBYTECODE"
    }
    with virtual_screen(_SIZE) as screen:
        begun = time.time()
        done = subprocess.run(
            [*watched, str(hall.settings), str(play), str(out)],
            env={**environment, **screen},
            check=False,
        )
    if done.returncode:
        sys.exit(f"the play ended with {done.returncode}")
    told: dict[str, Any] = json.loads(out.read_text())
    return told | {"begun_at": begun}


def _at_thirty(film: Path, directory: Path) -> Path:
    """Play a film at the rate of a real camera; the sample's own is half of that."""
    quick = directory / "thirty.avi"
    if not quick.exists():
        write_film(quick, (pixels for _, pixels in film_frames(film)), _RATE)
    return quick


def _written(hall: Hall, directory: Path, visits: int) -> Path:
    resident = next(iter(hall.residents.values()))
    resident = replace(resident, film=_at_thirty(resident.film, directory))
    once = script_of("enrolment-certificate") if visits else []
    play = Play(
        bench=str(hall.bench),
        script=[replace(rule, times=visits) for rule in once],
        hands=hands_of(resident, hall.empty_room),
        steps=str(directory / "steps.jsonl"),
        pause_seconds=0.1,
    )
    path = directory / "play.json"
    save_play(play, path)
    return path
