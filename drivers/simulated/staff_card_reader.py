"""A reader for staff cards inside the process, for machines without daemons."""

from __future__ import annotations

import threading
import time
from types import MappingProxyType
from typing import TYPE_CHECKING

from drivers.simulated.staff_card import StaffIdentity, VirtualStaffCard
from kiosk.domain.fault import (
    Cancelled,
    CardRemoved,
    CardUnreadable,
    DeviceLost,
    Fault,
    ForeignCard,
    InvalidValue,
)
from kiosk.ports.capability import Capabilities, DeviceClass, Feature
from kiosk.ports.device import DeviceState, DeviceStatus, MediaState
from kiosk.ports.staff_card import (
    CHALLENGE_LENGTH,
    PIN_TRIES,
    PinCheck,
    StaffBadge,
    StaffRole,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kiosk.ports.device import Cancellation

__all__ = ["STAFF_CARD_FAULTS", "SimulatedStaffCard"]

STAFF_CARD_FAULTS: Mapping[str, Fault | None] = {
    "none": None,
    "torn": CardRemoved(),
    "mute": CardUnreadable(reason="mute"),
    "damaged": CardUnreadable(reason="file", status="6F00"),
    "foreign": ForeignCard(status="6A82"),
}
"""What may be wrong with a card, and the fault the reader tells."""

_LOOK_SECONDS = 0.05
_PIN_LENGTHS = range(6, 9)


class SimulatedStaffCard:
    """Twin that implements `kiosk.ports.staff_card.StaffCard`.

    The port's methods belong to the device's thread; inserting, removing and
    plugging may be done from any thread.
    """

    def __init__(
        self, *, name: str = "card-reader", patience_seconds: float = 3.0
    ) -> None:
        """Start plugged in and empty."""
        self._name = name
        self._patience_seconds = patience_seconds
        self._changed = threading.Condition()
        self._cards: dict[str, tuple[StaffIdentity, VirtualStaffCard]] = {}
        self._inserted: tuple[StaffIdentity, VirtualStaffCard] | None = None
        self._fault = "none"
        self._is_plugged = True

    @property
    def name(self) -> str:
        """Stable name for logs."""
        return self._name

    def status(self) -> DeviceStatus:
        """Tell whether the twin is plugged in and whether it holds a card."""
        if not self._is_plugged:
            return DeviceStatus(DeviceState.NO_DEVICE, cause=DeviceLost.key)
        is_full = self._inserted is not None
        media = MediaState.PRESENT if is_full else MediaState.NOT_PRESENT
        return DeviceStatus(DeviceState.ONLINE, media)

    def capabilities(self) -> Capabilities:
        """Tell that it is a twin, and what it stands for."""
        return Capabilities(
            frozenset({DeviceClass.CARD_READER}),
            model="twin",
            driver="simulated",
            features=MappingProxyType({Feature.CARDS: ("staff-card",)}),
        )

    def present(self, cancellation: Cancellation) -> StaffBadge:
        """Wait for a card and read its badge; see `StaffCard.present`."""
        with self._changed:
            self._await_card(cancellation)
            identity, card = self._sound_card()
            return StaffBadge(
                number=identity.number,
                role=StaffRole(identity.role),
                name=identity.name,
                certificate=identity.certificate,
                tries_left=card.tries_left,
            )

    def verify_pin(self, pin: str, _cancellation: Cancellation) -> PinCheck:
        """Have the card check a PIN; see `StaffCard.verify_pin`."""
        if len(pin) not in _PIN_LENGTHS or not (pin.isascii() and pin.isdecimal()):
            raise InvalidValue(field="pin", reason="not 6 to 8 digits")
        with self._changed:
            _, card = self._sound_card()
            card.reset()
            if not card.tries_left:
                return PinCheck(is_right=False, tries_left=0)
            is_right = card.check_pin(pin.encode())
            return PinCheck(is_right, PIN_TRIES if is_right else card.tries_left)

    def prove(self, challenge: bytes, _cancellation: Cancellation) -> bytes:
        """Have the card sign; see `StaffCard.prove`."""
        if len(challenge) != CHALLENGE_LENGTH:
            raise InvalidValue(field="challenge", reason="length")
        with self._changed:
            _, card = self._sound_card()
            signature = card.sign(challenge)
        if not signature:
            raise CardUnreadable(reason="pin-needed", status="6982")
        return signature

    def close(self) -> None:
        """Nothing to give back."""

    def plug(self, *, is_plugged: bool = True) -> None:
        """Plug the reader in, or pull its plug."""
        with self._changed:
            self._is_plugged = is_plugged
            self._changed.notify_all()

    def do(self, command: str, **arguments: object) -> dict[str, object]:
        """Carry out a command given from outside, with JSON-able arguments.

        ``insert-staff(number, role, name, pin, key="", certificate="",
        fault="none")``, ``remove()``, ``unplug()``, ``plug()``, ``state()``;
        each gives ``{"has_card": ..., "is_plugged": ...}``.

        Raises:
            InvalidValue: unknown command, fault or badge.
        """
        match command:
            case "insert-staff":
                self._insert_described(arguments)
            case "remove":
                self._change(None)
            case "plug" | "unplug":
                self.plug(is_plugged=command == "plug")
            case "state":
                pass
            case _:
                raise InvalidValue(field="command", reason=command)
        has_card = self._inserted is not None
        return {"has_card": has_card, "is_plugged": self._is_plugged}

    def _insert_described(self, arguments: Mapping[str, object]) -> None:
        fault = str(arguments.get("fault", "none"))
        if fault not in STAFF_CARD_FAULTS:
            raise InvalidValue(field="fault", reason=fault)
        number = str(arguments.get("number", ""))
        if number not in self._cards:
            identity = StaffIdentity.from_json(arguments)
            self._cards[number] = (identity, VirtualStaffCard(identity))
        self._change(self._cards[number], fault)

    def _change(
        self,
        inserted: tuple[StaffIdentity, VirtualStaffCard] | None,
        fault: str = "none",
    ) -> None:
        with self._changed:
            if inserted is not None:
                inserted[1].reset()
            self._inserted, self._fault = inserted, fault
            self._changed.notify_all()

    def _sound_card(self) -> tuple[StaffIdentity, VirtualStaffCard]:
        if not self._is_plugged:
            raise DeviceLost(part=self._name)
        inserted = self._inserted
        if inserted is None:
            raise CardRemoved
        fault = STAFF_CARD_FAULTS[self._fault]
        if self._fault == "torn":
            self._inserted = None
        if fault is not None:
            raise type(fault)(**fault.facts)
        return inserted

    def _await_card(self, cancellation: Cancellation) -> None:
        plugged_at = time.monotonic()
        while not (self._is_plugged and self._inserted):
            if cancellation.is_cancelled:
                raise Cancelled
            now = time.monotonic()
            plugged_at = now if self._is_plugged else plugged_at
            if now - plugged_at > self._patience_seconds:
                raise DeviceLost(part=self._name)
            self._changed.wait(_LOOK_SECONDS)
