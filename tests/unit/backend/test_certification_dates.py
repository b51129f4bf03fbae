"""Worked dates of life certification: every line is a case an office could check."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.eligibility.ledger import Entitlement, Ledger
from backend.eligibility.payment import (
    Payment,
    PaymentKind,
    arrears,
    payments,
)
from backend.eligibility.rulebook import city_rules
from backend.eligibility.standing import state_of
from kiosk.domain.eligibility import CertificationStanding
from kiosk.domain.months import Month
from tests.unit.backend.ledger_story import (
    CENTS,
    at,
    drawn,
    fact,
    passed,
    ruled,
    standing,
)

RULES = city_rules()
OLD = date(1941, 3, 8)
PENSION = "basic-pension"
DEPENDANT = "dependants-pension"


@pytest.mark.parametrize(
    ("pass_day", "benefit", "due"),
    [
        ("2026-11-23", PENSION, "2027-11-23"),
        ("2026-01-31", PENSION, "2027-01-31"),
        ("2027-02-28", PENSION, "2028-02-28"),
        ("2028-02-29", PENSION, "2029-02-28"),
        ("2026-12-31", PENSION, "2027-12-31"),
        ("2026-01-31", DEPENDANT, "2026-02-28"),
        ("2028-01-31", DEPENDANT, "2028-02-29"),
        ("2026-08-31", DEPENDANT, "2026-09-30"),
        ("2026-12-15", DEPENDANT, "2027-01-15"),
    ],
)
def test_a_pass_is_good_until(pass_day: str, benefit: str, due: str) -> None:
    ledger = Ledger((passed(pass_day),))
    found = standing(ledger, pass_day, drawn(benefit, "2015-01"))
    assert found.due_on == date.fromisoformat(due)


@pytest.mark.parametrize(
    ("today", "word"),
    [
        ("2026-09-22", "valid"),
        ("2026-09-23", "due"),
        ("2026-11-21", "due"),
        # Late, but the month begun is paid.
        ("2026-11-22", "due"),
        ("2026-11-30", "due"),
        ("2026-12-01", "suspended"),
        ("2028-01-01", "suspended"),
    ],
)
def test_a_term_runs_out_step_by_step(today: str, word: str) -> None:
    ledger = Ledger((passed("2025-11-21"),))
    assert standing(ledger, today, drawn()).standing == word


@pytest.mark.parametrize(
    ("today", "word", "is_first_term"),
    [
        # Drawn since March 2026: twelve months from the month after, to the end of
        # March 2027.
        ("2026-03-15", "valid", True),
        ("2027-01-30", "valid", True),
        ("2027-01-31", "due", True),
        ("2027-03-31", "due", True),
        ("2027-04-01", "suspended", False),
    ],
)
def test_the_grant_itself_is_the_first_proof(
    today: str, word: str, *, is_first_term: bool
) -> None:
    found = standing(Ledger(), today, drawn(first="2026-03"))
    assert (found.standing, found.has_first_term) == (word, is_first_term)
    assert found.due_on == date(2027, 3, 31)


def test_an_early_pass_moves_the_day_and_an_earlier_one_does_not() -> None:
    early = Ledger((passed("2026-02-10", 1), passed("2026-01-05", 2)))
    assert standing(early, "2026-03-01", drawn()).due_on == date(2027, 2, 10)
    in_first_term = Ledger((passed("2026-04-02"),))
    found = standing(in_first_term, "2026-05-01", drawn(first="2026-03"))
    assert found.due_on == date(2027, 4, 2)
    # A pass that reaches less far than the grant moves nothing.
    before = standing(
        Ledger((passed("2026-03-01"),)), "2026-05-01", drawn(first="2026-03")
    )
    assert before.due_on == date(2027, 3, 31)


@pytest.mark.parametrize(
    ("today", "word"),
    [("2026-12-01", "due"), ("2027-02-28", "due"), ("2027-03-01", "suspended")],
)
def test_at_eighty_the_office_comes_before_payment_stops(today: str, word: str) -> None:
    ledger = Ledger((passed("2025-11-21"),), birth=OLD)
    found = standing(ledger, today, drawn())
    assert (found.standing, found.is_home_visit) == (word, True)


def test_dependants_have_a_month_and_fifteen_days() -> None:
    ledger = Ledger((passed("2026-10-20"),))
    words = {
        day: standing(ledger, day, drawn(DEPENDANT)).standing
        for day in ("2026-11-10", "2026-11-11", "2026-12-31", "2027-01-01")
    }
    assert list(words.values()) == ["valid", "due", "due", "suspended"]


def test_what_needs_no_pass_never_asks_for_one() -> None:
    found = standing(Ledger(), "2026-11-23", drawn("unemployment-benefit"))
    assert found.standing is CertificationStanding.NOT_REQUIRED
    assert found.due_on is None
    unknown = standing(Ledger(), "2026-11-23", drawn("something-new"))
    assert unknown.standing is CertificationStanding.NOT_REQUIRED


def test_of_two_benefits_the_more_pressing_one_decides() -> None:
    ledger = Ledger((passed("2026-09-20"),))
    two = [drawn(PENSION), drawn(DEPENDANT)]
    today = date(2026, 12, 20)
    found = [standing(ledger, today.isoformat(), each) for each in two]
    state = state_of(RULES, ledger, found, today)
    assert (state.standing, state.benefit) == ("suspended", DEPENDANT)
    assert state.suspended_since == Month(2026, 12)
    assert [each.standing for each in state.benefits] == ["valid", "suspended"]
    assert (state.owed_months, state.owed_cents) == (1, CENTS)
    assert state.days_left == -61
    # One pass serves both.
    after = Ledger((*ledger.passes, passed("2026-12-20", 2)))
    both = [standing(after, "2026-12-21", each) for each in two]
    assert {each.standing for each in both} == {CertificationStanding.VALID}
    assert state.due_after_pass == min(each.due_on for each in both if each.due_on)


@pytest.mark.parametrize(
    ("word", "ended", "payable"),
    [
        # Died or left in the middle of March: March is paid, April is not.
        ("death", "", {"2026-03": True, "2026-04": False, "2027-01": False}),
        ("emigration", "", {"2026-03": True, "2026-04": False}),
        # Free again in June: July is the first month paid, nothing is made up for.
        (
            "imprisonment",
            "release",
            {"2026-04": False, "2026-06": False, "2026-07": True},
        ),
        ("emigration", "return", {"2026-05": False, "2026-06": False, "2026-07": True}),
    ],
)
def test_what_happened_takes_the_months_after(
    word: str, ended: str, payable: dict[str, bool]
) -> None:
    facts = [fact(word, "2026-03-15")]
    if ended:
        facts.append(fact(ended, "2026-06-30", 2))
    ledger = Ledger((passed("2026-03-01"),), tuple(facts))
    found = standing(ledger, "2026-07-15", drawn())
    assert {month: found.is_payable(Month.parse(month)) for month in payable} == payable
    is_back = bool(ended)
    assert (found.standing is CertificationStanding.STOPPED) != is_back


def test_a_weak_report_of_death_stops_nothing() -> None:
    ledger = Ledger((passed("2026-03-01"),), (fact("death", "2026-05-01", weight=0.5),))
    found = standing(ledger, "2026-07-01", drawn())
    assert found.standing is CertificationStanding.VALID
    assert found.open_facts == ("death",)


def test_alive_after_death_pays_on_until_a_person_decides() -> None:
    death = fact("death", "2026-05-01")
    weak_life = passed("2026-06-01", 2, weight=0.85, source="hospital")
    life = passed("2026-06-10", 3)
    by_data = Ledger((passed("2026-03-01"), weak_life), (death,))
    in_person = Ledger((*by_data.passes, life), (death,))
    assert standing(by_data, "2026-07-01", drawn()).standing == "stopped"
    assert standing(by_data, "2026-07-01", drawn()).open_facts == ("death",)
    assert standing(in_person, "2026-07-01", drawn()).standing == "valid"
    confirmed = Ledger(
        in_person.passes, (death,), (ruled(death, "confirmed", "2026-07-02"),)
    )
    assert standing(confirmed, "2026-07-03", drawn()).standing == "stopped"
    appealed = Ledger(
        in_person.passes,
        (death,),
        (
            ruled(death, "confirmed", "2026-07-02", 1),
            ruled(death, "withdrawn", "2026-08-02", 2),
        ),
    )
    found = standing(appealed, "2026-08-03", drawn())
    assert (found.standing, found.open_facts) == ("valid", ())


@pytest.mark.parametrize(
    ("rows", "counts"),
    [
        ([("2026-11-01", 0.6, "transit")], False),
        ([("2026-11-01", 0.9, "hospital")], True),
        ([("2026-11-01", 0.6, "transit"), ("2026-11-20", 0.54, "hospital")], True),
        # The same source twice is one witness.
        ([("2026-11-01", 0.6, "transit"), ("2026-11-20", 0.6, "transit")], False),
        # Too far apart.
        ([("2026-08-01", 0.6, "transit"), ("2026-11-20", 0.54, "hospital")], False),
    ],
)
def test_weak_evidence_counts_only_together(
    rows: list[tuple[str, float, str]], *, counts: bool
) -> None:
    passes = [
        passed(day, row, weight=weight, source=source)
        for row, (day, weight, source) in enumerate(rows)
    ]
    found = standing(Ledger(tuple(passes)), "2026-11-23", drawn())
    assert (found.proof is not None) == counts
    if counts:
        assert found.proof == passes[0]


# Money ---------------------------------------------------------------------


def told(ledger: Ledger, entitlement: Entitlement, now: str) -> list[str]:
    """Tell every line of the payment files that is not a regular payment."""
    return [
        f"{line.for_month} {line.kind} with {line.paid_with}"
        for line in payments(RULES, ledger, entitlement, at(now))
        if line.kind is not PaymentKind.REGULAR
    ]


def test_every_missed_month_is_made_up_for_after_a_late_pass() -> None:
    ledger = Ledger(
        (passed("2024-11-21"), passed("2026-02-12", 2)),
    )
    # Good until 21 November 2025: December, January and February (the file of
    # the 10th came before the pass) are withheld, and paid with March.
    assert told(ledger, drawn(first="2024-11"), "2026-04-01") == [
        "202512 1 with 202603",
        "202601 1 with 202603",
        "202602 1 with 202603",
    ]
    waiting = ledger.known_at(at("2026-02-11"))
    found = arrears(RULES, waiting, drawn(first="2024-11"), at("2026-02-11"))
    assert found is not None
    assert [str(month) for month in found.months] == ["202512", "202601", "202602"]
    assert (found.cents, found.awaits_pass) == (3 * CENTS, True)
    passed_now = arrears(RULES, ledger, drawn(first="2024-11"), at("2026-02-13"))
    assert passed_now is not None
    assert (len(passed_now.months), passed_now.awaits_pass) == (3, False)
    assert arrears(RULES, ledger, drawn(first="2024-11"), at("2026-03-10")) is None


def test_a_pass_before_the_file_of_the_month_loses_no_payment() -> None:
    ledger = Ledger((passed("2024-11-21"), passed("2025-12-09", 2)))
    assert told(ledger, drawn(first="2024-11"), "2026-04-01") == []


def test_a_pass_told_late_by_an_offline_terminal_is_made_up_for() -> None:
    late = passed("2025-11-20", 2, noted="2025-12-20")
    ledger = Ledger((passed("2024-11-21"), late))
    assert told(ledger, drawn(first="2024-11"), "2026-04-01") == [
        "202512 1 with 202601"
    ]


def test_a_flagged_pass_confirmed_after_the_file_loses_no_month() -> None:
    flagged = replace(passed("2025-11-20", 2), is_provisional=True)
    passes = (passed("2024-11-21"), flagged)
    waiting = standing(Ledger(passes), "2025-12-09", drawn(first="2024-11"))
    assert (waiting.standing, waiting.is_waiting) == ("suspended", True)
    ledger = Ledger(passes, rulings=(ruled(flagged, "confirmed", "2025-12-12"),))
    assert told(ledger, drawn(first="2024-11"), "2026-04-01") == [
        "202512 1 with 202601"
    ]
    found = standing(ledger, "2025-12-13", drawn(first="2024-11"))
    assert (found.due_on, found.is_waiting) == (date(2026, 11, 20), False)


_DAYS = st.dates(date(2024, 1, 1), date(2026, 11, 1))


@given(st.lists(st.tuples(_DAYS, st.booleans()), max_size=6), _DAYS)
def test_what_waits_changes_nothing(
    told_passes: list[tuple[date, bool]], today: date
) -> None:
    passes = tuple(
        replace(passed(day.isoformat(), row), is_provisional=is_flagged)
        for row, (day, is_flagged) in enumerate(told_passes)
    )
    clear = tuple(row for row in passes if not row.is_provisional)
    found, without = (
        standing(Ledger(rows), today.isoformat(), drawn()) for rows in (passes, clear)
    )
    assert replace(found, is_waiting=False) == without


def test_a_death_told_late_is_taken_back_and_a_wrong_one_given_back() -> None:
    death = fact("death", "2026-01-15", noted="2026-03-20")
    ledger = Ledger((passed("2025-11-21"),), (death,))
    lines = told(ledger, drawn(first="2025-11"), "2026-05-01")
    assert lines == ["202602 2 with 202604", "202603 2 with 202604"]
    righted = Ledger(
        ledger.passes, ledger.facts, (ruled(death, "withdrawn", "2026-04-20"),)
    )
    assert told(righted, drawn(first="2025-11"), "2026-06-01")[2:] == [
        "202602 1 with 202605",
        "202603 1 with 202605",
        "202604 1 with 202605",
    ]


def test_months_in_prison_are_not_made_up_for() -> None:
    ledger = Ledger(
        (passed("2025-11-21"),),
        (fact("imprisonment", "2026-01-15"), fact("release", "2026-03-02", 2)),
    )
    assert told(ledger, drawn(first="2025-11"), "2026-06-01") == []
    lines = payments(RULES, ledger, drawn(first="2025-11"), at("2026-06-01"))
    paid = [str(line.for_month) for line in lines]
    assert paid == ["202511", "202512", "202601", "202604", "202605"]
    assert arrears(RULES, ledger, drawn(first="2025-11"), at("2026-06-01")) is None


def test_a_benefit_granted_anew_has_a_first_term_of_its_own() -> None:
    """A retirement was undone in 2024; the next one begins in June 2026."""
    again = Entitlement(
        PENSION,
        (
            *drawn(first="2024-01", last="2024-06").spans,
            *drawn(first="2026-06", last="2026-12").spans,
            # A new amount is no new grant.
            *drawn(first="2027-01").spans,
        ),
    )
    found = standing(Ledger(), "2026-07-01", again)
    assert (found.standing, found.due_on) == ("valid", date(2027, 6, 30))
    assert standing(Ledger(), "2027-07-01", again).standing == "suspended"
    for_ever = Entitlement(PENSION, drawn(first="2026-06", last="2199-12").spans)
    assert for_ever.granted_in(Month(2026, 8)) == Month(2026, 6)
    paid = [str(line.for_month) for line in _paid(again, "2026-08-11")]
    assert paid[-4:] == ["202406", "202606", "202607", "202608"]


def test_a_rule_that_ends_pays_from_its_day_on() -> None:
    """From March 2026 on the benefit needs no pass; nothing else changes."""
    (old,) = RULES.benefits[PENSION]
    free = replace(old, id="free", valid_from=date(2026, 3, 1), every_months=None)
    rules = replace(RULES, benefits={PENSION: (old, free)})
    ledger = Ledger((passed("2024-11-21"),))
    paid = {
        line.for_month: line.paid_with
        for line in payments(rules, ledger, drawn(), at("2026-04-11"))
    }
    assert paid[Month(2026, 4)] == Month(2026, 4)
    assert paid[Month(2025, 12)] == Month(2026, 3)
    assert arrears(rules, ledger, drawn(), at("2026-04-11")) is None


def _paid(entitlement: Entitlement, now: str) -> list[Payment]:
    return list(payments(RULES, Ledger(), entitlement, at(now)))
