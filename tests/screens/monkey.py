"""An impatient crowd before a terminal: taps, palms, slides, cards pulled, keys."""

from __future__ import annotations

import random
import time
from collections import Counter
from collections.abc import Callable, Collection

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QInputDevice
from PySide6.QtTest import QTest

from tests.screens.compact_terminal import HOLDER, CompactTerminal
from ui.key_way import KEYS
from ui.touch import lift, press, tap
from ui.widgets.button import Emphasis, TouchButton

__all__ = ["Monkey"]

_WAYS_OUT = frozenset({"foot.leave", "tool.help", "idle.stay"})
_WORKING = frozenset({"match-face", "wait", "printing"})
_CALM_SECONDS = 60.0


class Monkey:
    """Touches by chance, but the same way for the same seed.

    Attributes:
        touches: How many fingers came down.
        seen: How often each screen was touched.
    """

    def __init__(self, terminal: CompactTerminal, seed: int) -> None:
        self.touches = 0
        self.seen: Counter[str] = Counter()
        self._terminal = terminal
        self._stage = terminal.stage
        self._chance = random.Random(seed)  # noqa: S311 - a seed that repeats
        kind = QInputDevice.DeviceType.TouchScreen
        self._glass = QTest.createTouchDevice(kind)
        self._acts: list[tuple[int, Callable[[], None]]] = [
            (52, self._tap_a_button),
            (10, self._tap_anywhere),
            (10, self._tap_twice),
            (5, self._slide_off),
            (7, self._tap_with_two_fingers),
            (7, self._lay_the_palm),
            (4, self._type_a_key),
            (20, self._move_the_card),
            (3, self._move_the_face),
        ]

    def rage(self, touches: int, wanted: Collection[str] = (), most: int = 0) -> None:
        """Go on until so many touches were made, and the wanted screens were touched.

        How far a visit gets depends on how fast the machine answers; after ``most``
        touches it ends all the same.
        """
        weights, acts = zip(*self._acts, strict=True)
        while self.touches < touches or (
            self.touches < most and not self.seen.keys() >= set(wanted)
        ):
            self.seen[self._stage.screen.name] += 1
            if self._stage.screen.name in _WORKING and self._chance.random() < 0.5:
                # Even in a crowd somebody lets the machine finish now and then.
                QTest.qWait(1)
                self._terminal.turn()
                continue
            act = self._chance.choices(acts, weights)[0]
            act()
            # Not after each touch: some come while the page is being changed.
            if self._chance.random() < 0.85:
                self._terminal.turn()

    def calm_down(self) -> None:
        """Take the card and leave, as the next person does, until all is free."""
        deadline = time.monotonic() + _CALM_SECONDS
        self._terminal.reader.remove()
        self._terminal.face.do("show", portrait=b"\xff\xd8\xff somebody")
        while self._stage.screen.name != "welcome":
            assert time.monotonic() < deadline, self._stage.screen.name
            self._terminal.turn()
            open_buttons = self._buttons()
            ways = [each for each in open_buttons if each.key == "foot.leave"]
            own = [each for each in open_buttons if each.turn == 0]
            if ways or own:
                tap(self._stage.window, (ways or own)[0])
            time.sleep(0.001)

    def _buttons(self) -> list[TouchButton]:
        found = self._stage.front.findChildren(TouchButton)
        return [each for each in found if each.isVisible() and each.isEnabled()]

    def _tap_a_button(self) -> None:
        buttons = self._buttons()
        if self._chance.random() < 0.9:
            buttons = [each for each in buttons if each.key not in _WAYS_OUT]
        if self._chance.random() < 0.97:
            buttons = [each for each in buttons if each.turn == 0]
        if self._chance.random() < 0.3:
            # In a hurry people press what stands out.
            buttons = [b for b in buttons if b.emphasis is Emphasis.PRIMARY] or buttons
        if buttons:
            self._tap(self._middle(self._chance.choice(buttons)))
        else:
            self._tap_anywhere()

    def _middle(self, button: TouchButton) -> QPoint:
        return button.mapTo(self._stage.window, button.rect().center())

    def _tap_anywhere(self) -> None:
        self._tap(self._spot())

    def _tap_twice(self) -> None:
        spot = self._spot()
        for _ in range(2):
            self._tap(spot)

    def _slide_off(self) -> None:
        self.touches += 1
        press(self._stage.window, self._spot())
        lift(self._stage.window, self._spot())

    def _tap_with_two_fingers(self) -> None:
        self._touch_with(2)

    def _lay_the_palm(self) -> None:
        self._touch_with(7)

    def _touch_with(self, fingers: int) -> None:
        """Put fingers down one by one and lift them in another order."""
        window = self._stage.window.windowHandle()
        spots = [self._spot() for _ in range(fingers)]
        self.touches += fingers
        down = QTest.touchEvent(window, self._glass)
        for finger, spot in enumerate(spots):
            down.press(finger, spot, window)
        down.commit()
        up = QTest.touchEvent(window, self._glass)
        for finger, spot in enumerate(spots):
            up.release(finger, spot, window)
        up.commit()

    def _type_a_key(self) -> None:
        self.touches += 1
        key = self._chance.choice([*KEYS, Qt.Key.Key_5, Qt.Key.Key_A])
        QTest.keyClick(self._stage.window.windowHandle(), Qt.Key(key))

    def _move_the_card(self) -> None:
        """Do what the screen asks for most of the time, and the wrong thing else."""
        screen = self._stage.screen.name
        removing = {"take-card": 0.8, "read-card": 0.05}.get(screen, 0.08)
        if self._chance.random() < removing:
            self._terminal.reader.remove()
        else:
            self._terminal.reader.insert(HOLDER)

    def _move_the_face(self) -> None:
        if self._chance.random() < 0.2:
            self._terminal.face.do("empty")
        else:
            self._terminal.sit_down()

    def _tap(self, spot: QPoint) -> None:
        self.touches += 1
        press(self._stage.window, spot)
        lift(self._stage.window, spot)

    def _spot(self) -> QPoint:
        size = self._stage.window.size()
        across = self._chance.randrange(size.width())
        return QPoint(across, self._chance.randrange(size.height()))
