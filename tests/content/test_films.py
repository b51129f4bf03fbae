"""Films at the terminal: captions strict, pictures and sound decoded, offered first."""

from __future__ import annotations

import io
import os
from fractions import Fraction
from pathlib import Path

import av
import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.content.captions import read_captions
from drivers.film.sound import sound_of
from drivers.film.unroll import unroll
from kiosk.domain.fault import InvalidValue, PictureUnreadable
from kiosk.domain.film import (
    LARGEST_FILM,
    LONGEST_FILM_SECONDS,
    SOUND_RATE,
    Cue,
    Film,
)
from kiosk.services.information import converse
from kiosk.visit import question, reading, watching
from tests.content.retrieval_rate import CONTENT
from tests.reading_answers import ARTICLE, LIBRARY
from tests.rehearsal import Rehearsal

SAMPLE = CONTENT / "media" / "certification.webm"
HEAD = "WEBVTT\n\n00:00.000 --> 00:02.000\n"


def vtt(*times: str) -> bytes:
    return (
        "WEBVTT\n\n" + "\n\n".join(f"{each}\n第 {each[:5]}" for each in times)
    ).encode()


def test_the_shipped_captions_follow_the_shipped_film() -> None:
    reel = unroll(SAMPLE.read_bytes())
    for language in ("zh", "en"):
        cues = read_captions(
            (CONTENT / "media" / f"certification-{language}.vtt").read_bytes()
        )
        assert len(cues) == 4
        assert cues[-1].end_ms == reel.milliseconds == 24_000


def test_marks_notes_and_styles_are_left_out() -> None:
    told = (
        "\ufeffWEBVTT - title\r\n\r\nNOTE nothing\r\n\r\nSTYLE\r\n::cue { top: 0 }\r\n"
        "\r\nfirst\r\n00:01.000 --> 01:00:02.500 align:start\r\n"
        "<v Ann>插卡 &amp; <b>看</b>\r\n镜头\r\n"
    )
    assert read_captions(told.encode()) == (Cue(1000, 3_602_500, "插卡 & 看\n镜头"),)


@pytest.mark.parametrize(
    "wrong",
    [
        b"",
        b"WEBVTT\n\n",
        b"<script>",
        HEAD.encode() + b"\xff\xfe",
        (HEAD + "x" * 121).encode(),
        HEAD.encode(),
        vtt("00:02.000 --> 00:01.000"),
        vtt("00:01.000 --> 00:03.000", "00:02.000 --> 00:04.000"),
        vtt("00:01.000 --> 00:03.000") + b"\n" * (65 << 10),
    ],
)
def test_what_are_no_captions_is_refused(wrong: bytes) -> None:
    with pytest.raises(InvalidValue):
        read_captions(wrong)


@given(st.binary(max_size=200), st.text(max_size=200))
def test_captions_are_plain_and_in_order_or_refused(raw: bytes, text: str) -> None:
    for data in (b"WEBVTT\n\n" + raw, (HEAD + text).encode("utf-8", "ignore")):
        try:
            cues = read_captions(data)
        except InvalidValue:
            continue
        assert all(each.text.strip() and each.start_ms < each.end_ms for each in cues)


