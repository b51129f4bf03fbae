"""Plays visits headless against real daemons and prints times and memory.

``python benchmarks/visit.py [--visits 50]`` prints one certificate each visit,
from the card to the paper. Each figure stands beside the one to reach.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

import psutil

from kiosk.demonstration.hall import Hall
from kiosk.demonstration.narrator import Narrator
from kiosk.demonstration.play import Play, save_play
from kiosk.demonstration.screen import virtual_screen
from kiosk.demonstration.show import hands_of, script_of, terminal_command

_SIZE = (1080, 1920)
_PAUSE_SECONDS = 0.1
_LOOK_SECONDS = 0.2

# Name, ask that begins it, ask that ends it, seconds to reach.
_SPANS = (
    ("confirm -> PDF verified", "issue-certificate", "reserve-copy", 1.0),
    ("confirm -> handed to the printer", "issue-certificate", "await-sheets", 1.0),
    ("face asked -> verdict", "match-face", "draft-certificate", None),
)


@dataclass
class Memory:
    """Resident memory after each visit, in MB."""

    terminal: list[float] = field(default_factory=list)
    face: list[float] = field(default_factory=list)

    def note(self, figures: tuple[float, float]) -> None:
        """Keep the figures of terminal and face child after one visit."""
        self.terminal.append(figures[0])
        self.face.append(figures[1])


def main() -> int:
    """Play, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--visits", type=int, default=50)
    visits = parser.parse_args().visits
    with tempfile.TemporaryDirectory(prefix="visit-") as name:
        directory = Path(name)
        with Hall(directory, Narrator(sys.stderr), challenges=False) as hall:
            hall.set_pace(0.1)
            play = _play(hall, directory, visits)
            memory, start = _run(hall, play, directory, visits)
        _report(directory, memory, start)
    return 0


def _play(hall: Hall, directory: Path, visits: int) -> Path:
    resident = next(iter(hall.residents.values()))
    once = script_of("enrolment-certificate")
    script = [replace(rule, times=visits) for rule in once]
    play = Play(
        bench=str(hall.bench),
        script=script,
        hands=hands_of(resident, hall.empty_room),
        steps=str(directory / "steps.jsonl"),
        pause_seconds=_PAUSE_SECONDS,
    )
    path = directory / "play.json"
    save_play(play, path)
    return path


def _run(hall: Hall, play: Path, directory: Path, visits: int) -> tuple[Memory, float]:
    """Run the terminal; gives memory by visit and the wall time of its start."""
    memory = Memory()
    with virtual_screen(_SIZE) as screen:
        command = terminal_command(hall, "--play", str(play))
        started = time.time()
        with subprocess.Popen(command, env={**hall.environment, **screen}) as terminal:
            process = psutil.Process(terminal.pid)
            while terminal.poll() is None:
                # Measured before the count: at the last visit's end the
                # children are already on their way out.
                figures = _figures(process)
                ended = len(_events(directory, "visit-ended"))
                if len(memory.terminal) < min(ended, visits):
                    memory.note(figures)
                time.sleep(_LOOK_SECONDS)
    if terminal.returncode:
        sys.exit(f"the play ended with {terminal.returncode}")
    return memory, started


def _figures(process: psutil.Process) -> tuple[float, float]:
    """Measure the terminal and the largest of its children, which is the face's."""
    try:
        children = [_resident(child) for child in process.children(recursive=True)]
        return _resident(process), max(children, default=0.0)
    except psutil.NoSuchProcess:
        return 0.0, 0.0


def _report(directory: Path, memory: Memory, started: float) -> None:
    events = _events(directory)
    welcome = next(e for e in events if e.get("state") == "welcoming")
    _line("cold start -> welcome screen", [_at(welcome) - started], 3.0)
    _line("card inserted -> name shown", _card_seconds(directory), 0.5)
    for name, first, last, wish in _SPANS:
        _line(name, _spans(events, first, last), wish)
    judged = [float(e["seconds"]) for e in events if e["event"] == "face-judged"]
    _line("frames there -> verdict", judged, 1.0)
    _megabytes("terminal", memory.terminal, 150)
    _megabytes("face child", memory.face, 450)


def _spans(events: Sequence[Mapping[str, str]], first: str, last: str) -> list[float]:
    begun, found = None, []
    for event in events:
        if event.get("ask") == first:
            begun = _at(event)
        elif event.get("ask") == last and begun is not None:
            found.append(_at(event) - begun)
            begun = None
    return found


def _card_seconds(directory: Path) -> list[float]:
    lines = (directory / "steps.jsonl").read_text().splitlines()
    inserted, found = 0.0, []
    for step in map(json.loads, lines):
        if step["did"] == "hand insert-card":
            inserted = step["at"]
        elif step["screen"] == "agree" and step["did"] == "shown":
            found.append(step["at"] - inserted)
    return found


def _events(directory: Path, kind: str | None = None) -> list[dict[str, str]]:
    path = directory / "state" / "events.jsonl"
    lines = path.read_text().splitlines() if path.exists() else []
    events = [json.loads(line) for line in lines if line.endswith("}")]
    return [e for e in events if kind is None or e["event"] == kind]


def _at(event: Mapping[str, str]) -> float:
    return datetime.fromisoformat(event["at"]).timestamp()


def _resident(process: psutil.Process) -> float:
    return float(process.memory_info().rss) / 1e6


def _line(name: str, seconds: Sequence[float], wish: float | None) -> None:
    middle = statistics.median(seconds)
    late = sorted(seconds)[max(0, round(len(seconds) * 0.95) - 1)]
    told = f"  wish {wish:.1f} s, ratio {middle / wish:.2f}" if wish else ""
    print(
        f"{name:34} median {middle:6.3f} s  p95 {late:6.3f} s  n {len(seconds)}{told}"
    )


def _megabytes(name: str, figures: Sequence[float], wish: int) -> None:
    first, last = figures[0], figures[-1]
    print(
        f"{name:34} visit 1 {first:6.1f} MB  visit {len(figures)} {last:6.1f} MB  "
        f"wish {wish} MB, ratio {last / wish:.2f}"
    )


if __name__ == "__main__":
    sys.exit(main())
