"""Commands to a chip card and its answers, as bytes (ISO/IEC 7816-4)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from kiosk.domain.fault import CardUnreadable

__all__ = [
    "Answer",
    "Transmit",
    "exchange",
    "read_record",
    "select_application",
]

Transmit = Callable[[bytes], bytes]
"""Carries one command to the chip and brings its raw answer back."""

_STATUS_LENGTH = 2
_SHORT_COMMAND_LENGTH = 5
_MORE_DATA = 0x61
_WRONG_LENGTH = 0x6C
_MOST_ROUNDS = 8


@dataclass(frozen=True, slots=True)
class Answer:
    """What the chip said: data and the two status bytes as one number."""

    data: bytes = field(repr=False)
    status: int

    @classmethod
    def parse(cls, raw: bytes) -> Answer:
        """Split a raw answer.

        Raises:
            CardUnreadable: there is not even a status.
        """
        if len(raw) < _STATUS_LENGTH:
            raise CardUnreadable(reason="short-answer")
        return cls(raw[:-2], int.from_bytes(raw[-2:], "big"))

    @property
    def code(self) -> str:
        """The status as the trade writes it, e.g. ``6A82``."""
        return f"{self.status:04X}"


def select_application(name: bytes) -> bytes:
    """Build SELECT by DF name; no Le, so that T=0 needs no special case."""
    return bytes((0x00, 0xA4, 0x04, 0x00, len(name))) + name


def read_record(tag: int, short_file: int, value_length: int) -> bytes:
    """Build READ RECORD by record identifier from a short file identifier.

    The right Le (tag, length, value) saves a round trip at T=0.
    """
    return bytes((0x00, 0xB2, tag, short_file << 3, 2 + value_length))


def exchange(transmit: Transmit, command: bytes) -> Answer:
    """Send a command and follow ``61xx`` and ``6Cxx`` to the real answer.

    Raises:
        CardUnreadable: the chip answers without end or without a status.
        CardFault, DeviceLost: whatever the transmission raises.
    """
    gathered = b""
    for _ in range(_MOST_ROUNDS):
        answer = Answer.parse(transmit(command))
        gathered += answer.data
        kind, length = divmod(answer.status, 0x100)
        if kind == _MORE_DATA:
            command = bytes((0x00, 0xC0, 0x00, 0x00, length))
        elif kind == _WRONG_LENGTH and len(command) == _SHORT_COMMAND_LENGTH:
            command = command[:4] + bytes((length,))
        else:
            return Answer(gathered, answer.status)
    raise CardUnreadable(reason="endless-answer")
