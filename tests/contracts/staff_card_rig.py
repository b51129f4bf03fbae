"""Staff cards with a hand at the reader: real driver and twin, moved the same way."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from drivers.pcsc.reader import PcscCardReader
from drivers.pcsc.staff_card import PcscStaffCard
from drivers.simulated.pcscd import PrivatePcscd
from drivers.simulated.staff_card_reader import SimulatedStaffCard
from drivers.simulated.vpcd import VpcdSlot
from kiosk.work.child import ChildProcess, start_child
from tests.contracts.card_reader_rig import PATIENCE_SECONDS, READ_SECONDS, holder

if TYPE_CHECKING:
    from pathlib import Path

    from kiosk.ports.staff_card import StaffCard

__all__ = ["BADGE", "ChipRig", "StaffCardRig", "TwinStaffRig"]

BADGE = {"number": "S0001", "role": "technician", "name": "石样本", "pin": "482913"}


class StaffCardRig(Protocol):
    """A reader for staff cards, and what a hand can do to it."""

    @property
    def staff_card(self) -> StaffCard:
        """The port under test."""

    def insert(self, trouble: str = "none", number: str = "S0001") -> None:
        """Put a card in; trouble is none, torn, mute, damaged or foreign."""

    def remove(self) -> None:
        """Take the card out."""

    def lose(self) -> None:
        """Let the reader go away."""

    def regain(self) -> None:
        """Let it come back."""

    def close(self) -> None:
        """Take everything down."""


class ChipRig:
    """The PC/SC driver over a real pcscd with a virtual chip."""

    def __init__(self, directory: Path, *, is_t0: bool = True) -> None:
        self.service = PrivatePcscd(directory)
        self.service.start()
        self.slot = VpcdSlot(self.service.port)
        self.launched: list[ChildProcess] = []
        self._is_t0 = is_t0
        self.reader = self.another_reader()
        self.staff_card = PcscStaffCard(self.reader)

    def another_reader(self) -> PcscCardReader:
        """Make a reader with a child of its own before the same slot."""
        return PcscCardReader(
            self._launch, read_seconds=READ_SECONDS, patience_seconds=PATIENCE_SECONDS
        )

    def insert(self, trouble: str = "none", number: str = "S0001") -> None:
        if trouble == "foreign":
            self.slot.do("insert", holder=holder())
            return
        badge = BADGE | {"number": number}
        self.slot.do("insert-staff", **badge, fault=trouble, is_t0=self._is_t0)

    def remove(self) -> None:
        self.slot.do("remove")

    def lose(self) -> None:
        self.service.do("kill")

    def regain(self) -> None:
        self.service.do("start")

    def close(self) -> None:
        self.staff_card.close()
        self.slot.close()
        self.service.close()

    def _launch(self) -> ChildProcess:
        settings = {"socket": str(self.service.socket_path)}
        child = start_child("drivers.pcsc.reader_child:serve", settings)
        self.launched.append(child)
        return child


class TwinStaffRig:
    """The twin inside the process."""

    def __init__(self) -> None:
        self.staff_card = SimulatedStaffCard(patience_seconds=PATIENCE_SECONDS)

    def insert(self, trouble: str = "none", number: str = "S0001") -> None:
        badge = BADGE | {"number": number}
        self.staff_card.do("insert-staff", **badge, fault=trouble)

    def remove(self) -> None:
        self.staff_card.do("remove")

    def lose(self) -> None:
        self.staff_card.do("unplug")

    def regain(self) -> None:
        self.staff_card.do("plug")

    def close(self) -> None:
        self.staff_card.close()
