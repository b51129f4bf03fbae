"""One reader for residents and staff: neither is taken for the other."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from drivers.pcsc.message import Outcome, ReadRequest
from drivers.pcsc.staff_card import PcscStaffCard
from drivers.simulated.pcscd import why_not
from kiosk.domain.fault import CardUnreadable, Fault, ForeignCard
from kiosk.ports.device import Cancellation, DeviceState
from tests.contracts.card_reader_rig import DeviceThread, holder
from tests.contracts.staff_card_rig import BADGE, ChipRig
from tests.waiting import await_condition

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.skipif(bool(why_not()), reason=why_not())


_UP_TO_PIN = 10
"""Commands of reading the badge and selecting again: the next is the PIN."""


@pytest.fixture
def rig(tmp_path: Path) -> Iterator[ChipRig]:
    made = ChipRig(tmp_path)
    yield made
    made.close()


@pytest.fixture
def device(rig: ChipRig) -> Iterator[DeviceThread]:
    thread = DeviceThread()
    await_condition(
        lambda: thread.do(rig.staff_card.status).state is DeviceState.ONLINE
    )
    yield thread
    thread.close()


def test_same_reader_and_child_read_residents_and_staff(
    rig: ChipRig, device: DeviceThread
) -> None:
    rig.insert()
    with pytest.raises(ForeignCard):
        device.do(rig.reader.read, Cancellation())
    assert device.do(rig.staff_card.present, Cancellation()).number == "S0001"
    rig.remove()
    device.do(rig.reader.await_removal, Cancellation())
    rig.slot.do("insert", holder=holder())
    assert device.do(rig.reader.read, Cancellation()).number == holder()["number"]
    assert len(rig.launched) == 1


def test_reading_as_a_resident_locks_an_unlocked_card(
    rig: ChipRig, device: DeviceThread
) -> None:
    rig.insert()
    device.do(rig.staff_card.present, Cancellation())
    assert device.do(rig.staff_card.verify_pin, BADGE["pin"], Cancellation()).is_right
    with pytest.raises(ForeignCard):
        device.do(rig.reader.read, Cancellation())
    with pytest.raises(CardUnreadable) as told:
        device.do(rig.staff_card.prove, os.urandom(32), Cancellation())
    assert told.value.facts["reason"] == "pin-needed"


def test_card_is_held_only_between_its_right_pin_and_its_proof(
    rig: ChipRig, device: DeviceThread
) -> None:
    rig.insert()
    other = PcscStaffCard(rig.another_reader())
    card, call = rig.staff_card, Cancellation()
    device.do(card.present, call)
    try:
        assert device.do(card.verify_pin, BADGE["pin"], call).is_right
        with pytest.raises(CardUnreadable):
            other.present(call)
        device.do(card.prove, os.urandom(32), call)
        assert other.present(call).tries_left == 3
        assert not device.do(card.verify_pin, "111111", call).is_right
        assert other.present(call).tries_left == 2
    finally:
        other.close()


def test_service_killed_between_pin_and_proof_is_a_fault_and_heals(
    rig: ChipRig, device: DeviceThread
) -> None:
    rig.insert()
    device.do(rig.staff_card.present, Cancellation())
    assert device.do(rig.staff_card.verify_pin, BADGE["pin"], Cancellation()).is_right
    rig.service.kill()
    with pytest.raises(Fault):
        device.do(rig.staff_card.prove, os.urandom(32), Cancellation())
    rig.service.start()
    badge = device.do(rig.staff_card.present, Cancellation())
    assert badge.tries_left == 3
    assert len(rig.launched) == 1, "the child outlives the service"


def test_card_mute_in_the_middle_of_a_pin_ends_the_child(
    rig: ChipRig, device: DeviceThread
) -> None:
    rig.slot.do("insert-staff", **BADGE, fault="mute", after=_UP_TO_PIN)
    badge = device.do(rig.staff_card.present, Cancellation())
    assert badge.number == "S0001"
    with pytest.raises(CardUnreadable) as told:
        device.do(rig.staff_card.verify_pin, BADGE["pin"], Cancellation())
    assert told.value.facts["reason"] == "mute"
    rig.remove()
    rig.insert()
    assert device.do(rig.staff_card.present, Cancellation()).number == "S0001"
    assert len(rig.launched) == 2


def test_card_that_was_missed_for_a_moment_is_seen_again(
    rig: ChipRig, device: DeviceThread
) -> None:
    rig.insert()
    assert device.do(rig.staff_card.present, Cancellation()).number == "S0001"
    lying_in = device.do(rig.reader.reader_with_card)
    assert lying_in is not None
    empty = lying_in.replace("00 00", "00 01")
    assert device.do(rig.reader.ask, ReadRequest(empty), Cancellation()) == Outcome()
    assert device.do(rig.staff_card.present, Cancellation()).number == "S0001"


def test_chip_of_the_other_protocol_does_the_same(tmp_path: Path) -> None:
    rig = ChipRig(tmp_path, is_t0=False)
    try:
        rig.insert()
        assert rig.staff_card.present(Cancellation()).number == "S0001"
        assert rig.staff_card.verify_pin(BADGE["pin"], Cancellation()).is_right
        assert rig.staff_card.prove(os.urandom(32), Cancellation())
    finally:
        rig.close()
