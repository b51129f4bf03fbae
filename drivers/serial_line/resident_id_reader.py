"""The identity card reader as the terminal knows it: SAM-V on a serial port."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from importlib.metadata import version
from types import MappingProxyType
from typing import TYPE_CHECKING

from drivers.serial_line.link import SerialLink
from drivers.serial_line.sam import (
    FIND,
    NUMBER,
    READ_BASE,
    SELECT,
    STATUS,
    SamModule,
    module_number,
)
from drivers.serial_line.text_block import TEXT_LENGTH, parse_holder
from kiosk.domain.card import CardKind
from kiosk.domain.fault import CardRemoved, CardUnreadable, DeviceLost, Expired
from kiosk.ports.capability import Capabilities, DeviceClass, Feature
from kiosk.ports.device import DeviceState, DeviceStatus

if TYPE_CHECKING:
    from drivers.serial_line.frame import Frame
    from drivers.serial_line.sam import SamCommand
    from kiosk.domain.card import ResidentCard
    from kiosk.domain.fault import Fault
    from kiosk.ports.device import Cancellation

__all__ = ["PhotoDecoder", "SamvCardReader"]

PhotoDecoder = Callable[[bytes], bytes | None]
"""Turns the chip's 1024 bytes into an image file; needs a licensed library."""

_DONE = 0x90
_FOUND = 0x9F
_MODULE_BROKEN = (0x60, 0x66)
_POLL_SECONDS = 0.3
_TRIES = 3
_STATUS_DRAIN_SECONDS = 0.2


class SamvCardReader:
    """Reads identity cards; implements `kiosk.ports.card_reader.CardReader`.

    A card that was read is not read again before it was lifted.
    """

    def __init__(
        self,
        port: str | SerialLink,
        *,
        name: str = "id-card-reader",
        photo_decoder: PhotoDecoder | None = None,
        read_seconds: float = 5.0,
        patience_seconds: float = 3.0,
    ) -> None:
        """Prepare; the port is opened by the first call.

        Args:
            port: Device path, best as ``/dev/serial/by-id/...``, or a link that
                finds it by itself.
            name: Stable name for logs.
            photo_decoder: Decodes the chip's photo; without one there is none.
            read_seconds: Time the module may take to give the card's content.
            patience_seconds: How long a silent or missing reader is ridden out
                while waiting, before it is told as `DeviceLost`.
        """
        link = SerialLink(port) if isinstance(port, str) else port
        self._sam = SamModule(link)
        self._name = name
        self._decode = photo_decoder or _no_photo
        self._read_base = replace(READ_BASE, seconds=read_seconds)
        self._patience_seconds = patience_seconds
        self._is_read_card_there = False

    @property
    def name(self) -> str:
        """Stable name for logs."""
        return self._name

    def status(self) -> DeviceStatus:
        """Ask the module how it is; takes less than half a second."""
        try:
            answer = self._sam.ask(STATUS, drain_seconds=_STATUS_DRAIN_SECONDS)
        except Expired as fault:
            return DeviceStatus(DeviceState.OFFLINE, cause=fault.key, detail=str(fault))
        except DeviceLost as fault:
            is_sought = fault.facts.get("reason") == "searching"
            state = DeviceState.STARTING if is_sought else DeviceState.NO_DEVICE
            return DeviceStatus(state, cause=fault.key, detail=str(fault))
        if answer.status in _MODULE_BROKEN:
            detail = f"SAM {answer.status:02X}"
            state = DeviceState.HARDWARE_ERROR
            return DeviceStatus(state, cause=DeviceLost.key, detail=detail)
        return DeviceStatus(DeviceState.ONLINE)

    def capabilities(self) -> Capabilities:
        """Tell the number of the security module, once it has answered."""
        cards = (
            CardKind.RESIDENT_ID,
            CardKind.FOREIGN_RESIDENT,
            CardKind.HMT_RESIDENCE,
        )
        return Capabilities(
            frozenset({DeviceClass.CARD_READER}),
            model="SAM-V",
            firmware=self._module_number(),
            driver=f"pyserial {version('pyserial')}",
            features=MappingProxyType(
                {Feature.CARDS: cards, Feature.LINE: ("serial",)}
            ),
        )

    def read(self, cancellation: Cancellation) -> ResidentCard:
        """Wait for a card and read it; see `CardReader.read`."""
        if self._is_read_card_there:
            self.await_removal(cancellation)
        self._await_find(cancellation, is_found=True)
        card = self._read_stubbornly(cancellation)
        self._is_read_card_there = True
        return card

    def await_removal(self, cancellation: Cancellation) -> None:
        """Wait until no card is found; see `CardReader.await_removal`.

        Some readers find a card no more once it was read: then this is at once.
        """
        self._await_find(cancellation, is_found=False)
        self._is_read_card_there = False

    def close(self) -> None:
        """Let the port go."""
        self._sam.close()

    def _module_number(self) -> str:
        try:
            answer = self._sam.ask(NUMBER, drain_seconds=_STATUS_DRAIN_SECONDS)
        except (Expired, DeviceLost):
            return ""
        return module_number(answer.data) if answer.status == _DONE else ""

    def _await_find(self, cancellation: Cancellation, *, is_found: bool) -> None:
        """Poll until a card is there, or is not."""
        answered_at = time.monotonic()
        while (found := self._find(cancellation)) is not is_found:
            now = time.monotonic()
            answered_at = answered_at if found is None else now
            if now - answered_at > self._patience_seconds:
                raise DeviceLost(part=self._name)
            cancellation.wait(_POLL_SECONDS)

    def _find(self, cancellation: Cancellation) -> bool | None:
        """Whether a card is there; none when the reader does not say."""
        try:
            answer = self._sam.ask(FIND, cancellation)
        except (Expired, DeviceLost):
            return None
        if answer.status in _MODULE_BROKEN:
            return None
        return answer.status == _FOUND

    def _read_stubbornly(self, cancellation: Cancellation) -> ResidentCard:
        """Read, and once more from the start where the line garbled the answer."""
        for _ in range(_TRIES):
            try:
                return self._read_once(cancellation)
            except Expired:
                if self._find(cancellation) is False:
                    raise CardRemoved from None
        raise CardUnreadable(reason="no-answer")

    def _read_once(self, cancellation: Cancellation) -> ResidentCard:
        self._ask_card(SELECT, cancellation)
        content = self._ask_card(self._read_base, cancellation).data
        text_length = int.from_bytes(content[0:2], "big")
        photo_length = int.from_bytes(content[2:4], "big")
        if text_length != TEXT_LENGTH or len(content) != 4 + text_length + photo_length:
            raise CardUnreadable(reason="content-length")
        text, photo = content[4 : 4 + text_length], content[4 + text_length :]
        return parse_holder(text, self._decode(photo))

    def _ask_card(self, command: SamCommand, cancellation: Cancellation) -> Frame:
        answer = self._sam.ask(command, cancellation)
        if answer.status != _DONE:
            raise self._refusal(answer, cancellation)
        return answer

    def _refusal(self, answer: Frame, cancellation: Cancellation) -> Fault:
        """Tell a lifted card from one that will not be read."""
        if answer.status in _MODULE_BROKEN:
            return DeviceLost(part="sam", status=f"{answer.status:02X}")
        if self._find(cancellation) is False:
            return CardRemoved()
        return CardUnreadable(reason="refused", status=f"{answer.status:02X}")


def _no_photo(_blob: bytes) -> bytes | None:
    return None
