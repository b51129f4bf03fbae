"""Limits and orders close services with reasons of their own, and open them again."""

from __future__ import annotations

import pytest

from kiosk.domain.gate import GateKind, GateRule, GateState
from kiosk.domain.profile import TerminalProfile
from kiosk.ports.device import DeviceState, DeviceStatus
from kiosk.services.catalogue import all_services
from kiosk.terminal.board import Board
from kiosk.terminal.readiness import offers
from kiosk.terminal.stage import Closure
from kiosk.visit.service import Need

WIRING = {need: (str(need),) for need in Need}


@pytest.fixture
def board() -> Board:
    board = Board(map(str, Need))
    for need in Need:
        board.report(str(need), DeviceStatus(DeviceState.ONLINE), 0.0)
    board.settle(10.0)
    return board


def closures(board: Board) -> dict[str, tuple[Closure, ...]]:
    return {o.key: o.closures for o in offers(all_services(), WIRING, board)}


@pytest.mark.parametrize("kind", list(GateKind))
def test_every_gate_has_a_reason_of_its_own(board: Board, kind: GateKind) -> None:
    board.allow((GateState(GateRule(kind, 1.0), 2.0, is_closed=True),), frozenset())
    assert set(closures(board).values()) == {(Closure(str(kind)),)}
    board.allow((GateState(GateRule(kind, 1.0), 0.5, is_closed=False),), frozenset())
    assert set(closures(board).values()) == {()}


def test_a_gate_closes_only_what_it_names(board: Board) -> None:
    rule = GateRule(GateKind.SYNC_AGE, 1.0, (str(Need.RECORDS),))
    board.allow((GateState(rule, 2.0, is_closed=True),), frozenset())
    for service in all_services():
        is_named = Need.RECORDS in service.needs
        assert bool(closures(board)[service.key]) == is_named


def test_a_service_closed_from_afar_says_so(board: Board) -> None:
    key = all_services()[0].key
    board.allow((), frozenset({key}))
    assert closures(board)[key] == (Closure.BY_ORDER,)
    assert sum(map(bool, closures(board).values())) == 1


def test_a_service_outside_the_profile_says_so(board: Board) -> None:
    first, *others = (service.key for service in all_services())
    profile = TerminalProfile("telling", services=(first,))
    board.allow((), frozenset({others[0]}), profile)
    told = closures(board)
    assert told[first] == ()
    assert told[others[0]] == (Closure.BY_PROFILE, Closure.BY_ORDER)
    assert all(told[key] == (Closure.BY_PROFILE,) for key in others[1:])


def test_a_dismissed_terminal_says_so(board: Board) -> None:
    board.report("store", DeviceStatus(DeviceState.NO_DEVICE, cause="store-sealed"), 20)
    board.settle(30.0)
    told = closures(board)
    for service in all_services():
        if Need.STORE in service.needs:
            assert told[service.key] == (Closure.DISMISSED,)
