"""Signing in: rests that grow, a lock that outlives restarts, nothing left open."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.diagnostics import sign_in
from kiosk.diagnostics.session import STAFF_SERVICE
from kiosk.diagnostics.sheet import ShowSheet
from kiosk.diagnostics.sign_in import LOCK_SECONDS, rest_seconds
from kiosk.domain.fault import (
    ForeignCard,
    StaffCardBlocked,
    StaffNotTrusted,
    StoreFault,
)
from kiosk.domain.staff import StaffRole, StaffSession
from kiosk.ports.logbook import SignInStanding
from kiosk.ports.staff_card import PinCheck, StaffBadge
from kiosk.visit.conversation import Conversation
from kiosk.visit.errand import ReadClock
from kiosk.visit.question import TryAgain
from kiosk.visit.staffing import EnterPin, TypedPin

NOW = datetime(2026, 11, 28, 9, 0, tzinfo=UTC)
BADGE = StaffBadge("E2001", StaffRole.ENGINEER, "石样本", b"", 3)
SESSION = StaffSession("E2001", StaffRole.ENGINEER)


def after(tries: int, seconds: float) -> int:
    return rest_seconds(SignInStanding(tries, NOW - timedelta(seconds=seconds)), NOW)


def test_two_tries_are_free_and_each_further_one_doubles_the_rest() -> None:
    assert [after(tries, 0) for tries in range(7)] == [0, 0, 15, 30, 60, 120, 240]
    assert after(7, 0) == after(40, 0) == LOCK_SECONDS
    assert after(3, 29) == 1
    assert after(3, 30) == after(7, LOCK_SECONDS) == 0


@given(st.integers(0, 200), st.floats(-1e7, 1e7))
def test_a_rest_never_exceeds_the_lock_whatever_the_clock_does(
    tries: int, seconds: float
) -> None:
    assert 0 <= after(tries, seconds) <= LOCK_SECONDS


class Signing:
    """The conversation up to where a test wants it."""

    def __init__(self, standing: SignInStanding | Exception | None = None) -> None:
        self.standing = standing or SignInStanding()
        self.counted = 0
        self.given: list[StaffSession | None] = []
        self.conversation = Conversation(self._converse)
        self.conversation.start()
        self.go_on()

    async def _converse(self) -> None:
        self.given.append(await sign_in.sign_in())

    def go_on(self) -> None:
        """Answer what machines are asked until a person, or the card, is."""
        machine = {sign_in.BeginSignIn: None, sign_in.EndSignIn: None, ReadClock: NOW}
        while True:
            ask = self.conversation.ask
            if isinstance(ask, sign_in.ReadSignIns):
                self._tell_standing()
            elif type(ask) in machine:
                self.counted += isinstance(ask, sign_in.BeginSignIn)
                self.conversation.answer(machine[type(ask)])
            else:
                return

    def _tell_standing(self) -> None:
        if isinstance(self.standing, StoreFault):
            self.conversation.fail(self.standing)
        else:
            self.conversation.answer(self.standing)

    def answer(self, value: object) -> None:
        self.conversation.answer(value)
        self.go_on()


def test_a_try_is_counted_before_its_pin_is_checked() -> None:
    signing = Signing()
    signing.answer(BADGE)
    signing.answer(TypedPin("482913"))
    assert isinstance(signing.conversation.ask, sign_in.SignIn)
    assert signing.counted == 1
    signing.answer(SESSION)
    assert signing.given == [SESSION]


def test_a_wrong_pin_is_told_with_the_tries_left_and_a_rest() -> None:
    signing = Signing(SignInStanding(2, NOW))
    signing.answer(BADGE)
    signing.answer(TypedPin("000000"))
    signing.answer(PinCheck(is_right=False, tries_left=2))
    asked = signing.conversation.ask
    assert asked == EnterPin(2, 15, was_wrong=True)


def test_a_locked_terminal_takes_no_pin_from_any_card() -> None:
    signing = Signing(SignInStanding(8, NOW))
    signing.answer(BADGE)
    asked = signing.conversation.ask
    assert isinstance(asked, ShowSheet)
    assert asked.topic == "locked"
    signing.answer("understood")
    assert signing.given == [None]


def test_a_broken_store_does_not_keep_its_mender_out() -> None:
    signing = Signing(StoreFault(part="store"))
    signing.answer(BADGE)
    assert isinstance(signing.conversation.ask, EnterPin)


@pytest.mark.parametrize(
    ("fault", "told"),
    [
        (ForeignCard(), "no-staff-card"),
        (StaffNotTrusted(reason="authority"), "staff-not-trusted"),
        (StaffCardBlocked(), "staff-card-blocked"),
    ],
)
def test_a_card_of_no_use_is_told_and_may_be_changed(
    fault: ForeignCard, told: str
) -> None:
    signing = Signing()
    signing.conversation.fail(fault)
    assert signing.conversation.ask == TryAgain(told)
    signing.answer(value=True)
    assert isinstance(signing.conversation.ask, sign_in.PresentWorkCard)
    signing.conversation.fail(fault)
    signing.answer(value=False)
    assert signing.given == [None]


def test_whoever_gives_up_the_pin_is_signed_in_nowhere() -> None:
    conversation = Conversation(STAFF_SERVICE.converse)
    conversation.start()
    fill = partial(conversation.answer)
    fill(BADGE)
    fill(SignInStanding())
    fill(NOW)
    fill(None)
    assert conversation.is_over
