"""The engine: answers, faults, leaving, and going back without asking twice."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import pytest

from kiosk.domain.fault import DeviceLost, Expired, Fault, Jammed, PaperOut
from kiosk.visit.ask import Ask
from kiosk.visit.attend import farewell
from kiosk.visit.conversation import Conversation, Converse, Left, ReplayDiverged


@dataclass(frozen=True)
class Pick(Ask[str]):
    """A choice."""

    name: str
    is_choice: ClassVar[bool] = True


@dataclass(frozen=True)
class Scan(Ask[str]):
    """Hardware that is never asked twice."""

    name: str
    is_remembered: ClassVar[bool] = True


@dataclass(frozen=True)
class Commit(Ask[None]):
    """A deed."""

    is_deed: ClassVar[bool] = True


def start(converse: Converse) -> Conversation:
    conversation = Conversation(converse)
    conversation.start()
    return conversation


def test_answers_reach_the_service_in_order() -> None:
    told: list[str] = []

    async def converse() -> None:
        told.append(await Pick("first"))
        told.append(await Pick("second"))

    conversation = start(converse)
    assert conversation.ask == Pick("first")
    conversation.answer("a")
    conversation.answer("b")
    assert told == ["a", "b"]
    assert conversation.is_over


def test_a_fault_is_raised_at_the_await_and_may_be_caught() -> None:
    async def converse() -> None:
        try:
            await Scan("printer")
        except Jammed:
            await Pick("other way")

    conversation = start(converse)
    conversation.fail(Jammed())
    assert conversation.ask == Pick("other way")


def test_a_fault_nobody_catches_comes_out_and_ends_the_conversation() -> None:
    async def converse() -> None:
        await Scan("printer")

    conversation = start(converse)
    with pytest.raises(PaperOut):
        conversation.fail(PaperOut())
    assert conversation.is_over


def test_back_returns_to_the_last_choice_and_replays_the_rest() -> None:
    picked: list[str] = []

    async def converse() -> None:
        picked.append(await Pick("first"))
        picked.append(await Pick("second"))
        picked.append(await Pick("third"))

    conversation = start(converse)
    conversation.answer("a")
    conversation.answer("b")
    conversation.back()
    assert conversation.ask == Pick("second")
    conversation.answer("B")
    conversation.answer("c")
    assert picked[-3:] == ["a", "B", "c"]


def test_back_never_asks_hardware_twice() -> None:
    scans: list[str] = []

    async def converse() -> None:
        await Pick("consent")
        scans.append(await Scan("face"))
        await Pick("preview")

    conversation = start(converse)
    conversation.answer("yes")
    conversation.answer("seen")
    conversation.back()
    assert conversation.ask == Pick("consent")
    conversation.answer("yes again")
    assert conversation.ask == Pick("preview")
    assert scans == ["seen", "seen"]


def test_there_is_no_way_back_past_a_deed() -> None:
    async def converse() -> None:
        await Pick("first")
        await Commit()
        await Scan("paper")

    conversation = start(converse)
    conversation.answer("a")
    assert conversation.can_go_back
    conversation.answer(None)
    assert not conversation.can_go_back
    conversation.back()
    assert conversation.ask == Scan("paper")


def test_leaving_runs_finally_and_cannot_be_swallowed() -> None:
    seen: list[str] = []

    async def converse() -> None:
        try:
            await Pick("first")
        except Exception:  # noqa: BLE001 - shows that even this does not catch it
            seen.append("swallowed")
        finally:
            seen.append("finally")

    conversation = start(converse)
    conversation.leave()
    assert seen == ["finally"]
    assert conversation.is_over
    assert not conversation.can_go_back


def test_a_service_that_asks_on_while_leaving_is_closed() -> None:
    async def converse() -> None:
        try:
            await Pick("first")
        except Left:
            await Pick("one more thing")

    conversation = start(converse)
    conversation.leave()
    assert conversation.is_over


def test_a_service_that_is_not_deterministic_is_found_out() -> None:
    runs = iter(("one", "other"))

    async def converse() -> None:
        await Pick(next(runs))
        await Pick("second")
        await Pick("third")

    conversation = start(converse)
    conversation.answer("a")
    conversation.answer("b")
    with pytest.raises(ReplayDiverged):
        conversation.back()


def test_nothing_can_be_answered_when_it_is_over() -> None:
    async def converse() -> None:
        await Pick("only")

    conversation = start(converse)
    conversation.answer("a")
    with pytest.raises(RuntimeError):
        conversation.answer("b")


@pytest.mark.parametrize("fault", [DeviceLost(part="reader"), Expired(part="reader")])
def test_a_reader_that_goes_away_ends_the_farewell_in_order(fault: Fault) -> None:
    conversation = start(farewell)
    assert conversation.ask is not None
    conversation.fail(fault)
    assert conversation.is_over
