"""What every scanner promises, asked of both real drivers and of the twin."""

from __future__ import annotations

import time
from concurrent.futures import Future, wait
from typing import TYPE_CHECKING

import pytest

from kiosk.domain.fault import Cancelled, DeviceLost, InvalidValue
from kiosk.ports.capability import DeviceClass, Feature
from kiosk.ports.device import Cancellation, DeviceState
from tests.contracts.card_reader_rig import (
    LIMIT_SECONDS,
    DeviceThread,
)
from tests.contracts.scanner_rig import (
    ScannerRig,
    SerialScannerRig,
    TwinScannerRig,
    WedgeRig,
)
from tests.promptness import PROMPT_SECONDS
from tests.waiting import await_condition

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

TOKEN = "Zm9vYmFyLXNhbXBsZS10b2tlbi0wMDAx"  # noqa: S105 - invented
OTHER_TOKEN = "c2Vjb25kLXNhbXBsZS10b2tlbi0wMDAy"  # noqa: S105 - invented
_STILL_WAITING_SECONDS = 0.2
_AGAIN_SECONDS = 0.45


@pytest.fixture(params=["serial", "wedge", "twin"])
def rig(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[ScannerRig]:
    """Each scanner with a hand before it."""
    made: ScannerRig
    match request.param:
        case "serial":
            made = SerialScannerRig(tmp_path)
        case "wedge":
            made = WedgeRig(tmp_path)
        case _:
            made = TwinScannerRig()
    yield made
    made.close()


@pytest.fixture
def device() -> Iterator[DeviceThread]:
    """The device's own thread."""
    thread = DeviceThread()
    yield thread
    thread.close()


def hold(rig: ScannerRig, reading: Future[str], text: str, fault: str = "none") -> str:
    """Hold a code before the scanner, again and again, until it is read."""
    deadline = time.monotonic() + LIMIT_SECONDS
    while not reading.done():
        assert time.monotonic() < deadline, "the code was never read"
        rig.scan(text, fault)
        wait([reading], _AGAIN_SECONDS)
    return reading.result()


def test_scanner_is_usable_and_waits_until_called_off(
    rig: ScannerRig, device: DeviceThread
) -> None:
    assert device.do(rig.scanner.status).state is DeviceState.ONLINE
    cancellation = Cancellation()
    reading = device.start(rig.scanner.read, cancellation)
    assert wait([reading], _STILL_WAITING_SECONDS).not_done
    cancellation.cancel()
    with pytest.raises(Cancelled):
        reading.result(PROMPT_SECONDS)


@pytest.mark.parametrize("text", [TOKEN, "CD1:6BF4 $%*+-./:AZ09XYZW", "https://例.cn/"])
def test_code_is_given_as_it_is(
    rig: ScannerRig, device: DeviceThread, text: str
) -> None:
    reading = device.start(rig.scanner.read, Cancellation())
    assert hold(rig, reading, text) == text


def test_code_scanned_before_anybody_asked_is_not_given_to_the_next(
    rig: ScannerRig, device: DeviceThread
) -> None:
    device.do(rig.scanner.status)
    rig.scan(TOKEN)
    reading = device.start(rig.scanner.read, Cancellation())
    assert wait([reading], _STILL_WAITING_SECONDS).not_done
    assert hold(rig, reading, OTHER_TOKEN) == OTHER_TOKEN


def test_codes_are_read_one_after_another(
    rig: ScannerRig, device: DeviceThread
) -> None:
    for text in (TOKEN, OTHER_TOKEN, TOKEN):
        reading = device.start(rig.scanner.read, Cancellation())
        assert hold(rig, reading, text) == text


@pytest.mark.parametrize(
    ("fault", "reason"),
    [("torn", "torn"), ("length", "length"), ("garbled", "not-text")],
)
def test_code_that_cannot_be_taken_whole_is_told_without_its_text(
    rig: ScannerRig, device: DeviceThread, fault: str, reason: str
) -> None:
    reading = device.start(rig.scanner.read, Cancellation())
    if fault == "torn" and not rig.can_be_torn:
        rig.scan(TOKEN, fault)
        assert wait([reading], _STILL_WAITING_SECONDS).not_done, "no Enter, no code"
    else:
        with pytest.raises(InvalidValue) as told:
            hold(rig, reading, TOKEN, fault)
        assert told.value.facts == {"field": "code", "reason": reason}
        reading = device.start(rig.scanner.read, Cancellation())
    assert hold(rig, reading, OTHER_TOKEN) == OTHER_TOKEN


def test_scanner_that_stays_away_is_lost_and_later_found(
    rig: ScannerRig, device: DeviceThread
) -> None:
    reading = device.start(rig.scanner.read, Cancellation())
    rig.lose()
    with pytest.raises(DeviceLost):
        reading.result(LIMIT_SECONDS)
    status = device.do(rig.scanner.status)
    assert (status.state, status.cause) == (DeviceState.NO_DEVICE, "device-lost")
    rig.regain()
    await_condition(
        lambda: device.do(rig.scanner.status).state is DeviceState.ONLINE,
    )
    reading = device.start(rig.scanner.read, Cancellation())
    assert hold(rig, reading, TOKEN) == TOKEN


def test_short_outage_is_ridden_out_while_waiting(
    rig: ScannerRig, device: DeviceThread
) -> None:
    reading = device.start(rig.scanner.read, Cancellation())
    rig.lose()
    rig.regain()
    assert hold(rig, reading, TOKEN) == TOKEN


def test_status_is_quick_and_closing_twice_is_nothing(
    rig: ScannerRig, device: DeviceThread
) -> None:
    rig.lose()
    began = time.monotonic()
    device.do(rig.scanner.status)
    assert time.monotonic() - began < PROMPT_SECONDS
    assert rig.scanner.name == "scanner"
    device.do(rig.scanner.close)
    device.do(rig.scanner.close)


def test_scanner_tells_how_it_is_connected(
    rig: ScannerRig, device: DeviceThread
) -> None:
    told = device.do(rig.scanner.capabilities)
    assert told.classes == {DeviceClass.BARCODE_READER}
    assert told.features[Feature.LINE]
