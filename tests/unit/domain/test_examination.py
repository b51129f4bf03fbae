"""A challenge is passed by answering each prompt after it was put, and only so."""

from __future__ import annotations

import random
import secrets
from collections import Counter
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain.challenge import (
    PROMPTS,
    PROMPTS_FOR_A_PENSION,
    Action,
    Challenge,
    Prompt,
    draw_challenge,
)
from kiosk.domain.examination import Examination, Glance, Refusal, Rules, Sign

BLINK, LEFT, RIGHT, CLOSER, MOUTH = Action
STEP = 0.05
RULES = Rules()
CHALLENGE = Challenge((Prompt(BLINK, 0.6), Prompt(LEFT, 1.0), Prompt(CLOSER, 0.8)))


class Person:
    """Somebody before a camera of twenty pictures a second."""

    def __init__(self, challenge: Challenge = CHALLENGE) -> None:
        self.examination = Examination(challenge)
        self.now = 100.0

    def rest(self, seconds: float) -> None:
        for _ in range(round(seconds / STEP)):
            self._glance(is_at_rest=True)

    def fidget(self, seconds: float) -> None:
        for _ in range(round(seconds / STEP)):
            self._glance(is_at_rest=False)

    def do(self, action: Action, began_at: float | None = None) -> None:
        began = self.now if began_at is None else began_at
        self._glance(is_at_rest=False, signs=(Sign(action, began),))

    def lose(self, loss: Refusal) -> None:
        self._glance(is_at_rest=True, loss=loss)

    def await_prompt(self, action: Action) -> None:
        for _ in range(200):
            if self.examination.prompt is action:
                return
            assert self.examination.refusal is None
            self.rest(STEP)
        pytest.fail("the prompt never came")

    def answer(self, action: Action, after: float = 0.5) -> None:
        self.await_prompt(action)
        self.rest(after)
        self.do(action)

    def _glance(
        self,
        *,
        is_at_rest: bool,
        signs: tuple[Sign, ...] = (),
        loss: Refusal | None = None,
    ) -> None:
        self.now += STEP
        self.examination.note(Glance(self.now, is_at_rest, signs, loss))


def test_answers_in_order_pass_once_the_person_rests() -> None:
    person = Person()
    for action in (BLINK, LEFT, CLOSER):
        person.answer(action)
    assert not person.examination.is_passed
    person.rest(1.0)
    assert person.examination.is_passed
    assert person.examination.done == 3


def test_an_old_person_may_take_nine_seconds_for_each() -> None:
    person = Person()
    person.fidget(60.0)
    for action in (BLINK, LEFT, CLOSER):
        person.answer(action, after=9.0)
        person.fidget(9.0)
    person.rest(1.0)
    assert person.examination.is_passed


def test_blinks_that_nobody_asked_for_harm_nobody() -> None:
    person = Person()
    person.do(BLINK)
    person.answer(BLINK)
    person.await_prompt(LEFT)
    person.rest(0.3)
    person.do(BLINK)
    person.do(LEFT)
    person.answer(CLOSER)
    person.rest(1.0)
    assert person.examination.is_passed


def test_a_blink_before_its_prompt_does_not_answer_it() -> None:
    person = Person()
    person.await_prompt(BLINK)
    person.do(BLINK, began_at=person.now - 0.2)
    assert person.examination.prompt is BLINK


def _answers_early(person: Person) -> None:
    person.answer(BLINK)
    person.await_prompt(LEFT)
    person.do(LEFT, began_at=person.now)


def _answers_in_the_pause(person: Person) -> None:
    person.answer(BLINK)
    person.rest(0.6)
    assert person.examination.prompt is None
    person.do(LEFT)


def _does_something_else(person: Person) -> None:
    person.answer(BLINK)
    person.await_prompt(LEFT)
    person.rest(0.5)
    person.do(RIGHT)


def _does_nothing(person: Person) -> None:
    person.await_prompt(BLINK)
    person.rest(RULES.window_seconds + 1)


def _never_rests_again(person: Person) -> None:
    person.answer(BLINK)
    person.fidget(RULES.window_seconds + 1)


