"""The security module's side of the SAM-V protocol: commands in, answers out.

It shares no code with the reader's driver, so that the two check one another.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from drivers.simulated.samv_card import SamvCard

__all__ = ["SamvModule", "framed"]

_PREAMBLE = bytes.fromhex("AAAAAA9669")
_MODULE_NUMBER = bytes.fromhex("0500010078B5320101000000DEC0AD0B")


def framed(status: int, data: bytes = b"") -> bytes:
    """Write an answer of the reader with its length and checksum."""
    body = (4 + len(data)).to_bytes(2, "big") + bytes((0, 0, status)) + data
    check = 0
    for byte in body:
        check ^= byte
    return _PREAMBLE + body + bytes((check,))


class SamvModule:
    """State of one module: which card lies there and how far it was asked."""

    def __init__(self, *, needs_lift: bool = False) -> None:
        """Start without a card.

        Args:
            needs_lift: Whether a card that was read is found no more until it
                was lifted, as with some readers of the field.
        """
        self._needs_lift = needs_lift
        self._card: SamvCard | None = None
        self._forget()

    @property
    def has_card(self) -> bool:
        """Whether a card lies on the surface."""
        return self._card is not None

    def put(self, card: SamvCard | None) -> None:
        """Lay a card on the surface, or lift it."""
        self._card = card
        self._forget()

    def split(self, received: bytes) -> tuple[list[int], bytes]:
        """Find the commands in what came; give them and the unfinished rest."""
        codes: list[int] = []
        while (start := received.find(_PREAMBLE)) >= 0:
            received = received[start:]
            if len(received) < 10:  # noqa: PLR2004 - the shortest command
                return codes, received
            codes.append(int.from_bytes(received[7:9], "big"))
            received = received[7 + int.from_bytes(received[5:7], "big") :]
        return codes, received[-4:]

    def answer(self, code: int) -> bytes:
        """Answer one command."""
        duties: Mapping[int, Callable[[], bytes]] = {
            0x10FF: lambda: framed(0x90),  # reset
            0x11FF: lambda: framed(0x90),  # status
            0x12FF: lambda: framed(0x90, _MODULE_NUMBER),
            0x2001: self._find,
            0x2002: self._select,
            0x3001: lambda: self._read(with_finger=False),
            0x3010: lambda: self._read(with_finger=True),
            0x3003: lambda: framed(0x91 if self._was_read else 0x41),  # new address
        }
        return duties.get(code, lambda: framed(0x21))()

    def _forget(self) -> None:
        self._is_found = self._is_selected = self._was_read = False

    def _find(self) -> bytes:
        self._is_selected = False
        self._is_found = self._card is not None and not (
            self._needs_lift and self._was_read
        )
        return framed(0x9F, bytes(4)) if self._is_found else framed(0x80)

    def _select(self) -> bytes:
        self._is_selected = self._is_found and self._card is not None
        return framed(0x90, bytes(8)) if self._is_selected else framed(0x81)

    def _read(self, *, with_finger: bool) -> bytes:
        if self._card is None or not self._is_selected:
            return framed(0x41)
        self._is_selected, self._was_read = False, True
        content = self._card.content
        if with_finger:
            content = content[:4] + b"\x00\x00" + content[4:]
        return framed(0x90, content)