def film_of(path: Path, seconds: int, side: tuple[int, int] = (64, 48)) -> bytes:
    """Make a short film of our own, one grey a second."""
    code = cv2.VideoWriter.fourcc(*"MJPG")
    writer = cv2.VideoWriter(str(path), code, 5.0, side)
    for number in range(seconds * 5):
        writer.write(np.full((side[1], side[0], 3), number // 5 * 40 % 256, np.uint8))
    writer.release()
    return path.read_bytes()


def test_a_film_becomes_pictures(tmp_path: Path) -> None:
    reel = unroll(film_of(tmp_path / "wide.avi", 2, (1600, 900)))
    assert reel.milliseconds == 2000
    picture = cv2.imdecode(np.frombuffer(reel.pictures[0], np.uint8), 1)
    assert picture is not None
    assert picture.shape == (450, 800, 3)


def test_what_cannot_be_played_is_told(tmp_path: Path) -> None:
    whole = SAMPLE.read_bytes()
    wrong = {
        b"": "kind",
        b"<script>" * 99: "kind",
        b"\x1a\x45\xdf\xa3" + os.urandom(999): "kind",
        bytes(LARGEST_FILM + 1): "large",
        film_of(tmp_path / "long.avi", 95): "long",
    }
    for data, reason in wrong.items():
        with pytest.raises(PictureUnreadable, match=reason):
            unroll(data)
    # One that breaks off shows what there is.
    assert 0 < len(unroll(whole[: len(whole) // 2]).pictures) < 60


def track_of(form: str, codec: str, seconds: float, *, late: float = 0) -> bytes:
    """Make a container with a note of 440 Hz alone."""
    told = io.BytesIO()
    rate = 48_000
    wave = np.sin(np.arange(int(rate * seconds)) * 440 * 2 * np.pi / rate)
    samples = (wave * 20_000).astype("<i2").reshape(1, -1)
    with av.open(told, "w", format=form) as out:
        stream = out.add_stream(codec, rate=rate, layout="mono")
        assert isinstance(stream, av.AudioStream)
        frame = av.AudioFrame.from_ndarray(samples, format="s16", layout="mono")
        frame.sample_rate, frame.time_base = rate, Fraction(1, rate)
        frame.pts = int(late * rate)
        out.mux(stream.encode(frame))
        out.mux(stream.encode(None))
    return told.getvalue()


@pytest.mark.parametrize(
    ("form", "codec"),
    [("webm", "libopus"), ("mp4", "aac"), ("mp4", "libmp3lame"), ("ogg", "libopus")],
)
def test_a_sound_track_keeps_its_note_and_its_length(form: str, codec: str) -> None:
    sound = np.frombuffer(sound_of(track_of(form, codec, 1.0)), "<i2")
    assert len(sound) == pytest.approx(SOUND_RATE, rel=0.1)
    loudest = np.argmax(np.abs(np.fft.rfft(sound[:SOUND_RATE])))
    assert loudest * SOUND_RATE / min(len(sound), SOUND_RATE) == pytest.approx(
        440, 0.05
    )


def test_a_sound_track_that_begins_late_stays_in_step() -> None:
    sound = np.frombuffer(sound_of(track_of("webm", "libopus", 0.5, late=1)), "<i2")
    half = SOUND_RATE // 2
    assert not sound[:half].any()
    assert np.abs(sound[SOUND_RATE + 2000 :]).max() > 10_000


def test_the_shipped_film_speaks_as_long_as_it_runs() -> None:
    reel = unroll(SAMPLE.read_bytes())
    assert len(reel.sound) == pytest.approx(2 * SOUND_RATE * 24, rel=0.02)
    each = np.frombuffer(reel.sound, "<i2")[: SOUND_RATE * 24].reshape(4, -1)
    assert (np.abs(each).max(axis=1) > 5000).all()
    assert reel.sound_from(12_000) == reel.sound[2 * SOUND_RATE * 12 :]
    assert reel.sound_from(60_000) == b""


def test_a_torn_or_endless_sound_track_does_no_harm() -> None:
    whole = SAMPLE.read_bytes()
    assert 0 < len(sound_of(whole[: len(whole) // 2])) < len(sound_of(whole))
    most = 2 * SOUND_RATE * LONGEST_FILM_SECONDS
    assert len(sound_of(track_of("webm", "libopus", 95))) == most


@pytest.mark.parametrize(
    "wrong",
    [
        b"",
        b"<script>" * 99,
        b"\x1a\x45\xdf\xa3" + bytes(range(256)) * 9,
        b"#EXTM3U\n#EXTINF:9,\n/etc/passwd\n#EXT-X-ENDLIST\n",
        b"ffconcat version 1.0\nfile '/etc/passwd'\n",
    ],
)
def test_what_has_no_sound_of_its_own_is_silent(wrong: bytes) -> None:
    assert sound_of(wrong) == b""


FILM = Film("cd" * 32, (Cue(0, 1000, "插卡"), Cue(1000, 2000, "看镜头")), ())


def with_film(data: bytes) -> Rehearsal:
    """Go to an article whose film is on the shelf, or is not."""
    rehearsal = Rehearsal(converse)
    rehearsal.until(reading.OpenLibrary)
    rehearsal.answer(type(LIBRARY)(1, LIBRARY.articles, LIBRARY.agencies, (FILM,)))
    rehearsal.until(reading.OpenPictures)
    rehearsal.answer((data,))
    return rehearsal


def test_a_film_that_is_here_is_offered_before_the_words() -> None:
    keys = with_film(b"film").play()
    assert "watch-film" in keys
    assert keys.index("watch-film") < keys.index("read-article")


def test_the_words_say_where_their_film_is_seen() -> None:
    for data, is_here in ((b"film", True), (b"", False)):
        rehearsal = with_film(data)
        rehearsal.until(reading.ReadArticle)
        ask = rehearsal.conversation.ask
        assert isinstance(ask, reading.ReadArticle)
        assert ask.can_watch is is_here


def test_a_film_that_has_not_come_is_not_offered() -> None:
    assert "unroll-film" not in with_film(b"").play()


def test_a_film_that_cannot_be_played_leads_to_the_words() -> None:
    rehearsal = with_film(b"film")
    rehearsal.until(watching.UnrollFilm)
    rehearsal.at_each_step(lambda it: it.fail(PictureUnreadable(reason="kind")))
    told = rehearsal.conversation.ask
    assert isinstance(told, question.Tell)
    assert told.topic == "film-unreadable"
    assert "read-article" in rehearsal.play()
    assert ARTICLE.chinese.blocks[-1].medium == FILM.medium
