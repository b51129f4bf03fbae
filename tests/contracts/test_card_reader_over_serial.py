"""What a serial line can do to us: noise, late answers, other owners."""

from __future__ import annotations

import time
from concurrent.futures import wait
from typing import TYPE_CHECKING

import pytest
import serial

from drivers.serial_line.resident_id_reader import SamvCardReader
from drivers.simulated.samv_card import IdentityCardKind
from kiosk.domain.card import CardKind
from kiosk.domain.fault import Cancelled, CardUnreadable, DeviceLost
from kiosk.ports.device import Cancellation, DeviceState
from tests.contracts.card_reader_rig import (
    LIMIT_SECONDS,
    DeviceThread,
    IdentityRig,
    holder,
)
from tests.promptness import PROMPT_SECONDS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_WAITING_SECONDS = 0.3


@pytest.fixture
def rig(tmp_path: Path) -> Iterator[IdentityRig]:
    made = IdentityRig(tmp_path)
    yield made
    made.close()


@pytest.fixture
def device() -> Iterator[DeviceThread]:
    thread = DeviceThread()
    yield thread
    thread.close()


@pytest.mark.parametrize("fault", ["busy", "checksum", "noise", "truncated", "late"])
def test_spoiled_answer_is_asked_for_again(rig: IdentityRig, fault: str) -> None:
    rig.twin.fault(fault, seconds=0.8)
    rig.insert(holder())
    card = rig.reader.read(Cancellation())
    assert (card.number, card.name) == (holder()["number"], holder()["name"])


def test_wrong_checksum_is_noticed_before_the_time_is_over(tmp_path: Path) -> None:
    rig = IdentityRig(tmp_path)
    patient = SamvCardReader(rig.twin.port, read_seconds=60.0)
    try:
        rig.twin.fault("checksum")
        rig.insert(holder())
        began = time.monotonic()
        assert patient.read(Cancellation()).number == holder()["number"]
        assert time.monotonic() - began < 6 * PROMPT_SECONDS
    finally:
        patient.close()
        rig.close()


def test_line_that_spoils_every_answer_is_given_up(rig: IdentityRig) -> None:
    rig.twin.fault("checksum", times=99)
    rig.insert(holder())
    with pytest.raises(CardUnreadable) as told:
        rig.reader.read(Cancellation())
    assert told.value.facts == {"reason": "no-answer"}
    rig.twin.fault("checksum", times=0)
    assert rig.reader.read(Cancellation()).number == holder()["number"]


def test_late_answer_is_never_taken_for_the_next_person(rig: IdentityRig) -> None:
    rig.twin.fault("late", seconds=0.9)
    rig.insert(holder(102))
    rig.reader.read(Cancellation())
    rig.remove()
    rig.reader.await_removal(Cancellation())
    rig.insert(holder(113))
    assert rig.reader.read(Cancellation()).number == holder(113)["number"]


def test_answer_that_nobody_awaits_any_more_is_not_the_next_persons(
    rig: IdentityRig, device: DeviceThread
) -> None:
    rig.twin.fault("late", times=2, seconds=0.5)
    rig.insert(holder(102))
    gone = Cancellation()
    first = device.start(rig.reader.read, gone)
    while rig.twin.do("state")["faults_left"] == 2:
        assert wait([first], 0.01).not_done
    gone.cancel()
    with pytest.raises(Cancelled):
        first.result(LIMIT_SECONDS)
    rig.remove()
    rig.insert(holder(113))
    assert rig.reader.read(Cancellation()).number == holder(113)["number"]


def test_card_left_on_the_reader_is_not_read_again(
    rig: IdentityRig, device: DeviceThread
) -> None:
    rig.insert(holder())
    device.do(rig.reader.read, Cancellation())
    again = device.start(rig.reader.read, Cancellation())
    assert wait([again], 2 * _WAITING_SECONDS).not_done
    rig.remove()
    assert wait([again], 2 * _WAITING_SECONDS).not_done
    rig.insert(holder(113))
    assert again.result(LIMIT_SECONDS).number == holder(113)["number"]


def test_reader_that_hides_a_read_card_lets_the_next_one_be_read(
    tmp_path: Path,
) -> None:
    rig = IdentityRig(tmp_path, needs_lift=True)
    try:
        rig.insert(holder(102))
        rig.reader.read(Cancellation())
        rig.reader.await_removal(Cancellation())
        rig.remove()
        rig.insert(holder(113))
        assert rig.reader.read(Cancellation()).number == holder(113)["number"]
    finally:
        rig.close()


def test_silent_reader_is_offline_and_broken_one_out_of_order(rig: IdentityRig) -> None:
    rig.twin.fault("busy", times=1)
    assert rig.reader.status().state is DeviceState.OFFLINE
    rig.twin.do("break")
    assert rig.reader.status().state is DeviceState.HARDWARE_ERROR
    with pytest.raises(DeviceLost):
        rig.reader.read(Cancellation())
    rig.twin.do("mend")
    assert rig.reader.status().state is DeviceState.ONLINE


def test_port_that_another_program_holds_is_no_device(rig: IdentityRig) -> None:
    with serial.Serial(rig.twin.port, exclusive=True):
        status = rig.reader.status()
        assert status.state is DeviceState.NO_DEVICE
        assert "SerialException" in status.detail
    assert rig.reader.status().state is DeviceState.ONLINE


def test_foreigners_card_of_2017_is_read_as_it_is(rig: IdentityRig) -> None:
    described = {
        "number": "USA110071010101",
        "name": "",
        "foreign_name": "SAMPLE, PERSON",
        "birth_date": "19710101",
    }
    kind = str(IdentityCardKind.FOREIGN_2017)
    rig.twin.do("place", holder=described, kind=kind)
    card = rig.reader.read(Cancellation())
    assert (card.kind, card.number) == (CardKind.FOREIGN_RESIDENT, "USA110071010101")


@pytest.mark.parametrize("image", [b"a picture", None])
def test_photo_is_what_the_decoder_makes_of_it(
    tmp_path: Path, image: bytes | None
) -> None:
    seen: list[int] = []

    def decode(blob: bytes) -> bytes | None:
        seen.append(len(blob))
        return image

    rig = IdentityRig(tmp_path)
    reader = SamvCardReader(rig.twin.port, photo_decoder=decode)
    try:
        rig.insert(holder())
        assert reader.read(Cancellation()).photo == image
        assert seen == [1024]
    finally:
        reader.close()
        rig.close()
