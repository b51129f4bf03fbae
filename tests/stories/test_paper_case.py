"""A paper's whole way: photographed at a terminal, decided upon at the console."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from kiosk.domain.business import CaseOutcome, CaseWish
from kiosk.domain.card import CardKind
from kiosk.services.business_item import converse
from kiosk.visit import business, photographing, question
from kiosk.visit.photographing import PageWish
from offline_cache.courier import Courier
from tests.console_rig import Console, open_console
from tests.contracts.centre_rig import courier_for
from tests.paper import page_of
from tests.rehearsal import CARD, Rehearsal
from tests.unit.backend.running_centre import command, subject_of

pytestmark = pytest.mark.xdist_group("console")


@pytest.fixture(scope="module")
def console(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Console]:
    opened = open_console(tmp_path_factory.mktemp("papers"))
    yield opened
    assert opened.centre.stop() == 0


@pytest.fixture
def courier(console: Console) -> Iterator[Courier]:
    home = console.centre.home
    command("enrol-terminal", home, "--name=hall-paper", f"--out={home / 'hall'}")
    port = int(console.centre.url.rsplit(":", 1)[1])
    courier = courier_for(home / "hall", port, patience=120.0)
    yield courier
    courier.close()


def filled(courier: Courier, pages: tuple[bytes, ...]) -> tuple[Rehearsal, CaseWish]:
    """Come with a paper, photograph it page by page, and confirm the form."""
    rehearsal = Rehearsal(converse)
    rehearsal.until(business.FetchItems)
    rehearsal.answer(courier.items())
    rehearsal.answer("PB")
    rehearsal.answer("PB-13")
    rehearsal.until(question.ReadCard)
    who = subject_of("employee")
    card = replace(CARD, number=who.number, name=who.name)
    rehearsal.answer(replace(card, kind=CardKind.SOCIAL_SECURITY))
    for page in pages:
        rehearsal.until(photographing.TakePage)
        rehearsal.answer(page)
        is_last = page is pages[-1]
        rehearsal.answer(PageWish.DONE if is_last else PageWish.MORE)
    handed = rehearsal.until(business.HandInCase)
    assert isinstance(handed, business.HandInCase)
    return rehearsal, handed.wish


def english(console: Console, wish: CaseWish, pages: tuple[bytes, ...]) -> str:
    """Look at the case and its papers as a clerk does."""
    path = f"/cases/{wish.id}"
    with console.staff("S1") as clerk:
        page = clerk.get(path, lang="en").text
        for place, picture in enumerate(pages):
            assert f"{path}/papers/{place}" in page
            shown = clerk.get(f"{path}/papers/{place}")
            assert shown.headers["Content-Type"] == "image/jpeg"
            assert shown.content == picture
        token = clerk.token(path)
        done = clerk.post(
            f"{path}/approve", token, revision="1", amount_cents="4920.00"
        )
        return done.text


def test_a_photographed_paper_is_seen_and_decided_upon_at_the_console(
    console: Console, courier: Courier
) -> None:
    pages = (
        b"\xff\xd8\xff" + page_of((640, 480)),
        b"\xff\xd8\xff" + page_of((320, 240)),
    )
    rehearsal, wish = filled(courier, pages)
    outcome = courier.hand_in(wish)
    assert isinstance(outcome, CaseOutcome)
    assert not outcome.troubles
    assert outcome.due
    # Asked again after a broken line, it is the same case with the same pages.
    assert courier.hand_in(wish) == outcome
    rehearsal.answer(outcome)
    shown = rehearsal.until(business.ShowOutcome)
    assert isinstance(shown, business.ShowOutcome)
    assert shown.outcome.number == outcome.number
    assert outcome.number in english(console, wish, pages)
