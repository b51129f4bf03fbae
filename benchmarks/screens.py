"""Measures the screens with software rendering: touches, page switches, visits.

``python benchmarks/screens.py [--visits 100] [--quick]`` draws without a graphics
card. The first part touches and switches in an off-screen window of full HD; the
second plays visits on the real parts in a virtual screen and watches the GUI
thread with a timer of 10 ms. Each figure stands beside the one to reach.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from PySide6.QtCore import QObject, QPoint
    from PySide6.QtGui import QImage

    from kiosk.assembly.terminal import Terminal
    from kiosk.terminal.stage import Scene
    from ui.stage import QtStage
    from ui.widgets.button import TouchButton

_SIZES = ((1080, 1920), (1920, 1080))
_TURN_MS = 10
_AWAY_MS = 50
_PATIENCE_SECONDS = 20.0


def main() -> int:
    """Measure, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--visits", type=int, default=100)
    parser.add_argument("--quick", action="store_true", help="no visits")
    parser.add_argument("--inside", nargs=3, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.inside:
        return _be_watched(*map(Path, options.inside))
    print(f"load of the machine: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    _measure_loading()
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    for size in _SIZES:
        _measure_window(size)
    if not options.quick:
        _measure_visits(options.visits)
    return 0


# What is loaded before the first screen -------------------------------------


def _measure_loading() -> None:
    """Load the terminal's program in processes of its own, warm, by processor time."""
    told = [_loaded() for _ in range(6)][1:]
    seconds, modules = [each[0] for each in told], told[0][1]
    print(
        f"{'program loaded, processor':44} median {median(seconds):6.2f} s"
        f"  least {min(seconds):.2f} s  n {len(seconds)}  modules {modules:.0f}"
    )


def _loaded() -> tuple[float, float]:
    program = (
        "import time, sys, kiosk.cli, kiosk.assembly.terminal; "
        "kiosk.cli._parser(); print(time.process_time(), len(sys.modules))"
    )
    command = [sys.executable, "-c", program]
    told = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    seconds, modules = told.split()
    return float(seconds), float(modules)


# A window by itself --------------------------------------------------------


def _measure_window(size: tuple[int, int]) -> None:
    from ui.app import create_application  # noqa: PLC0415 - only where it is drawn
    from ui.stage import QtStage  # noqa: PLC0415

    app = create_application(["benchmark"])
    stage = QtStage(size)
    stage.open()
    app.processEvents()
    shape = f"{size[0]}x{size[1]}"
    switches: list[_Span] = []
    touches: list[_Span] = []
    for _ in range(3):
        for scene in _scenes():
            switches.append(_switch(stage, scene))
            touches += [_touch(stage, button) for button in _buttons(stage)]
    answers = [_touch_tool(stage) for _ in range(40)]
    _both_lines(f"{shape} touch -> first changed pixel", touches, 50, last=0.99)
    _both_lines(f"{shape} page switch, drawn", switches, 16, last=0.5)
    _both_lines(f"{shape} text size -> whole page anew", answers, None, last=0.99)
    stage.close()
    app.processEvents()


@dataclass(frozen=True, slots=True)
class _Span:
    """How long something took: on the wall's clock, and of this thread's work."""

    wall_ms: float
    own_ms: float


class _Stopwatch:
    """Runs from its making on."""

    def __init__(self) -> None:
        self._wall, self._own = time.perf_counter(), time.thread_time()

    def span(self) -> _Span:
        wall, own = time.perf_counter() - self._wall, time.thread_time() - self._own
        return _Span(wall * 1000, own * 1000)


def _both_lines(
    name: str, spans: Sequence[_Span], wish: float | None, last: float
) -> None:
    _line(name, [span.wall_ms for span in spans], wish, last)
    _line("  of which its own work", [span.own_ms for span in spans], wish, last)


def _scenes() -> Iterator[Scene]:
    from ui.showcase import exhibits  # noqa: PLC0415

    return (exhibit.scene for exhibit in exhibits())


def _switch(stage: QtStage, scene: Scene) -> _Span:
    """Show a scene and wait until all of it is drawn."""
    _let_go()
    watch = _Stopwatch()
    stage.show(scene)
    stage.skip_hold()
    _turn()
    return watch.span()


def _buttons(stage: QtStage) -> list[TouchButton]:
    from ui.widgets.button import TouchButton  # noqa: PLC0415

    found = stage.window.findChildren(TouchButton)
    return [button for button in found if button.isVisible() and button.isEnabled()]


def _touch(stage: QtStage, button: TouchButton) -> _Span:
    """Put a finger on a button until it looks different, and slide away from it."""
    from PySide6.QtCore import QPoint  # noqa: PLC0415

    from ui.touch import lift, press  # noqa: PLC0415

    window = stage.window
    # In the corner below the words, where the ground of a pressed button changes.
    theme = button.look.theme
    ground = QPoint(theme.radius, button.height() - 2 * theme.stroke - 1)
    place = button.mapTo(window, ground)
    before = _colour(stage, place)
    watch = _Stopwatch()
    press(window, place)
    span = _until(lambda: _colour(stage, place) != before, watch)
    lift(window, window.rect().topLeft())
    _turn()
    return span


def _touch_tool(stage: QtStage) -> _Span:
    from ui.touch import find_button, tap  # noqa: PLC0415

    former = stage.screen
    tool = find_button(stage, f"tool.text-size.{stage.comfort.text_size}")
    if tool is None:
        sys.exit("the tool for the text size is not there")
    watch = _Stopwatch()
    tap(stage.window, tool)
    _until(lambda: stage.screen is not former, watch)
    _turn()
    return watch.span()


def _until(is_so: Callable[[], bool], watch: _Stopwatch) -> _Span:
    while not is_so():
        if watch.span().wall_ms > _PATIENCE_SECONDS * 1000:
            sys.exit("a touch changed nothing within twenty seconds")
        _turn()
    return watch.span()


def _colour(stage: QtStage, place: QPoint) -> int:
    """Look at the window's own picture, as it was drawn last; draws nothing."""
    picture: QImage = stage.window.backingStore().paintDevice()  # type: ignore[assignment]
    return picture.pixel(place)


def _turn() -> None:
    from PySide6.QtWidgets import QApplication  # noqa: PLC0415

    QApplication.processEvents()


def _let_go() -> None:
    """Let former screens go, which a loop that really runs does by itself."""
    from PySide6.QtCore import QCoreApplication, QEvent  # noqa: PLC0415

    _turn()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


# Visits on the real parts --------------------------------------------------


def _measure_visits(visits: int) -> None:
    from kiosk.demonstration.hall import Hall  # noqa: PLC0415
    from kiosk.demonstration.narrator import Narrator  # noqa: PLC0415
    from kiosk.demonstration.screen import virtual_screen  # noqa: PLC0415

    with tempfile.TemporaryDirectory(prefix="screens-") as name:
        directory = Path(name)
        with Hall(directory, Narrator(sys.stderr), challenges=False) as hall:
            hall.set_pace(0.1)
            play, out = _play(hall, directory, visits), directory / "watched.json"
            own = [sys.executable, __file__, "--inside"]
            with virtual_screen(_SIZES[0]) as screen:
                begun = time.time()
                done = subprocess.run(
                    [*own, str(hall.settings), str(play), str(out)],
                    env={**hall.environment, **screen},
                    check=False,
                )
            if done.returncode:
                sys.exit(f"the play ended with {done.returncode}")
            _report(json.loads(out.read_text()), begun, visits)


def _play(hall: Any, directory: Path, visits: int) -> Path:  # noqa: ANN401 - loaded late
    from kiosk.demonstration.play import Play, save_play  # noqa: PLC0415
    from kiosk.demonstration.show import hands_of, script_of  # noqa: PLC0415

    resident = next(iter(hall.residents.values()))
    script = [
        replace(rule, times=visits) for rule in script_of("enrolment-certificate")
    ]
    play = Play(
        bench=str(hall.bench),
        script=script,
        hands=hands_of(resident, hall.empty_room),
        steps=str(directory / "steps.jsonl"),
        pause_seconds=0.1,
    )
    path = directory / "play.json"
    save_play(play, path)
    return path


@dataclass(frozen=True, slots=True)
class _Moment:
    """A moment on the wall's clock, and on those of this thread and process."""

    wall: float
    thread: float
    process: float


@dataclass
class _Watch:
    """What was seen inside the terminal's process."""

    welcome_at: float = 0.0
    away_ms: list[float] = field(default_factory=list)
    own_ms: list[float] = field(default_factory=list)
    late: list[tuple[float, float, float, str]] = field(default_factory=list)
    pictures: list[float] = field(default_factory=list)


def _be_watched(settings: Path, play: Path, out: Path) -> int:
    """Run a terminal with a player, a timer of 10 ms and a counter of pictures."""
    from kiosk.assembly.terminal import run_terminal  # noqa: PLC0415
    from kiosk.demonstration.play import accompany  # noqa: PLC0415
    from kiosk.settings import load_settings  # noqa: PLC0415

    watch = _Watch()
    visit = accompany(play)

    def begin(terminal: Terminal) -> None:
        visit(terminal)
        _watch_over(terminal, watch)

    code = run_terminal(load_settings(settings), _SIZES[0], begin)
    out.write_text(json.dumps(vars(watch)))
    return code


def _watch_over(terminal: Terminal, watch: _Watch) -> None:
    """Watch screens, pictures of the camera, and the thread that draws both."""
    window = terminal.stage.window
    painted = _count_paintings(window)
    window.presented.connect(partial(_note_screen, watch, painted))
    _note_turns(terminal, watch)


def _count_paintings(parent: QObject) -> Any:  # noqa: ANN401 - Qt is loaded late
    from PySide6.QtCore import QEvent, QObject  # noqa: PLC0415

    class Painted(QObject):
        """Keeps the moments at which something was painted."""

        def __init__(self) -> None:
            super().__init__(parent)
            self.moments: list[float] = []

        def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
            if event.type() is QEvent.Type.Paint:
                self.moments.append(time.perf_counter())
            return super().eventFilter(watched, event)

    return Painted()


def _note_screen(watch: _Watch, painted: Any, screen: Any) -> None:  # noqa: ANN401
    from ui.widgets.face_oval import FaceOval  # noqa: PLC0415

    rate = _rate(painted.moments)
    if rate is not None:
        watch.pictures.append(rate)
    painted.moments.clear()
    if screen.name == "welcome" and not watch.welcome_at:
        watch.welcome_at = time.time()
    for oval in screen.findChildren(FaceOval):
        oval.installEventFilter(painted)


def _note_turns(terminal: Terminal, watch: _Watch) -> None:
    from PySide6.QtCore import Qt, QTimer  # noqa: PLC0415

    last = _Moment(0, 0, 0)

    def turn() -> None:
        nonlocal last
        now = _Moment(time.perf_counter(), time.thread_time(), time.process_time())
        away = (now.wall - last.wall) * 1000 - _TURN_MS
        own = (now.thread - last.thread) * 1000
        if last.wall and watch.welcome_at:
            watch.away_ms.append(away)
            watch.own_ms.append(own)
            if away > _AWAY_MS:
                ours = (now.process - last.process) * 1000
                watch.late.append((away, own, ours, terminal.stage.screen.name))
        last = now

    timer = QTimer(terminal.stage.window)
    timer.setTimerType(Qt.TimerType.PreciseTimer)
    timer.timeout.connect(turn)
    timer.start(_TURN_MS)


def _rate(moments: Sequence[float]) -> float | None:
    """Pictures a second from the first to the last, if there were enough."""
    few = 8
    if len(moments) < few:
        return None
    return (len(moments) - 1) / (moments[-1] - moments[0])


def _report(seen: dict[str, Any], begun: float, visits: int) -> None:
    start = seen["welcome_at"] - begun
    print(f"{'start -> welcome':44} {start:6.2f} s   wish 2.00")
    _line(f"GUI thread away, {visits} visits", seen["away_ms"], _AWAY_MS, 1.0)
    _line("  of which its own work", seen["own_ms"], _AWAY_MS, last=1.0)
    late = seen["late"]
    print(f"{'  turns away more than 50 ms':44} {len(late):6}")
    for screen in sorted({each[-1] for each in late}):
        away, own, ours, _ = max(each for each in late if each[-1] == screen)
        print(
            f"{'    ' + screen:44} {away:6.1f} ms at most: own work {own:.1f}, "
            f"whole process {ours:.1f}"
        )
    rates = seen["pictures"]
    if rates:
        least, middle = min(rates), median(rates)
        print(
            f"{'camera pictures painted while matching':44} {middle:6.1f} a second, "
            f"least {least:.1f}, n {len(rates)}, wish 25"
        )


def _line(name: str, figures: Sequence[float], wish: float | None, last: float) -> None:
    """Print median and the share that counts, in milliseconds."""
    ordered = sorted(figures)
    worst = ordered[min(len(ordered) - 1, int(len(ordered) * last))]
    told = f"  wish {wish:.0f}, ratio {worst / wish:.2f}" if wish else ""
    print(
        f"{name:44} median {median(figures):6.1f} ms  p{last * 100:.0f} {worst:6.1f} ms"
        f"  worst {ordered[-1]:6.1f}  n {len(figures)}{told}"
    )


if __name__ == "__main__":
    sys.exit(main())
