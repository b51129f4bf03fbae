"""The terminal's one window: the page, and what may lie over it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QWidget

from ui.correction import TouchCorrection

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QCloseEvent, QResizeEvent, QShowEvent

_ENTER_KEYS = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)

__all__ = ["KeyListener", "TerminalWindow"]

_TOUCHES = (QEvent.Type.MouseButtonPress, QEvent.Type.TouchBegin, QEvent.Type.KeyPress)


class KeyListener(Protocol):
    """A scanner that types: it takes keys while a code is waited for."""

    @property
    def is_wanted(self) -> bool:
        """Whether keys should come here now."""

    def feed(self, text: str) -> None:
        """Take the text of one key."""


class TerminalWindow(QWidget):
    """Fills the screen, or a fixed size; knows nothing of visits.

    Attributes:
        is_by_keys: Whether keys were used last, not a finger.
        correction: Leads touches to where they were meant.
        pointed: What the keys point at; a closed choice has no focus of its own.

    Signals:
        touched: Somebody touched the screen anywhere or pressed a key.
        reshaped: The window has another size now.
        closed: Somebody closed the window.
        presented: Another screen stands in the window; carries the screen.
        key_lifted: A key that was down is up again.
    """

    touched = Signal()
    reshaped = Signal()
    closed = Signal()
    presented = Signal(object)
    key_lifted = Signal()

    def __init__(self, size: QSize | None = None) -> None:
        """Take a fixed size, or the whole screen when none is given."""
        super().__init__()
        self.is_by_keys = False
        self.correction = TouchCorrection()
        self.pointed: QWidget | None = None
        self._fixed = size
        self._page: QWidget | None = None
        self._cover: QWidget | None = None
        self._keys: KeyListener | None = None
        self._key_way: Callable[[int, str], bool] | None = None
        if size is not None:
            self.setFixedSize(size)

    def open(self) -> None:
        """Show the window."""
        if self._fixed is None:
            self.setCursor(Qt.CursorShape.BlankCursor)
            # A bare X session has no window manager that would stretch us.
            self.setGeometry(self.screen().geometry())
            self.showFullScreen()
        else:
            self.show()

    def lend_keys(self, keys: KeyListener) -> None:
        """Let keys go to a scanner that types, as long as it is wanted."""
        self._keys = keys

    def lead_keys(self, key_way: Callable[[int, str], bool]) -> None:
        """Let keys lead to buttons; what is not for that goes its usual way."""
        self._key_way = key_way

    def furnish(self, page: QWidget) -> None:
        """Replace the page; a cover stays over it."""
        self.pointed = None
        former, self._page = self._page, page
        page.setParent(self)
        page.setGeometry(self.rect())
        page.show()
        if self._cover is not None:
            self._cover.raise_()
        if former is not None:
            former.hide()
            former.deleteLater()

    def cover(self, cover: QWidget | None) -> None:
        """Lay something over the page that takes every touch, or take it away."""
        self.pointed = None
        former, self._cover = self._cover, cover
        if cover is not None:
            cover.setParent(self)
            cover.setGeometry(self.rect())
            cover.show()
            cover.raise_()
        if former is not None:
            former.hide()
            former.deleteLater()

    def showEvent(self, event: QShowEvent) -> None:
        """Begin to see touches before any widget does."""
        super().showEvent(event)
        handle = self.windowHandle()
        handle.removeEventFilter(self)
        handle.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Notice a touch and let it pass; a wanted scanner's keys go no further."""
        if isinstance(event, QMouseEvent) and self.correction.lead(self, event):
            return True
        if isinstance(event, QKeyEvent) and self._is_scanned(event):
            return True
        if event.type() in _TOUCHES:
            self._turn_to(keys=event.type() is QEvent.Type.KeyPress)
            self.touched.emit()
        if isinstance(event, QKeyEvent) and self._is_led(event):
            return True
        if isinstance(event, QKeyEvent) and _is_lifted(event):
            self.key_lifted.emit()
        return super().eventFilter(watched, event)

    def _is_led(self, event: QKeyEvent) -> bool:
        if self._key_way is None or event.type() is not QEvent.Type.KeyPress:
            return False
        # A key that is held down moves on, but presses once.
        is_held = event.isAutoRepeat() and event.key() in _ENTER_KEYS
        return is_held or self._key_way(event.key(), event.text())

    def _turn_to(self, *, keys: bool) -> None:
        """Show the ring round the focus to who uses keys, and to nobody else."""
        if self.is_by_keys is not keys:
            self.is_by_keys = keys
            for seen in (self.focusWidget(), self.pointed):
                if seen is not None:
                    seen.update()

    def _is_scanned(self, event: QKeyEvent) -> bool:
        if self._keys is None or not self._keys.is_wanted or not event.text():
            return False
        if event.type() is QEvent.Type.KeyPress:
            self._keys.feed(event.text())
        return True

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit page and cover to the window."""
        super().resizeEvent(event)
        for part in (self._page, self._cover):
            if part is not None:
                part.setGeometry(self.rect())
        self.reshaped.emit()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Tell that the window was closed."""
        super().closeEvent(event)
        self.closed.emit()


def _is_lifted(event: QKeyEvent) -> bool:
    return event.type() is QEvent.Type.KeyRelease and not event.isAutoRepeat()
