"""Frames of the SAM-V protocol: bytes in any pieces become answers (GA 467).

The protocol has neither sequence numbers nor an echo of the command, so noise
must never swallow a true frame: whatever does not hold costs one byte, and the
preamble is looked for again.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import reduce
from operator import xor

__all__ = ["Frame", "FrameParser", "checksum", "encode_command"]

PREAMBLE = b"\xaa\xaa\xaa\x96\x69"
_HEAD = len(PREAMBLE) + 2
_SHORTEST = 4
"""Three status bytes and the checksum."""
_LONGEST = 4 + 6 + 256 + 1024 + 1024
"""Text, photo and fingerprints with their three lengths."""


@dataclass(frozen=True, slots=True)
class Frame:
    """One answer: the reader's own status (SW3), the card's (SW1 SW2), the data."""

    status: int
    card_status: int
    data: bytes = field(repr=False)


def checksum(content: bytes) -> int:
    """XOR of all bytes between the preamble and the checksum, length included."""
    return reduce(xor, content, 0)


def encode_command(code: int) -> bytes:
    """Write a command of two bytes (CMD, PARA) as a frame."""
    content = b"\x00\x03" + code.to_bytes(2, "big")
    return PREAMBLE + content + bytes((checksum(content),))


class FrameParser:
    """Gathers bytes until frames are whole."""

    def __init__(self) -> None:
        """Start empty."""
        self._buffer = b""
        self._is_damaged = False

    @property
    def is_pending(self) -> bool:
        """Whether there is the beginning of a frame."""
        return bool(self._buffer)

    @property
    def is_damaged(self) -> bool:
        """Whether a frame was dropped since the last `clear`."""
        return self._is_damaged

    def clear(self) -> None:
        """Forget everything gathered."""
        self._buffer = b""
        self._is_damaged = False

    def feed(self, received: bytes) -> list[Frame]:
        """Add bytes and give the frames that are whole now."""
        self._buffer += received
        return self._whole_frames()

    def lapse(self) -> list[Frame]:
        """Give up the frame under way, as after a silence, and look behind it."""
        if self._buffer:
            self._drop()
        return self._whole_frames()

    def _whole_frames(self) -> list[Frame]:
        frames = []
        while self._find_preamble() and len(self._buffer) >= _HEAD:
            length = int.from_bytes(self._buffer[5:_HEAD], "big")
            if not _SHORTEST <= length <= _LONGEST:
                self._drop()
            elif len(self._buffer) < _HEAD + length:
                break
            else:
                frames += self._take(_HEAD + length)
        return frames

    def _find_preamble(self) -> bool:
        """Drop what stands before a preamble, or before what may become one."""
        start = self._buffer.find(PREAMBLE)
        if start < 0:
            tails = range(min(len(PREAMBLE) - 1, len(self._buffer)), 0, -1)
            keep = next((n for n in tails if PREAMBLE.startswith(self._buffer[-n:])), 0)
            start = len(self._buffer) - keep
        self._buffer = self._buffer[start:]
        return self._buffer.startswith(PREAMBLE)

    def _take(self, total: int) -> list[Frame]:
        content = self._buffer[len(PREAMBLE) : total - 1]
        if checksum(content) != self._buffer[total - 1]:
            self._drop()
            return []
        self._buffer = self._buffer[total:]
        card_status = int.from_bytes(content[2:4], "big")
        return [Frame(content[4], card_status, content[5:])]

    def _drop(self) -> None:
        self._buffer = self._buffer[1:]
        self._is_damaged = True
