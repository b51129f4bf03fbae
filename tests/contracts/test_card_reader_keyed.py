"""Cards of the third generation: locked without keys, read by the maker's library."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from drivers.pcsc.reader import PcscCardReader
from drivers.simulated.card_holder import CardHolder
from drivers.simulated.card_library import PROOF, CardLibraryTwin
from drivers.simulated.pcscd import why_not
from kiosk.domain.fault import CardRemoved, CardUnreadable, DeviceLost
from kiosk.ports.device import Cancellation, DeviceState
from kiosk.work.child import ChildProcess, start_child
from tests.contracts.card_reader_rig import (
    PATIENCE_SECONDS,
    READ_SECONDS,
    ContactRig,
    DeviceThread,
    holder,
)
from tests.waiting import await_condition

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.skipif(bool(why_not()), reason=why_not())


def answer_for_the_region(challenge: str) -> str:
    """Stand for a city's authenticator; named in the settings below."""
    assert challenge.startswith("510100|")
    return PROOF


class KeyedRig(ContactRig):
    """A real PC/SC service with a locked card in it, and a library beside it."""

    def __init__(self, directory: Path) -> None:
        super().__init__(directory)
        self.library = CardLibraryTwin(directory)
        self.settings: dict[str, object] = {
            "socket": str(self.service.socket_path),
            "library": str(self.library.path),
        }
        self.reader = PcscCardReader(
            self._launch, read_seconds=READ_SECONDS, patience_seconds=PATIENCE_SECONDS
        )

    def lay(self, described: dict[str, object], fault: str = "none") -> None:
        """Put a third-generation card in, which the library sees as well."""
        self.library.do("insert", holder=described, fault=fault)
        self.insert(described, "v3")

    def _launch(self) -> ChildProcess:
        child = start_child("drivers.pcsc.reader_child:serve", self.settings)
        self.launched.append(child)
        return child


@pytest.fixture
def rig(tmp_path: Path) -> Iterator[KeyedRig]:
    made = KeyedRig(tmp_path)
    yield made
    made.close()


@pytest.fixture
def device(rig: KeyedRig) -> Iterator[DeviceThread]:
    thread = DeviceThread()
    await_condition(lambda: thread.do(rig.reader.status).state is DeviceState.ONLINE)
    yield thread
    thread.close()


def read_number(rig: KeyedRig, device: DeviceThread) -> str:
    return device.do(rig.reader.read, Cancellation()).number


def trouble_of(rig: KeyedRig, device: DeviceThread) -> dict[str, object]:
    with pytest.raises(CardUnreadable) as told:
        device.do(rig.reader.read, Cancellation())
    return dict(told.value.facts)


def test_locked_card_is_read_by_the_makers_library(
    rig: KeyedRig, device: DeviceThread
) -> None:
    rig.lay(holder(102, "龚𬱖·样本"))
    card = device.do(rig.reader.read, Cancellation())
    expected = CardHolder.from_json(holder(102, "龚𬱖·样本"))
    assert (card.number, card.name) == (expected.number, expected.name)
    assert card.identification_code == expected.code_digits.upper()


def test_card_that_needs_no_keys_never_comes_to_the_library(
    rig: KeyedRig, device: DeviceThread
) -> None:
    rig.library.do("insert", holder=holder(113), fault="refused")
    rig.insert(holder(102))
    assert read_number(rig, device) == holder(102)["number"]


def test_region_opens_the_card_where_the_reader_has_no_keys(
    rig: KeyedRig, device: DeviceThread
) -> None:
    rig.settings["authenticator"] = f"{__name__}:answer_for_the_region"
    rig.reader.close()
    rig.lay(holder(102), "no-module")
    assert read_number(rig, device) == holder(102)["number"]


def test_library_that_sees_another_card_is_not_believed(
    rig: KeyedRig, device: DeviceThread
) -> None:
    rig.library.do("insert", holder=holder(113))
    rig.insert(holder(102), "v3")
    with pytest.raises(CardRemoved):
        device.do(rig.reader.read, Cancellation())


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        ("no-module", "library"),
        ("refused", "library"),
        ("empty", "needs-authentication"),
        ("torn", "incomplete"),
    ],
)
def test_whatever_the_library_does_wrong_is_told(
    rig: KeyedRig, device: DeviceThread, fault: str, reason: str
) -> None:
    rig.lay(holder(102), fault)
    facts = trouble_of(rig, device)
    assert facts["reason"] == reason
    assert str(holder(102)["number"]) not in str(facts)


def test_call_that_never_returns_costs_the_child_and_the_next_card_is_read(
    rig: KeyedRig, device: DeviceThread
) -> None:
    rig.lay(holder(102), "hangs")
    assert trouble_of(rig, device) == {"reason": "mute"}
    assert not rig.launched[-1].is_alive
    rig.lay(holder(113))
    assert read_number(rig, device) == holder(113)["number"]


def test_missing_library_is_a_missing_part(rig: KeyedRig, device: DeviceThread) -> None:
    rig.settings["library"] = "/nowhere/libcard.so"
    rig.reader.close()
    rig.insert(holder(102), "v3")
    with pytest.raises(DeviceLost) as told:
        device.do(rig.reader.read, Cancellation())
    assert told.value.facts["part"] == "card-library"
