"""What every reader of staff cards promises, over a real pcscd and in the twin."""

from __future__ import annotations

import os
from concurrent.futures import wait
from typing import TYPE_CHECKING

import pytest
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from drivers.simulated.pcscd import why_not
from kiosk.domain.fault import (
    Cancelled,
    CardRemoved,
    CardUnreadable,
    DeviceLost,
    Fault,
    ForeignCard,
    InvalidValue,
)
from kiosk.ports.capability import Feature
from kiosk.ports.device import Cancellation, DeviceState, MediaState
from kiosk.ports.staff_card import (
    PIN_TRIES,
    PROOF_CONTEXT,
    PinCheck,
    StaffBadge,
    StaffRole,
)
from tests.contracts.card_reader_rig import (
    LIMIT_SECONDS,
    DeviceThread,
)
from tests.contracts.staff_card_rig import (
    BADGE,
    ChipRig,
    StaffCardRig,
    TwinStaffRig,
)
from tests.promptness import PROMPT_SECONDS
from tests.waiting import await_condition

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PIN = BADGE["pin"]
WRONG_PIN = "111111"
_STILL_WAITING_SECONDS = 0.3


@pytest.fixture(params=["chip", "twin"])
def rig(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[StaffCardRig]:
    """Each reader with a hand before it."""
    if request.param != "twin" and (reason := why_not()):
        pytest.skip(reason)
    is_twin = request.param == "twin"
    made: StaffCardRig = TwinStaffRig() if is_twin else ChipRig(tmp_path)
    yield made
    made.close()


@pytest.fixture
def device(rig: StaffCardRig) -> Iterator[DeviceThread]:
    """The device's own thread, with the reader up."""
    thread = DeviceThread()
    await_condition(
        lambda: thread.do(rig.staff_card.status).state is DeviceState.ONLINE
    )
    yield thread
    thread.close()


def present(rig: StaffCardRig, device: DeviceThread) -> StaffBadge:
    return device.do(rig.staff_card.present, Cancellation())


def verify(rig: StaffCardRig, device: DeviceThread, pin: str) -> PinCheck:
    return device.do(rig.staff_card.verify_pin, pin, Cancellation())


def prove(rig: StaffCardRig, device: DeviceThread, challenge: bytes) -> bytes:
    return device.do(rig.staff_card.prove, challenge, Cancellation())


def holds(badge: StaffBadge, challenge: bytes, signature: bytes) -> bool:
    """Check a proof as the sign-in does."""
    key = x509.load_der_x509_certificate(badge.certificate).public_key()
    assert isinstance(key, ec.EllipticCurvePublicKey)
    try:
        key.verify(signature, PROOF_CONTEXT + challenge, ec.ECDSA(hashes.SHA256()))
    except InvalidSignature:
        return False
    return True


def test_badge_is_read_without_spending_a_try(
    rig: StaffCardRig, device: DeviceThread
) -> None:
    reading = device.start(rig.staff_card.present, Cancellation())
    assert wait([reading], _STILL_WAITING_SECONDS).not_done
    rig.insert()
    badge = reading.result(LIMIT_SECONDS)
    assert (badge.number, badge.role) == ("S0001", StaffRole.TECHNICIAN)
    assert (badge.name, badge.tries_left) == (BADGE["name"], PIN_TRIES)
    subject = x509.load_der_x509_certificate(badge.certificate).subject
    (number,) = subject.get_attributes_for_oid(NameOID.SERIAL_NUMBER)
    assert number.value == badge.number
    assert badge.name not in repr(badge)
    assert present(rig, device) == badge
    assert device.do(rig.staff_card.status).media is MediaState.PRESENT


def test_right_pin_unlocks_one_proof_that_holds(
    rig: StaffCardRig, device: DeviceThread
) -> None:
    rig.insert()
    badge = present(rig, device)
    challenge = os.urandom(32)
    assert verify(rig, device, PIN) == PinCheck(is_right=True, tries_left=PIN_TRIES)
    signature = prove(rig, device, challenge)
    assert holds(badge, challenge, signature)
    assert not holds(badge, os.urandom(32), signature)
    with pytest.raises(CardUnreadable) as told:
        prove(rig, device, challenge)
    assert told.value.facts["reason"] == "pin-needed"


def test_card_signs_nothing_without_a_pin(
    rig: StaffCardRig, device: DeviceThread
) -> None:
    rig.insert()
    present(rig, device)
    with pytest.raises(CardUnreadable) as told:
        prove(rig, device, os.urandom(32))
    assert told.value.facts["reason"] == "pin-needed"
    assert present(rig, device).tries_left == PIN_TRIES


def test_wrong_pins_block_the_card_for_good(
    rig: StaffCardRig, device: DeviceThread
) -> None:
    rig.insert()
    present(rig, device)
    for left in (2, 1, 0):
        check = verify(rig, device, WRONG_PIN)
        assert check == PinCheck(is_right=False, tries_left=left)
        assert present(rig, device).tries_left == left
    assert check.is_blocked
    rig.remove()
    await_condition(
        lambda: device.do(rig.staff_card.status).media is MediaState.NOT_PRESENT
    )
    rig.insert()
    assert present(rig, device).tries_left == 0
    assert verify(rig, device, PIN) == PinCheck(is_right=False, tries_left=0)
    with pytest.raises(CardUnreadable):
        prove(rig, device, os.urandom(32))


def test_right_pin_gives_all_tries_back(
    rig: StaffCardRig, device: DeviceThread
) -> None:
    rig.insert()
    present(rig, device)
    assert verify(rig, device, WRONG_PIN).tries_left == PIN_TRIES - 1
    assert verify(rig, device, PIN).is_right
    assert present(rig, device).tries_left == PIN_TRIES


def test_wrong_pin_after_a_right_one_locks_again(
    rig: StaffCardRig, device: DeviceThread
) -> None:
    rig.insert()
    present(rig, device)
    assert verify(rig, device, PIN).is_right
    assert not verify(rig, device, WRONG_PIN).is_right
    with pytest.raises(CardUnreadable):
        prove(rig, device, os.urandom(32))


def test_what_cannot_be_a_pin_or_a_challenge_costs_nothing(
    rig: StaffCardRig, device: DeviceThread
) -> None:
    rig.insert()
    present(rig, device)
    for pin in ("", "12345", "123456789", "12345a", "١٢٣٤٥٦", "12345 "):
        with pytest.raises(InvalidValue) as told:
            verify(rig, device, pin)
        assert told.value.facts == {"field": "pin", "reason": "not 6 to 8 digits"}
    assert present(rig, device).tries_left == PIN_TRIES
    assert verify(rig, device, PIN).is_right
    for length in (0, 31, 33):
        with pytest.raises(InvalidValue):
            prove(rig, device, bytes(length))
    assert prove(rig, device, bytes(32))


@pytest.mark.parametrize(
    ("trouble", "fault"),
    [
        ("torn", CardRemoved),
        ("mute", CardUnreadable),
        ("damaged", CardUnreadable),
        ("foreign", ForeignCard),
    ],
)
def test_bad_card_is_told_and_the_next_one_read(
    rig: StaffCardRig, device: DeviceThread, trouble: str, fault: type[Fault]
) -> None:
    rig.insert(trouble, number="S0002")
    with pytest.raises(fault):
        present(rig, device)
    rig.remove()
    await_condition(
        lambda: device.do(rig.staff_card.status).media is MediaState.NOT_PRESENT
    )
    rig.insert()
    assert present(rig, device).number == "S0001"


def test_card_pulled_before_pin_or_proof_is_told(
    rig: StaffCardRig, device: DeviceThread
) -> None:
    rig.insert()
    present(rig, device)
    assert verify(rig, device, PIN).is_right
    rig.remove()
    with pytest.raises(CardRemoved):
        prove(rig, device, os.urandom(32))
    with pytest.raises(CardRemoved):
        verify(rig, device, PIN)


def test_card_pulled_and_put_back_has_forgotten_the_pin(
    rig: StaffCardRig, device: DeviceThread
) -> None:
    rig.insert()
    present(rig, device)
    assert verify(rig, device, PIN).is_right
    rig.remove()
    await_condition(
        lambda: device.do(rig.staff_card.status).media is MediaState.NOT_PRESENT
    )
    rig.insert()
    present(rig, device)
    with pytest.raises(CardUnreadable) as told:
        prove(rig, device, os.urandom(32))
    assert told.value.facts["reason"] == "pin-needed"


def test_waiting_is_called_off(rig: StaffCardRig, device: DeviceThread) -> None:
    cancellation = Cancellation()
    reading = device.start(rig.staff_card.present, cancellation)
    assert wait([reading], _STILL_WAITING_SECONDS).not_done
    cancellation.cancel()
    with pytest.raises(Cancelled):
        reading.result(PROMPT_SECONDS)


def test_reader_that_stays_away_is_lost_and_later_found(
    rig: StaffCardRig, device: DeviceThread
) -> None:
    reading = device.start(rig.staff_card.present, Cancellation())
    rig.lose()
    with pytest.raises(DeviceLost):
        reading.result(LIMIT_SECONDS)
    assert not device.do(rig.staff_card.status).is_usable
    rig.regain()
    rig.insert()
    assert present(rig, device).number == "S0001"


def test_reader_has_a_name_and_closes_twice(
    rig: StaffCardRig, device: DeviceThread
) -> None:
    assert rig.staff_card.name == "card-reader"
    device.do(rig.staff_card.close)
    device.do(rig.staff_card.close)


def test_reader_tells_that_it_reads_staff_cards(
    rig: StaffCardRig, device: DeviceThread
) -> None:
    told = device.do(rig.staff_card.capabilities)
    assert "staff-card" in told.features[Feature.CARDS]
