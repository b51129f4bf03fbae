"""Questions: routed by topic and place, answered together, escalated, reused."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import av
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.consultation.asking import Wish, ask
from backend.consultation.collecting import asked_by_card, follow_up, rate
from backend.consultation.desk import (
    Told,
    answer,
    contribute,
    draft_from,
    escalate_overdue,
    events_of,
    join,
    open_questions,
)
from backend.consultation.hearing import unpacked
from backend.consultation.routing import route
from backend.content.medium import kind_of
from backend.content.reading import agencies
from backend.store.consultation import Question
from backend.store.content import ArticleVersion
from backend.store.database import Database
from backend.store.words import AskedVia, QuestionDeed, QuestionState
from kiosk.domain.fault import CentreRefused, InvalidValue, NoRecord
from kiosk.domain.library import Topic
from kiosk.domain.speech import BYTES_A_SECOND, samples_of
from tests.amr import amr_of
from tests.content.library_rig import ANN, library
from tests.unit.backend.two_databases import NOW, number_of

LEAD = Told("office-2", "S1", "可以上门认证，请打 12333 预约。")


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def database(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Database]:
    folder: Path = tmp_path_factory.mktemp("consultation")
    with library(request.param, folder) as database:
        yield database


def wish(**told: object) -> Wish:
    facts: dict[str, object] = {
        "question_id": str(uuid.uuid4()),
        "via": AskedVia.PORTAL,
        "topic": Topic.CERTIFICATION,
        "text": "老人走不动怎么认证？",
        "community": "510199020003",
    }
    return Wish(**(facts | told))  # type: ignore[arg-type]


def asked(database: Database, **told: object) -> str:
    with database.writing() as session:
        return ask(session, wish(**told), NOW).question_id


@pytest.mark.parametrize(
    ("topic", "community", "office"),
    [
        (Topic.CERTIFICATION, "510199020003", "office-2"),
        (Topic.CERTIFICATION, "", "city-office"),
        (Topic.CERTIFICATION, "510199990001", "city-office"),
        (Topic.MEDICAL, "510199020003", "medical-bureau"),
        (Topic.PAYMENT, "510199010001", "city-office"),
        (Topic.INJURY, "510199010001", "city-office"),
    ],
)
def test_topic_and_place_choose_who_answers(
    database: Database, topic: Topic, community: str, office: str
) -> None:
    with database.reading() as session:
        chosen = route(agencies(session), topic, community)
    assert chosen is not None
    assert chosen.code == office


@given(st.sampled_from(Topic), st.text(alphabet="0123456789", max_size=12))
def test_nobody_anywhere_means_nobody_answers(topic: Topic, community: str) -> None:
    assert route((), topic, community) is None


def test_agencies_answer_together_and_one_leads(database: Database) -> None:
    question = asked(database)
    with database.writing() as session:
        join(session, question, LEAD, "medical-bureau", NOW)
        assert question in {
            it.question_id for it in open_questions(session, "office-2")
        }
        theirs = {it.question_id for it in open_questions(session, "medical-bureau")}
        assert question in theirs
        helper = Told("medical-bureau", "S7", "住院的可以在医院认证。")
        contribute(session, question, helper, NOW)
        with pytest.raises(CentreRefused, match="another-leads"):
            answer(session, question, helper, NOW)
        with pytest.raises(CentreRefused, match="not-in-it"):
            contribute(session, question, Told("office-1", "S9", "x"), NOW)
        with pytest.raises(CentreRefused, match="in-it-already"):
            join(session, question, LEAD, "medical-bureau", NOW)
        with pytest.raises(NoRecord):
            join(session, question, LEAD, "nobody", NOW)
        assert answer(session, question, LEAD, NOW).state is QuestionState.ANSWERED
        with pytest.raises(CentreRefused, match="answered-already"):
            answer(session, question, LEAD, NOW)


def test_overdue_questions_rise_to_the_city_and_no_further(database: Database) -> None:
    question = asked(database)
    late = NOW + timedelta(days=9)
    with database.writing() as session:
        assert session.get_one(Question, question).due_on == date(2026, 11, 30)
        assert escalate_overdue(session, NOW + timedelta(days=7)) == 0
        assert escalate_overdue(session, late) >= 1
        risen = session.get_one(Question, question)
        assert risen.agency == "city-office"
        assert risen.due_on == date(2026, 12, 4)
        assert escalate_overdue(session, late) == 0
        assert escalate_overdue(session, late + timedelta(days=9)) >= 1
        assert session.get_one(Question, question).agency == "city-office"
        deeds = [each.deed for each in events_of(session, question)]
        assert deeds.count(QuestionDeed.ESCALATED) == 2


def test_card_collects_answers_asks_on_and_rates(database: Database) -> None:
    person = number_of(database, "employee")
    question = asked(database, via=AskedVia.TERMINAL, personal_number=person)
    with database.writing() as session:
        with pytest.raises(CentreRefused, match="not-answered"):
            rate(session, question, 5, NOW)
        with pytest.raises(CentreRefused, match="not-answered"):
            follow_up(session, question, "还有呢？", NOW)
        answer(session, question, LEAD, NOW)
        with pytest.raises(InvalidValue):
            rate(session, question, 6, NOW)
        rate(session, question, 2, NOW)
        follow_up(session, question, "还有呢？", NOW)
        told = Told("office-2", "S1", "没有了。")
        answer(session, question, told, NOW)
        rate(session, question, 5, NOW)
    with database.reading() as session:
        mine = asked_by_card(session, person)
        others = asked_by_card(session, number_of(database, "pensioner-due"))
    assert others == []
    assert mine[0].rating == 5
    assert [each.is_answer for each in mine[0].exchanges] == [True, False, True]


def test_good_answer_becomes_a_draft_for_review(database: Database) -> None:
    question = asked(database)
    with database.writing() as session:
        with pytest.raises(CentreRefused, match="not-answered"):
            draft_from(session, question, "home-visit", ANN)
        answer(session, question, LEAD, NOW)
        version = draft_from(session, question, "home-visit", ANN)
        draft = session.get_one(ArticleVersion, version)
        assert draft.chinese_body == LEAD.text


def test_repetition_counts_once(database: Database) -> None:
    once = wish()
    with database.writing() as session:
        first, second = (ask(session, once, NOW) for _ in range(2))
        assert first is second


def test_spoken_question_is_kept_as_sound_alone(database: Database) -> None:
    question = asked(database, text="", recording=amr_of(1))
    with database.reading() as session:
        assert session.get_one(Question, question).recording
    silence = b"#!AMR\n" + bytes(2000)
    huge = b"#!AMR\n" + bytes(3 << 20)
    for recording in (b"<svg/>", silence, huge, b"RIFF\0\0\0\0AVI "):
        with pytest.raises(InvalidValue):
            asked(database, text="", recording=recording)


def test_a_telephones_message_is_unpacked_for_a_browser() -> None:
    wav = unpacked(amr_of(2, hertz=500))
    assert kind_of(wav) == "audio/wav"
    assert len(samples_of(wav)) == pytest.approx(2 * BYTES_A_SECOND, rel=0.05)
    assert loudest_hertz(wav) == pytest.approx(500, abs=10)


def test_a_message_that_breaks_off_is_heard_as_far_as_it_goes() -> None:
    whole = amr_of(2)
    assert 0 < len(unpacked(whole[: len(whole) // 2])) < len(unpacked(whole))


@pytest.mark.parametrize(
    ("message", "reason"),
    [
        (b"", "kind"),
        (b"#!AMR\n", "kind"),
        (b"#!AMR\n" + bytes(2000), "kind"),
        (b"#EXTM3U\n/etc/passwd\n", "kind"),
        (amr_of(0.1), "kind"),
        (amr_of(1) + 200 * amr_of(1).removeprefix(b"#!AMR\n"), "too-long"),
    ],
    ids=["nothing", "head-alone", "silence", "list", "breath", "an-hour"],
)
def test_a_message_that_nobody_could_hear_is_refused(
    message: bytes, reason: str
) -> None:
    with pytest.raises(InvalidValue, match=reason):
        unpacked(message)


def loudest_hertz(wav: bytes) -> float:
    """Tell the note of a mu-law file."""
    decoded = av.CodecContext.create("pcm_mulaw", "r")
    assert isinstance(decoded, av.AudioCodecContext)
    decoded.sample_rate, decoded.layout = BYTES_A_SECOND, "mono"
    samples = samples_of(wav)
    (frame,) = decoded.decode(av.Packet(samples))
    heard = np.abs(np.fft.rfft(frame.to_ndarray()[0]))
    return float(np.argmax(heard)) * BYTES_A_SECOND / len(samples)


@pytest.mark.parametrize("text", ["", "  ", "x" * 501, "a\0b", "\ud83d"])
def test_what_is_no_question_is_refused(database: Database, text: str) -> None:
    with pytest.raises(InvalidValue):
        asked(database, text=text)
