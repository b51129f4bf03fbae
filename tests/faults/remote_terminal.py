"""A real terminal whose screen is read and touched over its own console.

``python -m tests.faults.remote_terminal SETTINGS``: one JSON order a line,
``{"look": true}`` or ``{"press": "key"}``, and one JSON answer a line.
"""

from __future__ import annotations

import json
import queue
import sys
import threading
from pathlib import Path
from typing import IO

from PySide6.QtCore import QObject, QTimer

from kiosk.assembly.stations import (
    CONTACT_READER,
    ID_READER,
    PANEL,
    RECEIPT_PRINTER,
    SCANNER,
)
from kiosk.assembly.terminal import Terminal, run_terminal
from kiosk.settings import load_settings
from ui.touch import find_button, tap

__all__ = ["Remote"]

_LOOK_MS = 20
_SIZE = (1080, 1920)
_DEVICES = (
    CONTACT_READER,
    ID_READER,
    "face",
    "printer",
    RECEIPT_PRINTER,
    SCANNER,
    PANEL,
)


class Remote(QObject):
    """Carries orders out in the GUI thread, where a finger would be."""

    def __init__(self, terminal: Terminal, orders: IO[str], answers: IO[str]) -> None:
        """Listen on a thread and act on a timer."""
        super().__init__(terminal.application)
        self._terminal = terminal
        self._answers = answers
        self._orders: queue.SimpleQueue[str] = queue.SimpleQueue()
        threading.Thread(target=self._hear, args=(orders,), daemon=True).start()
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._attend)
        self._timer.start(_LOOK_MS)

    def _hear(self, orders: IO[str]) -> None:
        for line in orders:
            self._orders.put(line)

    def _attend(self) -> None:
        while not self._orders.empty():
            told = json.dumps(self._answer(json.loads(self._orders.get())))
            self._answers.write(told + "\n")
            self._answers.flush()

    def _answer(self, order: dict[str, str]) -> dict[str, object]:
        stage = self._terminal.stage
        if "press" not in order:
            return self._look()
        button = find_button(stage, order["press"])
        if button is not None:
            tap(stage.window, button)
        return {"pressed": button is not None}

    def _look(self) -> dict[str, object]:
        screen = self._terminal.stage.screen
        offers = self._terminal.host.offers
        closed = {each.key: list(each.closures) for each in offers}
        words, name = screen.spoken(), screen.name
        board = self._terminal.host._tools.board  # noqa: SLF001 - what devices said
        lost = [name for name in _DEVICES if not board.raw(name).is_usable]
        return {"screen": name, "words": words, "closed": closed, "lost": lost}


def _main() -> int:
    # Whatever libraries print must not get between the answers.
    answers, sys.stdout = sys.stdout, sys.stderr
    settings = load_settings(Path(sys.argv[1]))
    return run_terminal(
        settings, _SIZE, lambda terminal: _keep(Remote(terminal, sys.stdin, answers))
    )


def _keep(_: Remote) -> None:
    """The application owns it."""


if __name__ == "__main__":
    sys.exit(_main())
