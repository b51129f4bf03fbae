"""Everyday questions find their answers: 200 of them, half kept out of tuning."""

from __future__ import annotations

import pytest

from backend.content.retrieval import Suggester, in_words_of_the_trade
from tests.content.retrieval_rate import HALVES, questions, rate, shipped_suggester


@pytest.fixture(scope="module")
def suggester() -> Suggester:
    return shipped_suggester()


@pytest.mark.parametrize("half", HALVES)
def test_right_answer_is_among_the_first_three(suggester: Suggester, half: str) -> None:
    def keys(question: str) -> list[str]:
        return [each.key for each in suggester.suggest(question)]

    assert len(list(questions(half))) == 100
    found = rate(half, keys)
    print(f"{half}: {found:.1%} in the first three")  # noqa: T201 - a figure
    assert found >= 0.9


def test_everyday_words_become_words_of_the_trade() -> None:
    assert in_words_of_the_trade("退休工资咋办理") == "养老金怎么办理"


@pytest.mark.parametrize("question", ["", "？！", "\0", "   "])
def test_nothing_asked_finds_nothing(suggester: Suggester, question: str) -> None:
    assert suggester.suggest(question) == ()


def test_same_question_gives_the_same_order(suggester: Suggester) -> None:
    once, twice = (suggester.suggest("养老金", most=20) for _ in range(2))
    assert once == twice
    assert [each.score for each in once] == sorted(
        (each.score for each in once), reverse=True
    )


def test_nothing_published_suggests_nothing() -> None:
    assert Suggester().suggest("养老金") == ()
