"""Invented people, deeds and a key, for the tests of store and sync."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

from drivers.simulated.centre_register import SimulatedResident
from kiosk.domain.deed import Deed, DeedKind
from kiosk.domain.identifier import citizen_check_digit
from kiosk.domain.resident import Subject
from offline_cache.store import Store, open_store
from tests.hand_clock import HandClock

__all__ = ["KEY", "KeyInHand", "deed", "number", "open_in", "resident"]

KEY = bytes(range(32))


class KeyInHand:
    """A vault that gives the key it was given."""

    def __init__(self, key: bytes = KEY) -> None:
        """Hold a key."""
        self._key = key

    def key(self) -> bytes:
        """Give it."""
        return self._key


def open_in(directory: Path, key: bytes = KEY) -> Store:
    """Open the store of a directory."""
    return open_store(directory / "store.db", KeyInHand(key), HandClock())


def number(sequence: int) -> str:
    """Invent a citizen number; its region is no real one."""
    seventeen = f"51019919600101{sequence:03d}"
    return seventeen + citizen_check_digit(seventeen)


def resident(sequence: int) -> SimulatedResident:
    """Invent a person the centre knows."""
    return SimulatedResident(Subject(number(sequence), f"某{sequence}"))


def deed(serial: int, person: int = 1) -> Deed:
    """Invent a request for review; its id follows from the serial number."""
    return Deed(
        id=str(UUID(int=serial, version=4)),
        kind=DeedKind.REVIEW_REQUESTED,
        made_at=HandClock().now(),
        payload={"number": number(person), "service": "demo", "reason": f"{serial}"},
    )
