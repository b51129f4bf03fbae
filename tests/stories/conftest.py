"""A hall for stories: the real daemons, the real centre, the real screen."""

from __future__ import annotations

import contextlib
import json
import sqlite3
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from kiosk.demonstration.bench import move
from kiosk.demonstration.hall import Hall, Resident
from kiosk.demonstration.play import Move, Play, save_play
from kiosk.demonstration.show import hands_of, terminal_command
from tests.founded_hall import open_hall
from tests.nursery import Nursling
from tests.stories.supervisor import heard
from ui.player import Rule

_STORY_SECONDS = 300
_SHEET_SECONDS = 0.2
_TOLD_AT_MOST = 4000


@dataclass
class Told:
    """What a played story left behind.

    Attributes:
        supervised: What the terminal told its supervisor, systemd on a real one.
    """

    code: int
    screens: list[str]
    events: list[dict[str, str]]
    supervised: frozenset[str]

    def asked(self) -> list[str]:
        """Keys of every question, in order."""
        return [event["ask"] for event in self.events if event["event"] == "asked"]


class Storyteller:
    """Plays scripts in one hall; each on a fresh terminal."""

    def __init__(self, hall: Hall) -> None:
        self.hall = hall
        self._count = 0

    @property
    def resident(self) -> Resident:
        return next(iter(self.hall.residents.values()))

    def stranger(self) -> Resident:
        return list(self.hall.residents.values())[1]

    def bench(self, twin: str, command: str, **arguments: Any) -> object:  # noqa: ANN401
        return move(self.hall.bench, twin, command, **arguments)

    def printed(self) -> list[Path]:
        return sorted(self.hall.printed.glob("*.pdf"))

    def centre_rows(self, query: str) -> list[tuple[object, ...]]:
        """Ask the hall's centre for rows, past all of its own code."""
        file = self.hall.directory / "centre" / "centre.sqlite3"
        connection = sqlite3.connect(f"file:{file}?mode=ro", uri=True)
        with contextlib.closing(connection):
            return connection.execute(query).fetchall()

    def hands(self, **more: Sequence[Move]) -> dict[str, Sequence[Move]]:
        return {**hands_of(self.resident, self.hall.empty_room), **more}

    def tell(
        self,
        script: Sequence[Rule],
        hands: Mapping[str, Sequence[Move]],
        *,
        starts: bool = False,
    ) -> Told:
        """Play a visit; one that starts has the terminal started as systemd does."""
        self._count += 1
        folder = self.hall.directory / f"story-{self._count}"
        folder.mkdir()
        play = folder / "play.json"
        save_play(self._play(folder, script, hands), play)
        log = self.hall.directory / "state" / "events.jsonl"
        before = len(log.read_text().splitlines()) if log.exists() else 0
        ear = folder / "supervisor"
        own = {"QT_QPA_PLATFORM": "offscreen", "NOTIFY_SOCKET": str(ear)}
        with heard(ear) as words:
            told = {**self.hall.environment, **own}
            code = (_started if starts else _born)(self.hall, play, told)
        lines = log.read_text().splitlines()[before:]
        steps = _lines(folder / "steps.jsonl")
        return Told(
            code,
            [step["screen"] for step in steps if step["did"] == "shown"],
            [json.loads(line) for line in lines],
            frozenset(words),
        )

    def _play(
        self, folder: Path, script: Sequence[Rule], hands: Mapping[str, Sequence[Move]]
    ) -> Play:
        return Play(
            bench=str(self.hall.bench),
            script=script,
            hands=hands,
            steps=str(folder / "steps.jsonl"),
            pause_seconds=0.1,
        )


def _started(hall: Hall, play: Path, environment: dict[str, str]) -> int:
    command = terminal_command(hall, "--play", str(play))
    return subprocess.run(
        command, env=environment, timeout=_STORY_SECONDS, check=False
    ).returncode


def _born(hall: Hall, play: Path, environment: dict[str, str]) -> int:
    with terminal(hall, play, environment) as process:
        return process.wait(_STORY_SECONDS)


@contextlib.contextmanager
def terminal(
    hall: Hall, play: Path, environment: Mapping[str, str]
) -> Iterator[Nursling]:
    """Run a hall's terminal on a play; it is killed if it does not end by itself."""
    run = ["run", "--settings", str(hall.settings), "--play", str(play)]
    errors = hall.directory / "terminal.log"
    with Nursling("terminal", run, errors, environment) as process:
        try:
            yield process
        finally:
            process.kill()
            sys.stderr.write(errors.read_text("utf-8")[-_TOLD_AT_MOST:])


def _lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text().splitlines()]


@pytest.fixture(scope="session")
def storyteller(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Storyteller]:
    """One hall for all stories of a run, in whatever order they are told."""
    # Signs of life take seconds; the stories that are about them ask for them.
    folder = tmp_path_factory.mktemp("hall")
    with open_hall(tmp_path_factory, folder, challenges=False) as hall:
        hall.set_pace(_SHEET_SECONDS)
        yield Storyteller(hall)


@pytest.fixture
def untouched(
    tmp_path_factory: pytest.TempPathFactory, tmp_path: Path
) -> Iterator[Storyteller]:
    """A hall of its own, for what depends on nobody having been there before."""
    with open_hall(tmp_path_factory, tmp_path / "hall", challenges=True) as hall:
        hall.set_pace(_SHEET_SECONDS)
        yield Storyteller(hall)
