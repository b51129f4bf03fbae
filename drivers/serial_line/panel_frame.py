"""Frames of the hall panel's line protocol, version 1; see ``docs/devices.md``.

One frame a line, in words that a technician can read and type::

    :1 2A light card-reader slow green entry*159C

Version, sequence (two hex digits, 00 for what nobody asked), words, and the
CRC-16/CCITT-FALSE of everything between the colon and the star.
"""

from __future__ import annotations

import binascii
import re
from dataclasses import dataclass

from kiosk.domain.fault import InvalidValue

__all__ = ["LONGEST_FRAME", "UNASKED", "VERSION", "PanelFrame"]

VERSION = "1"
UNASKED = 0
"""Sequence of frames that answer nothing."""

LONGEST_FRAME = 160

_FRAME = re.compile(
    rb":(?P<body>(?P<version>\d{1,3}) (?P<sequence>[0-9A-F]{2})"
    rb" (?P<words>[!-)+-9;-~]+(?: [!-)+-9;-~]+)*))\*(?P<check>[0-9A-F]{4})"
)
"""Words are of printable ASCII without blank, colon and star."""


@dataclass(frozen=True, slots=True)
class PanelFrame:
    """One frame: which question it belongs to, and its words."""

    sequence: int
    words: tuple[str, ...]

    @classmethod
    def parse(cls, line: bytes) -> PanelFrame:
        """Read a line; noise before the last colon does not count.

        Raises:
            InvalidValue: reason ``form``, ``checksum`` or ``version``.
        """
        found = _FRAME.fullmatch(line[max(0, line.rfind(b":")) :])
        if found is None:
            raise InvalidValue(field="panel-frame", reason="form")
        if found["check"] != _checksum(found["body"]):
            raise InvalidValue(field="panel-frame", reason="checksum")
        if found["version"].decode() != VERSION:
            raise InvalidValue(field="panel-frame", reason="version")
        words = tuple(found["words"].decode().split(" "))
        return cls(int(found["sequence"], 16), words)

    def encode(self) -> bytes:
        """Write the frame as a line with its end."""
        body = f"{VERSION} {self.sequence:02X} {' '.join(self.words)}".encode()
        return b":" + body + b"*" + _checksum(body) + b"\r\n"


def _checksum(body: bytes) -> bytes:
    return b"%04X" % binascii.crc_hqx(body, 0xFFFF)
