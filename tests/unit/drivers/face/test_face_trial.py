"""A living person passes a challenge; prints, films and swapped faces do not."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from drivers.simulated.attack import screened, tilted
from kiosk.domain.challenge import Action, LivenessFinding
from kiosk.domain.fault import ChallengeMissed, ChallengeMistaken, FaceChanged
from kiosk.ports.face_judge import FaceDecision
from tests.unit.drivers.face.puppet import Picture, acted, acting, still
from tests.unit.drivers.face.staging import (
    Stage,
    flat_answer,
    living_answer,
    on_stage,
    play,
)

pytestmark = pytest.mark.xdist_group("face")

BLINK, LEFT, RIGHT, CLOSER, MOUTH = Action


@pytest.mark.parametrize(
    ("person", "actions"),
    [("first", (LEFT, BLINK, CLOSER)), ("second", (CLOSER, RIGHT, BLINK))],
)
def test_a_living_person_passes_and_is_recognised(
    person: str, actions: tuple[Action, ...]
) -> None:
    stage = on_stage(still(person), living_answer(person))
    verdict = play(stage, person, *actions)
    assert stage.prompts == list(actions)
    assert verdict.liveness is LivenessFinding.PASSED
    assert verdict.decision is FaceDecision.ACCEPT
    assert verdict.frames >= 5
    assert verdict.frame_seconds > 2.0


def test_a_living_stranger_passes_and_is_not_recognised() -> None:
    verdict = play(
        on_stage(still("first"), living_answer("first")), "second", BLINK, LEFT
    )
    assert verdict.liveness is LivenessFinding.PASSED
    assert verdict.decision is FaceDecision.REFUSE


def test_what_may_be_a_screen_is_flagged_for_a_person_and_not_refused() -> None:
    def shown(action: Action) -> Iterable[Picture]:
        return (screened(picture) for picture in acted("first", action))

    stage = on_stage(screened(still("first")), shown)
    verdict = play(stage, "first", BLINK, LEFT)
    assert verdict.liveness is LivenessFinding.FLAGGED
    assert verdict.decision is FaceDecision.ACCEPT


def test_a_still_print_answers_nothing() -> None:
    stage = on_stage(still("first"), lambda _: [])
    with pytest.raises(ChallengeMissed):
        play(stage, "first", BLINK)


def test_a_print_with_holes_for_the_eyes_blinks_and_does_not_turn() -> None:
    stage = on_stage(still("first"), flat_answer("first"))
    with pytest.raises(ChallengeMissed):
        play(stage, "first", BLINK, RIGHT)
    assert stage.prompts == [BLINK, RIGHT]


def test_a_recording_of_another_order_is_refused() -> None:
    recorded = iter((LEFT, BLINK, CLOSER))
    stage = on_stage(still("first"), lambda _: acted("first", next(recorded)))
    with pytest.raises(ChallengeMistaken) as caught:
        play(stage, "first", CLOSER, LEFT, BLINK)
    assert caught.value.facts["reason"] == "other-action"


def test_a_film_that_runs_by_itself_is_refused() -> None:
    stage = on_stage(still("first"), lambda _: [])
    stage.queue(acting("first", BLINK, RIGHT, CLOSER, LEFT, BLINK, RIGHT, CLOSER))
    with pytest.raises((ChallengeMistaken, ChallengeMissed)):
        play(stage, "first", RIGHT, BLINK, CLOSER)


def test_another_in_the_same_place_is_refused_by_the_face_itself() -> None:
    def swap(stage: Stage) -> None:
        # Both faces are of one size in one place: no leap gives them away.
        stage.resting = lambda _: still("second")

    stage = on_stage(still("first"), living_answer("first"))
    stage.on_answered = swap
    with pytest.raises(FaceChanged) as caught:
        play(stage, "second", BLINK, LEFT)
    assert caught.value.facts["reason"] == "other-face"


def test_another_who_is_seen_for_the_answers_alone_is_refused() -> None:
    """At rest, when the face is compared, a print of the first person is held up."""
    stage = on_stage(still("first"), living_answer("second"))
    stage.on_answered = Stage.withdraw
    with pytest.raises(FaceChanged) as caught:
        play(stage, "first", CLOSER, BLINK)
    assert caught.value.facts["reason"] == "other-face"


def test_a_face_that_leaves_is_refused() -> None:
    def leave(_: Action) -> Iterable[Picture]:
        return [tilted(still("first"), 0.0, 0.02)] * 20

    with pytest.raises(FaceChanged) as caught:
        play(on_stage(still("first"), leave), "first", BLINK)
    assert caught.value.facts["reason"] == "track-lost"
