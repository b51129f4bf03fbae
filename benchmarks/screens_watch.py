"""What is watched inside a terminal's process: its GUI thread, screens and pictures."""

from __future__ import annotations

import json
import sys
import threading
import time
import traceback
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from types import FrameType

from PySide6.QtCore import QEvent, QObject, Qt, QTimer

from kiosk.assembly.terminal import Terminal, run_terminal
from kiosk.demonstration.play import accompany
from kiosk.settings import load_settings
from ui.first_drawn import FirstDrawn
from ui.screen import Screen
from ui.widgets.face_oval import FaceOval

__all__ = ["AWAY_MS", "TURN_MS", "Watch", "be_watched"]

TURN_MS = 10
AWAY_MS = 50
_FRAMES = 5
_SIZE = (1080, 1920)


@dataclass(frozen=True, slots=True)
class _Moment:
    """A moment on the wall's clock, and on those of this thread and process."""

    wall: float
    thread: float
    process: float


@dataclass
class Watch:
    """What was seen inside the terminal's process.

    Attributes:
        welcome_at: When the first screen was drawn, on the wall's clock.
        whole_at: When every device had spoken.
        away_ms: How late each turn of the loop came.
        own_ms: What the GUI thread worked itself meanwhile.
        late: The turns over 50 ms: away, own and whole process's work, screen, and
            where the thread was.
        pictures: Camera pictures painted a second, of each look.
    """

    welcome_at: float = 0.0
    whole_at: float = 0.0
    away_ms: list[float] = field(default_factory=list)
    own_ms: list[float] = field(default_factory=list)
    late: list[tuple[float, float, float, str, str]] = field(default_factory=list)
    pictures: list[float] = field(default_factory=list)


def be_watched(settings: Path, play: Path, out: Path) -> int:
    """Run a terminal with a player, a timer of 10 ms and a counter of pictures."""
    watch = Watch()
    visit = accompany(play)

    def begin(terminal: Terminal) -> None:
        visit(terminal)
        window = terminal.stage.window
        painted = _Painted(window)
        FirstDrawn(window, partial(_note_welcome, watch, terminal))
        window.presented.connect(partial(_note_screen, watch, painted))
        _Turns(terminal, watch)

    code = run_terminal(load_settings(settings), _SIZE, begin)
    out.write_text(json.dumps(vars(watch)))
    return code


class _Painted(QObject):
    """Keeps the moments at which something was painted."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.moments: list[float] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        if event.type() is QEvent.Type.Paint:
            self.moments.append(time.perf_counter())
        return super().eventFilter(watched, event)


def _note_welcome(watch: Watch, terminal: Terminal) -> None:
    if terminal.stage.screen.name != "welcome":
        sys.exit("the first screen is no welcome")
    watch.welcome_at = time.time()


def _note_screen(watch: Watch, painted: _Painted, screen: Screen) -> None:
    rate = _rate(painted.moments)
    if rate is not None:
        watch.pictures.append(rate)
    painted.moments.clear()
    for oval in screen.findChildren(FaceOval):
        oval.installEventFilter(painted)


class _Turns:
    """Notes each turn of the loop, and where the thread is that does not come back."""

    def __init__(self, terminal: Terminal, watch: Watch) -> None:
        self._terminal, self._watch = terminal, watch
        self._last = _Moment(0, 0, 0)
        self._where = ""
        self._gui = threading.get_ident()
        self._timer = QTimer(terminal.stage.window)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._turn)
        self._timer.start(TURN_MS)
        threading.Thread(target=self._look, daemon=True).start()

    def _turn(self) -> None:
        now = _Moment(time.perf_counter(), time.thread_time(), time.process_time())
        last, self._last = self._last, now
        where, self._where = self._where, ""
        watch, host = self._watch, self._terminal.host
        if not watch.whole_at and host.is_whole:
            watch.whole_at = time.time()
        away = (now.wall - last.wall) * 1000 - TURN_MS
        own = (now.thread - last.thread) * 1000
        if not last.wall or not watch.welcome_at:
            return
        watch.away_ms.append(away)
        watch.own_ms.append(own)
        if away > AWAY_MS:
            ours = (now.process - last.process) * 1000
            name = self._terminal.stage.screen.name
            watch.late.append((away, own, ours, name, where))

    def _look(self) -> None:
        """Look from another thread where the GUI thread is when it is late."""
        while True:
            time.sleep(TURN_MS / 1000)
            is_late = time.perf_counter() - self._last.wall > AWAY_MS / 1000
            frame = sys._current_frames().get(self._gui)  # noqa: SLF001 - no other way
            if is_late and frame is not None and not self._where:
                self._where = _told(frame)


def _told(frame: FrameType) -> str:
    calls = traceback.extract_stack(frame)[-_FRAMES:]
    return " < ".join(
        f"{Path(call.filename).name}:{call.lineno} {call.name}"
        for call in reversed(calls)
    )


def _rate(moments: Sequence[float]) -> float | None:
    """Pictures a second from the first to the last, if there were enough."""
    few = 8
    if len(moments) < few:
        return None
    return (len(moments) - 1) / (moments[-1] - moments[0])
