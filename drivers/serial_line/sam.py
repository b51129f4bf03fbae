"""The security module of an identity card reader: one command, its one answer.

An answer that comes late looks like the answer to the next command, so each
command names the shapes it accepts and everything else is dropped; after a
time-out the line is drained before it is used again. A card's content that was
asked for and never came may still come: until it has, or can no more, no content
is asked for anew. One person's data must not be taken for the next one's.
"""

from __future__ import annotations

import struct
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from drivers.serial_line.frame import Frame, FrameParser, encode_command
from kiosk.domain.fault import Cancelled, Expired, Fault

if TYPE_CHECKING:
    from drivers.serial_line.link import SerialLink
    from kiosk.ports.device import Cancellation

__all__ = [
    "FIND",
    "NUMBER",
    "READ_BASE",
    "SELECT",
    "STATUS",
    "SamCommand",
    "SamModule",
    "module_number",
]

_LAPSE_SECONDS = 0.1
_DRAINED_SECONDS = 0.15
_LATEST_SECONDS = 3.0
"""How long after its time a card's content may still come."""
_MODULE_TROUBLE = (0x10, 0x11, 0x21, 0x23, 0x24, 0x60, 0x66)
_CARD_TROUBLE = (0x31, 0x32, 0x33, 0x37, 0x3F, 0x40, 0x41, 0x47)


@dataclass(frozen=True, slots=True)
class SamCommand:
    """A command and the answers it can have.

    Attributes:
        shapes: Number of data bytes for each status that brings or ends
            something; trouble brings none.
        seconds: How long the answer may take.
        is_personal: Whether the answer is about whoever's card lies there.
    """

    code: int
    shapes: Mapping[int, int]
    seconds: float
    troubles: tuple[int, ...] = field(default=_MODULE_TROUBLE)
    is_personal: bool = False

    def accepts(self, frame: Frame) -> bool:
        """Whether a frame can be the answer to this command."""
        if frame.status in self.troubles:
            return not frame.data
        return self.shapes.get(frame.status) == len(frame.data)


STATUS = SamCommand(0x11FF, {0x90: 0}, 0.25)
NUMBER = SamCommand(0x12FF, {0x90: 16}, 0.25)
FIND = SamCommand(0x2001, {0x9F: 4, 0x80: 0}, 1.0)
SELECT = SamCommand(0x2002, {0x90: 8, 0x81: 0}, 1.0, (*_MODULE_TROUBLE, *_CARD_TROUBLE))
READ_BASE = SamCommand(
    0x3001,
    {0x90: 1284},
    5.0,
    (*_MODULE_TROUBLE, *_CARD_TROUBLE),
    is_personal=True,
)


def module_number(data: bytes) -> str:
    """Write the number of a security module as vendors print it.

    Two 16-bit and three 32-bit numbers, little-endian; the third is the day it
    was made. Not documented by a standard: taken from the field.

    Raises:
        struct.error: not sixteen bytes.
    """
    kind, maker, day, serial, check = struct.unpack("<HHIII", data)
    return f"{kind:02d}.{maker:02d}-{day:08d}-{serial:010d}-{check:010d}"


class OwedAnswers:
    """Answers about somebody's card that were asked for and have not come."""

    def __init__(self) -> None:
        """Start with nothing owed."""
        self._owed: list[tuple[SamCommand, float]] = []

    def add(self, command: SamCommand, latest: float) -> None:
        """Note that a command's answer may still come until then."""
        self._owed.append((command, latest))

    def note(self, frame: Frame) -> None:
        """Take one off where the frame brings what was owed."""
        for each in self._owed:
            command, _ = each
            if command.shapes.get(frame.status) == len(frame.data):
                self._owed.remove(each)
                return

    def may_come(self, now: float) -> bool:
        """Whether any is still to be feared."""
        self._owed = [each for each in self._owed if each[1] > now]
        return bool(self._owed)


class SamModule:
    """Asks the module over a link."""

    def __init__(self, link: SerialLink) -> None:
        """Use a link; it is opened by the first command."""
        self._link = link
        self._parser = FrameParser()
        self._is_unsettled = True
        self._owed = OwedAnswers()

    def ask(
        self,
        command: SamCommand,
        cancellation: Cancellation | None = None,
        drain_seconds: float = 2.0,
    ) -> Frame:
        """Send a command and wait for an answer of its shape.

        Raises:
            Expired: no true answer in time, or a damaged one (then at once).
            Cancelled: nobody wants the answer any more.
            DeviceLost: the port went away.
        """
        if self._is_unsettled:
            self._drain(drain_seconds)
        if command.is_personal:
            self._await_owed(cancellation)
        # Whatever is here before we ask cannot be the answer.
        self._link.discard()
        self._parser.clear()
        # Until the answer is here, one may still come to the wrong command.
        self._is_unsettled = True
        self._link.write(encode_command(command.code))
        try:
            answer = self._answer(command, cancellation)
        except Fault:
            # Not in time, not wanted any more, or the port gone: it may still come.
            if command.is_personal:
                self._owed.add(command, time.monotonic() + _LATEST_SECONDS)
            raise
        self._is_unsettled = False
        return answer

    def close(self) -> None:
        """Let the port go."""
        self._link.close()

    def _answer(self, command: SamCommand, cancellation: Cancellation | None) -> Frame:
        heard_at = time.monotonic()
        deadline = heard_at + command.seconds
        while (now := time.monotonic()) < deadline:
            if cancellation is not None and cancellation.is_cancelled:
                raise Cancelled
            received = self._link.read_some()
            heard_at = now if received else heard_at
            for frame in self._frames(received, now - heard_at):
                if command.accepts(frame):
                    return frame
                self._owed.note(frame)
            if self._parser.is_damaged and now - heard_at > _DRAINED_SECONDS:
                break
        reason = "damaged" if self._parser.is_damaged else "silence"
        raise Expired(part="sam", command=f"{command.code:04X}", reason=reason)

    def _frames(self, received: bytes, silence: float) -> list[Frame]:
        if not received and self._parser.is_pending and silence > _LAPSE_SECONDS:
            return self._parser.lapse()
        return self._parser.feed(received)

    def _drain(self, most_seconds: float) -> None:
        """Throw away what still comes, until the line is silent."""
        began_at = heard_at = time.monotonic()
        while (now := time.monotonic()) - heard_at < _DRAINED_SECONDS:
            if now - began_at > most_seconds:
                return
            if self._hear_owed():
                heard_at = now

    def _await_owed(self, cancellation: Cancellation | None) -> None:
        """Wait for the content of an earlier card until it can come no more."""
        while self._owed.may_come(time.monotonic()):
            if cancellation is not None and cancellation.is_cancelled:
                raise Cancelled
            self._hear_owed()

    def _hear_owed(self) -> bool:
        """Throw away what comes, but note whose it is; tells whether any came."""
        received = self._link.read_some()
        for frame in self._parser.feed(received):
            self._owed.note(frame)
        return bool(received)
