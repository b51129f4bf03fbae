"""Twelve items of different kinds: played at the terminal and asked over HTTP alike.

The terminal's own service fills the form from its schema; what it hands in goes
through the courier's request to one copy of the city, and the same answers go to
the domain directly on another copy. Both must end the same.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from uuid6 import uuid7

from backend.access.evidence_key import EvidenceKeys
from backend.access.staff import StaffRegister
from backend.business_api import operation
from backend.business_api.client import Client
from backend.business_api.operation import Asked
from backend.cases.case import Submission
from backend.cases.review import Review
from backend.centre import Centre
from backend.content.bundle import LibraryPress
from backend.content.finding import Finder
from backend.journal import Journal
from backend.lists.list_key import load_list_key
from backend.store.database import Database
from kiosk.domain.business import BusinessList, CaseOutcome, CaseWish
from kiosk.domain.card import CardKind, ResidentCard
from kiosk.services.business_item import converse
from kiosk.visit import business, question
from tests.rehearsal import CARD, Rehearsal
from tests.unit.backend.case_city import Copies, copies
from tests.unit.backend.case_desk import desk, own_party
from tests.unit.backend.running_centre import subject_of
from tests.unit.backend.two_databases import NOW


class _NoPress:
    """No page is drawn here."""

    def draft(self, *_: object) -> bytes:
        raise NotImplementedError

    seal_copy = draft


@dataclass(frozen=True)
class Play:
    """One item: who asks, and what they touch at each question of the form."""

    item: str
    who: str
    touched: tuple[Any, ...] = ()


PLAYS = (
    Play("PR-01", "paused", (60, date(2026, 11, 1), "13800000000", "")),
    Play("PR-07", "employee", ("13800000001", "")),
    Play("PR-11", "employee", ("卡片丢失",)),
    Play("PR-12", "employee", ("13800000001", "到社区服务中心领取", "卡片损坏")),
    Play("PT-02", "paused", ("500100", "当地社会保险事业管理局")),
    Play("PB-04", "pensioner-due", ("中国工商银行", "6217000000000001")),
    Play("PB-06", "paused", ("中国建设银行", "6217000000000002")),
    Play("PB-08", "pensioner-valid", ("长期出国",)),
    Play("PQ-02", "employee", (date(2025, 1, 1),)),
    Play("PQ-01", "employee"),
    Play("PC-01", "employee"),
    Play("QA-05", "employee", (date(2026, 11, 25), "13800000001")),
)
"""Instant, reviewed, query and print; enrolment, transfer, benefit, card, advice."""


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Copies]:
    with copies("sqlite", tmp_path_factory.mktemp("city")) as fresh:
        yield fresh


def _asked(database: Database, folder: Path, **told: Any) -> Asked:  # noqa: ANN401 - JSON
    journal = Journal(StringIO(), lambda: NOW)
    staff = StaffRegister(folder / "staff")
    centre = Centre(
        database=database,
        press=_NoPress(),
        issuer="成都市",
        clock=lambda: NOW,
        journal=journal,
        staff=staff,
        page_key=b"key",
        evidence=EvidenceKeys(folder / "evidence"),
        library=LibraryPress(database, load_list_key(folder / "lists"), lambda: NOW),
        finder=Finder(database, lambda: NOW),
    )
    return Asked(centre, Client("hall-1"), {}, told)


def _wish(play: Play, listed: BusinessList) -> CaseWish:
    """Play the item at the terminal up to handing it in."""
    rehearsal = Rehearsal(converse)
    rehearsal.until(business.FetchItems)
    rehearsal.answer(listed)
    rehearsal.until(business.ChooseOption)
    rehearsal.answer(play.item[:2])
    rehearsal.answer(play.item)
    touched = list(play.touched)
    while not isinstance(ask := rehearsal.conversation.ask, business.HandInCase):
        if isinstance(ask, question.ReadCard):
            rehearsal.answer(_card(play.who))
        elif isinstance(
            ask, business.ChooseOption | business.TypeValue | business.PickDate
        ):
            rehearsal.answer(touched.pop(0))
        else:
            rehearsal.step()
    assert not touched
    return ask.wish


def _card(who: str) -> ResidentCard:
    subject = subject_of(who)
    return replace(
        CARD, number=subject.number, name=subject.name, kind=CardKind.SOCIAL_SECURITY
    )


@pytest.mark.parametrize("play", PLAYS, ids=lambda play: play.item)
def test_terminal_and_domain_end_the_same(
    play: Play, filled: Copies, tmp_path: Path
) -> None:
    at_hall, direct = filled(), filled()
    listed = BusinessList.read(_json(operation.items(_asked(at_hall, tmp_path))))
    wish = _wish(play, listed)
    told = _json(operation.submit(_asked(at_hall, tmp_path, **wish.as_wire())))
    outcome = CaseOutcome.read(told)
    party = own_party(direct, play.who)
    submission = Submission(str(uuid7()), play.item, wish.answers)
    view = desk(direct).submit(party, submission)
    assert told["state"] == str(view.state)
    assert told["result"] == dict(view.result)
    assert [each.chinese for each in outcome.effects] == [
        each.words.zh for each in view.effects
    ]
    if view.due_on is not None:
        assert outcome.due == view.due_on.isoformat()
        _approved_alike(at_hall, direct, wish.id, view.case_id)


def _approved_alike(hall: Database, direct: Database, one: str, other: str) -> None:
    """Let staff approve both; what comes of them is the same, too."""
    done = [
        Review.of(database, NOW, "S001").approve(case_id, 1)
        for database, case_id in ((hall, one), (direct, other))
    ]
    assert done[0].result == done[1].result
    assert [each.words for each in done[0].effects] == [
        each.words for each in done[1].effects
    ]


def _json(told: object) -> dict[str, Any]:
    assert isinstance(told, dict)
    return told
