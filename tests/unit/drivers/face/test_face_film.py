"""A film of a living face shows it, a film of a picture does not."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from pathlib import Path

import numpy as np
import pytest

from drivers.face.film import (
    FilmExaminer,
    FilmFinding,
    FilmVerdict,
    film_frames,
)
from drivers.simulated.attack import tilted
from drivers.simulated.living_face import Posture
from drivers.simulated.sample_film import empty_room, write_film
from kiosk.domain.challenge import Action
from kiosk.domain.fault import PictureUnreadable
from tests.unit.drivers.face.puppet import (
    Picture,
    acting,
    puppet,
    still,
    timed,
    waiting,
)

pytestmark = pytest.mark.xdist_group("face")


@pytest.fixture(scope="module")
def examiner() -> FilmExaminer:
    return FilmExaminer.loaded()


def _events(finding: FilmFinding) -> list[str]:
    return [event.event for event in finding.events]


def _swung() -> Iterator[Picture]:
    """A print that is swung from side to side and brought near."""
    for number in range(40):
        swing = np.sin(number / 40 * 4 * np.pi)
        yield tilted(still("first"), 42 * swing, 1 + 0.15 * abs(swing))


def _cut_eyes() -> Iterator[Picture]:
    """A swung print with holes where the attacker's own eyes blink."""
    for number, picture in enumerate(_swung()):
        closed = float(number % 10 in (4, 5))
        blinking = puppet("first").pose(Posture(lids=closed))
        del picture
        yield tilted(blinking, 42 * np.sin(number / 40 * 4 * np.pi))


def test_each_action_is_seen_once_and_in_order(examiner: FilmExaminer) -> None:
    done = (Action.BLINK, Action.TURN_LEFT, Action.COME_CLOSER, Action.TURN_RIGHT)
    finding = examiner.examine(timed(acting("first", *done)))
    assert _events(finding) == [str(action) for action in done]
    assert finding.verdict is FilmVerdict.LIVE
    assert finding.bend > 0.05


def test_a_still_print_shows_no_sign_of_life(examiner: FilmExaminer) -> None:
    finding = examiner.examine(timed(waiting("second", 2.0)))
    assert finding.verdict is FilmVerdict.NOT_LIVE
    assert finding.reasons == ["no-sign-of-life"]


def test_a_swung_print_never_turns(examiner: FilmExaminer) -> None:
    finding = examiner.examine(timed(_swung()))
    assert not {"blink", "turn-left", "turn-right"} & set(_events(finding))
    assert finding.verdict is FilmVerdict.NOT_LIVE


def test_holes_for_the_eyes_do_not_make_a_turn(examiner: FilmExaminer) -> None:
    finding = examiner.examine(timed(_cut_eyes()))
    assert not {"turn-left", "turn-right"} & set(_events(finding))


def test_another_person_in_the_middle_is_told(examiner: FilmExaminer) -> None:
    people = chain(acting("first", Action.BLINK), waiting("second", 2.0))
    finding = examiner.examine(timed(people))
    assert {"other-face", "track-lost"} & set(finding.reasons)
    assert finding.verdict is FilmVerdict.NOT_LIVE


def test_an_empty_room_cannot_be_told(examiner: FilmExaminer) -> None:
    wall = np.full((480, 640, 3), 180, np.uint8)
    finding = examiner.examine(timed(wall for _ in range(20)))
    assert finding.verdict is FilmVerdict.CANNOT_TELL
    assert finding.reasons == ["no-face"]


def test_a_moment_cannot_be_told(examiner: FilmExaminer) -> None:
    finding = examiner.examine(timed(waiting("first", 0.5)))
    assert finding.reasons == ["too-short"]


def test_a_film_that_ends_early_is_told_after_its_last_picture(tmp_path: Path) -> None:
    whole, torn = tmp_path / "whole.avi", tmp_path / "torn.avi"
    write_film(whole, empty_room(seed=1))
    data = whole.read_bytes()
    torn.write_bytes(data[: len(data) // 3])
    pictures = list(film_frames(whole))
    seen: list[float] = []
    with pytest.raises(PictureUnreadable) as caught:
        seen.extend(at for at, _ in film_frames(torn))
    assert 0 < len(seen) < len(pictures) / 2
    assert caught.value.facts == {
        "reason": "ends-early",
        "pictures": len(seen),
        "promised": len(pictures),
    }
