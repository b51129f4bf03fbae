"""The red round seal as vector art; drawn only as the signature's appearance."""

from __future__ import annotations

import math
from io import BytesIO

from reportlab.lib.colors import Color
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from kiosk.documents.font import Face, FontBook

__all__ = ["SEAL_POINTS", "draw_seal"]

SEAL_POINTS = 42 * mm
"""Diameter of the seal's square, the usual 42 mm."""

_RED = Color(0.80, 0.04, 0.09, alpha=0.88)
_RING = 1.2 * mm
_TEXT_ARC_DEGREES = 206.0
_TEXT_SIZE = 5.6 * mm
_WIDEST_CHARACTER = 0.78
# Part of a character's square below its baseline.
_DESCENT = 0.12
_STAR_POINTS = 5
# The inner radius of a regular five-pointed star, as a part of the outer one.
_STAR_WAIST = 0.381966


def draw_seal(text: str, fonts: FontBook) -> bytes:
    """Draw the seal on a page of its own size.

    Args:
        text: Written along the arc, e.g. ``成都市社会保险参保查询专用章``.
        fonts: The documents' fonts.
    """
    out = BytesIO()
    side = SEAL_POINTS
    canvas = Canvas(
        out,
        pagesize=(side, side),
        initialFontName=fonts.serif.name,  # type: ignore[arg-type] # stub is wrong
        invariant=1,
    )
    canvas.setFillColor(_RED)
    canvas.setStrokeColor(_RED)
    canvas.setLineWidth(_RING)
    canvas.translate(side / 2, side / 2)
    canvas.circle(0, 0, side / 2 - _RING)
    _star(canvas, side * 0.155)
    _arc(canvas, text, fonts.serif, side / 2 - _RING * 2.1)
    canvas.showPage()
    canvas.save()
    return out.getvalue()


def _star(canvas: Canvas, radius: float) -> None:
    path = canvas.beginPath()
    for corner in range(2 * _STAR_POINTS):
        reach = radius if corner % 2 == 0 else radius * _STAR_WAIST
        angle = math.pi / 2 + corner * math.pi / _STAR_POINTS
        point = (reach * math.cos(angle), reach * math.sin(angle))
        (path.lineTo if corner else path.moveTo)(*point)
    path.close()
    canvas.drawPath(path, stroke=0, fill=1)


def _arc(canvas: Canvas, text: str, face: Face, radius: float) -> None:
    """Stand the characters on their feet along the upper arc, clockwise.

    They are as narrow as it takes for them not to touch at their feet; the lower
    part is left to the issuer and the date, which the seal is put over.
    """
    step = _TEXT_ARC_DEGREES / max(len(text) - 1, 1)
    foot = radius - _TEXT_SIZE
    room = math.radians(step) * foot / _TEXT_SIZE
    for place, character in enumerate(text):
        name, _ = next(iter(face.runs(character)))
        canvas.saveState()
        canvas.rotate(_TEXT_ARC_DEGREES / 2 - place * step)
        canvas.translate(0, foot + _TEXT_SIZE * _DESCENT)
        canvas.scale(min(room, _WIDEST_CHARACTER), 1)
        canvas.setFont(name, _TEXT_SIZE)
        canvas.drawCentredString(0, 0, character)
        canvas.restoreState()
