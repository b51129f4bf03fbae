"""One powered card for the time of a reading, with PC/SC trouble told as faults."""

from __future__ import annotations

import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

from drivers.pcsc.message import SILENT
from drivers.pcsc.winscard import Context, PcscError, is_present
from kiosk.domain.fault import CardRemoved, CardUnreadable, DeviceLost, Fault

if TYPE_CHECKING:
    from collections.abc import Iterator

    from drivers.pcsc.apdu import Transmit
    from drivers.pcsc.winscard import Connection

__all__ = ["CardAbsent", "connected"]

_TRIES = 5
_TRY_SECONDS = 0.05
_SETTLE_SECONDS = 0.7
"""A driver without interrupts looks for the card every 0.4 s."""


class CardAbsent(CardRemoved):
    """There is no card in the reader to begin with."""


@contextmanager
def connected(reader: str) -> Iterator[Transmit]:
    """Power the card in a reader and give the way to talk to it.

    Raises:
        CardAbsent: there was no card to begin with.
        CardRemoved: the card was pulled, even if it was put back at once.
        CardUnreadable: the card does not answer (reason ``no-answer``).
        DeviceLost: reader or service went away.
    """
    try:
        with Context.opened() as context:
            yield from _powered(context, reader)
    except PcscError as error:
        raise DeviceLost(part="pcscd", code=error.text) from None


def _powered(context: Context, reader: str) -> Iterator[Transmit]:
    before = _state(context, reader)
    connection = _connect(context, reader)

    def transmit(command: bytes) -> bytes:
        try:
            answer = connection.transmit(command)
        except PcscError as error:
            raise _trouble(context, reader, before, error.text) from None
        if not answer:
            raise _trouble(context, reader, before, "empty")
        return answer

    try:
        yield transmit
    finally:
        connection.disconnect()


def _connect(context: Context, reader: str) -> Connection:
    """Connect, with a few tries: the event may come before the chip is ready."""
    for left in reversed(range(_TRIES)):
        state = _state(context, reader)
        if not is_present(state):
            raise CardAbsent
        try:
            return context.connect(reader)
        except PcscError as error:
            if not left:
                raise _trouble(context, reader, state, error.text) from None
        time.sleep(_TRY_SECONDS)
    raise CardAbsent


def _state(context: Context, reader: str) -> int:
    return context.states({reader: 0}, 0.0)[reader]


def _trouble(context: Context, reader: str, before: int, code: str) -> Fault:
    """Tell a pulled card from a silent one, by what the reader says next.

    The upper half of the state counts insertions and removals, so a card that
    was pulled and put back is noticed as well.
    """
    after = context.states({reader: before}, _SETTLE_SECONDS)[reader]
    if not is_present(after) or after >> 16 != before >> 16:
        return CardRemoved()
    return CardUnreadable(reason=SILENT, code=code)
