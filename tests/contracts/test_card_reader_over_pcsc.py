"""What only a real PC/SC service can do to us: die, hang, swap and hold cards."""

from __future__ import annotations

import os
import signal
import time
from concurrent.futures import wait
from typing import TYPE_CHECKING

import pytest

from drivers.simulated.pcscd import why_not
from kiosk.domain.fault import (
    Cancelled,
    CardRemoved,
    CardUnreadable,
    DeviceLost,
)
from kiosk.ports.device import Cancellation, DeviceState, MediaState
from tests.contracts.card_reader_rig import (
    LIMIT_SECONDS,
    READ_SECONDS,
    ContactRig,
    DeviceThread,
    holder,
)
from tests.promptness import PROMPT_SECONDS
from tests.waiting import await_condition

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.skipif(bool(why_not()), reason=why_not())

_OUTAGE_SECONDS = 0.5


@pytest.fixture
def rig(tmp_path: Path) -> Iterator[ContactRig]:
    made = ContactRig(tmp_path)
    yield made
    made.close()


@pytest.fixture
def device(rig: ContactRig) -> Iterator[DeviceThread]:
    thread = DeviceThread()
    await_condition(lambda: state(rig, thread) is DeviceState.ONLINE)
    yield thread
    thread.close()


def state(rig: ContactRig, device: DeviceThread) -> DeviceState:
    return device.do(rig.reader.status).state


def test_killed_service_is_told_at_once_and_found_again(
    rig: ContactRig, device: DeviceThread
) -> None:
    rig.service.kill()
    await_condition(lambda: state(rig, device) is DeviceState.OFFLINE)
    rig.service.start()
    await_condition(lambda: state(rig, device) is DeviceState.ONLINE)
    assert len(rig.launched) == 1, "the child outlives the service"


def test_reading_goes_on_after_the_service_was_killed_while_waiting(
    rig: ContactRig, device: DeviceThread
) -> None:
    reading = device.start(rig.reader.read, Cancellation())
    rig.service.kill()
    assert wait([reading], _OUTAGE_SECONDS).not_done
    rig.service.start()
    rig.insert(holder())
    assert reading.result(LIMIT_SECONDS).number == holder()["number"]


def test_card_that_stays_through_a_restart_is_read(
    rig: ContactRig, device: DeviceThread
) -> None:
    rig.insert(holder())
    device.do(rig.reader.read, Cancellation())
    rig.service.kill()
    await_condition(lambda: state(rig, device) is DeviceState.OFFLINE)
    rig.service.start()
    assert device.do(rig.reader.read, Cancellation()).number == holder()["number"]


def test_mute_card_is_given_up_in_time_and_the_next_one_read(
    rig: ContactRig, device: DeviceThread
) -> None:
    rig.insert(holder(102), "mute")
    await_condition(
        lambda: device.do(rig.reader.status).media is MediaState.PRESENT,
    )
    began = time.monotonic()
    with pytest.raises(CardUnreadable) as told:
        device.do(rig.reader.read, Cancellation())
    assert READ_SECONDS <= time.monotonic() - began < READ_SECONDS + PROMPT_SECONDS
    assert told.value.facts == {"reason": "mute"}
    assert not rig.launched[0].is_alive
    rig.remove()
    device.do(rig.reader.await_removal, Cancellation())
    rig.insert(holder(113))
    assert device.do(rig.reader.read, Cancellation()).number == holder(113)["number"]


def test_mute_card_left_in_the_reader_is_mute_again(
    rig: ContactRig, device: DeviceThread
) -> None:
    rig.insert(holder(), "mute")
    for _ in range(2):
        with pytest.raises(CardUnreadable) as told:
            device.do(rig.reader.read, Cancellation())
        assert told.value.facts["reason"] in ("mute", "no-answer")


def test_reading_of_a_mute_card_is_called_off_at_once(
    rig: ContactRig, device: DeviceThread
) -> None:
    rig.insert(holder(), "mute")
    cancellation = Cancellation()
    await_condition(
        lambda: device.do(rig.reader.status).media is MediaState.PRESENT,
    )
    reading = device.start(rig.reader.read, cancellation)
    assert wait([reading], 0.2).not_done
    cancellation.cancel()
    with pytest.raises(Cancelled):
        reading.result(0.5)
    assert not rig.launched[0].is_alive
    rig.remove()
    device.do(rig.reader.await_removal, Cancellation())
    rig.insert(holder(113))
    assert device.do(rig.reader.read, Cancellation()).number == holder(113)["number"]


def test_service_killed_in_the_middle_of_a_reading_is_a_lost_device(
    rig: ContactRig, device: DeviceThread
) -> None:
    rig.insert(holder(), "mute")
    await_condition(
        lambda: device.do(rig.reader.status).media is MediaState.PRESENT,
    )
    reading = device.start(rig.reader.read, Cancellation())
    assert wait([reading], 0.2).not_done
    rig.service.kill()
    with pytest.raises(DeviceLost):
        reading.result(LIMIT_SECONDS)


def test_cards_swapped_in_the_middle_of_a_reading_are_never_mixed(
    rig: ContactRig, device: DeviceThread
) -> None:
    rig.insert(holder(102, "甲样本"), "torn")
    reading = device.start(rig.reader.read, Cancellation())
    await_condition(lambda: not rig.slot.has_card)
    rig.insert(holder(113, "乙样本"))
    try:
        card = reading.result(LIMIT_SECONDS)
    except CardRemoved:  # the reader's poll fell between the two cards
        card = device.do(rig.reader.read, Cancellation())
    assert (card.number, card.name) == (holder(113)["number"], "乙样本")


def test_dead_child_is_replaced(rig: ContactRig, device: DeviceThread) -> None:
    os.kill(rig.launched[0].process_id, signal.SIGKILL)
    await_condition(lambda: not rig.launched[0].is_alive)
    rig.insert(holder())
    assert device.do(rig.reader.read, Cancellation()).number == holder()["number"]
    assert len(rig.launched) == 2


def test_status_comes_from_the_last_event_within_milliseconds(
    rig: ContactRig, device: DeviceThread
) -> None:
    rig.insert(holder(), "mute")
    await_condition(
        lambda: device.do(rig.reader.status).media is MediaState.PRESENT,
    )
    began = time.monotonic()
    for _ in range(20):
        device.do(rig.reader.status)
    assert time.monotonic() - began < PROMPT_SECONDS


def test_child_ends_with_the_reader(rig: ContactRig, device: DeviceThread) -> None:
    device.do(rig.reader.close)
    assert [child.is_alive for child in rig.launched] == [False]


def test_first_generation_has_no_continued_name(
    rig: ContactRig, device: DeviceThread
) -> None:
    rig.insert(holder(), "v1")
    assert device.do(rig.reader.read, Cancellation()).name == holder()["name"]


def test_third_generation_names_nobody_without_keys(
    rig: ContactRig, device: DeviceThread
) -> None:
    rig.insert(holder(), "v3")
    with pytest.raises(CardUnreadable) as told:
        device.do(rig.reader.read, Cancellation())
    assert told.value.facts == {"reason": "needs-authentication"}


def test_card_of_the_other_protocol_is_read(tmp_path: Path) -> None:
    rig = ContactRig(tmp_path, is_t0=False)
    thread = DeviceThread()
    rig.insert(holder())
    try:
        card = thread.do(rig.reader.read, Cancellation())
        assert card.number == holder()["number"]
        assert len(card.identification_code) == 32
    finally:
        thread.do(rig.reader.close)
        thread.close()
        rig.close()
