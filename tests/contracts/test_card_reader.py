"""What every card reader promises, asked of both real drivers and of the twin."""

from __future__ import annotations

import time
from concurrent.futures import wait
from datetime import date
from typing import TYPE_CHECKING

import pytest

from drivers.simulated.pcscd import why_not
from kiosk.domain.card import Sex
from kiosk.domain.fault import (
    Cancelled,
    CardRemoved,
    CardUnreadable,
    DeviceLost,
    Fault,
    ForeignCard,
)
from kiosk.ports.capability import DeviceClass, Feature
from kiosk.ports.device import Cancellation, DeviceState, MediaState
from tests.contracts.card_reader_rig import (
    LIMIT_SECONDS,
    ContactRig,
    DeviceThread,
    IdentityRig,
    Rig,
    TwinRig,
    holder,
)
from tests.promptness import PROMPT_SECONDS
from tests.waiting import await_condition

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_STILL_WAITING_SECONDS = 0.3


@pytest.fixture(params=["pcsc", "samv", "twin"])
def rig(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Rig]:
    """Each reader with a hand before it."""
    if request.param == "pcsc" and (reason := why_not()):
        pytest.skip(reason)
    made: Rig
    match request.param:
        case "pcsc":
            made = ContactRig(tmp_path)
        case "samv":
            made = IdentityRig(tmp_path)
        case _:
            made = TwinRig()
    yield made
    made.close()


@pytest.fixture
def device(rig: Rig) -> Iterator[DeviceThread]:
    """The device's own thread, with the reader up."""
    thread = DeviceThread()
    await_condition(
        lambda: thread.do(rig.reader.status).state is DeviceState.ONLINE,
    )
    yield thread
    thread.close()


def test_empty_reader_is_usable_and_waits_until_called_off(
    rig: Rig, device: DeviceThread
) -> None:
    status = device.do(rig.reader.status)
    empty = MediaState.NOT_PRESENT if rig.can_tell_media else MediaState.UNKNOWN
    assert (status.is_usable, status.media) == (True, empty)
    cancellation = Cancellation()
    reading = device.start(rig.reader.read, cancellation)
    assert wait([reading], _STILL_WAITING_SECONDS).not_done
    cancellation.cancel()
    with pytest.raises(Cancelled):
        reading.result(PROMPT_SECONDS)


def test_card_put_in_while_waiting_is_read(rig: Rig, device: DeviceThread) -> None:
    described = holder()
    reading = device.start(rig.reader.read, Cancellation())
    rig.insert(described)
    card = reading.result(LIMIT_SECONDS)
    assert card.kind is rig.kind
    assert (card.number, card.name) == (described["number"], described["name"])
    assert card.sex is Sex.FEMALE
    assert (card.birth_date, card.valid_until) == (
        date(1952, 3, 4),
        date(2039, 12, 31),
    )


def test_card_that_lies_there_is_read_after_a_cancelled_wait(
    rig: Rig, device: DeviceThread
) -> None:
    cancellation = Cancellation()
    cancellation.cancel()
    with pytest.raises(Cancelled):
        device.do(rig.reader.read, cancellation)
    rig.insert(holder())
    if rig.can_tell_media:
        await_condition(
            lambda: device.do(rig.reader.status).media is MediaState.PRESENT
        )
    assert device.do(rig.reader.read, Cancellation()).name == holder()["name"]


@pytest.mark.parametrize(
    ("trouble", "fault"),
    [("torn", CardRemoved), ("damaged", CardUnreadable), ("foreign", ForeignCard)],
)
def test_bad_card_is_told_and_the_next_one_read(
    rig: Rig, device: DeviceThread, trouble: str, fault: type[Fault]
) -> None:
    rig.insert(holder(102), trouble)
    with pytest.raises(fault) as told:
        device.do(rig.reader.read, Cancellation())
    assert str(holder(102)["number"]) not in f"{told.value!r} {told.value}"
    rig.remove()
    device.do(rig.reader.await_removal, Cancellation())
    rig.insert(holder(113))
    card = device.do(rig.reader.read, Cancellation())
    assert card.number == holder(113)["number"]


def test_removal_is_awaited_and_the_next_person_read(
    rig: Rig, device: DeviceThread
) -> None:
    for serial in (102, 113, 102):
        rig.insert(holder(serial))
        card = device.do(rig.reader.read, Cancellation())
        assert card.number == holder(serial)["number"]
        removal = device.start(rig.reader.await_removal, Cancellation())
        assert wait([removal], _STILL_WAITING_SECONDS).not_done
        rig.remove()
        removal.result(LIMIT_SECONDS)


def test_wait_for_removal_is_called_off(rig: Rig, device: DeviceThread) -> None:
    rig.insert(holder())
    device.do(rig.reader.read, Cancellation())
    cancellation = Cancellation()
    removal = device.start(rig.reader.await_removal, cancellation)
    assert wait([removal], _STILL_WAITING_SECONDS).not_done
    cancellation.cancel()
    with pytest.raises(Cancelled):
        removal.result(PROMPT_SECONDS)


def test_reader_that_stays_away_is_lost_and_later_found(
    rig: Rig, device: DeviceThread
) -> None:
    reading = device.start(rig.reader.read, Cancellation())
    rig.lose()
    with pytest.raises(DeviceLost):
        reading.result(LIMIT_SECONDS)
    status = device.do(rig.reader.status)
    assert status.state in (DeviceState.OFFLINE, DeviceState.NO_DEVICE)
    assert not status.is_usable
    assert status.cause == "device-lost"
    rig.regain()
    rig.insert(holder())
    assert device.do(rig.reader.read, Cancellation()).name == holder()["name"]


def test_short_outage_is_ridden_out_while_waiting(
    rig: Rig, device: DeviceThread
) -> None:
    reading = device.start(rig.reader.read, Cancellation())
    rig.lose()
    rig.regain()
    rig.insert(holder())
    assert reading.result(LIMIT_SECONDS).name == holder()["name"]


def test_status_is_quick_whatever_happens(rig: Rig, device: DeviceThread) -> None:
    def seconds() -> float:
        began = time.monotonic()
        device.do(rig.reader.status)
        return time.monotonic() - began

    calm = max(seconds() for _ in range(3))
    rig.lose()
    lost = max(seconds() for _ in range(3))
    rig.regain()
    back = max(seconds() for _ in range(3))
    assert max(calm, lost, back) < PROMPT_SECONDS


def test_reader_has_a_name_and_closes_twice(rig: Rig, device: DeviceThread) -> None:
    assert rig.reader.name in ("card-reader", "id-card-reader")
    device.do(rig.reader.close)
    device.do(rig.reader.close)


def test_reader_tells_what_it_is_and_that_much_also_when_lost(
    rig: Rig, device: DeviceThread
) -> None:
    told = device.do(rig.reader.capabilities)
    assert told.classes == {DeviceClass.CARD_READER}
    assert rig.kind in told.features[Feature.CARDS]
    assert told.model
    assert told.driver
    rig.lose()
    lost = device.do(rig.reader.capabilities)
    assert (lost.classes, lost.features) == (told.classes, told.features)
