"""A card reader inside the process, for machines without root or daemons."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import TYPE_CHECKING

from drivers.simulated.card_holder import CardHolder
from kiosk.domain.card import CardKind, ResidentCard, Sex
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

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from kiosk.ports.device import Cancellation

__all__ = ["CARD_FAULTS", "SimulatedCardReader"]

CARD_FAULTS: Mapping[str, Fault | None] = {
    "none": None,
    "torn": CardRemoved(),
    "mute": CardUnreadable(reason="mute"),
    "locked": CardUnreadable(reason="needs-authentication"),
    "damaged": CardUnreadable(reason="record", status="6F00"),
    "foreign": ForeignCard(status="6A82"),
}
"""What may be wrong with a card, and the fault the reader tells."""

_LOOK_SECONDS = 0.05


@dataclass(frozen=True, slots=True)
class _Inserted:
    card: ResidentCard
    fault: str


class SimulatedCardReader:
    """Twin that implements `kiosk.ports.card_reader.CardReader`.

    The reader's methods belong to the device's thread; inserting, removing
    and plugging may be done from any thread.
    """

    def __init__(
        self,
        *,
        name: str = "card-reader",
        reading_seconds: float = 0.05,
        patience_seconds: float = 3.0,
    ) -> None:
        """Start plugged in and empty.

        Args:
            name: Stable name for logs.
            reading_seconds: Time one reading takes; a mute card takes ten
                times as long until it is given up.
            patience_seconds: How long an unplugged reader is ridden out.
        """
        self._name = name
        self._reading_seconds = reading_seconds
        self._patience_seconds = patience_seconds
        self._changed = threading.Condition()
        self._inserted: _Inserted | None = None
        self._is_plugged = True

    @property
    def name(self) -> str:
        """Stable name for logs."""
        return self._name

    def status(self) -> DeviceStatus:
        """Tell whether the twin is plugged in and whether it holds a card."""
        with self._changed:
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
            features=MappingProxyType({Feature.CARDS: tuple(CardKind)}),
        )

    def read(self, cancellation: Cancellation) -> ResidentCard:
        """Wait for a card and read it; see `CardReader.read`."""
        self._await(lambda: self._inserted is not None, cancellation)
        inserted = self._inserted
        if inserted is None:
            raise CardRemoved
        if inserted.fault == "torn":
            self.remove()
        slowness = 10 if inserted.fault == "mute" else 1
        self._dwell(inserted, slowness * self._reading_seconds, cancellation)
        fault = CARD_FAULTS[inserted.fault]
        if fault is not None:
            raise type(fault)(**fault.facts)
        return inserted.card

    def await_removal(self, cancellation: Cancellation) -> None:
        """Wait until the twin is empty; see `CardReader.await_removal`."""
        self._await(lambda: self._inserted is None, cancellation)

    def close(self) -> None:
        """Nothing to give back."""

    def insert(
        self,
        holder: CardHolder,
        kind: CardKind = CardKind.SOCIAL_SECURITY,
        fault: str = "none",
    ) -> None:
        """Put a card in, in place of one that is there."""
        if fault not in CARD_FAULTS:
            raise InvalidValue(field="fault", reason=fault)
        self._change(_Inserted(_card(holder, kind), fault))

    def remove(self) -> None:
        """Take the card out; nothing happens when there is none."""
        self._change(None)

    def plug(self, *, is_plugged: bool = True) -> None:
        """Plug the reader in, or pull its plug."""
        with self._changed:
            self._is_plugged = is_plugged
            self._changed.notify_all()

    def do(self, command: str, **arguments: object) -> dict[str, object]:
        """Carry out a command given from outside, with JSON-able arguments.

        ``insert(holder={...}, kind="social-security-card", fault="none")``,
        ``remove()``, ``unplug()``, ``plug()``, ``state()``; each gives
        ``{"has_card": ..., "is_plugged": ...}``.

        Raises:
            InvalidValue: unknown command, kind, fault or holder.
        """
        match command:
            case "insert":
                self._insert_described(arguments)
            case "remove":
                self.remove()
            case "plug" | "unplug":
                self.plug(is_plugged=command == "plug")
            case "state":
                pass
            case _:
                raise InvalidValue(field="command", reason=command)
        has_card = self._inserted is not None
        return {"has_card": has_card, "is_plugged": self._is_plugged}

    def _change(self, inserted: _Inserted | None) -> None:
        with self._changed:
            self._inserted = inserted
            self._changed.notify_all()

    def _await(self, is_met: Callable[[], bool], cancellation: Cancellation) -> None:
        plugged_at = time.monotonic()
        with self._changed:
            while not (self._is_plugged and is_met()):
                if cancellation.is_cancelled:
                    raise Cancelled
                now = time.monotonic()
                plugged_at = now if self._is_plugged else plugged_at
                if now - plugged_at > self._patience_seconds:
                    raise DeviceLost(part=self._name)
                self._changed.wait(_LOOK_SECONDS)

    def _dwell(
        self, inserted: _Inserted, seconds: float, cancellation: Cancellation
    ) -> None:
        """Spend the time of a reading; the card must stay the same."""
        deadline = time.monotonic() + seconds
        with self._changed:
            while (left := deadline - time.monotonic()) > 0:
                if cancellation.is_cancelled:
                    raise Cancelled
                if not self._is_plugged:
                    raise DeviceLost(part=self._name)
                if self._inserted is not inserted:
                    raise CardRemoved
                self._changed.wait(min(left, _LOOK_SECONDS))

    def _insert_described(self, arguments: Mapping[str, object]) -> None:
        holder = arguments.get("holder")
        if not isinstance(holder, dict):
            raise InvalidValue(field="holder", reason="not an object")
        kind = str(arguments.get("kind", CardKind.SOCIAL_SECURITY))
        if kind not in set(CardKind):
            raise InvalidValue(field="kind", reason=kind)
        fault = str(arguments.get("fault", "none"))
        self.insert(CardHolder.from_json(holder), CardKind(kind), fault)


def _card(holder: CardHolder, kind: CardKind) -> ResidentCard:
    has_code = kind is CardKind.SOCIAL_SECURITY
    return ResidentCard(
        kind=kind,
        number=holder.number,
        name=holder.name,
        sex=Sex(holder.sex),
        birth_date=date.fromisoformat(holder.birth_digits),
        valid_until=date.fromisoformat(holder.valid_until),
        identification_code=holder.code_digits if has_code else "",
    )
