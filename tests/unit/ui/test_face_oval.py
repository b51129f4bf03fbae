"""The live picture: of several that come at once the last is drawn."""

from __future__ import annotations

from PySide6.QtCore import QBuffer, QSize, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from kiosk.ports.face_judge import Advice, FaceView
from ui.comfort import Comfort
from ui.look import Look
from ui.texts import Texts
from ui.theme import Theme
from ui.widgets.face_oval import FaceOval


def picture_of(colour: Qt.GlobalColor) -> bytes:
    image = QImage(640, 480, QImage.Format.Format_RGB32)
    image.fill(colour)
    buffer = QBuffer()
    image.save(buffer, "JPG")  # type: ignore[call-overload] # Qt wants bytes, says str
    return bytes(buffer.data().data())


def view(jpeg: bytes) -> FaceView:
    return FaceView(jpeg, Advice.HOLD_STILL, 0.2)


def test_of_several_pictures_the_last_is_drawn_and_stays(qapp: QApplication) -> None:
    assert qapp is not None
    comfort = Comfort()
    theme = Theme.of(QSize(540, 960), comfort, None)
    oval = FaceOval(Look(theme, Texts.load(comfort.language)))
    oval.resize(400, 500)
    for jpeg in (
        picture_of(Qt.GlobalColor.red),
        b"torn",
        picture_of(Qt.GlobalColor.blue),
    ):
        oval.show_view(view(jpeg))
    for _ in range(2):
        seen = oval.grab().toImage().pixelColor(200, 250)
        assert seen.blue() > 200
        assert seen.red() < 60
