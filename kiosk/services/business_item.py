"""Any item of the catalogue, played from its form: choose, fill, review, hand in."""

from __future__ import annotations

import hashlib
from datetime import date

from kiosk.domain.business import (
    LIFE_CERTIFICATION_ITEM,
    BusinessItem,
    BusinessList,
    CaseOutcome,
    CaseWish,
    Option,
    WordsOf,
)
from kiosk.domain.certificate import CertificateKind
from kiosk.services import life_certification
from kiosk.services.other_certificate import serve_paper
from kiosk.visit.business import (
    ChooseOption,
    FetchItems,
    HandInCase,
    ReviewForm,
    ShowOutcome,
    ShowTable,
)
from kiosk.visit.errand import NameDeed, ReadClock
from kiosk.visit.form import Answers, can_be_asked, fill, review_lines
from kiosk.visit.identify import Identified, identify
from kiosk.visit.patience import insist
from kiosk.visit.service import Need, Service

__all__ = ["SERVICE", "converse", "converse_about"]

_GROUPS = WordsOf("您要办理哪类业务？", "What is it about?")
_ITEMS = WordsOf("您要办理哪一项？", "What do you want to have done?")
_TOUCH = WordsOf("请点选一项。", "Please touch one.")


async def converse() -> None:
    """Choose an item, say who asks, and have it done."""
    await _serve(await _chosen(await insist(FetchItems())))


async def converse_about(item_id: str) -> None:
    """Do the same for an item that was found by its name.

    One that is offered no more leads to the others.
    """
    listed = await insist(FetchItems())
    named = [each for each in listed.items if each.id == item_id]
    offered = [each for each in named if can_be_asked(each)]
    await _serve(offered[0] if offered else await _chosen(listed))


async def _serve(item: BusinessItem) -> None:
    """Say who asks, and have it done.

    What is wrong is told field by field, and only those questions are asked again.
    Life certification has a service of its own, with more signs of life.
    """
    if item.id == LIFE_CERTIFICATION_ITEM:
        await life_certification.converse()
        return
    resident = await identify("business-item") if item.needs_holder else None
    if item.needs_holder and resident is None:
        return
    today = (await ReadClock()).date()
    outcome = await _handed_in(item, resident, today)
    if outcome.paper and resident is not None:
        await serve_paper(resident, CertificateKind(outcome.paper), outcome.scope)


async def _chosen(listed: BusinessList) -> BusinessItem:
    offered = [item for item in listed.items if can_be_asked(item)]
    groups = list(dict.fromkeys(item.group for item in offered))
    titles = tuple(Option(group, listed.groups[group]) for group in groups)
    group = await ChooseOption(_GROUPS, _TOUCH, titles)
    within = {item.id: item for item in offered if item.group == group}
    names = tuple(Option(item.id, item.name) for item in within.values())
    return within[str(await ChooseOption(_ITEMS, _TOUCH, names))]


async def _handed_in(
    item: BusinessItem, resident: Identified | None, today: date
) -> CaseOutcome:
    """Fill, review and hand in until it is taken or the resident gives up."""
    answers = await fill(item, today, {})
    while True:
        answers = await _reviewed(item, today, answers)
        outcome = await _submitted(item, resident, answers)
        if outcome.table is not None:
            await ShowTable(outcome.table)
            return outcome
        if outcome.paper:
            return outcome
        if not await ShowOutcome(item.name, outcome):
            return outcome
        answers = await fill(item, today, answers, outcome.troubles)


async def _reviewed(item: BusinessItem, today: date, answers: Answers) -> Answers:
    """Show the answers until they are right; a form without questions is right."""
    lines = review_lines(item, answers)
    while lines and not await ReviewForm(item.name, lines):
        answers = await fill(item, today, {})
        lines = review_lines(item, answers)
    return answers


async def _submitted(
    item: BusinessItem, resident: Identified | None, answers: Answers
) -> CaseOutcome:
    holder = resident.as_holder() if resident is not None else None
    named, pages = _named(answers)
    wish = CaseWish(await NameDeed(), item.id, named, holder, pages)
    return await insist(HandInCase(wish))


def _named(answers: Answers) -> tuple[Answers, tuple[bytes, ...]]:
    """Let the answers name photographed pages by their SHA-256; gives them, too."""
    pages = tuple(
        page
        for answer in answers.values()
        if isinstance(answer, tuple)
        for page in answer
    )
    named = {
        key: [hashlib.sha256(page).hexdigest() for page in answer]
        if isinstance(answer, tuple)
        else answer
        for key, answer in answers.items()
    }
    return named, pages


SERVICE = Service(
    key="business-item",
    needs=frozenset({Need.CARD, Need.FACE, Need.CENTRE, Need.STORE, Need.DOCUMENTS}),
    converse=converse,
    rank=16,
    converse_about=converse_about,
)
