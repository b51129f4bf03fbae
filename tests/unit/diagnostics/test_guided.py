"""When a guided test is due again, and that those that are due stand first."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from kiosk.diagnostics.guided import is_overdue
from kiosk.diagnostics.guided import test_rows as rows_of
from kiosk.diagnostics.sheet import Tone
from kiosk.diagnostics.test_list import TESTS
from kiosk.ports.logbook import WorkNote

NOW = datetime(2026, 11, 28, 2, 0, tzinfo=UTC)


def note(key: str, outcome: str, days: float) -> WorkNote:
    at = NOW - timedelta(days=days)
    return WorkNote(at, "test", key, outcome, "T3001", "1.0")


@given(st.sampled_from(TESTS), st.floats(0, 1000))
def test_a_passed_test_is_due_after_its_term(test: object, days: float) -> None:
    for each in TESTS:
        if each is test:
            last = note(each.key, "passed", days)
            assert is_overdue(each, last, NOW) is (
                NOW - last.at > timedelta(days=each.due_days)
            )


@given(st.sampled_from(TESTS), st.sampled_from(("failed", "skipped")))
def test_a_test_that_did_not_pass_is_due_at_once(test: object, outcome: str) -> None:
    (each,) = (one for one in TESTS if one is test)
    assert is_overdue(each, note(each.key, outcome, 0), NOW)
    assert is_overdue(each, None, NOW)


def test_what_is_due_stands_first_and_says_when_and_by_whom_it_was_done() -> None:
    last = {
        "card": note("card", "passed", 1),
        "page": note("page", "passed", 31),
        "sound": note("sound", "failed", 1),
    }
    rows = {row.choice: row for row in rows_of(TESTS, last, NOW)}
    assert rows["test.card"].tone is Tone.GOOD
    assert list(rows)[-1] == "test.card"
    told = rows["test.page"].line
    assert told is not None
    assert (told.key, dict(told.facts)["person"]) == (
        "technician.test-overdue",
        "T3001",
    )
    assert rows["test.sound"].tone is Tone.TROUBLE
