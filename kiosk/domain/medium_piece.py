"""A piece of a picture or film of the library, as a thin line carries it."""

from __future__ import annotations

from dataclasses import dataclass, field

__all__ = ["PIECE_BYTES", "MediumPiece"]

PIECE_BYTES = 32 << 10
"""A second and a half on a line of 256 kbit/s: no look-up waits longer than that."""


@dataclass(frozen=True, slots=True)
class MediumPiece:
    """What follows a place in a medium.

    Attributes:
        data: At most `PIECE_BYTES`; empty behind the end.
        size: Bytes of the whole medium.
    """

    data: bytes = field(repr=False)
    size: int
