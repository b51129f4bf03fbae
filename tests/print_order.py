"""Copies to be printed, plain enough to be told apart by their serials."""

from __future__ import annotations

import io

from reportlab.pdfgen import canvas

from kiosk.ports.printer import PrintOrder

__all__ = ["order"]


def order(serial: str, sheets: int = 1) -> PrintOrder:
    """Order a copy of so many sheets."""
    file = io.BytesIO()
    paper = canvas.Canvas(file)
    for sheet in range(sheets):
        paper.drawString(72, 720, f"sheet {sheet + 1}")
        paper.showPage()
    paper.save()
    return PrintOrder(serial, file.getvalue(), sheets)
