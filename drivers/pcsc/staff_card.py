"""Staff cards over PC/SC, read in the same child and reader as residents' cards."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

from drivers.pcsc.message import BadgeRequest, PinRequest, ProofRequest
from kiosk.domain.fault import CardRemoved, InvalidValue
from kiosk.ports.staff_card import CHALLENGE_LENGTH

if TYPE_CHECKING:
    from drivers.pcsc.reader import PcscCardReader
    from kiosk.ports.capability import Capabilities
    from kiosk.ports.device import Cancellation, DeviceStatus
    from kiosk.ports.staff_card import PinCheck, StaffBadge

__all__ = ["PcscStaffCard", "check_pin_form"]

_PIN_LENGTHS = range(6, 9)
_HALF = 32


def check_pin_form(pin: str) -> None:
    """Refuse what cannot be a PIN, before it costs a try.

    Raises:
        InvalidValue: not 6 to 8 digits.
    """
    if len(pin) not in _PIN_LENGTHS or not (pin.isascii() and pin.isdecimal()):
        raise InvalidValue(field="pin", reason="not 6 to 8 digits")


class PcscStaffCard:
    """Talks to staff cards; implements `kiosk.ports.staff_card.StaffCard`.

    Holds nothing itself, so it may be made for each use of the reader, on the
    reader's own thread.
    """

    def __init__(self, reader: PcscCardReader) -> None:
        """Use the terminal's contact reader."""
        self._reader = reader

    @property
    def name(self) -> str:
        """Stable name for logs: the reader's."""
        return self._reader.name

    def status(self) -> DeviceStatus:
        """Tell the reader's status."""
        return self._reader.status()

    def capabilities(self) -> Capabilities:
        """Tell what the reader is and can do."""
        return self._reader.capabilities()

    def present(self, cancellation: Cancellation) -> StaffBadge:
        """Wait for a card and read its badge; see `StaffCard.present`."""
        while True:
            request = BadgeRequest(self._reader.await_card(cancellation))
            badge = self._reader.ask(request, cancellation).badge
            if badge is not None:
                return badge

    def verify_pin(self, pin: str, cancellation: Cancellation) -> PinCheck:
        """Have the card check a PIN; see `StaffCard.verify_pin`."""
        check_pin_form(pin)
        request = PinRequest(self._present_reader(), pin)
        check = self._reader.ask(request, cancellation).pin_check
        if check is None:
            raise CardRemoved
        return check

    def prove(self, challenge: bytes, cancellation: Cancellation) -> bytes:
        """Have the card sign; see `StaffCard.prove`."""
        if len(challenge) != CHALLENGE_LENGTH:
            raise InvalidValue(field="challenge", reason="length")
        request = ProofRequest(self._present_reader(), challenge)
        signature = self._reader.ask(request, cancellation).signature
        if not signature:
            raise CardRemoved
        first, second = signature[:_HALF], signature[_HALF:]
        return encode_dss_signature(
            int.from_bytes(first, "big"), int.from_bytes(second, "big")
        )

    def close(self) -> None:
        """Give the reader back."""
        self._reader.close()

    def _present_reader(self) -> str:
        """Name the reader with the card that was presented."""
        reader = self._reader.reader_with_card()
        if reader is None:
            raise CardRemoved
        return reader
