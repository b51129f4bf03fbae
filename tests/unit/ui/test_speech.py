"""The voice hands words to a real program and never makes anybody wait."""

from __future__ import annotations

import struct
import wave
from pathlib import Path

import psutil
import pytest
from pytestqt.qtbot import QtBot

from kiosk.terminal.stage import IdleWarning, ServingScene
from kiosk.visit.question import TakeCard, Tell
from ui.comfort import Language, Volume
from ui.sound import SOUNDS, AplaySounder, SilentSounder, Sound
from ui.speech import EspeakVoice, SilentVoice, find_voice
from ui.stage import QtStage

RECORDER = """#!/bin/sh
printf '%s ' "$@" > {folder}/options
cat > {folder}/words
"""
DEAF = """#!/bin/sh
while true; do sleep 1; done
"""
SLEEPER = """#!/bin/sh
exec sleep 60
"""


def program(folder: Path, text: str) -> str:
    path = folder / "program"
    path.write_text(text.format(folder=folder))
    path.chmod(0o755)
    return str(path)


def test_words_go_through_a_pipe_in_the_right_language(
    tmp_path: Path, qtbot: QtBot
) -> None:
    voice = EspeakVoice(program(tmp_path, RECORDER))
    voice.say("请插卡", Language.CHINESE)
    qtbot.waitUntil(lambda: not voice.is_speaking, timeout=5000)
    voice.hush()
    assert (tmp_path / "words").read_text() == "请插卡"
    options = (tmp_path / "options").read_text()
    assert "cmn" in options
    assert "请插卡" not in options


def test_new_words_end_the_old_ones(tmp_path: Path) -> None:
    voice = EspeakVoice(program(tmp_path, SLEEPER))
    voice.say("one", Language.ENGLISH)
    voice.say("two", Language.ENGLISH)
    assert voice.is_speaking
    voice.hush()
    voice.hush()
    assert not voice.is_speaking


def test_a_program_that_ends_at_once_does_no_harm(tmp_path: Path) -> None:
    voice = EspeakVoice(program(tmp_path, "#!/bin/sh\nexec <&-\n"))
    voice.say("x" * 200_000, Language.ENGLISH)
    voice.hush()


@pytest.mark.parametrize("sound", list(Sound))
def test_every_sound_is_a_short_file(sound: Sound) -> None:
    with wave.open(str(SOUNDS / f"{sound}.wav")) as tone:
        assert 0.2 < tone.getnframes() / tone.getframerate() < 2


def test_a_sound_is_handed_to_the_program(tmp_path: Path, qtbot: QtBot) -> None:
    sounder = AplaySounder(program(tmp_path, RECORDER))
    sounder.play(Sound.DONE)
    qtbot.waitUntil((tmp_path / "words").exists, timeout=5000)
    assert "done.wav" in (tmp_path / "options").read_text()
    sounder.play(Sound.ATTENTION)
    sounder.hush()


@pytest.mark.parametrize(
    ("volume", "heard"),
    [(Volume.QUIET, 250), (Volume.NORMAL, 550), (Volume.LOUD, 1000)],
)
def test_a_film_is_handed_to_the_program_as_loud_as_wished(
    tmp_path: Path, qtbot: QtBot, volume: Volume, heard: int
) -> None:
    sounder = AplaySounder(program(tmp_path, RECORDER))
    sounder.tune(volume)
    sounder.roll(struct.pack("<3h", 1000, -1000, 0))
    words = tmp_path / "words"
    qtbot.waitUntil(
        lambda: words.exists() and words.stat().st_size == 6, timeout=60_000
    )
    assert struct.unpack("<3h", words.read_bytes()) == (heard, -heard, 0)
    assert "S16_LE -r 24000" in (tmp_path / "options").read_text()
    sounder.hush()


def test_a_film_ends_at_once_and_tones_go_on_beside_it(tmp_path: Path) -> None:
    sounder = AplaySounder(program(tmp_path, DEAF))
    sounder.roll(bytes(48_000))
    sounder.play(Sound.ATTENTION)
    sounder.cut()
    sounder.cut()
    sounder.hush()
    told = [_command_of(each) for each in psutil.Process().children()]
    assert not [each for each in told if "S16_LE" in each or "attention.wav" in each]


def _command_of(child: psutil.Process) -> str:
    """Give a child's command; none where it is another test's and just ends."""
    try:
        return " ".join(child.cmdline())
    except psutil.Error:
        return ""


def test_scenes_that_want_a_hand_call_for_it(qapp: object) -> None:
    del qapp
    sounder = SilentSounder()
    stage = QtStage((1080, 1920), sounder=sounder)
    for ask in (TakeCard(), Tell("certified", (("due", "2027-01-01"),), "good")):
        stage.show(
            ServingScene(
                1, 1, "life-certification", ask, can_go_back=False, can_leave=False
            )
        )
    stage.warn_idle(IdleWarning(20))
    stage.warn_idle(IdleWarning(19))
    stage.close()
    assert sounder.played == [Sound.ATTENTION, Sound.DONE, Sound.ATTENTION]


def test_a_terminal_without_a_voice_keeps_nothing_that_was_to_be_said(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    voice = find_voice()
    voice.say("王**", Language.CHINESE)
    assert isinstance(voice, SilentVoice)
    assert voice.is_speaking
    assert voice.said == []
