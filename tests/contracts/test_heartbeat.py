"""A terminal's pulse and the real centre: limits, orders and logs go both ways."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from backend.fleet.watch import seen_all
from backend.home import Home
from backend.installation import open_database
from backend.store.watch import HandedLog
from kiosk.domain.gate import GateKind, GateRule
from kiosk.domain.heartbeat import OrderKind
from tests.contracts.outpost import NOWHERE, Outpost, at
from tests.unit.backend.running_centre import RunningCentre, make_centre

OWN_RULES = """
gates:
  - {kind: sync-age, limit: 3.5, needs: [records]}
tickets: []
beat_seconds: 7
"""


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningCentre]:
    home = make_centre(tmp_path_factory.mktemp("centre") / "home")
    (home / "fleet.yaml").write_text(OWN_RULES)
    running = RunningCentre(home)
    yield running
    running.stop()


def test_the_centre_hears_what_is_open_and_tells_its_limits(
    running: RunningCentre, tmp_path: Path
) -> None:
    outpost = Outpost(running, "post-1", tmp_path)
    with closing(outpost.open()) as cabinet:
        outpost.beat(cabinet)
        own = (GateRule(GateKind.SYNC_AGE, 3.5, ("records",)),)
        assert cabinet.store.standing.gates() == own
    database = open_database(Home(running.home))
    with closing(database), database.reading() as session:
        seen = seen_all(session)["post-1"]
    assert [each.key for each in seen.beat.readiness.services] == [
        "enrolment",
        "certify",
    ]


def test_limits_hold_on_without_a_line_and_count_the_days(
    running: RunningCentre, tmp_path: Path
) -> None:
    outpost = Outpost(running, "post-2", tmp_path)
    with closing(outpost.open()) as cabinet:
        outpost.beat(cabinet)
    outpost.settings = at(outpost.settings, NOWHERE)
    with closing(outpost.open()) as cabinet:
        outpost.clock.forward(2 * 86_400)
        cabinet.pulse.step()
        (state,) = outpost.board.right.gates
        assert (round(state.days_left or 0, 1), state.is_closed) == (1.5, False)
        outpost.clock.forward(2 * 86_400)
        cabinet.pulse.step()
        (state,) = outpost.board.right.gates
        assert (state.days_left, state.is_closed) == (0.0, True)


def test_a_service_is_closed_from_afar_and_stays_closed_through_a_restart(
    running: RunningCentre, tmp_path: Path
) -> None:
    outpost = Outpost(running, "post-3", tmp_path)
    with closing(outpost.open()) as cabinet:
        outpost.beat(cabinet)
        closing_it = outpost.order(OrderKind.CLOSE_SERVICE, "certify")
        unheard_of = outpost.order(OrderKind.CLOSE_SERVICE, "unheard-of")
        outpost.beat(cabinet)
        assert outpost.board.right.closed_services == {"certify"}
        outpost.beat(cabinet)
    assert outpost.result(closing_it) == "done"
    assert outpost.result(unheard_of) == "no-such-service"
    with closing(outpost.open()) as cabinet:
        cabinet.pulse.step()
        assert outpost.board.right.closed_services == {"certify"}
        outpost.order(OrderKind.OPEN_SERVICE, "certify")
        outpost.beat(cabinet)
        outpost.beat(cabinet)
        assert outpost.board.right.closed_services == set()


def test_a_restart_is_ordered_once_though_the_answer_was_lost(
    running: RunningCentre, tmp_path: Path
) -> None:
    """The process ends before it could say so; the next one says it was done."""
    outpost = Outpost(running, "post-4", tmp_path)
    with closing(outpost.open()) as cabinet:
        outpost.beat(cabinet)
        order_id = outpost.order(OrderKind.RESTART)
        outpost.beat(cabinet)
        order = outpost.board.next_order()
        assert order is not None
        assert order.id == order_id
    with closing(outpost.open()) as cabinet:
        outpost.beat(cabinet)
        assert outpost.board.next_order() is None
        assert cabinet.store.audit.verify() is None
    assert outpost.result(order_id) == "done"


def test_the_log_is_handed_in_when_asked_for(
    running: RunningCentre, tmp_path: Path
) -> None:
    outpost = Outpost(running, "post-5", tmp_path)
    with closing(outpost.open()) as cabinet:
        outpost.beat(cabinet)
        log = outpost.settings.state_directory / "events.jsonl"
        log.write_text('{"event": "asked"}\n')
        order_id = outpost.order(OrderKind.FETCH_LOGS)
        outpost.beat(cabinet)
    database = open_database(Home(running.home))
    with closing(database), database.reading() as session:
        kept = session.get(HandedLog, order_id)
        assert kept is not None
        assert kept.text == '{"event": "asked"}\n'


def test_the_signed_lists_come_over_the_terminals_own_line(
    running: RunningCentre, tmp_path: Path
) -> None:
    outpost = Outpost(running, "post-6", tmp_path)
    signers = outpost.settings.centre.trust / "lists" / "signers.jws"
    with closing(outpost.open()) as cabinet:
        signers.unlink()
        assert cabinet.lists.step() > 3600
        assert signers.exists()
        assert cabinet.lists.issued() is not None
