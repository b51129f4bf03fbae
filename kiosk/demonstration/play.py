"""A played visit: a script of touches and hands, carried out on the real screen."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cattrs import Converter

from kiosk.assembly.terminal import Terminal
from kiosk.demonstration.bench import BenchRefused, move
from kiosk.domain.challenge import Action
from ui.player import Player, Rule, Step

__all__ = ["Move", "Play", "accompany", "load_play", "save_play"]

_STUCK_EXIT = 3
_NO_HAND_EXIT = 4
_converter = Converter(forbid_extra_keys=True)


@dataclass(frozen=True, slots=True)
class Move:
    """One order to the bench."""

    twin: str
    command: str
    arguments: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Play:
    """A whole play.

    Attributes:
        bench: Socket of the bench that moves the twins.
        hands: What each hand in the script does.
        pictures: Directory for a picture of every screen passed, or none.
        steps: File that gets one JSON line for each step.
    """

    bench: str
    script: Sequence[Rule]
    hands: Mapping[str, Sequence[Move]]
    steps: str
    pictures: str | None = None
    pause_seconds: float = 0.6


def save_play(play: Play, path: Path) -> None:
    """Write a play for the terminal's process."""
    text = json.dumps(_converter.unstructure(play), ensure_ascii=False, indent=1)
    path.write_text(text, encoding="utf-8")


def load_play(path: Path) -> Play:
    """Read a play; raises what `cattrs` and the file system raise."""
    return _converter.structure(json.loads(path.read_text(encoding="utf-8")), Play)


def accompany(path: Path) -> Callable[[Terminal], None]:
    """Give what a starting terminal calls to be visited by the player."""
    play = load_play(path)

    def visit(terminal: Terminal) -> None:
        _Visitor(play, terminal).start()

    return visit


class _Visitor:
    """Keeps player and step file together for the time of the play."""

    def __init__(self, play: Play, terminal: Terminal) -> None:
        self._play = play
        self._terminal = terminal
        self._file = Path(play.steps).open("w", encoding="utf-8")  # noqa: SIM115
        # The bench answers when it likes; the screen's own thread waits for nobody.
        self._hands = ThreadPoolExecutor(1, "hands")
        self._movement: Future[None] | None = None
        self._refusal = ""
        self._player = Player(
            terminal.stage,
            play.script,
            self._use_hand,
            Path(play.pictures) if play.pictures else None,
            self._note,
            obeys=set(play.hands) & set(Action),
            pause_seconds=play.pause_seconds,
            is_ready=lambda: terminal.host.is_whole,
            is_moving=self._is_moving,
        )
        # The player lives as long as the application does.
        self._player.setParent(terminal.application)

    def start(self) -> None:
        self._player.start()

    def _use_hand(self, name: str) -> None:
        self._movement = self._hands.submit(self._move, name)

    def _move(self, name: str) -> None:
        try:
            for step in self._play.hands[name]:
                bench = Path(self._play.bench)
                move(bench, step.twin, step.command, **dict(step.arguments))
        except BenchRefused as error:
            self._refusal = f"hand {name}: {error}"

    def _is_moving(self) -> bool:
        """Whether a hand is under way; a bench that refuses ends the play."""
        if self._refusal:
            print(f"play: {self._refusal}", file=sys.stderr)
            self._terminal.application.exit(_NO_HAND_EXIT)
        return self._movement is not None and not self._movement.done()

    def _note(self, step: Step) -> None:
        line = {"at": step.at_seconds, "screen": step.screen, "did": step.did}
        self._file.write(json.dumps(line) + "\n")
        self._file.flush()
        if step.did in ("done", "stuck"):
            self._terminal.application.exit(0 if step.did == "done" else _STUCK_EXIT)
