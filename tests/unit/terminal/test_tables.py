"""Pure parts of the terminal's life: table, board, readiness, patience."""

from __future__ import annotations

from itertools import product
from types import MappingProxyType

from kiosk.ports.device import DeviceState, DeviceStatus, MediaState, SupplyLevel
from kiosk.terminal.board import Board
from kiosk.terminal.idle import Idle
from kiosk.terminal.life import TABLE, Happening, Life, step
from kiosk.terminal.readiness import offers
from kiosk.terminal.stage import Closure, Offer
from kiosk.visit.service import Need, Service

ONLINE = DeviceStatus(DeviceState.ONLINE)
GONE = DeviceStatus(DeviceState.NO_DEVICE)


def test_every_pair_gives_a_state_and_a_visit_is_never_cut_off() -> None:
    for life, happening in product(Life, Happening):
        assert step(life, happening) in Life
    leaving = {pair[1] for pair in TABLE if pair[0] is Life.SERVING}
    assert leaving == {Happening.VISIT_ENDED}


def test_every_state_can_be_reached_and_left() -> None:
    assert {pair[0] for pair in TABLE} == set(Life)
    assert set(TABLE.values()) == set(Life)


def test_a_blink_closes_nothing_and_a_loss_is_told_once() -> None:
    board = Board(["printer"], grace_seconds=2)
    board.report("printer", ONLINE, 0)
    assert [turn.is_back for turn in board.settle(0)] == [True]
    board.report("printer", GONE, 10)
    assert board.settle(11) == ()
    board.report("printer", ONLINE, 11.5)
    assert board.settle(20) == ()
    board.report("printer", GONE, 30)
    assert [turn.is_back for turn in board.settle(32)] == [False]
    assert board.settle(40) == ()
    board.report("printer", ONLINE, 41)
    assert [turn.is_back for turn in board.settle(41)] == [True]


def test_a_loss_that_changes_its_cause_still_ends_its_grace() -> None:
    board = Board(["printer"], grace_seconds=2)
    board.report("printer", ONLINE, 0)
    board.settle(0)
    for second in range(3):
        cause = DeviceStatus(DeviceState.OFFLINE, cause=f"cause-{second}")
        board.report("printer", cause, 10 + second)
    assert [turn.is_back for turn in board.settle(12)] == [False]


def service(*needs: Need) -> Service:
    async def converse() -> None:
        """Ask nothing."""

    return Service("test", frozenset(needs), converse)


WIRING = {
    Need.CARD: ("card-reader", "id-card-reader"),
    Need.FACE: ("face",),
    Need.PRINTER: ("printer",),
    Need.CENTRE: ("centre",),
    Need.RECORDS: ("centre", "envelopes"),
    Need.STORE: ("store",),
    Need.DOCUMENTS: ("documents",),
}


def board_with(**statuses: DeviceStatus) -> Board:
    names = [name for devices in WIRING.values() for name in devices]
    board = Board(names, grace_seconds=0)
    for name in names:
        board.report(name, statuses.get(name.replace("-", "_"), ONLINE), 0)
    board.settle(0)
    return board


def test_one_reader_of_two_is_enough() -> None:
    offered = offers([service(Need.CARD)], WIRING, board_with(card_reader=GONE))
    assert offered == (Offer("test"),)


def test_a_missing_part_closes_only_the_services_that_need_it() -> None:
    board = board_with(face=GONE)
    assert offers([service(Need.PRINTER)], WIRING, board)[0].is_open
    closed = offers([service(Need.FACE)], WIRING, board)[0]
    assert closed.closures == (Closure.NO_CAMERA,)


def test_without_the_centre_what_was_prepared_serves_and_says_so() -> None:
    service_of_records = service(Need.RECORDS)
    away = board_with(centre=GONE)
    assert offers([service_of_records], WIRING, away) == (
        Offer("test", is_limited=True),
    )
    assert offers([service_of_records], WIRING, board_with(envelopes=GONE)) == (
        Offer("test"),
    )
    nothing = board_with(centre=GONE, envelopes=GONE)
    assert offers([service_of_records], WIRING, nothing)[0].closures == (
        Closure.NO_CENTRE,
    )
    assert not offers([service(Need.CENTRE)], WIRING, away)[0].is_open


def test_an_empty_tray_and_a_jam_are_told_apart() -> None:
    empty = DeviceStatus(
        DeviceState.ONLINE, supplies=MappingProxyType({"paper": SupplyLevel.OUT})
    )
    jammed = DeviceStatus(DeviceState.HARDWARE_ERROR, media=MediaState.JAMMED)
    for status, closure in ((empty, Closure.NO_PAPER), (jammed, Closure.PAPER_JAM)):
        offered = offers([service(Need.PRINTER)], WIRING, board_with(printer=status))
        assert offered[0].closures == (closure,)


def test_patience_counts_down_and_a_touch_starts_it_anew() -> None:
    idle = Idle()
    idle.restart(60, now=0)
    assert idle.seconds_left(59) is None
    assert idle.seconds_left(60) == 20
    assert idle.seconds_left(75) == 5
    idle.touched(75)
    assert idle.seconds_left(80) is None
    assert idle.seconds_left(155) == 0
    idle.restart(None, now=155)
    assert idle.seconds_left(10_000) is None
