"""What an outbox promises: durable, once, in order, and nothing to nowhere."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from uuid6 import uuid7

from kiosk.domain.deed import Deed, DeedAnswer, DeedKind, DeedOutcome
from kiosk.domain.fault import InvalidValue
from offline_cache.outbox import SqlOutbox
from offline_cache.store import Store
from tests.unit.offline_cache.invented import deed, open_in

PLAIN = st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text()
NUMBERS = st.floats(allow_nan=False, allow_infinity=False)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = open_in(tmp_path)
    yield store
    store.close()


@pytest.fixture
def outbox(store: Store) -> SqlOutbox:
    return store.outbox


def answer(one: Deed, outcome: DeedOutcome, reason: str = "") -> DeedAnswer:
    return DeedAnswer(one.id, outcome, reason)


def test_deeds_come_back_as_they_were_in_their_order(
    outbox: SqlOutbox, tmp_path: Path
) -> None:
    deeds = [deed(serial, serial % 3) for serial in (5, 3, 9, 1)]
    for one in deeds:
        outbox.append(one)
    assert list(outbox.pending(9)) == deeds
    assert list(outbox.pending(2)) == deeds[:2]
    assert outbox.pending_count() == 4
    again = open_in(tmp_path)
    assert list(again.outbox.pending(9)) == deeds
    again.close()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(payload=st.dictionaries(st.text(), PLAIN | NUMBERS))
def test_any_plain_payload_is_kept(
    outbox: SqlOutbox, payload: dict[str, str | float]
) -> None:
    one = replace(deed(1), id=str(uuid7()), payload=payload)
    before = outbox.pending_count()
    outbox.append(one)
    assert outbox.pending_count() == before + 1
    assert outbox.pending(9_999)[-1] == one


@pytest.mark.parametrize("value", [float("nan"), float("inf"), "half \ud83d"])
def test_payload_that_cannot_travel_is_refused_at_once(
    outbox: SqlOutbox, value: str | float
) -> None:
    with pytest.raises(InvalidValue):
        outbox.append(replace(deed(1), payload={"score": value}))
    assert outbox.pending_count() == 0


def test_same_deed_is_kept_once_and_another_under_its_id_never(
    outbox: SqlOutbox,
) -> None:
    for _ in range(3):
        outbox.append(deed(1))
    assert outbox.pending_count() == 1
    with pytest.raises(InvalidValue):
        outbox.append(replace(deed(1), kind=DeedKind.COPY_SETTLED))
    with pytest.raises(InvalidValue):
        outbox.append(replace(deed(2), id=deed(1).id))
    outbox.apply([answer(deed(1), DeedOutcome.ACCEPTED)])
    outbox.append(deed(1))
    assert outbox.pending_count() == 0


def test_accepted_deed_leaves_and_its_payload_with_it(store: Store) -> None:
    store.outbox.append(deed(1))
    store.outbox.apply([answer(deed(1), DeedOutcome.ACCEPTED)])
    assert store.outbox.pending_count() == 0
    assert store.outbox.dead_letters() == []
    rows = store._database.read("SELECT payload, lane FROM outbox")  # noqa: SLF001
    assert rows == [("", "")]


def test_refused_deed_becomes_a_dead_letter_and_can_be_sent_again(
    outbox: SqlOutbox,
) -> None:
    outbox.append(deed(1))
    outbox.apply([answer(deed(1), DeedOutcome.REFUSED, "no-record")])
    (letter,) = outbox.dead_letters()
    assert (letter.deed, letter.reason) == (deed(1), "no-record")
    assert outbox.pending_count() == 0
    outbox.revive(deed(1).id)
    assert list(outbox.pending(9)) == [deed(1)]
    assert outbox.dead_letters() == []
    with pytest.raises(InvalidValue):
        outbox.revive(deed(1).id)


@pytest.mark.parametrize("outcome", [DeedOutcome.RETRY, DeedOutcome.REVOKED])
def test_other_answers_keep_the_deed(outbox: SqlOutbox, outcome: DeedOutcome) -> None:
    outbox.append(deed(1))
    outbox.apply([answer(deed(1), outcome, "later")])
    assert list(outbox.pending(9)) == [deed(1)]


def test_late_answer_changes_nothing_that_was_settled(outbox: SqlOutbox) -> None:
    outbox.append(deed(1))
    outbox.apply([answer(deed(1), DeedOutcome.ACCEPTED)])
    outbox.apply([answer(deed(1), DeedOutcome.REFUSED, "late")])
    outbox.apply([answer(deed(2), DeedOutcome.REFUSED, "unheard of")])
    assert outbox.dead_letters() == []


def test_one_deed_of_each_lane_may_go(outbox: SqlOutbox) -> None:
    deeds = [deed(1, 1), deed(2, 2), deed(3, 1), deed(4, 3)]
    for one in deeds:
        outbox.append(one)
    first = [deeds[0], deeds[1], deeds[3]]
    assert list(outbox.next_of_each_lane(9)) == first
    assert list(outbox.next_of_each_lane(2)) == first[:2]
    assert list(outbox.next_of_each_lane(9, {deeds[0].id})) == first[1:]
    outbox.apply([answer(deeds[0], DeedOutcome.REFUSED, "no-record")])
    assert list(outbox.next_of_each_lane(9)) == deeds[1:]


def test_lanes_are_copies_first_and_people_second(outbox: SqlOutbox) -> None:
    about_copy = replace(
        deed(1), kind=DeedKind.COPY_SETTLED, payload={"serial": "s", "state": "out"}
    )
    later = replace(about_copy, id=deed(2).id, payload={"serial": "s", "state": "x"})
    nobody = [replace(deed(n), payload={"reason": "bulb"}) for n in (3, 4)]
    for one in (about_copy, later, *nobody):
        outbox.append(one)
    assert list(outbox.next_of_each_lane(9)) == [about_copy, *nobody]
