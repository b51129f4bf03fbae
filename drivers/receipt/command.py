"""ESC/POS bytes of a slip and of the questions about it; source: Epson's reference.

Only commands that makers agree on: initialise, raster picture, feed, cut, status.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from escpos.constants import DLE, EOT, ESC, GS, HW_INIT

if TYPE_CHECKING:
    from PIL import Image

__all__ = ["ASK_DONE", "CLEAR", "ask_status", "compose", "resynchronise"]

_BAND_ROWS = 32
_FEED_LINES = 4
_LONGEST_BAND = 8 + _BAND_ROWS * 72
_HIDDEN_COMMAND = re.compile(rb"\x10(?=[\x04\x05\x14])")

ASK_DONE: bytes = GS + b"r\x01"
"""Answered in its turn: when everything before it has been worked through."""

CLEAR: bytes = DLE + b"\x14\x08\x01\x03\x14\x01\x06\x02\x08"
"""Forget what is not printed yet (DLE DC4 fn 8); a real-time command."""


def ask_status(kind: int) -> bytes:
    """Ask for one status byte, 1 to 4; answered at once, whatever is under way."""
    return bytes(DLE + EOT) + bytes((kind,))


def compose(strip: Image.Image) -> bytes:
    """Give the bytes that print a picture, cut it off and report the end."""
    bands = [
        _band(strip, top, min(top + _BAND_ROWS, strip.height))
        for top in range(0, strip.height, _BAND_ROWS)
    ]
    feed_and_cut = ESC + b"d" + bytes((_FEED_LINES,)) + GS + b"V\x42\x00"
    return bytes(HW_INIT + b"".join(bands) + feed_and_cut + ASK_DONE)


def resynchronise() -> bytes:
    """Give bytes that end whatever picture an earlier, torn transmission began.

    Zeros are white dots within a picture, and nothing at all outside of one.
    """
    return bytes(_LONGEST_BAND)


def _band(strip: Image.Image, top: int, bottom: int) -> bytes:
    """Write some rows as a picture of their own (GS v 0)."""
    from escpos.image import EscposImage  # noqa: PLC0415 - a start waits for no slip

    picture = EscposImage(strip.crop((0, top, strip.width, bottom)))
    size = picture.width_bytes.to_bytes(2, "little") + (bottom - top).to_bytes(
        2, "little"
    )
    # A printer obeys real-time commands even in the midst of a picture; one
    # dot more keeps a picture from giving any.
    dots = _HIDDEN_COMMAND.sub(b"\x18", picture.to_raster_format())
    return bytes(GS + b"v0\x00" + size + dots)
