"""What every dictaphone promises, asked of alsa-utils on a null device and the twin."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest

from drivers.alsa.dictaphone import AlsaDictaphone
from drivers.simulated.dictaphone import SimulatedDictaphone
from kiosk.domain.fault import Cancelled, DeviceLost
from kiosk.domain.speech import (
    BYTES_A_SECOND,
    LONGEST_SECONDS,
    Heard,
    Spoken,
    samples_of,
    wav_of,
)
from kiosk.ports.capability import Feature
from kiosk.ports.device import Cancellation, DeviceState
from kiosk.ports.dictaphone import KEPT_SECONDS, Dictaphone
from tests.hand_clock import HandClock

_Make = Callable[[Callable[[], float]], Dictaphone]


def _alsa(now: Callable[[], float]) -> Dictaphone:
    return AlsaDictaphone("null", now)


def _twin(now: Callable[[], float]) -> Dictaphone:
    return SimulatedDictaphone(0.0, now)


@pytest.fixture(params=[_alsa, _twin], ids=["alsa", "twin"])
def make(request: pytest.FixtureRequest) -> _Make:
    made: _Make = request.param
    return made


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def dictaphone(make: _Make, clock: HandClock) -> Dictaphone:
    return make(clock.monotonic)


def recorded(dictaphone: Dictaphone, until_seconds: int) -> list[Heard]:
    """Record until so many seconds were heard."""
    heard: list[Heard] = []
    cancellation = Cancellation()

    def show(value: Heard) -> None:
        heard.append(value)
        if value.seconds >= until_seconds:
            cancellation.cancel()

    with pytest.raises(Cancelled):
        dictaphone.record(show, cancellation)
    return heard


def test_it_is_there_and_says_what_it_makes(dictaphone: Dictaphone) -> None:
    assert dictaphone.status().state is DeviceState.ONLINE
    assert dictaphone.capabilities().features[Feature.FORMATS] == ("audio/wav",)


def test_what_was_said_is_taken_once(dictaphone: Dictaphone) -> None:
    heard = recorded(dictaphone, 3)
    assert [each.seconds for each in heard] == sorted(each.seconds for each in heard)
    spoken = dictaphone.take()
    assert spoken.seconds == 3
    assert dictaphone.take() == Spoken(wav_of(b""), 0)


def test_a_minute_is_the_end(dictaphone: Dictaphone) -> None:
    dictaphone.record(lambda _: None, Cancellation())
    spoken = dictaphone.take()
    assert spoken.seconds == LONGEST_SECONDS
    assert len(spoken.wav) < LONGEST_SECONDS * BYTES_A_SECOND + 100


def test_what_nobody_takes_is_forgotten(
    dictaphone: Dictaphone, clock: HandClock
) -> None:
    recorded(dictaphone, 2)
    dictaphone.status()
    assert dictaphone.take().seconds == 2
    recorded(dictaphone, 2)
    clock.forward(KEPT_SECONDS + 1)
    dictaphone.status()
    assert dictaphone.take().seconds == 0


def test_a_new_recording_begins_empty(dictaphone: Dictaphone) -> None:
    recorded(dictaphone, 4)
    recorded(dictaphone, 1)
    assert dictaphone.take().seconds == 1


def test_it_is_played_to_its_end_or_until_called_off(dictaphone: Dictaphone) -> None:
    recorded(dictaphone, 1)
    spoken = dictaphone.take()
    dictaphone.play(spoken, Cancellation())
    cancelled = Cancellation()
    cancelled.cancel()
    with pytest.raises(Cancelled):
        dictaphone.play(spoken, cancelled)


def _unplugged() -> Dictaphone:
    twin = SimulatedDictaphone(0.0)
    twin.do("unplug")
    return twin


@pytest.mark.parametrize("gone", [lambda: AlsaDictaphone("nosuch"), _unplugged])
def test_without_a_microphone_all_say_so(
    gone: Callable[[], Dictaphone],
) -> None:
    dictaphone = gone()
    assert dictaphone.status().state is DeviceState.NO_DEVICE
    with pytest.raises(DeviceLost):
        dictaphone.record(lambda _: None, Cancellation())
    with pytest.raises(DeviceLost):
        dictaphone.play(Spoken(wav_of(b"\x0f" * 800), 0), Cancellation())


def test_loudness_is_told_in_parts_of_a_hundred() -> None:
    assert Heard.of(0, b"") == Heard(0, 0)
    assert Heard.of(0, b"\xff\x7f").percent == 0
    assert Heard.of(0, b"\x80\xff").percent == Heard.of(0, b"\x00").percent == 100


def test_the_file_is_what_the_standard_says() -> None:
    samples = bytes(range(200)) * 41
    wav = wav_of(samples)
    head = io.BytesIO(wav)
    assert head.read(4) == b"RIFF"
    assert int.from_bytes(head.read(4), "little") == len(wav) - 8
    assert wav[8:16] == b"WAVEfmt "
    assert int.from_bytes(wav[20:22], "little") == 7
    assert samples_of(wav) == samples
    assert samples_of(wav_of(b"abc")) == b"abc"
    assert int.from_bytes(wav_of(b"\x00" * 3)[4:8], "little") == len(wav_of(b"abc")) - 8
