"""Invented pictures, drawn on the spot: a draft's page and a face."""

from __future__ import annotations

from functools import cache

from PySide6.QtCore import QBuffer, QIODevice, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QImage, QPainter

from ui.theme import FAMILY

__all__ = ["sample_code", "sample_face", "sample_page", "sample_paper"]

_ROWS = (
    ("姓名", "李*英"),
    ("社会保障号码", "510199********1248"),
    ("个人编号", "5101000012"),
    ("养老保险", "正常缴费  286 个月"),
    ("医疗保险", "正常缴费  271 个月"),
    ("失业保险", "正常缴费  240 个月"),
    ("工伤保险", "正常参保"),
    ("数据截至", "2026年11月22日"),
)
_BILL = (
    "姓名：李*英        住院号：00012345",
    "床位费    420.00      护理费    160.00",
    "西药费  1,286.40      检查费    935.00",
    "手术费  2,100.00      其他      18.60",
    "合计：4,920.00 元",
    "2026年10月20日        样本市第一医院",
)


@cache
def sample_page() -> bytes:
    """Draw an A4 page of a draft, 1240 by 1754 pixels, as PPM."""
    page = QImage(1240, 1754, QImage.Format.Format_RGB32)
    page.fill(Qt.GlobalColor.white)
    painter = QPainter(page)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    _write(painter, QRect(0, 130, 1240, 110), 64, "社会保险参保证明")
    for row, (name, value) in enumerate(_ROWS):
        top = 330 + 120 * row
        painter.setPen(QColor("#999999"))
        painter.drawRect(120, top, 1000, 120)
        painter.drawLine(480, top, 480, top + 120)
        _write(painter, QRect(120, top, 360, 120), 38, name)
        _write(painter, QRect(480, top, 640, 120), 38, value)
    painter.translate(620, 877)
    painter.rotate(-35)
    painter.setOpacity(0.18)
    _write(painter, QRect(-620, -110, 1240, 220), 150, "预览 无效")
    painter.end()
    return _encoded(page, "PPM")


@cache
def sample_paper() -> bytes:
    """Draw a bill on a table such as a camera might see, 1280 by 720, as JPEG."""
    picture = QImage(1280, 720, QImage.Format.Format_RGB32)
    picture.fill(QColor("#7B6F63"))
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(640, 360)
    painter.rotate(-3)
    painter.fillRect(-470, -300, 940, 600, QColor("#F4F1EA"))
    _write(painter, QRect(-470, -280, 940, 70), 42, "医疗住院收费票据（样本）")
    for row, words in enumerate(_BILL):
        _write(painter, QRect(-430, -180 + 64 * row, 860, 60), 30, words)
    painter.end()
    return _encoded(picture, "JPEG")


@cache
def sample_face() -> bytes:
    """Draw a face such as a camera might see, 640 by 480 pixels, as JPEG."""
    picture = QImage(640, 480, QImage.Format.Format_RGB32)
    picture.fill(QColor("#B9C3C4"))
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    for colour, shape in (
        ("#43586B", QRectF(150, 372, 340, 260)),
        ("#C9C6C2", QRectF(208, 92, 224, 250)),
        ("#E7C3A4", QRectF(226, 128, 188, 250)),
        ("#D9AE8C", QRectF(304, 240, 32, 50)),
        ("#B56E5E", QRectF(284, 314, 72, 14)),
        ("#3A322C", QRectF(268, 222, 26, 12)),
        ("#3A322C", QRectF(346, 222, 26, 12)),
    ):
        painter.setBrush(QColor(colour))
        painter.drawEllipse(shape)
    painter.setBrush(QColor("#C9C6C2"))
    painter.drawChord(QRectF(222, 104, 196, 150), 0, 180 * 16)
    painter.drawEllipse(QPointF(320, 128), 70, 30)
    painter.end()
    return _encoded(picture, "JPEG")


@cache
def sample_code() -> bytes:
    """Draw squares that look like a code from afar, as PNG; they say nothing."""
    side, cells = 12, 45
    picture = QImage(side * cells, side * cells, QImage.Format.Format_RGB32)
    picture.fill(Qt.GlobalColor.white)
    painter = QPainter(picture)
    for place in range(cells * cells):
        row, column = divmod(place, cells)
        if (row * row * 7 + column * 5 + row * column) % 3 == 0:
            painter.fillRect(column * side, row * side, side, side, QColor("#000000"))
    painter.end()
    return _encoded(picture, "PNG")


def _write(painter: QPainter, box: QRect, pixels: int, words: str) -> None:
    font = QFont(FAMILY)
    font.setPixelSize(pixels)
    painter.setFont(font)
    painter.setPen(QColor("#222222"))
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, words)


def _encoded(picture: QImage, kind: str) -> bytes:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    picture.save(buffer, kind)  # type: ignore[call-overload]
    return bytes(buffer.data().data())
