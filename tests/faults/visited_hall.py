"""A hall with one running terminal, a resident in it, and eyes on everything."""

from __future__ import annotations

import json
import re
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, cast

import psutil

from kiosk.demonstration.bench import move
from kiosk.demonstration.hall import Hall

__all__ = ["LIMIT_SECONDS", "Look", "VisitedHall"]

LIMIT_SECONDS = 60.0
_LOOK_SECONDS = 0.05
_TEXTS = Path(__file__).resolve().parents[2] / "assets" / "texts"
_ENGLISH, _CHINESE = _TEXTS / "en.json", _TEXTS / "zh-CN.json"

Look = dict[str, Any]


class VisitedHall:
    """What a person in the hall can see and do, and what is on record behind it."""

    def __init__(self, hall: Hall, process: subprocess.Popen[str]) -> None:
        """Stand before a running terminal."""
        self.hall = hall
        self.process = process
        self._log = hall.directory / "state" / "events.jsonl"
        self._english = _translations()
        self.resident = next(iter(hall.residents.values()))

    @classmethod
    @contextmanager
    def open(cls, hall: Hall) -> Iterator[VisitedHall]:
        """Start the terminal; it is killed at the end if it does not go by itself."""
        command = [sys.executable, "-m", "tests.faults.remote_terminal"]
        pipe = subprocess.PIPE
        with subprocess.Popen(
            [*command, str(hall.settings)],
            env={**hall.environment, "QT_QPA_PLATFORM": "offscreen"},
            stdin=pipe,
            stdout=pipe,
            text=True,
        ) as process:
            try:
                yield cls(hall, process)
                process.terminate()
                process.wait(LIMIT_SECONDS)
            finally:
                process.kill()

    def look(self) -> Look:
        """Look at the screen."""
        return self._ask({"look": True})

    def press(self, key: str) -> bool:
        """Touch a button; whether it was there."""
        return bool(self._ask({"press": key})["pressed"])

    def move(self, twin: str, command: str, **arguments: object) -> object:
        """Do something to a device."""
        return move(self.hall.bench, twin, command, **arguments)

    def title(self, look: Look) -> str:
        """Give the heading of a screen in English."""
        for line in str(look["words"]).split("\n"):
            for chinese, english in self._english:
                if chinese.fullmatch(line):
                    return english
        return str(look["screen"])

    def events(self) -> list[dict[str, str]]:
        """Read the terminal's log."""
        text = self._log.read_text() if self._log.exists() else ""
        return [json.loads(line) for line in text.splitlines() if line.endswith("}")]

    def sheets(self) -> int:
        """Count what lies in the printer's tray."""
        return len(list(self.hall.printed.glob("*.pdf")))

    def slips(self) -> int:
        """Count the receipts that were ever printed."""
        return len(list((self.hall.directory / "slips").glob("slip-*.png")))

    def copies(self) -> list[tuple[str, str]]:
        """Give serial and last standing of every copy at the centre, oldest first."""
        file = self.hall.directory / "centre" / "centre.sqlite3"
        query = (
            "SELECT serial, standing FROM copy_event WHERE standing != 'prepared' "
            "ORDER BY event_id"
        )
        line = sqlite3.connect(f"file:{file}?mode=ro", uri=True)
        try:
            return list(dict(line.execute(query).fetchall()).items())
        finally:
            line.close()

    def kill_face_child(self) -> None:
        """Kill the process that looks at faces, as a crash in native code would."""
        for child in psutil.Process(self.process.pid).children(recursive=True):
            with suppress(psutil.Error):
                if "drivers.face.child_main:serve" in child.cmdline():
                    child.kill()

    def await_look(self, wanted: Callable[[Look], bool]) -> Look:
        """Look until the screen is as wanted."""
        deadline = time.monotonic() + LIMIT_SECONDS
        while not wanted(look := self.look()):
            assert time.monotonic() < deadline, look
            time.sleep(_LOOK_SECONDS)
        return look

    def await_true(self, is_met: Callable[[], bool]) -> None:
        """Wait for something beside the screen."""
        deadline = time.monotonic() + LIMIT_SECONDS
        while not is_met():
            assert time.monotonic() < deadline, self.events()[-8:]
            time.sleep(_LOOK_SECONDS)

    def _ask(self, order: dict[str, object]) -> Look:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(json.dumps(order) + "\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        assert line, "the terminal ended"
        return cast("Look", json.loads(line))


def _translations() -> list[tuple[re.Pattern[str], str]]:
    """Pair each Chinese text, places open, with the English one, places as dots."""
    chinese, english = (
        json.loads(path.read_text("utf-8")) for path in (_CHINESE, _ENGLISH)
    )
    return [
        (_pattern(text), _PLACE.sub("…", english[key]))
        for key, text in chinese.items()
        if key.endswith(".title")
    ]


_PLACE = re.compile(r"\{\w+\}")


def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(".+".join(map(re.escape, _PLACE.split(text))))