@pytest.mark.parametrize(
    ("play", "refusal"),
    [
        (_answers_early, Refusal.TOO_EARLY),
        (_answers_in_the_pause, Refusal.TOO_EARLY),
        (_does_something_else, Refusal.OTHER_ACTION),
        (_does_nothing, Refusal.TOO_SLOW),
        (_never_rests_again, Refusal.TOO_SLOW),
        (lambda person: person.lose(Refusal.TRACK_LOST), Refusal.TRACK_LOST),
        (lambda person: person.lose(Refusal.OTHER_FACE), Refusal.OTHER_FACE),
    ],
)
def test_what_is_refused(play: object, refusal: Refusal) -> None:
    person = Person()
    assert callable(play)
    play(person)
    assert person.examination.refusal is refusal
    for action in Action:
        person.do(action)
    person.rest(3.0)
    assert person.examination.refusal is refusal
    assert not person.examination.is_passed


def test_a_glance_aside_between_prompts_only_costs_time() -> None:
    person = Person()
    person.answer(BLINK)
    person.rest(0.6)
    person.do(RIGHT)
    person.answer(LEFT)
    person.answer(CLOSER)
    person.rest(1.0)
    assert person.examination.is_passed


def test_somebody_lost_after_the_last_answer_is_refused_still() -> None:
    person = Person()
    for action in (BLINK, LEFT, CLOSER):
        person.answer(action)
    person.lose(Refusal.OTHER_FACE)
    assert person.examination.refusal is Refusal.OTHER_FACE


@given(st.permutations([BLINK, LEFT, CLOSER]))
def test_a_recording_passes_only_in_the_order_asked(order: list[Action]) -> None:
    """The recording answers at the right moments, but what it once was asked."""
    person = Person()
    for action in order:
        while person.examination.prompt is None and not _is_over(person):
            person.rest(STEP)
        person.rest(0.5)
        person.do(action)
    person.rest(RULES.window_seconds + 3)
    assert person.examination.is_passed == (order == [BLINK, LEFT, CLOSER])


def _is_over(person: Person) -> bool:
    examination = person.examination
    return examination.is_passed or examination.refusal is not None


@given(st.lists(st.sampled_from(["rest", "fidget", *Action]), max_size=60))
def test_nothing_passes_without_every_action(deeds: list[str]) -> None:
    person = Person()
    for deed in deeds:
        if deed == "rest":
            person.rest(0.4)
        elif deed == "fidget":
            person.fidget(0.2)
        else:
            person.do(Action(deed))
    if person.examination.is_passed:
        assert {BLINK, LEFT, CLOSER} <= set(deeds)
        assert RIGHT not in deeds


def test_somebody_who_speaks_before_the_camera_is_not_refused() -> None:
    person = Person()
    for action in (BLINK, LEFT, CLOSER):
        person.rest(0.2)
        person.do(MOUTH)
        person.answer(action)
        person.do(MOUTH)
    person.rest(1.0)
    assert person.examination.is_passed


@pytest.mark.parametrize(
    ("count", "orders"), [(PROMPTS, 56), (PROMPTS_FOR_A_PENSION, 272)]
)
def test_every_order_that_shows_life_is_drawn_as_often(count: int, orders: int) -> None:
    drawn = Counter(
        tuple(prompt.action for prompt in draw_challenge(dice, count).prompts)
        for dice in [random.Random(count).randrange]  # noqa: S311 - to be repeated
        for _ in range(60 * orders)
    )
    assert len(drawn) == orders
    assert all({LEFT, RIGHT} & set(actions) for actions in drawn)
    assert all({BLINK, MOUTH} & set(actions) for actions in drawn)
    assert all(a is not b for actions in drawn for a, b in pairwise(actions))
    assert min(drawn.values()) > 20
    assert max(drawn.values()) < 120


def test_pauses_are_drawn_within_their_bounds() -> None:
    pauses = {
        prompt.pause_seconds
        for _ in range(500)
        for prompt in draw_challenge(secrets.randbelow).prompts
    }
    assert 0.6 <= min(pauses) < 0.7
    assert 1.7 < max(pauses) <= 1.8
