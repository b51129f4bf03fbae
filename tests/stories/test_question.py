"""A question's whole way: a terminal's deed, two agencies, the answer by card."""

from __future__ import annotations

import base64
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from backend.clock import city_time
from backend.consultation.desk import Told, answer, contribute, join, open_questions
from backend.home import Home
from backend.store.consultation import Question, Recording
from backend.store.database import Database
from kiosk.domain.speech import LONGEST_SECONDS, wav_of
from tests.unit.backend.running_centre import RunningCentre, make_centre, wire_subject

pytestmark = pytest.mark.xdist_group("centre")

MADE_AT = "2026-11-20T10:00:00+08:00"


@pytest.fixture(scope="module")
def centre(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningCentre]:
    folder: Path = tmp_path_factory.mktemp("question")
    centre = RunningCentre(make_centre(folder / "home"))
    yield centre
    assert centre.stop() == 0


def send(centre: RunningCentre, kind: str, key: str, **told: object) -> tuple[str, str]:
    """Send one deed; gives its id and what became of it."""
    deed_id = str(uuid.uuid4())
    payload = {**wire_subject(key), **told}
    deed = {"id": deed_id, "kind": kind, "made_at": MADE_AT, "payload": payload}
    status, told_back = centre.post("/v1/deeds", {"deeds": [deed]})
    assert status == 200
    return deed_id, told_back["answers"][0]["outcome"]


def asked(centre: RunningCentre, key: str) -> list[dict[str, Any]]:
    status, told = centre.post("/v1/questions", wire_subject(key))
    assert status == 200
    found: list[dict[str, Any]] = told["questions"]
    return found


def reply(centre: RunningCentre, question_id: str, text: str) -> None:
    """Let the leading agency answer, another one helping."""
    database = Database(Home(centre.home).database_url())
    now = city_time()
    with database.writing() as session:
        found = open_questions(session)
        mine = next(each for each in found if each.question_id == question_id)
        lead = Told(mine.agency, "S1", text)
        join(session, question_id, lead, "medical-bureau", now)
        helper = Told("medical-bureau", "S2", "住院的可以在医院认证。")
        contribute(session, question_id, helper, now)
        answer(session, question_id, lead, now)
    database.close()


def test_a_question_comes_back_answered_to_its_asker_alone(
    centre: RunningCentre,
) -> None:
    question, outcome = send(
        centre,
        "question-asked",
        "pensioner-due",
        topic="certification",
        text="老人瘫在床上怎么认证？",
    )
    assert outcome == "accepted"
    waiting = asked(centre, "pensioner-due")
    assert [it["is_answered"] for it in waiting] == [False]
    assert asked(centre, "employee") == []
    reply(centre, question, "可以预约上门。")
    told = asked(centre, "pensioner-due")[0]
    assert told["is_answered"]
    assert [it["text"] for it in told["exchanges"]] == ["可以预约上门。"]
    stars = {"question_id": question, "stars": 5}
    assert send(centre, "question-rated", "employee", **stars)[1] == "refused"
    assert send(centre, "question-rated", "pensioner-due", **stars)[1] == "accepted"
    more = {"question_id": question, "text": "哪天来？"}
    assert send(centre, "question-followed", "pensioner-due", **more)[1] == "accepted"
    last = asked(centre, "pensioner-due")[0]
    assert not last["is_answered"]
    assert last["rating"] == 5


def test_a_spoken_question_is_kept_as_it_was_said(centre: RunningCentre) -> None:
    wav = wav_of(b"\x0f\x8f" * 4_000 * LONGEST_SECONDS)
    told = {
        "topic": "certification",
        "text": "",
        "recording": base64.b64encode(wav).decode(),
    }
    question, outcome = send(centre, "question-asked", "paused", **told)
    assert outcome == "accepted"
    assert [each["text"] for each in asked(centre, "paused")] == [""]
    database = Database(Home(centre.home).database_url())
    with database.reading() as session:
        kept = session.get_one(Question, question)
        recording = session.get_one(Recording, kept.recording)
    database.close()
    assert (recording.media_type, recording.data) == ("audio/wav", wav)


@pytest.mark.parametrize(
    "told",
    [
        {"topic": "certification", "text": ""},
        {"topic": "certification", "text": "", "recording": "no base64!"},
        {"topic": "certification", "text": "", "recording": "PHN2Zy8+"},
        {"topic": "none", "text": "x"},
        {"topic": "certification", "text": "x" * 501},
        {"topic": "certification"},
    ],
)
def test_what_is_no_question_is_refused(
    centre: RunningCentre, told: dict[str, str]
) -> None:
    assert send(centre, "question-asked", "employee", **told)[1] == "refused"


def test_terminals_fetch_library_media_and_suggestions(centre: RunningCentre) -> None:
    status, told = centre.post("/v1/library", {"version": 0})
    assert (status, told["text"].count(".")) == (200, 2)
    assert centre.post("/v1/library", {"version": 1})[1] == {"text": ""}
    assert centre.post("/v1/media", {"digest": "0" * 64})[0] == 404
    suggested = centre.post("/v1/suggestions", {"text": "社保卡丢了"})[1]
    assert suggested["keys"][0] == "card-lost"
