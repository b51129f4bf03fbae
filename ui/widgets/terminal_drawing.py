"""A drawing of this terminal that shows where the card or the paper goes."""

from __future__ import annotations

import math
from enum import StrEnum
from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import QElapsedTimer, QPointF, QRectF, QSize, Qt, QTimer
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

if TYPE_CHECKING:
    from PySide6.QtGui import QHideEvent, QPaintEvent, QShowEvent

    from ui.look import Look

__all__ = ["Act", "TerminalDrawing"]

_FRAME_MS = 40
_CYCLE_SECONDS = 3.2
_WIDE, _HIGH = 300.0, 300.0
"""The drawing's own coordinates."""
_BEAM = ((118.0, 132.0), (182.0, 132.0), (216.0, 214.0), (84.0, 214.0))
_CODE = "###.####.#..#.###.##.#.##..##.#.#.##.#.#.#..####."
_CODE_SIDE = 7


class Act(StrEnum):
    """What the resident's hand does."""

    INSERT_CARD = "insert-card"
    LAY_CARD = "lay-card"
    TAKE_CARD = "take-card"
    TAKE_PAPER = "take-paper"
    PRINT = "print"
    SCAN_PAPER = "scan-paper"


class TerminalDrawing(QWidget):
    """Moves one thing only, slowly, with a rest, for as long as it is seen."""

    moves: ClassVar[bool] = True

    def __init__(self, look: Look, act: Act) -> None:
        """Show one act."""
        super().__init__()
        self._look = look
        self._act = act
        self._clock = QElapsedTimer()
        self._timer = QTimer(self)
        self._timer.setInterval(_FRAME_MS)
        self._timer.timeout.connect(self.update)
        policy = QSizePolicy.Policy.Expanding
        self.setSizePolicy(policy, policy)

    def sizeHint(self) -> QSize:
        """Ask for much; the layout gives what is left."""
        return QSize(self._look.theme.px(300), self._look.theme.px(320))

    def minimumSizeHint(self) -> QSize:
        """Stay recognisable."""
        return QSize(self._look.theme.px(140), self._look.theme.px(140))

    def showEvent(self, event: QShowEvent) -> None:
        """Begin to move."""
        self._clock.start()
        self._timer.start()
        super().showEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        """Stop, so that nothing works unseen."""
        self._timer.stop()
        super().hideEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the terminal, then what moves."""
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        scale = min(self.width() / _WIDE, self.height() / _HIGH)
        painter.translate(self.width() / 2, self.height() / 2)
        painter.scale(scale, scale)
        painter.translate(-_WIDE / 2, -_HIGH / 2)
        if self._act in (Act.INSERT_CARD, Act.TAKE_CARD):
            self._draw_card_scene(painter)
        elif self._act is Act.LAY_CARD:
            self._draw_area_scene(painter)
        elif self._act is Act.SCAN_PAPER:
            self._draw_scan_scene(painter)
        else:
            self._draw_paper_scene(painter)
        painter.end()

    def _travel(self) -> float:
        """Tell how far the motion is, 0 to 1: it rests at both ends."""
        seconds = self._clock.elapsed() / 1000 if self._clock.isValid() else 0.8
        phase = seconds % _CYCLE_SECONDS / _CYCLE_SECONDS
        return 0.5 - 0.5 * math.cos(math.pi * min(1.0, max(0.0, phase * 1.9 - 0.25)))

    def _draw_card_scene(self, painter: QPainter) -> None:
        """Show the panel around the card slot, and the card before it."""
        colours = self._look.theme.palette
        self._draw_body(painter, 176)
        self._box(painter, QRectF(74, 138, 152, 30), 15, colours.primary)
        self._box(painter, QRectF(90, 150, 120, 6), 3, colours.on_primary)
        travel = self._travel()
        if self._act is Act.TAKE_CARD:
            travel = 1.0 - travel
        painter.save()
        painter.setClipRect(QRectF(0, 153, _WIDE, _HIGH))
        self._draw_card(painter, 204 - 62 * travel)
        painter.restore()
        self._arrows(painter, is_up=self._act is Act.INSERT_CARD)

    def _draw_card(self, painter: QPainter, top: float) -> None:
        colours = self._look.theme.palette
        self._box(painter, QRectF(105, top, 90, 92), 8, colours.card, colours.primary)
        chip = QRectF(131, top + 10, 38, 30)
        self._box(painter, chip, 5, colours.soft, colours.primary)
        painter.setPen(_pen(colours.primary, 1.5))
        painter.drawLine(QPointF(131, top + 25), QPointF(169, top + 25))
        painter.drawLine(QPointF(150, top + 10), QPointF(150, top + 40))
        self._box(painter, QRectF(120, top + 58, 60, 6), 3, colours.line)
        self._box(painter, QRectF(120, top + 71, 40, 6), 3, colours.line)

    def _draw_area_scene(self, painter: QPainter) -> None:
        """Show the reading area, and an identity card that comes to lie on it."""
        colours = self._look.theme.palette
        self._draw_body(painter, 196)
        area = QRectF(78, 138, 144, 64)
        self._box(painter, area, 12, colours.soft, colours.primary)
        self._arrows(painter, is_up=True)
        top = 226 - 82 * self._travel()
        card = QRectF(106, top, 88, 52)
        self._box(painter, card, 6, colours.card, colours.primary)
        for line, width in enumerate((34.0, 42.0, 26.0)):
            words = QRectF(115, top + 12 + 11 * line, width, 5)
            self._box(painter, words, 2.5, colours.line)
        photo = QRectF(164, top + 10, 21, 27)
        self._box(painter, photo, 3, colours.soft, colours.primary)

    def _draw_paper_scene(self, painter: QPainter) -> None:
        """Show the opening and the sheet that comes out of it."""
        colours = self._look.theme.palette
        self._draw_body(painter, 136)
        self._box(painter, QRectF(58, 102, 184, 30), 15, colours.primary)
        self._box(painter, QRectF(74, 114, 152, 6), 3, colours.on_primary)
        painter.save()
        painter.setClipRect(QRectF(0, 117, _WIDE, _HIGH))
        self._draw_sheet(painter, 40 + 116 * self._travel())
        painter.restore()
        if self._act is Act.TAKE_PAPER:
            self._arrows(painter, is_up=False)

    def _draw_scan_scene(self, painter: QPainter) -> None:
        """Show the window that looks down, and a page with a code moving under it."""
        colours = self._look.theme.palette
        self._draw_body(painter, 136)
        self._box(painter, QRectF(88, 102, 124, 30), 15, colours.primary)
        self._box(painter, QRectF(112, 112, 76, 10), 5, colours.on_primary)
        travel = self._travel()
        painter.setPen(Qt.PenStyle.NoPen)
        beam = QColor(colours.soft)
        painter.setBrush(beam)
        painter.drawPolygon(QPolygonF([QPointF(x, y) for x, y in _BEAM]))
        top = 214 - 34 * travel
        self._box(painter, QRectF(86, top, 128, 150), 4, colours.card, colours.primary)
        for place, dark in enumerate(_CODE):
            row, column = divmod(place, _CODE_SIDE)
            cell = QRectF(129 + 6 * column, top + 14 + 6 * row, 6, 6)
            if dark == "#":
                self._box(painter, cell, 0, colours.primary)
        for line in range(2):
            words = QRectF(104, top + 66 + 15 * line, 92, 5)
            self._box(painter, words, 2.5, colours.line)

    def _draw_sheet(self, painter: QPainter, out: float) -> None:
        colours = self._look.theme.palette
        top = 117 - 168 + out
        sheet = QRectF(86, top, 128, 168)
        self._box(painter, sheet, 4, colours.card, colours.primary)
        for line in range(7):
            width = 76.0 if line % 3 == 2 else 100.0  # noqa: PLR2004 - ragged lines
            row = QRectF(100, top + 16 + 15 * line, width, 5)
            self._box(painter, row, 2.5, colours.line)
        painter.setPen(_pen(colours.seal, 2.4))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawEllipse(QPointF(184, top + 138), 16, 16)

    def _draw_body(self, painter: QPainter, height: float) -> None:
        """Draw the terminal's front: its face, and words on its screen."""
        colours = self._look.theme.palette
        body = QRectF(26, 12, 248, height)
        self._box(painter, body, 18, colours.card, colours.line)
        self._box(painter, QRectF(46, 30, 208, height - 92), 10, colours.soft)
        for line in range(max(1, round((height - 100) / 26))):
            width = 120.0 if line == 0 else 84.0
            row = QRectF(62, 44 + 19 * line, width, 7)
            self._box(painter, row, 3.5, colours.card)

    def _arrows(self, painter: QPainter, *, is_up: bool) -> None:
        painter.setPen(_pen(self._look.theme.palette.primary, 5))
        tip, end = (214.0, 262.0) if is_up else (270.0, 222.0)
        side = 12.0 if is_up else -12.0
        for across in (56.0, 244.0):
            painter.drawLine(QPointF(across, tip), QPointF(across, end))
            painter.drawLine(QPointF(across, tip), QPointF(across - 12, tip + side))
            painter.drawLine(QPointF(across, tip), QPointF(across + 12, tip + side))

    def _box(
        self,
        painter: QPainter,
        box: QRectF,
        radius: float,
        fill: str,
        edge: str = "",
    ) -> None:
        painter.setPen(_pen(edge, 2) if edge else Qt.PenStyle.NoPen)
        painter.setBrush(QColor(fill))
        painter.drawRoundedRect(box, radius, radius)


def _pen(colour: str, width: float) -> QPen:
    pen = QPen(QColor(colour), width)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    return pen
