"""A sitting in lines: the terminal's judge for pictures that somebody posts."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator, Mapping
from typing import Any

import cv2
import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from drivers.face.post import judge_posted
from drivers.simulated.sample_people import make_people
from kiosk.domain.challenge import Action
from kiosk.domain.kept_evidence import key_name, open_evidence
from tests.contracts.face_hall import EVIDENCE_KEY, PEOPLE_FOLDER
from tests.unit.drivers.face.puppet import RATE, Picture, acted, still

pytestmark = pytest.mark.xdist_group("face")


class Page:
    """Somebody's web page: posts a picture whenever the last one was looked at."""

    def __init__(self, *challenge: Action) -> None:
        self._challenge = [[str(action), 0.6] for action in challenge]
        self._coming: Iterator[Picture] = iter(())
        self._prompt: object = None
        self.told: list[Mapping[str, Any]] = []

    def tell(self, told: Mapping[str, object]) -> None:
        self.told.append(told)
        prompt = told.get("prompt")
        if prompt != self._prompt and "seen" in told:
            self._prompt = prompt
            self._coming = iter(acted("first", Action(str(prompt))) if prompt else ())

    def lines(self) -> Iterator[str]:
        make_people(PEOPLE_FOLDER)
        portrait = (PEOPLE_FOLDER / "first" / "portrait.jpg").read_bytes()
        public = EVIDENCE_KEY.public_key().public_bytes(
            Encoding.PEM, PublicFormat.SubjectPublicKeyInfo
        )
        first = {"challenge": self._challenge, "evidence_key": public.decode()}
        yield json.dumps({**first, "portrait": base64.b64encode(portrait).decode()})
        for number in range(400):
            picture = next(self._coming, still("first"))
            jpeg = bytes(cv2.imencode(".jpg", picture)[1])
            told = base64.b64encode(jpeg).decode()
            yield json.dumps({"at": 50 + number / RATE, "jpeg": told})

    @property
    def last(self) -> Mapping[str, Any]:
        return self.told[-1]


def test_who_answers_is_accepted_with_closed_pictures() -> None:
    page = Page(Action.TURN_LEFT, Action.BLINK)
    judge_posted(page.lines(), page.tell)
    assert (page.last["decision"], page.last["liveness"]) == ("accept", "passed"), (
        page.last
    )
    keys = {key_name(EVIDENCE_KEY.public_key()): EVIDENCE_KEY}
    assert len(open_evidence(base64.b64decode(page.last["evidence"]), keys)) == 2


@pytest.mark.parametrize(
    "lines",
    [[], ["{"], ["[]"], ['{"challenge": 1}'], ['{"evidence_key": "x"}']],
)
def test_lines_of_another_shape_end_in_a_fault(lines: list[str]) -> None:
    told: list[Mapping[str, object]] = []
    judge_posted(lines, told.append)
    assert told[-1]["fault"] == "invalid-value"
