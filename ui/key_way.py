"""The way of keys: every screen by a keypad and headphones alone, without a look.

A keypad for the blind sends ordinary keys. One button is pointed at; the voice
says its name, what belongs to it and its place among the others; a ring shows it
to who sees a little. A closed service can be pointed at, too, to hear its reason.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QPoint, Qt

from ui.widgets.button import TouchButton
from ui.widgets.card import ServiceCard
from ui.widgets.held import Held, HeldTool

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from kiosk.terminal.stage import Scene
    from ui.narration import Narration
    from ui.screen import Screen
    from ui.texts import Texts
    from ui.window import TerminalWindow

__all__ = ["KEYS", "KeyAct", "KeyStage", "KeyWay", "in_order"]


class KeyAct(StrEnum):
    """What a key of the keypad does."""

    NEXT = "next"
    PREVIOUS = "previous"
    PRESS = "press"
    BACK = "back"
    LEAVE = "leave"
    AGAIN = "again"
    HELP = "help"
    LANGUAGE = "language"
    FASTER = "faster"
    SLOWER = "slower"
    LOUDER = "louder"
    QUIETER = "quieter"
    BEGIN = "begin"


_ONCE = Qt.ConnectionType.SingleShotConnection
_K = Qt.Key
KEYS: dict[int, KeyAct] = {
    **dict.fromkeys((_K.Key_Down, _K.Key_Right, _K.Key_Tab), KeyAct.NEXT),
    **dict.fromkeys((_K.Key_Up, _K.Key_Left, _K.Key_Backtab), KeyAct.PREVIOUS),
    **dict.fromkeys(
        (_K.Key_Return, _K.Key_Enter, _K.Key_Space, _K.Key_Select), KeyAct.PRESS
    ),
    **dict.fromkeys((_K.Key_Escape, _K.Key_Backspace, _K.Key_Back), KeyAct.BACK),
    **dict.fromkeys((_K.Key_End, _K.Key_F10), KeyAct.LEAVE),
    **dict.fromkeys((_K.Key_Home, _K.Key_F5, _K.Key_MediaPlay), KeyAct.AGAIN),
    **dict.fromkeys((_K.Key_F1, _K.Key_Help, _K.Key_Question), KeyAct.HELP),
    _K.Key_F2: KeyAct.LANGUAGE,
    _K.Key_PageUp: KeyAct.FASTER,
    _K.Key_PageDown: KeyAct.SLOWER,
    **dict.fromkeys((_K.Key_Plus, _K.Key_VolumeUp), KeyAct.LOUDER),
    **dict.fromkeys((_K.Key_Minus, _K.Key_VolumeDown), KeyAct.QUIETER),
    # Keypads for the blind send this one when headphones are plugged in.
    _K.Key_F15: KeyAct.BEGIN,
}
"""Keys by Qt's number; a screen that takes typed characters has the first word."""


class KeyStage(Protocol):
    """What the way of keys needs of the stage."""

    window: TerminalWindow
    narration: Narration

    @property
    def texts(self) -> Texts:
        """Texts of the moment."""

    @property
    def screen(self) -> Screen:
        """The screen that stands now."""

    @property
    def standing(self) -> Scene:
        """The scene that stands now; the same one in another dress."""

    @property
    def front(self) -> QWidget:
        """What can be reached now: the cover when there is one, else the page."""

    def use(self, tool: str) -> None:
        """Do what a tool or a way of that name does."""


class KeyWay:
    """Leads from button to button; nothing is pressed by a key that only leads."""

    def __init__(self, stage: KeyStage) -> None:
        """Point at nothing yet."""
        self._stage = stage
        self._place: int | None = None
        self._scene: Scene | None = None
        self._front: str = ""

    def press(self, key: int, text: str) -> bool:
        """Take a key; whether it meant something here."""
        stage = self._stage
        if text and not stage.screen.is_locked and stage.screen.type_key(text):
            return True
        act = KEYS.get(key)
        if act is None:
            return False
        if not stage.narration.begin():
            self._act(act)
        return True

    def restore(self) -> None:
        """Point again at the same place after the page was built anew."""
        if self._is_same() and self._place is not None:
            buttons = in_order(self._stage.front)
            if self._place < len(buttons):
                self._point(buttons[self._place])
        else:
            self._place = None

    def follow(self, former: Scene) -> None:
        """Stay at the same place of a scene in which only something changed."""
        if self._scene is former:
            self._scene = self._stage.standing
            self.restore()

    def forget(self) -> None:
        """Point at nothing, for the next person."""
        self._place = None
        self._stage.window.pointed = None

    def _act(self, act: KeyAct) -> None:
        match act:
            case KeyAct.NEXT:
                self._move(1)
            case KeyAct.PREVIOUS:
                self._move(-1)
            case KeyAct.PRESS:
                self._press()
            case KeyAct.BEGIN:
                pass
            case _:
                self._stage.use(act)

    def _move(self, steps: int) -> None:
        buttons = in_order(self._stage.front)
        if not buttons:
            return
        if not self._is_same() or self._place is None:
            place = 0 if steps > 0 else len(buttons) - 1
        else:
            place = (self._place + steps) % len(buttons)
        self._keep(place)
        self._point(buttons[place])
        self._tell(buttons[place], len(buttons))

    def _press(self) -> None:
        """Press what is pointed at; a closed one tells its reason again."""
        buttons = in_order(self._stage.front)
        if not self._is_same() or self._place is None or self._place >= len(buttons):
            self._stage.use(KeyAct.AGAIN)
            return
        button = buttons[self._place]
        if isinstance(button, (Held, HeldTool)):
            self._hold(button)
        elif button.isEnabled():
            button.click()
        else:
            self._tell(button, len(buttons))

    def _hold(self, button: Held | HeldTool) -> None:
        """Hold a button down for as long as the key is down."""
        self._stage.window.key_lifted.connect(button.let_go, _ONCE)
        button.hold()

    def _tell(self, button: TouchButton, count: int) -> None:
        about = button.accessibleDescription()
        name = button.accessibleName()
        said = self._stage.texts.say(
            "key.place", place=(self._place or 0) + 1, count=count
        )
        self._stage.narration.announce(
            "\n".join(part for part in (name, about, said) if part)
        )

    def _point(self, button: TouchButton) -> None:
        window = self._stage.window
        former, window.pointed = window.pointed, button
        if button.isEnabled():
            button.setFocus(Qt.FocusReason.TabFocusReason)
        button.update()
        if former is not None and former.window() is window:
            former.update()

    def _keep(self, place: int) -> None:
        self._place = place
        self._scene = self._stage.standing
        self._front = type(self._stage.front).__name__

    def _is_same(self) -> bool:
        is_front = self._front == type(self._stage.front).__name__
        return self._scene is self._stage.standing and is_front


def in_order(front: QWidget) -> list[TouchButton]:
    """Give what can be pointed at: choices by rows, then ways out, then tools."""
    found = [
        button
        for button in front.findChildren(TouchButton)
        if button.isVisible()
        and (button.isEnabled() or isinstance(button, ServiceCard))
    ]
    return sorted(found, key=lambda button: _rank(button, front))


def _rank(button: TouchButton, front: QWidget) -> tuple[int, int, int]:
    corner = button.mapTo(front, QPoint(0, 0))
    row = corner.y() // max(1, button.look.theme.target // 2)
    return (button.turn, row, corner.x())
