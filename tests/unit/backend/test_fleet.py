"""Beats open and close tickets, orders are told until they are answered."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from backend.fleet.order import give_order
from backend.fleet.reception import take_beat, take_log
from backend.fleet.rulebook import FleetRules, load_rules
from backend.fleet.ticket import close_ticket, open_tickets
from backend.fleet.watch import watch_silent
from backend.home import HomeInvalid
from backend.store.database import Database
from backend.store.watch import BeatHistory, FleetOrder, HandedLog
from kiosk.domain.fault import CentreRefused, InvalidValue, NoRecord
from kiosk.domain.heartbeat import (
    DeviceReport,
    Heartbeat,
    HeartbeatAnswer,
    LogExcerpt,
    OrderDone,
    OrderKind,
    ServiceReport,
    SupplyReport,
)
from tests.unit.backend.beats import NOON, SOUND
from tests.unit.backend.two_databases import empty_store

MINUTE = timedelta(minutes=1)


class Office:
    """A centre's database and rules, and a clock that moves by beats."""

    def __init__(self, database: Database, rules: FleetRules) -> None:
        self.database, self.rules, self.now = database, rules, NOON
        self.sequence = 0

    def beat(self, beat: Heartbeat = SOUND, **changed: object) -> HeartbeatAnswer:
        self.now += MINUTE
        self.sequence += 1
        facts = {"sequence": self.sequence, "made_at": self.now, **changed}
        told = replace(beat, **facts)  # type: ignore[arg-type]
        with self.database.writing() as session:
            return take_beat(session, "hall-1", told, self.rules, self.now)

    def open(self) -> set[str]:
        with self.database.reading() as session:
            return {ticket.rule for ticket in open_tickets(session)}

    def order(self, kind: OrderKind, argument: str = "") -> str:
        with self.database.writing() as session:
            return give_order(session, "hall-1", kind, argument, "S1", self.now)


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    database = empty_store(tmp_path / "centre.sqlite3")
    yield Office(database, load_rules(tmp_path / "fleet.yaml"))
    database.close()


def burdened(**facts: Any) -> Heartbeat:  # noqa: ANN401 - whole and broken numbers
    return replace(SOUND, burden=replace(SOUND.burden, **facts))


def test_a_sound_terminal_has_no_ticket_and_hears_its_limits(office: Office) -> None:
    answer = office.beat()
    assert office.open() == set()
    assert answer.gates == office.rules.gates
    assert answer.orders == ()


@pytest.mark.parametrize(
    ("beat", "rule"),
    [
        (burdened(outbox_oldest_seconds=25 * 3600.0), "outbox-old"),
        (burdened(dead_letters=1), "dead-letters"),
        (burdened(copies_unknown=2), "copies-unknown"),
        (burdened(disk_free_mb=499.0), "disk-low"),
    ],
)
def test_a_rule_opens_one_ticket_and_closes_it_when_it_passed(
    office: Office, beat: Heartbeat, rule: str
) -> None:
    office.beat(beat)
    office.beat(beat)
    assert office.open() == {rule}
    office.beat()
    assert office.open() == set()


def test_supplies_and_devices_are_looked_at(office: Office) -> None:
    printer = DeviceReport("printer", "offline", "", (SupplyReport("paper", "low"),))
    away = DeviceReport("centre", "offline")
    office.beat(
        replace(SOUND, readiness=replace(SOUND.readiness, devices=(printer, away)))
    )
    assert office.open() == {"device-out", "supply-low"}


def test_a_clock_that_is_off_is_seen(office: Office) -> None:
    office.beat(made_at=NOON - timedelta(days=365))
    assert office.open() == {"clock-wrong"}


def test_faces_count_only_when_there_are_enough(office: Office) -> None:
    few = replace(SOUND.readiness, face_tries=9, face_failures=9)
    many = replace(SOUND.readiness, face_tries=100, face_failures=41)
    office.beat(readiness=few)
    assert office.open() == set()
    office.beat(readiness=many)
    assert office.open() == {"faces-fail"}


def test_silence_opens_a_ticket_and_a_beat_closes_it(office: Office) -> None:
    office.beat()
    with office.database.writing() as session:
        watch_silent(session, office.rules, office.now + 16 * MINUTE)
    assert office.open() == {"silent"}
    office.beat()
    assert office.open() == set()


def test_two_machines_with_one_name_show_and_only_a_person_closes_it(
    office: Office,
) -> None:
    office.beat()
    office.beat(instance="two")
    assert office.open() == {"identity-twice"}
    office.beat(instance="two")
    assert office.open() == {"identity-twice"}
    with office.database.writing() as session:
        (ticket,) = open_tickets(session)
        assert close_ticket(session, ticket.ticket_id, "S1", office.now) == "hall-1"
        with pytest.raises(CentreRefused):
            close_ticket(session, ticket.ticket_id, "S1", office.now)
    assert office.open() == set()


def test_a_store_put_back_from_a_copy_shows(office: Office) -> None:
    for _ in range(5):
        office.beat()
    office.beat(sequence=3)
    assert office.open() == {"store-put-back"}


def test_an_order_is_told_until_it_is_answered(office: Office) -> None:
    office.beat()
    order_id = office.order(OrderKind.REFRESH)
    assert [order.id for order in office.beat().orders] == [order_id]
    assert [order.id for order in office.beat().orders] == [order_id]
    assert office.beat(done=(OrderDone(order_id, "done"),)).orders == ()
    with office.database.reading() as session:
        kept = session.get(FleetOrder, order_id)
        assert kept is not None
        assert (kept.result, kept.answered_at) == ("done", office.now)


def test_orders_that_make_no_sense_are_refused(office: Office) -> None:
    with pytest.raises(NoRecord):
        office.order(OrderKind.RESTART)
    office.beat()
    with pytest.raises(InvalidValue):
        office.order(OrderKind.CLOSE_SERVICE)
    with pytest.raises(InvalidValue):
        office.order(OrderKind.RESTART, "enrolment")


def test_a_log_is_taken_only_from_whom_it_was_asked(office: Office) -> None:
    office.beat()
    order_id = office.order(OrderKind.FETCH_LOGS)
    with office.database.writing() as session:
        told = LogExcerpt(order_id, '{"event": "asked"}\n')
        with pytest.raises(CentreRefused):
            take_log(session, "hall-2", told, office.now)
        take_log(session, "hall-1", told, office.now)
        assert session.scalar(select(HandedLog.text)) == told.text


def test_history_keeps_changes_and_a_beat_each_quarter_of_an_hour(
    office: Office,
) -> None:
    for _ in range(31):
        office.beat()
    closed = replace(SOUND.readiness, services=(ServiceReport("enrolment", ("x",)),))
    office.beat(readiness=closed)
    with office.database.reading() as session:
        assert session.scalar(select(func.count(BeatHistory.beat_id))) == 4


@pytest.mark.parametrize(
    "text",
    [
        "gates: []\ntickets:\n  - {key: a, fact: unheard-of, above: 1, severity: late}",
        "gates: []\ntickets:\n  - {key: a, fact: dead_letters, severity: late}",
        "gates:\n  - {kind: sync-age, limit: -1}\ntickets: []",
        "gates: [",
        "[]",
    ],
)
def test_a_mistake_in_the_citys_own_rules_is_named(tmp_path: Path, text: str) -> None:
    file = tmp_path / "fleet.yaml"
    file.write_text(text)
    with pytest.raises(HomeInvalid, match=r"fleet\.yaml"):
        load_rules(file)
