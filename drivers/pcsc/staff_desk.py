"""Inside the reading child: staff cards, and the one that waits for its signature."""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING

from drivers.pcsc.connection import CardAbsent, connected
from drivers.pcsc.message import BadgeRequest, Outcome, PinRequest, ProofRequest
from drivers.pcsc.staff_talk import check_pin, read_badge, select, sign
from kiosk.domain.fault import Fault

if TYPE_CHECKING:
    from drivers.pcsc.apdu import Transmit

__all__ = ["UNLOCKED_SECONDS", "StaffDesk"]

UNLOCKED_SECONDS = 10.0
"""How long a card stays unlocked after a right PIN."""


class StaffDesk:
    """Keeps a card powered between its right PIN and its one signature.

    Letting the card go resets it, so that it forgets the PIN.
    """

    def __init__(self) -> None:
        """Start without a card."""
        self._power = ExitStack()
        self._unlocked: tuple[str, Transmit] | None = None

    @property
    def is_unlocked(self) -> bool:
        """Whether a card waits that was given its right PIN."""
        return self._unlocked is not None

    def answer(self, request: BadgeRequest | PinRequest | ProofRequest) -> Outcome:
        """Do what is asked with the card in the reader."""
        try:
            return self._answer(request)
        except CardAbsent:
            self.leave()
            return Outcome()
        except Fault as fault:
            self.leave()
            return Outcome(fault=fault)

    def leave(self) -> None:
        """Let the card go."""
        self._unlocked = None
        self._power.close()

    def _answer(self, request: BadgeRequest | PinRequest | ProofRequest) -> Outcome:
        match request:
            case BadgeRequest():
                self.leave()
                with connected(request.reader) as transmit:
                    return Outcome(badge=read_badge(transmit))
            case PinRequest():
                return self._check_pin(request)
            case ProofRequest():
                return self._prove(request)

    def _check_pin(self, request: PinRequest) -> Outcome:
        self.leave()
        transmit = self._power.enter_context(connected(request.reader))
        select(transmit)
        check = check_pin(transmit, request.pin)
        if check.is_right:
            self._unlocked = (request.reader, transmit)
        else:
            self.leave()
        return Outcome(pin_check=check)

    def _prove(self, request: ProofRequest) -> Outcome:
        if self._unlocked is not None and self._unlocked[0] == request.reader:
            transmit = self._unlocked[1]
        else:
            # The card itself refuses, in its own words.
            self.leave()
            transmit = self._power.enter_context(connected(request.reader))
            select(transmit)
        signature = sign(transmit, request.challenge)
        self.leave()
        return Outcome(signature=signature)
