"""Card readers with a hand before them: real driver and twin, moved the same way."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Protocol, TypeVar

from drivers.pcsc.reader import PcscCardReader
from drivers.serial_line.resident_id_reader import SamvCardReader
from drivers.simulated.card_holder import CardHolder
from drivers.simulated.card_reader import SimulatedCardReader
from drivers.simulated.pcscd import PrivatePcscd
from drivers.simulated.samv import SamvTwin
from drivers.simulated.vpcd import VpcdSlot
from kiosk.domain.card import CardKind
from kiosk.domain.identifier import citizen_check_digit
from kiosk.ports.device import Cancellation
from kiosk.work.child import ChildProcess, start_child
from tests.waiting import LIMIT_SECONDS

if TYPE_CHECKING:
    from collections.abc import Callable
    from concurrent.futures import Future
    from pathlib import Path

    from kiosk.ports.card_reader import CardReader

__all__ = [
    "LIMIT_SECONDS",
    "PATIENCE_SECONDS",
    "ContactRig",
    "DeviceThread",
    "IdentityRig",
    "Rig",
    "TwinRig",
    "holder",
    "person",
]

PATIENCE_SECONDS = 1.5
READ_SECONDS = 3.0

T = TypeVar("T")


def holder(serial: int = 102, name: str = "柳样本") -> dict[str, object]:
    """Give an invented person, another one for each serial (three digits)."""
    digits = f"51019919520304{serial:03d}"
    number = digits + citizen_check_digit(digits)
    return {"number": number, "name": name, "sex": str(2 - serial % 2)}


def person(described: dict[str, object]) -> CardHolder:
    """Make the described person as the twins have it."""
    return CardHolder.from_json(described)


class Rig(Protocol):
    """A reader, and what a hand can do to it and its cards.

    Attributes:
        kind: What its cards are.
        can_tell_media: Whether the status says that a card is there.
    """

    kind: CardKind
    can_tell_media: bool

    @property
    def reader(self) -> CardReader:
        """The reader under test."""

    def insert(self, described: dict[str, object], trouble: str = "none") -> None:
        """Put a card in; trouble is none, torn, damaged or foreign."""

    def remove(self) -> None:
        """Take the card out."""

    def lose(self) -> None:
        """Let the reader go away."""

    def regain(self) -> None:
        """Let it come back."""

    def close(self) -> None:
        """Take everything down."""


class DeviceThread:
    """The one thread that uses the device, as in the terminal."""

    def __init__(self) -> None:
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="device")
        self._given: list[Cancellation] = []

    def start(self, call: Callable[..., T], *arguments: object) -> Future[T]:
        self._given += [each for each in arguments if isinstance(each, Cancellation)]
        return self._pool.submit(call, *arguments)

    def do(self, call: Callable[..., T], *arguments: object) -> T:
        return self.start(call, *arguments).result(LIMIT_SECONDS)

    def close(self) -> None:
        """Call off whatever a failed test left waiting."""
        for cancellation in self._given:
            cancellation.cancel()
        self._pool.shutdown(cancel_futures=True)


class ContactRig:
    """The PC/SC driver over a real pcscd with a virtual reader."""

    kind = CardKind.SOCIAL_SECURITY
    can_tell_media = True

    def __init__(
        self, directory: Path, *, is_t0: bool = True, read_seconds: float = READ_SECONDS
    ) -> None:
        self.service = PrivatePcscd(directory)
        self.service.start()
        self.slot = VpcdSlot(self.service.port)
        self.launched: list[ChildProcess] = []
        self._is_t0 = is_t0
        self.reader = PcscCardReader(
            self._launch, read_seconds=read_seconds, patience_seconds=PATIENCE_SECONDS
        )

    def insert(self, described: dict[str, object], trouble: str = "none") -> None:
        is_kind = trouble in ("damaged", "foreign", "v1", "v3")
        self.slot.do(
            "insert",
            holder=described,
            is_t0=self._is_t0,
            profile=trouble if is_kind else "v2",
            fault="none" if is_kind else trouble,
        )

    def remove(self) -> None:
        self.slot.do("remove")

    def lose(self) -> None:
        self.service.do("kill")

    def regain(self) -> None:
        self.service.do("start")

    def close(self) -> None:
        self.reader.close()
        self.slot.close()
        self.service.close()

    def _launch(self) -> ChildProcess:
        settings = {"socket": str(self.service.socket_path)}
        child = start_child("drivers.pcsc.reader_child:serve", settings)
        self.launched.append(child)
        return child


class IdentityRig:
    """The SAM-V driver over a real pseudo-terminal."""

    kind = CardKind.RESIDENT_ID
    can_tell_media = False

    def __init__(self, directory: Path, *, needs_lift: bool = False) -> None:
        self.twin = SamvTwin(directory, needs_lift=needs_lift)
        self.reader = SamvCardReader(
            self.twin.port, read_seconds=0.6, patience_seconds=PATIENCE_SECONDS
        )

    def insert(self, described: dict[str, object], trouble: str = "none") -> None:
        faults = {"torn": "torn", "damaged": "refused"}
        if trouble in faults:
            self.twin.do("fault", name=faults[trouble])
        kind = "unknown" if trouble == "foreign" else "resident-id-card"
        self.twin.do("place", holder=described, kind=kind)

    def remove(self) -> None:
        self.twin.do("lift")

    def lose(self) -> None:
        self.twin.do("unplug")

    def regain(self) -> None:
        self.twin.do("plug")

    def close(self) -> None:
        self.reader.close()
        self.twin.close()


class TwinRig:
    """The twin inside the process."""

    kind = CardKind.SOCIAL_SECURITY
    can_tell_media = True

    def __init__(self) -> None:
        self.reader = SimulatedCardReader(patience_seconds=PATIENCE_SECONDS)

    def insert(self, described: dict[str, object], trouble: str = "none") -> None:
        self.reader.do("insert", holder=described, fault=trouble)

    def remove(self) -> None:
        self.reader.do("remove")

    def lose(self) -> None:
        self.reader.do("unplug")

    def regain(self) -> None:
        self.reader.do("plug")

    def close(self) -> None:
        self.reader.close()
