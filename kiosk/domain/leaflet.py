"""Leaflets (便民服务指南): an article on paper, without seal or legal force."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from kiosk.domain.library import Block

__all__ = ["DrawnLeaflet", "Leaflet"]


@dataclass(frozen=True, slots=True)
class Leaflet:
    """An article in the language its reader chose.

    Attributes:
        blocks: Its words; pictures, sounds and films are left out.
        code: What the QR code holds: words that a telephone takes along.
        published_on: So that its reader sees how old it is.
    """

    language: str
    title: str
    blocks: tuple[Block, ...]
    code: str
    published_on: date


@dataclass(frozen=True, slots=True)
class DrawnLeaflet:
    """Pages that can be printed.

    Attributes:
        sheets: How many must come out, one page on each.
    """

    pdf: bytes
    sheets: int
