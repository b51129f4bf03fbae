"""A robot visitor: touches real widgets by name, for demonstrations and benchmarks."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from ui.touch import find_button, find_hidden, tap

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Sequence
    from pathlib import Path

    from ui.screen import Screen
    from ui.stage import QtStage

__all__ = ["Player", "Rule", "Step"]

_POLL_MS = 25
_SECONDS_PER_SCREEN = 120.0


@dataclass(frozen=True, slots=True)
class Rule:
    """What to do on a kind of screen.

    Attributes:
        screen: Name of the screen, e.g. ``agree``.
        press: Text key of the button to touch, e.g. ``agree.accept``; several,
            parted by blanks, are touched one after another.
        hand: What a hand does before the touch, e.g. ``insert-card``.
        times: How often the rule holds; none for ever.
    """

    screen: str
    press: str = ""
    hand: str = ""
    times: int | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that happened, with its moment on the monotonic clock.

    Attributes:
        did: ``shown``, ``pressed <key>``, ``hand <act>``, ``done`` or ``stuck``.
    """

    at_seconds: float
    screen: str
    did: str


class Player(QObject):
    """Plays a script on a stage, in the GUI thread, on the real event loop.

    For each screen the first rule of its name that is not used up holds. The
    play is done when the welcome screen is back and no rule holds for it; it is
    stuck when one screen stands for two minutes.

    Attributes:
        is_done: Whether the script was played to its end.
    """

    def __init__(  # noqa: PLR0913 - a script needs its props
        self,
        stage: QtStage,
        script: Sequence[Rule],
        hands: Callable[[str], None],
        pictures: Path | None = None,
        on_step: Callable[[Step], None] | None = None,
        *,
        obeys: Container[str] = (),
        pause_seconds: float = 0.6,
        is_ready: Callable[[], bool] = lambda: True,
        is_moving: Callable[[], bool] = lambda: False,
    ) -> None:
        """Get ready; each screen is looked at for a pause before acting.

        The visitor comes in when ``is_ready`` says so for the first time. What a hand
        does may take its time elsewhere: no button is touched while ``is_moving``.
        Prompts before the camera, such as ``blink``, are followed by the hands of
        the same names, those that ``obeys`` names; others are left unanswered.
        """
        super().__init__()
        self._stage = stage
        self._script = list(script)
        self._used = [0] * len(self._script)
        self._hands = hands
        self._obeys = obeys
        self._prompt = ""
        self._on_step = on_step or (lambda _: None)
        self._album = _Album(stage, pictures)
        self._pause_seconds = pause_seconds
        self._is_ready = is_ready
        self._is_moving = is_moving
        self._to_press: Sequence[str] = ()
        self._has_come = False
        self._screen: Screen | None = None
        self._since = 0.0
        self._has_acted = False
        self.is_done = False
        self._timer = QTimer(self)
        self._timer.setInterval(_POLL_MS)
        self._timer.timeout.connect(self._watch)

    def start(self) -> None:
        """Begin to watch the stage and to act."""
        self._timer.start()

    def stop(self) -> None:
        """Watch no more."""
        self._timer.stop()

    def _watch(self) -> None:
        """Notice a new screen, and act on it once the pause is over."""
        self._has_come = self._has_come or self._is_ready()
        if not self._has_come:
            return
        if self._stage.screen is not self._screen:
            self._notice(self._stage.screen)
        self._obey()
        waited = time.monotonic() - self._since
        if waited >= _SECONDS_PER_SCREEN:
            self._end("stuck")
        elif not self._is_moving() and self._to_press:
            self._press()
        elif waited >= self._pause_seconds and not self._has_acted:
            self._act()

    def _notice(self, screen: Screen) -> None:
        self._screen = screen
        self._since = time.monotonic()
        self._has_acted = False
        self._to_press = ()
        self._report("shown")
        self._album.open_leaf(screen.kind)

    def _obey(self) -> None:
        """Do what the screen asks the face for, once for each time it asks."""
        prompt = str(getattr(self._screen, "prompt", None) or "")
        if prompt != self._prompt:
            self._prompt = prompt
            if prompt:
                self._album.open_leaf(f"{self._screen_kind()}-{prompt}")
            if prompt in self._obeys:
                self._report(f"hand {prompt}")
                self._hands(prompt)

    def _act(self) -> None:
        """Do what the rule says; a button that is not ready yet is tried again."""
        self._album.keep()
        place = self._rule_place()
        if place is None:
            self._has_acted = True
            if self._name() == "welcome":
                self.is_done = True
                self._end("done")
            return
        self._turn_to(self._script[place])
        if self._can_play(self._script[place]):
            self._has_acted = True
            self._used[place] += 1
            self._play(self._script[place])

    def _rule_place(self) -> int | None:
        """Find the first rule for this screen that is not used up."""
        for place, rule in enumerate(self._script):
            left = rule.times is None or self._used[place] < rule.times
            if rule.screen == self._name() and left:
                return place
        return None

    def _can_play(self, rule: Rule) -> bool:
        first = rule.press.split()[:1]
        return all(find_button(self._stage, key) is not None for key in first)

    def _turn_to(self, rule: Rule) -> None:
        """Look for a choice further on, as a visitor does who misses it."""
        sought = rule.press.split()[:1]
        is_further_on = any(find_hidden(self._stage, key) for key in sought)
        # The first screen has the commonest services; all are one touch further.
        is_missed = self._screen_kind() == "welcome" and any(
            key.startswith("service.") and find_button(self._stage, key) is None
            for key in sought
        )
        if self._screen is not None and (is_further_on or is_missed):
            following = find_button(self._stage, self._screen.more)
            if following is not None:
                tap(self._stage.window, following)

    def _play(self, rule: Rule) -> None:
        if rule.hand:
            self._report(f"hand {rule.hand}")
            self._hands(rule.hand)
        self._to_press = rule.press.split()
        if not self._is_moving():
            self._press()

    def _press(self) -> None:
        keys, self._to_press = self._to_press, ()
        for key in keys:
            button = find_button(self._stage, key)
            if button is not None:
                self._report(f"pressed {key}")
                tap(self._stage.window, button)

    def _end(self, how: str) -> None:
        self.stop()
        self._report(how)

    def _name(self) -> str:
        """Name the screen as scripts do: all services are the welcome screen's."""
        kind = self._screen_kind()
        return "welcome" if kind == "all-services" else kind

    def _screen_kind(self) -> str:
        return self._screen.kind if self._screen is not None else ""

    def _report(self, did: str) -> None:
        self._on_step(Step(time.monotonic(), self._name(), did))


class _Album:
    """Numbered pictures of the screens, as ``01-welcome.png``."""

    def __init__(self, stage: QtStage, folder: Path | None) -> None:
        """Keep pictures in a folder, or none at all."""
        self._stage = stage
        self._folder = folder
        self._count = 0
        self._name = ""
        if folder is not None:
            folder.mkdir(parents=True, exist_ok=True)

    def open_leaf(self, name: str) -> None:
        """Begin a new picture; it is kept at once, in case the screen is brief."""
        self._count += 1
        self._name = f"{self._count:02d}-{name}.png"
        self.keep()

    def keep(self) -> None:
        """Save the window as it looks now, over an earlier picture of the leaf."""
        if self._folder is not None:
            self._stage.window.grab().save(str(self._folder / self._name))
