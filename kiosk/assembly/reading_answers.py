"""What the reading room asks and is answered on the spot: services, and codes."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from typing import Any

from kiosk.assembly.stations import services_here, wiring
from kiosk.settings import TerminalSettings
from kiosk.terminal.board import Board
from kiosk.terminal.readiness import offers
from kiosk.visit.ask import Ask
from kiosk.visit.leaflet import CanPrintLeaflet
from kiosk.visit.reading import CanServe, DrawCode

__all__ = ["code_picture", "reading_answers"]

_DOTS, _QUIET = 6, 4
_PRESS = ("documents", "printer")
"""What draws and prints a leaflet."""


def reading_answers(
    settings: TerminalSettings, board: Board
) -> Mapping[type[Ask[Any]], Callable[[Any], object]]:
    """Give the answers by kind of question."""
    services, wired = services_here(settings), wiring(settings)

    def can_serve(ask: CanServe) -> bool:
        offered = offers(services, wired, board)
        return any(each.key == ask.service and each.is_open for each in offered)

    return {
        CanServe: can_serve,
        CanPrintLeaflet: lambda _: all(board.status(it).is_usable for it in _PRESS),
        DrawCode: lambda ask: code_picture(ask.text),
    }


def code_picture(text: str) -> bytes:
    """Draw a QR code that holds the words themselves, as PNG.

    A telephone takes them along with no network and no address to believe.
    """
    import segno  # noqa: PLC0415 - most visits draw none, and every start would wait

    file = io.BytesIO()
    code = segno.make_qr(text, error="l", encoding="utf-8")
    code.save(file, kind="png", scale=_DOTS, border=_QUIET)
    return file.getvalue()
