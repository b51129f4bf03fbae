"""What was measured of words, kept for layouts that ask the same again and again."""

from __future__ import annotations

from PySide6.QtGui import QFont, QFontMetrics

from ui.widgets.brushwork import longest_word, words_height
from ui.widgets.line_end import parted

__all__ = ["Measured"]


class Measured:
    """Knows how high and wide the present words of a widget stand in its font.

    Other words make it forget; it lives and goes with its widget.
    """

    def __init__(self, font: QFont) -> None:
        """Begin with no words."""
        self._font = font
        self._words = ""
        self._heights: dict[int, int] = {}
        self._narrowest: int | None = None
        self._lines: dict[int, str] = {}

    def height(self, words: str, width: int) -> int:
        """Tell how high words stand when they wrap at a width, in pixels."""
        self._turn_to(words)
        if width not in self._heights:
            self._heights[width] = words_height(self._font, words, width)
        return self._heights[width]

    def lines(self, words: str, width: int) -> str:
        """Give the words with their line ends at a width."""
        self._turn_to(words)
        if width not in self._lines:
            self._lines[width] = parted(QFontMetrics(self._font), words, width)
        return self._lines[width]

    def narrowest(self, words: str) -> int:
        """Tell the widest part that no line break can make narrower, in pixels."""
        self._turn_to(words)
        if self._narrowest is None:
            self._narrowest = longest_word(self._font, words)
        return self._narrowest

    def _turn_to(self, words: str) -> None:
        if words != self._words:
            self._words = words
            self._heights.clear()
            self._lines.clear()
            self._narrowest = None
