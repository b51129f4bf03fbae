"""A small window of buttons that move the twins; for demonstrations, not halls."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QGridLayout, QLabel, QPushButton, QWidget

__all__ = ["BenchWindow"]

_ROW_LENGTH = 3
_RAISE_MS = 1000


class BenchWindow(QWidget):
    """Groups of buttons; each calls its deed, and what came of it is shown below."""

    def __init__(self, groups: Mapping[str, Mapping[str, Callable[[], str]]]) -> None:
        """Lay out the groups; a deed gives the words to show."""
        super().__init__(None, Qt.WindowType.WindowStaysOnTopHint)
        self.setWindowTitle("bench")
        self._grid = QGridLayout(self)
        for title, deeds in groups.items():
            self._add_group(title, list(deeds.items()))
        self._told = QLabel("")
        self._told.setWordWrap(True)
        self._grid.addWidget(self._told, self._grid.rowCount(), 0, 1, _ROW_LENGTH)
        # Where no window manager keeps us above the terminal, we do it ourselves.
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.raise_)
        self._timer.start(_RAISE_MS)

    def _add_group(
        self, title: str, deeds: Sequence[tuple[str, Callable[[], str]]]
    ) -> None:
        top = self._grid.rowCount()
        self._grid.addWidget(QLabel(f"<b>{title}</b>"), top, 0, 1, _ROW_LENGTH)
        for place, (name, deed) in enumerate(deeds):
            button = QPushButton(name)
            button.clicked.connect(self._caller(deed))
            row, column = divmod(place, _ROW_LENGTH)
            self._grid.addWidget(button, top + 1 + row, column)

    def _caller(self, deed: Callable[[], str]) -> Callable[[], None]:
        return lambda: self._told.setText(deed())
