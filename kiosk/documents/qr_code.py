"""The modules of the QR code that a page carries."""

from __future__ import annotations

from dataclasses import dataclass
from operator import not_
from typing import Any

import zxingcpp

__all__ = ["QrCode"]

_MOST_MODULES = 57
"""Version 10: on 32 mm of paper each module is large enough for poor cameras."""


@dataclass(frozen=True, slots=True)
class QrCode:
    """Black modules of a QR code, error correction M, without its quiet zone."""

    rows: tuple[tuple[bool, ...], ...]

    @classmethod
    def of(cls, text: str) -> QrCode:
        """Make the code of a text.

        Raises:
            ValueError: the text needs more than version 10.
        """
        kind = zxingcpp.BarcodeFormat.QRCode
        code = zxingcpp.create_barcode(text, kind, ec_level="M")
        image: Any = zxingcpp.write_barcode_to_image(code, add_quiet_zones=False)
        rows: Any = memoryview(image).tolist()
        if len(rows) > _MOST_MODULES:
            message = "the credential does not fit version 10"
            raise ValueError(message)
        return cls(tuple(tuple(map(not_, row)) for row in rows))
