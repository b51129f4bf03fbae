"""Pages of a draft as paper on the screen, one at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPixmap
from PySide6.QtWidgets import QSizePolicy, QWidget

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QPaintEvent

    from ui.look import Look

__all__ = ["PageView"]

_FIELDS_ACROSS = 24


class PageView(QWidget):
    """Shows one page: whole, or as wide as the view and moved by steps.

    A page is decoded when it is first turned to: a long document must not hold
    the screen up.

    Attributes:
        page: Index of the page shown.
        is_large: Whether the page fills the width.

    The page is hidden from who stands beside until it is revealed.
    """

    def __init__(self, look: Look, pages: Sequence[bytes]) -> None:
        """Take the pages' pictures, PPM or PNG."""
        super().__init__()
        self._look = look
        self._pictures = tuple(pages)
        self._decoded: dict[int, QPixmap] = {}
        self.page = 0
        self.is_large = False
        self._is_shown = False
        self._offset = 0
        policy = QSizePolicy.Policy.Expanding
        self.setSizePolicy(policy, policy)

    @property
    def page_count(self) -> int:
        """Number of pages."""
        return len(self._pictures)

    def reveal(self, *, is_shown: bool) -> None:
        """Show the page clearly, or as coarse fields that nobody can read."""
        self._is_shown = is_shown
        self.update()

    def turn(self, page: int) -> None:
        """Show another page from its top."""
        self.page = max(0, min(page, self.page_count - 1))
        self._offset = 0
        self.update()

    def magnify(self, *, is_large: bool) -> None:
        """Fill the width with the page, or show it whole."""
        self.is_large = is_large
        self._offset = 0
        self.update()

    def move_down(self) -> None:
        """Show the next part of a large page; from its end back to its top."""
        lowest = max(0, self._scaled().height() - self.height())
        at_end = self._offset >= lowest
        step = round(self.height() * 0.8)
        self._offset = 0 if at_end else min(lowest, self._offset + step)
        self.update()

    def sizeHint(self) -> QSize:
        """Ask for much; the layout gives what is left."""
        return QSize(self._look.theme.px(320), self._look.theme.px(420))

    def minimumSizeHint(self) -> QSize:
        """Stay large enough to recognise a page."""
        return QSize(self._look.theme.px(140), self._look.theme.px(160))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the sheet with a fine edge."""
        del event
        if not self._pictures:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        sheet = self._sheet()
        page = self._page()
        painter.drawPixmap(sheet, page if self._is_shown else _coarse(page))
        theme = self._look.theme
        painter.setPen(QPen(QColor(theme.palette.line), theme.stroke))
        painter.drawRect(sheet.adjusted(0, 0, -1, -1))
        painter.end()

    def _page(self) -> QPixmap:
        if self.page not in self._decoded:
            self._decoded[self.page] = _picture(self._pictures[self.page])
        return self._decoded[self.page]

    def _scaled(self) -> QSize:
        whole = self._page().size()
        room = self.size()
        if self.is_large:
            room = QSize(self.width(), whole.height() * self.width())
        return whole.scaled(room, Qt.AspectRatioMode.KeepAspectRatio)

    def _sheet(self) -> QRect:
        size = self._scaled()
        left = (self.width() - size.width()) // 2
        top = max(0, (self.height() - size.height()) // 2) - self._offset
        return QRect(left, top, size.width(), size.height())


def _coarse(page: QPixmap) -> QPixmap:
    """Give a page of a few fields: its shape is seen, no word can be read."""
    if page.isNull():
        return page
    smooth = Qt.TransformationMode.SmoothTransformation
    return page.scaledToWidth(_FIELDS_ACROSS, smooth)


def _picture(data: bytes) -> QPixmap:
    picture = QPixmap()
    picture.loadFromData(data)
    return picture
