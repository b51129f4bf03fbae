"""The paper in a receipt printer."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["WIDTHS", "Roll"]

WIDTHS = {80: 576, 58: 384}
"""Dots across the printable part of a roll, by its width in mm, at 203 dpi."""


@dataclass(frozen=True, slots=True)
class Roll:
    """The paper in a receipt printer.

    Attributes:
        width_mm: 80 or 58.
        foot: A last line on every slip, such as the terminal's name.
    """

    width_mm: int = 80
    foot: str = ""
