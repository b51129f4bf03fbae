"""The rules' file: what it brings, and the line of every mistake."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.eligibility.rulebook import (
    RULES_FILE,
    RulesInvalid,
    city_rules,
    load_rules,
)

TEXT = RULES_FILE.read_text(encoding="utf-8")


def line_of(part: str) -> int:
    return TEXT[: TEXT.index(part)].count("\n") + 1


def test_every_rule_names_its_source_and_its_day() -> None:
    book = city_rules()
    for rules in book.benefits.values():
        assert all(rule.source and rule.valid_from for rule in rules)
    assert book.rule("basic-pension", date(2026, 1, 1)) is not None
    assert book.rule("lottery", date(2026, 1, 1)) is None


@pytest.mark.parametrize(
    ("part", "instead", "problem"),
    [
        ("every_months: 12", "every_months: 0", "every_months: must be from 1 to 120"),
        ("every_months: 12", "every_month: 12", None),
        ("from: 2018-05-01", "from: 2018-02-30", "from: "),
        ("weight: 0.9\n", "weight: 1.5\n", "weight: must be from 0 to 1"),
        ("weight: 0.9\n", "weight: .nan\n", "weight: "),
        ("may_state: [death]", "may_state: [dead]", "may_state: "),
        ("effect: ends", "effect: pauses", "effect: "),
        ("payment_day: 10", "payment_day: 31", "payment_day: "),
        ("payment_day: 10", "payment_day: [10]", "payment_day: "),
        ('ledger_opens: "2018-05"', "ledger_opens: may", "ledger_opens: "),
        ("payment_day: 10", "payment_day: 10\npayment_day: 11", None),
        ("payment_day: 10", "payment_day: 10\nsurprise: 1", None),
        ("  stop: 0.9", "  stop: 0.6", None),
        ("benefits:", "benefits: {}\nx:", None),
        ("benefits:", "benefits: [", None),
    ],
)
def test_a_mistake_is_told_with_its_line(
    tmp_path: Path, part: str, instead: str, problem: str | None
) -> None:
    file = tmp_path / "rules.yaml"
    file.write_text(TEXT.replace(part, instead, 1), encoding="utf-8")
    with pytest.raises(RulesInvalid) as told:
        load_rules(file)
    assert str(told.value).startswith(f"rules.yaml:{told.value.line}: ")
    if problem is not None:
        assert told.value.line == line_of(part)
        assert f": {problem}" in str(told.value)


def test_newer_rule_counts_for_passes_since_its_day(tmp_path: Path) -> None:
    first = TEXT[TEXT.index("  - id: basic") : TEXT.index("  - id: resident")]
    newer = first.replace("-2018", "-2030").replace("2018-05-01", "2030-01-01")
    newer = newer.replace("every_months: 12", "every_months: 6")
    file = tmp_path / "rules.yaml"
    file.write_text(TEXT.replace(first, first + newer), encoding="utf-8")
    book = load_rules(file)
    days = (date(2000, 1, 1), date(2029, 12, 31), date(2030, 1, 1))
    rules = [book.rule("basic-pension", day) for day in days]
    assert [rule.every_months for rule in rules if rule] == [12, 12, 6]
    file.write_text(TEXT.replace(first, newer + first), encoding="utf-8")
    with pytest.raises(RulesInvalid, match="follow one another"):
        load_rules(file)


@given(text=st.text(max_size=200))
def test_any_text_is_rules_or_a_mistake(
    tmp_path_factory: pytest.TempPathFactory, text: str
) -> None:
    file = tmp_path_factory.getbasetemp() / "any-rules.yaml"
    file.write_text(text, encoding="utf-8", errors="replace")
    with pytest.raises(RulesInvalid):
        load_rules(file)
