"""The generic service: any item from its form, what is wrong asked again alone."""

from __future__ import annotations

import hashlib
from datetime import date

import pytest

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
from kiosk.domain.deed import DeedKind
from kiosk.domain.fault import PictureUnreadable
from kiosk.domain.months import Month
from kiosk.services.business_item import SERVICE, converse
from kiosk.visit import business, errand, photographing, question
from kiosk.visit.business import DateUnit, Writing
from kiosk.visit.form import can_be_asked
from kiosk.visit.photographing import MOST_PAGES, PageWish
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


def test_an_item_found_by_its_name_is_not_chosen_again() -> None:
    rehearsal = Rehearsal(SERVICE.about("PQ-08").converse)
    rehearsal.until(business.FetchItems)
    rehearsal.answer(_offered())
    handed = rehearsal.until(business.HandInCase)
    assert isinstance(handed, business.HandInCase)
    assert handed.wish.item == "PQ-08"
    assert "choose-option" not in rehearsal.keys


def test_a_name_that_is_offered_no_more_leads_to_the_others() -> None:
    rehearsal = Rehearsal(SERVICE.about("gone").converse)
    rehearsal.until(business.FetchItems)
    rehearsal.answer(_offered())
    assert isinstance(rehearsal.conversation.ask, business.ChooseOption)


def test_a_service_without_parts_stays_itself() -> None:
    assert SERVICE.about("") is SERVICE


def test_life_certification_found_among_the_items_is_the_service_itself() -> None:
    """With the pension's own challenge and pictures kept; a case sees nobody alive."""
    rehearsal = Rehearsal(SERVICE.about("PB-14").converse)
    rehearsal.until(business.FetchItems)
    rehearsal.answer(_offered())
    looked = rehearsal.until(question.MatchFace)
    assert isinstance(looked, question.MatchFace)
    assert looked.keeps_evidence
    recorded = rehearsal.until(errand.Record)
    assert isinstance(recorded, errand.Record)
    assert recorded.deed.kind is DeedKind.LIFE_CERTIFIED
    assert "hand-in-case" not in rehearsal.keys


def _item(item: str) -> BusinessItem:
    return next(each for each in _offered().items if each.id == item)


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


def test_every_item_of_a_person_can_be_finished_at_a_terminal() -> None:
    assert [item.id for item in _offered().items if not can_be_asked(item)] == []


def test_papers_are_photographed_page_by_page_and_named_by_the_form() -> None:
    rehearsal = _at("PB-12")
    look = rehearsal.until(photographing.LookAtPaper)
    assert isinstance(look, photographing.LookAtPaper)
    assert [paper.english for paper in look.wanted] == [
        "Hospital bill and discharge paper"
    ]
    pages = (b"\xff\xd8\xffone", b"\xff\xd8\xfftwo")
    for taken, wish in (
        (b"\xff\xd8\xffblurred", PageWish.AGAIN),
        (pages[0], PageWish.MORE),
        (pages[1], PageWish.DONE),
    ):
        rehearsal.until(photographing.TakePage)
        rehearsal.answer(taken)
        rehearsal.answer(wish)
    review = rehearsal.until(business.ReviewForm)
    assert isinstance(review, business.ReviewForm)
    assert "2 photographed pages" in [value.english for _, value in review.lines]
    handed = rehearsal.until(business.HandInCase)
    assert isinstance(handed, business.HandInCase)
    assert handed.wish.pages == pages
    named = [hashlib.sha256(page).hexdigest() for page in pages]
    assert handed.wish.answers["papers"] == named


def test_no_more_pages_are_taken_than_a_form_holds() -> None:
    rehearsal = _at("PB-12")
    for number in range(1, MOST_PAGES + 1):
        judged = rehearsal.until(photographing.JudgePage)
        assert isinstance(judged, photographing.JudgePage)
        assert judged.can_more is (number < MOST_PAGES)
        rehearsal.answer(PageWish.MORE)
    handed = rehearsal.until(business.HandInCase)
    assert isinstance(handed, business.HandInCase)
    assert len(handed.wish.pages) == MOST_PAGES


def test_a_picture_that_did_not_come_is_taken_once_more() -> None:
    rehearsal = _at("PB-12")
    rehearsal.until(photographing.TakePage)
    rehearsal.at_each_step(lambda it: it.fail(PictureUnreadable(reason="none")))
    assert isinstance(rehearsal.conversation.ask, question.Tell)
    assert isinstance(
        rehearsal.until(photographing.LookAtPaper), photographing.LookAtPaper
    )


@pytest.mark.parametrize("is_wanted", [True, False])
def test_papers_that_may_be_left_out_are_offered(is_wanted: bool) -> None:  # noqa: FBT001
    rehearsal = _at("PB-15")
    rehearsal.until(business.WriteWords)
    while not isinstance(rehearsal.conversation.ask, business.HandInCase):
        ask = rehearsal.conversation.ask
        if isinstance(ask, business.ChooseOption) and ask.title.english.startswith(
            "Photographs"
        ):
            rehearsal.answer("photograph" if is_wanted else "leave-out")
        else:
            rehearsal.step()
    assert bool(rehearsal.conversation.ask.wish.pages) is is_wanted
    assert ("papers" in rehearsal.conversation.ask.wish.answers) is is_wanted


def test_codes_and_words_are_written_where_nothing_can_be_chosen() -> None:
    rehearsal = _at("PR-10")
    code = rehearsal.until(business.WriteWords)
    assert isinstance(code, business.WriteWords)
    assert code.writing is Writing.CODE
    rehearsal.answer("A12345678")
    handed = rehearsal.until(business.HandInCase)
    assert isinstance(handed, business.HandInCase)
    assert handed.wish.answers["card_number"] == "A12345678"


def test_who_finds_no_choice_that_fits_writes_own_words() -> None:
    rehearsal = _at("PR-11")
    reason = rehearsal.until(business.ChooseOption)
    assert isinstance(reason, business.ChooseOption)
    rehearsal.answer(reason.options[-1].value)
    own = rehearsal.until(business.WriteWords)
    assert isinstance(own, business.WriteWords)
    assert own.writing is Writing.WORDS
    rehearsal.answer("被水泡坏了")
    handed = rehearsal.until(business.HandInCase)
    assert isinstance(handed, business.HandInCase)
    assert handed.wish.answers == {"reason": "被水泡坏了"}
