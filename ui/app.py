"""The Qt application: one style, the bundled fonts, nothing of the desktop's."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtGui import QFont, QFontDatabase
from PySide6.QtWidgets import QApplication

from ui.theme import FAMILY

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["FONTS", "FontMissing", "create_application"]

FONTS = Path(__file__).resolve().parent.parent / "assets" / "fonts"


class FontMissing(RuntimeError):
    """The bundled font is not there; set-up was not finished."""


def create_application(argv: Sequence[str], *, fonts: Path = FONTS) -> QApplication:
    """Make the process's one application, or give it again.

    Raises:
        FontMissing: no ``NotoSansSC-*.ttf`` among the fonts.
    """
    present = QApplication.instance()
    app = present if isinstance(present, QApplication) else QApplication(list(argv))
    app.setStyle("Fusion")
    app.setApplicationName("kiosk")
    _load_fonts(fonts)
    app.setFont(QFont(FAMILY))
    return app


def _load_fonts(fonts: Path) -> None:
    for path in sorted(fonts.glob("NotoSansSC-*.ttf")):
        QFontDatabase.addApplicationFont(str(path))
    if FAMILY not in QFontDatabase.families():
        raise FontMissing(str(fonts))
