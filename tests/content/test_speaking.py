"""A spoken question: agreed to, heard again, sent with the card; or written instead."""

from __future__ import annotations

import base64

import pytest

from kiosk.domain.fault import DeviceLost, Fault
from kiosk.domain.speech import Spoken
from kiosk.services.ask_question import converse
from kiosk.visit import consulting, errand, question, reading, speaking
from tests.rehearsal import Rehearsal

SPOKEN = Spoken(b"RIFF....WAVE", 4)


def asking_aloud() -> Rehearsal:
    """Begin to ask aloud; the consent is open."""
    rehearsal = Rehearsal(converse)
    pick(rehearsal, "way", "speak")
    until_picking(rehearsal, "speak-consent")
    return rehearsal


def until_picking(rehearsal: Rehearsal, topic: str) -> None:
    while True:
        ask = rehearsal.until(reading.Pick)
        assert isinstance(ask, reading.Pick)
        if ask.topic == topic:
            return
        rehearsal.step()


def pick(rehearsal: Rehearsal, topic: str, value: str) -> None:
    until_picking(rehearsal, topic)
    rehearsal.answer(value)


def recorded(spoken: Spoken = SPOKEN) -> Rehearsal:
    rehearsal = asking_aloud()
    rehearsal.answer("start")
    rehearsal.until(speaking.TakeRecording)
    rehearsal.answer(spoken)
    return rehearsal


def test_nothing_is_recorded_before_it_was_agreed_to() -> None:
    rehearsal = asking_aloud()
    assert "listen" not in rehearsal.keys
    rehearsal.answer("write")
    assert isinstance(rehearsal.until(consulting.WriteQuestion), object)
    assert "listen" not in rehearsal.play()


def test_it_is_heard_again_and_sent_with_the_card() -> None:
    rehearsal = recorded()
    pick(rehearsal, "recording", "hear")
    asked = rehearsal.until(speaking.PlayBack)
    assert isinstance(asked, speaking.PlayBack)
    assert asked.spoken == SPOKEN
    pick(rehearsal, "recording", "send")
    rehearsal.until(errand.Record)
    noted = rehearsal.conversation.ask
    assert isinstance(noted, errand.Record)
    packed = str(noted.deed.payload["recording"])
    assert base64.b64decode(packed) == SPOKEN.wav
    assert noted.deed.payload["text"] == ""
    assert "write-question" not in rehearsal.play()
    assert isinstance(rehearsal.asked[-1], question.Tell)


def test_what_is_said_again_takes_the_first_ones_place() -> None:
    rehearsal = recorded(Spoken(b"first", 9))
    pick(rehearsal, "recording", "again")
    rehearsal.until(speaking.TakeRecording)
    rehearsal.answer(SPOKEN)
    pick(rehearsal, "recording", "send")
    noted = rehearsal.until(errand.Record)
    assert isinstance(noted, errand.Record)
    assert base64.b64decode(str(noted.deed.payload["recording"])) == SPOKEN.wav


def test_silence_is_told_and_never_sent() -> None:
    rehearsal = recorded(Spoken(b"", 0))
    pick(rehearsal, "unheard", "write")
    assert "write-question" in rehearsal.play()


@pytest.mark.parametrize(
    "kind", [speaking.Listen, speaking.TakeRecording, speaking.PlayBack]
)
def test_a_lost_microphone_leads_to_writing(kind: type[speaking.Listen]) -> None:
    rehearsal = asking_aloud()
    rehearsal.answer("start")
    if kind is speaking.PlayBack:
        pick(rehearsal, "recording", "hear")
    rehearsal.until(kind)
    fault: Fault = DeviceLost(part="dictaphone")
    rehearsal.at_each_step(lambda conversation: conversation.fail(fault))
    told = rehearsal.until(question.Tell)
    assert isinstance(told, question.Tell)
    assert told.topic == "no-microphone"
    assert "write-question" in rehearsal.play()


def test_without_a_microphone_nobody_is_asked_how() -> None:
    rehearsal = Rehearsal(converse)
    rehearsal.until(speaking.CanRecord)
    rehearsal.answer(value=False)
    assert isinstance(rehearsal.conversation.ask, consulting.WriteQuestion)
