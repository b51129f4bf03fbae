"""The fleet pages of the console: condition, tickets, orders, for who keeps them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select

import backend
from backend.clock import city_time
from backend.fleet.reception import take_beat, take_log
from backend.fleet.rulebook import load_rules
from backend.home import Home
from backend.installation import open_database
from backend.store.watch import FleetOrder
from kiosk.domain.deed import DeedKind
from kiosk.domain.gate import GateKind
from kiosk.domain.heartbeat import Heartbeat, LogExcerpt, OrderDone, OrderKind
from kiosk.ports.device import DeviceState
from kiosk.services.catalogue import all_services
from kiosk.terminal.stage import Closure
from tests.console_rig import Console, open_console
from tests.unit.backend.beats import SOUND

pytestmark = pytest.mark.xdist_group("centre")


@pytest.fixture(scope="module")
def console(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Console]:
    console = open_console(tmp_path_factory.mktemp("fleet"))
    yield console
    assert console.centre.stop() == 0
    assert (console.centre.home / "stderr.txt").read_text() == ""


def beat(console: Console, told: Heartbeat = SOUND, name: str = "hall-1") -> None:
    home = Home(console.centre.home)
    with closing(open_database(home)) as database, database.writing() as session:
        now = city_time()
        at = replace(told, made_at=now)
        take_beat(session, name, at, load_rules(home.fleet_file), now)


def orders(console: Console) -> list[FleetOrder]:
    home = Home(console.centre.home)
    with closing(open_database(home)) as database, database.reading() as session:
        wanted = select(FleetOrder).order_by(FleetOrder.ordered_at)
        return list(session.scalars(wanted))


def test_the_fleet_is_seen_by_those_who_keep_it_alone(console: Console) -> None:
    beat(console)
    with console.staff("T1", "technician") as technician:
        page = technician.get("/fleet/", lang="en")
        assert page.status_code == 200
        assert "hall-1" in page.text
        assert "<svg" in page.text
        one = technician.get("/fleet/terminal/hall-1", lang="en")
        assert "no camera" in one.text
        assert "Days since the centre answered" in one.text
        assert technician.get("/fleet/terminal/nobody").status_code == 404
    with console.staff("C1", "clerk") as clerk:
        assert clerk.get("/fleet/").status_code == 403


def test_a_supervisor_gives_profile_and_ring_and_a_technician_only_sees_them(
    console: Console,
) -> None:
    beat(console)
    place = "/fleet/terminal/hall-1"
    with console.staff("V1", "supervisor") as supervisor:
        token = supervisor.token(place)
        given = supervisor.post(
            f"{place}/profile", token, profile="unattended", ring="trial"
        )
        assert given.status_code == 200
        page = supervisor.get(place, lang="en").text
        assert "not heard of its new profile yet" in page
        assert "not heard of trial yet" in page
        assert "25 days" in page
        for wrong in ({"profile": "nobody"}, {"profile": "standard", "ring": "No!"}):
            refused = supervisor.post(f"{place}/profile", token, **wrong)
            assert refused.status_code == 422
    beat(console, replace(SOUND, profile="unattended", ring="trial"))
    with console.staff("T1", "technician") as technician:
        page = technician.get(place, lang="zh-CN").text
        assert "无人值守" in page
        assert "尚未收到" not in page
        assert "trial" in technician.get("/fleet/").text
        token = technician.token(place)
        own = technician.post(f"{place}/profile", token, profile="standard", ring="")
        assert own.status_code == 403
    with console.staff("V1", "supervisor") as supervisor:
        token = supervisor.token(place)
        supervisor.post(f"{place}/profile", token, profile="standard", ring="")


def test_a_ticket_is_seen_and_closed_by_hand_once(console: Console) -> None:
    beat(console, replace(SOUND, burden=replace(SOUND.burden, dead_letters=2)))
    with console.staff("T1", "technician") as technician:
        page = technician.get("/fleet/tickets", lang="en")
        assert "Refused deeds (2)" in page.text
        token = technician.token("/fleet/tickets")
        place = page.text.partition("/fleet/tickets/")[2].partition("/close")[0]
        done = technician.post(f"/fleet/tickets/{place}/close", token)
        assert done.status_code == 200
        again = technician.post(f"/fleet/tickets/{place}/close", token)
        assert again.status_code == 409


def test_an_order_is_given_told_and_its_log_handed_out(console: Console) -> None:
    beat(console)
    place = "/fleet/terminal/hall-1"
    with console.staff("T1", "technician") as technician:
        token = technician.token(place)
        given = technician.post(f"{place}/order", token, kind="fetch-logs")
        assert given.status_code == 200
        wrong = technician.post(f"{place}/order", token, kind="close-service")
        assert wrong.status_code == 422
        assert technician.post(f"{place}/order", token, kind="erase").status_code == 422
        (order,) = orders(console)
        assert (order.kind, order.ordered_by) == ("fetch-logs", "T1")
        home = Home(console.centre.home)
        with closing(open_database(home)) as database, database.writing() as session:
            told = LogExcerpt(order.order_id, '{"event": "asked"}\n')
            take_log(session, "hall-1", told, city_time())
        beat(console, replace(SOUND, done=(OrderDone(order.order_id, "done"),)))
        assert "/fleet/logs/" in technician.get(place).text
        log = technician.get(f"/fleet/logs/{order.order_id}")
        assert log.text == '{"event": "asked"}\n'
        assert technician.get("/fleet/logs/none").status_code == 404


def test_refused_deeds_are_listed_without_what_they_say(console: Console) -> None:
    deed = {
        "id": "0198c0de-0000-7000-8000-00000000000a",
        "kind": "copy-settled",
        "made_at": "2026-11-28T09:00:00+08:00",
        "payload": {"serial": "2026-999999-01", "state": "taken"},
    }
    status, told = console.centre.post("/v1/deeds", {"deeds": [deed]})
    assert (status, told["answers"][0]["outcome"]) == (200, "refused")
    with console.staff("T1", "technician") as technician:
        page = technician.get("/fleet/letters", lang="en")
    assert "The centre has no such copy." in page.text
    assert str(deed["id"]) in page.text
    assert "2026-999999-01" not in page.text


@pytest.mark.parametrize("language", ["en", "zh-CN"])
def test_whatever_a_terminal_may_tell_has_words(language: str) -> None:
    folder = Path(backend.__file__).parent / "console" / "texts"
    words = json.loads((folder / f"fleet.{language}.json").read_text("utf-8"))
    keys: dict[str, Iterable[str]] = {
        "service": [service.key for service in all_services()],
        "closed": list(Closure),
        "gate": list(GateKind),
        "state": list(DeviceState),
        "order": list(OrderKind),
        "deed": list(DeedKind),
        "rule": [rule.key for rule in load_rules(Path()).tickets],
    }
    told = {f"{kind}-{key}" for kind, each in keys.items() for key in each}
    assert told - words.keys() == set()
