"""Finding the QR code in a photograph, scan or rendering of a page."""

from __future__ import annotations

from io import BytesIO

import zxingcpp
from PIL import Image

__all__ = ["read_code"]

_FORMATS = ("PNG", "JPEG", "WEBP", "BMP", "TIFF")
_MOST_PIXELS = 50_000_000
"""A phone's largest; held once in colour and once in grey."""
_SIDE = 4000
"""A page of A4 has 340 dots an inch then, more than any code of ours needs."""


def read_code(image: bytes, prefix: str) -> str | None:
    """Give the text of a QR code in a picture, or none; never raises.

    Where there are several, the one that begins with the prefix is meant.
    Pictures with too many pixels are not unpacked.
    """
    try:
        texts = _texts(image)
    except Exception:  # noqa: BLE001 - hostile pictures break decoders in every way
        return None
    ours = [text for text in texts if text.startswith(prefix)]
    return next(iter([*ours, *texts]), None)


def _texts(image: bytes) -> list[str]:
    with Image.open(BytesIO(image), formats=_FORMATS) as picture:
        # A JPEG can be decoded at a half, a quarter or an eighth straight away.
        picture.draft("L", (_SIDE, _SIDE))
        if picture.width * picture.height > _MOST_PIXELS:
            return []
        grey = picture.convert("L")
    grey.thumbnail((_SIDE, _SIDE))
    formats = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
    return [code.text for code in zxingcpp.read_barcodes(grey, formats=formats)]
