"""The generic service: any item from its form, what is wrong asked again alone."""

from __future__ import annotations

from datetime import date

from backend.business_api.shape import groups_object, item_object
from backend.catalogue.item import Audience, Door
from backend.catalogue.load import city_catalogue
from kiosk.domain.business import (
    BusinessItem,
    BusinessList,
    CaseOutcome,
    Trouble,
    WordsOf,
)
from kiosk.domain.certificate import CertificateKind, PaperScope
from kiosk.domain.months import Month
from kiosk.services.business_item import converse
from kiosk.visit import business, errand, question
from kiosk.visit.business import DateUnit
from kiosk.visit.form import can_be_asked
from tests.rehearsal import Rehearsal


def _offered() -> BusinessList:
    """Read the catalogue as a terminal gets it."""
    catalogue = city_catalogue()
    return BusinessList.read(
        {
            "groups": groups_object(catalogue),
            "items": [
                item_object(item)
                for item in catalogue.offered_at(Door.TERMINAL)
                if item.audience is not Audience.EMPLOYER
            ],
        }
    )


def _at(item: str) -> Rehearsal:
    """Come to the first question after an item was chosen."""
    rehearsal = Rehearsal(converse)
    rehearsal.until(business.FetchItems)
    rehearsal.answer(_offered())
    rehearsal.until(business.ChooseOption)
    rehearsal.answer(item[:2])
    rehearsal.answer(item)
    return rehearsal


def _item(item: str) -> BusinessItem:
    return next(each for each in _offered().items if each.id == item)


def test_most_items_can_be_asked_at_a_terminal() -> None:
    items = _offered().items
    asked = [item for item in items if can_be_asked(item)]
    assert len(asked) >= 50
    assert {item.group for item in asked} == {item.group for item in items}


def test_every_field_is_asked_by_its_picker_and_reviewed() -> None:
    rehearsal = _at("PR-01")
    tier = rehearsal.until(business.ChooseOption)
    assert isinstance(tier, business.ChooseOption)
    assert [option.value for option in tier.options] == [40, 60, 80, 100]
    rehearsal.answer(60)
    month = rehearsal.until(business.PickDate)
    assert isinstance(month, business.PickDate)
    assert month.unit is DateUnit.MONTH
    rehearsal.answer(date(2026, 11, 1))
    rehearsal.until(business.TypeValue)
    rehearsal.answer("13800000000")
    rehearsal.until(business.TypeValue)
    rehearsal.answer("")
    review = rehearsal.until(business.ReviewForm)
    assert isinstance(review, business.ReviewForm)
    assert [value.english for _, value in review.lines] == [
        "60",
        "2026-11",
        "13800000000",
        "(left open)",
    ]
    rehearsal.answer(value=True)
    handed = rehearsal.until(business.HandInCase)
    assert isinstance(handed, business.HandInCase)
    assert handed.wish.answers == {
        "tier": 60,
        "first_month": "2026-11",
        "phone": "13800000000",
    }
    assert handed.wish.holder is not None


def test_only_what_was_wrong_is_asked_again() -> None:
    rehearsal = _at("PR-05")
    rehearsal.until(business.HandInCase)
    words = WordsOf("只能选择本月或上月", "Only this month or the last")
    rehearsal.answer(CaseOutcome(troubles=(Trouble("last_month", words),)))
    rehearsal.until(business.ShowOutcome)
    rehearsal.answer(value=True)
    again = rehearsal.until(business.PickDate)
    assert isinstance(again, business.PickDate)
    assert again.trouble == words
    rehearsal.answer(date(2026, 11, 1))
    handed = rehearsal.until(business.HandInCase)
    assert isinstance(handed, business.HandInCase)
    assert handed.wish.answers == {"last_month": "2026-11"}


def test_a_form_that_is_not_right_is_answered_again() -> None:
    rehearsal = _at("PR-05")
    rehearsal.until(business.ReviewForm)
    rehearsal.answer(value=False)
    assert isinstance(rehearsal.until(business.PickDate), business.PickDate)


def test_what_needs_nobody_reads_no_card() -> None:
    rehearsal = _at("PQ-08")
    rehearsal.until(business.HandInCase)
    assert question.ReadCard.key not in rehearsal.keys


def test_a_paper_is_shown_sealed_and_printed() -> None:
    rehearsal = _at("PC-01")
    rehearsal.until(business.HandInCase)
    year = PaperScope(Month(2024, 1), Month(2024, 12))
    paper = CaseOutcome("A", is_done=True, paper="rights-statement", scope=year)
    rehearsal.answer(paper)
    draft = rehearsal.until(errand.DraftCertificate)
    assert isinstance(draft, errand.DraftCertificate)
    assert (draft.kind, draft.scope) == (CertificateKind.RIGHTS_STATEMENT, year)
    issue = rehearsal.until(errand.IssueCertificate)
    assert isinstance(issue, errand.IssueCertificate)
    assert issue.order.scope == year
    assert errand.SubmitCopy.key in rehearsal.play()


def test_items_that_need_papers_are_for_other_doors() -> None:
    assert not can_be_asked(_item("PR-08"))
    assert can_be_asked(_item("PB-02"))
