"""Reading the rules from their file: every mistake is told with its line."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

import yaml

from backend.eligibility.rule import (
    BenefitRule,
    ContraryEffect,
    ContraryRule,
    FlaggedPass,
    HomeVisitRule,
    MatchingRule,
    ReviewRule,
    Rulebook,
    SourceRule,
)
from backend.eligibility.rule_entry import Entry, RulesInvalid
from backend.store.words import StatedFact

__all__ = ["RULES_FILE", "RulesInvalid", "adopt_rules", "city_rules", "load_rules"]

KeyType = TypeVar("KeyType")
RuleType = TypeVar("RuleType")

RULES_FILE = Path(__file__).with_name("rules.yaml")
"""The rules this program brings."""

_LONGEST_TERM = 120
_MOST_DAYS = 400


_adopted: list[Rulebook] = []


def city_rules() -> Rulebook:
    """Give the rules in force: those adopted, else those the program brings."""
    if not _adopted:
        _adopted.append(load_rules(RULES_FILE))
    return _adopted[-1]


def adopt_rules(file: Path) -> None:
    """Put a city's own rules in force for this process, if there is such a file.

    Raises:
        RulesInvalid: the file's name, the line and what is wrong there.
        OSError: it is there, but cannot be read.
    """
    if file.exists():
        _adopted[:] = [load_rules(file)]


def load_rules(file: Path) -> Rulebook:
    """Read and check a file of rules.

    Raises:
        RulesInvalid: the file's name, the line and what is wrong there.
        OSError: the file cannot be read.
    """
    try:
        root = yaml.compose(file.read_text(encoding="utf-8"), yaml.SafeLoader)
    except UnicodeDecodeError:
        raise RulesInvalid(file.name, 1, "not UTF-8") from None
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else 1
        problem = getattr(error, "problem", None) or "not YAML"
        raise RulesInvalid(file.name, line, str(problem)) from None
    book = Entry.of(file.name, root)
    rules = Rulebook(
        ledger_opens=book.month("ledger_opens"),
        payment_day=book.whole("payment_day", 1, 28),
        benefits=_benefits(book),
        home_visit=_home_visit(book.inner("home_visit")),
        contrary=_keyed(book, "contrary", _contrary, lambda rule: rule.fact),
        sources=_keyed(book, "sources", _source, lambda rule: rule.kind),
        matching=_matching(book.inner("matching")),
        review=_review(book.inner("review")),
    )
    book.close()
    return rules


def _benefits(book: Entry) -> dict[str, tuple[BenefitRule, ...]]:
    found: dict[str, list[BenefitRule]] = {}
    ids: set[str] = set()
    for entry in book.each("benefits"):
        rule = _benefit(entry)
        before = found.setdefault(rule.benefit, [])
        if rule.id in ids:
            entry.refuse("this id was there before")
        if before and before[-1].valid_from >= rule.valid_from:
            entry.refuse("rules of one benefit must follow one another in time")
        ids.add(rule.id)
        before.append(rule)
    return {benefit: tuple(rules) for benefit, rules in found.items()}


def _benefit(entry: Entry) -> BenefitRule:
    every = entry.optional("every_months", 1, _LONGEST_TERM)
    needed = every is not None
    rule = BenefitRule(
        id=entry.text("id"),
        benefit=entry.text("benefit"),
        title=entry.text("title"),
        valid_from=entry.day("from"),
        every_months=every,
        first_term_months=entry.whole("first_term_months", 0, _LONGEST_TERM)
        if needed
        else 0,
        reminder_days=entry.whole("reminder_days", 0, _MOST_DAYS) if needed else 0,
        grace_days=entry.whole("grace_days", 0, _MOST_DAYS) if needed else 0,
        source=entry.text("source"),
    )
    entry.close()
    return rule


def _home_visit(entry: Entry) -> HomeVisitRule:
    rule = HomeVisitRule(
        from_age=entry.whole("from_age", 1, 150),
        further_months=entry.whole("further_months", 0, _LONGEST_TERM),
        source=entry.text("source"),
    )
    entry.close()
    return rule


def _contrary(entry: Entry) -> ContraryRule:
    rule = ContraryRule(
        fact=entry.word("fact", StatedFact),
        code=entry.text("code"),
        effect=entry.word("effect", ContraryEffect),
        ended_by=entry.optional_word("ended_by", StatedFact),
        source=entry.text("source"),
    )
    if (rule.effect is ContraryEffect.ENDS) != (rule.ended_by is None):
        entry.refuse("only what interrupts is ended by another fact")
    entry.close()
    return rule


def _source(entry: Entry) -> SourceRule:
    rule = SourceRule(
        kind=entry.text("kind"),
        may_state=frozenset(entry.words("may_state", StatedFact)),
        weight=entry.part("weight"),
    )
    entry.close()
    return rule


def _matching(entry: Entry) -> MatchingRule:
    rule = MatchingRule(
        exact=entry.part("exact"),
        variant=entry.part("variant"),
        one_character=entry.part("one_character"),
        part=entry.part("part"),
        keep=entry.part("keep"),
        passing=entry.part("pass"),
        together_days=entry.whole("together_days", 0, _MOST_DAYS),
        stop=entry.part("stop"),
        variants=dict(_variants(entry)),
    )
    if not rule.keep <= min(rule.passing, rule.stop):
        entry.refuse("keep must not be above pass or stop")
    if rule.one_character >= rule.stop or rule.part >= rule.stop:
        entry.refuse("a name that differs must never stop a benefit")
    entry.close()
    return rule


def _variants(entry: Entry) -> Iterator[tuple[int, str]]:
    seen: set[str] = set()
    for group in entry.texts("variants"):
        if seen & set(group):
            entry.refuse(f"a character of {group} is in two groups")
        seen |= set(group)
        yield from ((ord(character), group[0]) for character in group)


def _review(entry: Entry) -> ReviewRule:
    rule = ReviewRule(
        decision_working_days=entry.whole("decision_working_days", 1, _MOST_DAYS),
        appeal_days=entry.whole("appeal_days", 1, _MOST_DAYS),
        appeal_working_days=entry.whole("appeal_working_days", 1, _MOST_DAYS),
        evidence_months=entry.whole("evidence_months", 1, _LONGEST_TERM),
        # Files written before the rule was there do not name it.
        flagged_pass=entry.word("flagged_pass", FlaggedPass)
        if entry.has("flagged_pass")
        else FlaggedPass.WAITS,
        source=entry.text("source"),
    )
    entry.close()
    return rule


def _keyed(
    book: Entry,
    name: str,
    read: Callable[[Entry], RuleType],
    key: Callable[[RuleType], KeyType],
) -> dict[KeyType, RuleType]:
    found: dict[KeyType, RuleType] = {}
    for entry in book.each(name):
        rule = read(entry)
        if key(rule) in found:
            entry.refuse("this was there before")
        found[key(rule)] = rule
    return found
