"""How fast a full outbox is drained to a local centre, and what a deed costs.

``python -m benchmarks.sync [--deeds 10000] [--database URL]`` starts a centre of its
own as a process, fills a terminal's real store with waiting deeds, certifications and
copies by turns, and sends them by the real loop over mutual TLS until nothing waits.
The baseline of the same run is the same loop when only one deed may go at a time.
Processor time of both sides is told, too: it holds on a busy machine as well.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import psutil
from sqlalchemy import insert, select
from uuid6 import uuid7

from backend.clock import city_time
from backend.home import Home
from backend.installation import open_database
from backend.store.papers import Certificate, Copy
from backend.store.people import Person
from kiosk.clock import SystemClock
from kiosk.domain.certificate import CertificateKind
from kiosk.domain.deed import Deed, DeedKind
from offline_cache.store import Store, open_store
from offline_cache.sync import SyncLoop
from tests.contracts.centre_rig import courier_for
from tests.unit.backend.running_centre import RunningCentre, command, make_centre
from tests.unit.offline_cache.invented import KeyInHand

TARGET = 500
RESIDENTS = 300
ALONE = 100


def main() -> int:
    """Set up, drain one by one, drain as it is; fail below the target."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--deeds", type=int, default=10_000)
    parser.add_argument("--database", default="")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        home = Path(name) / "home"
        make_centre(home, options.database)
        command("sample", home, f"--residents={RESIDENTS}")
        people, serials = invented(home, options.deeds)
        running = RunningCentre(home)
        try:
            with closing(
                open_store(home / "store.db", KeyInHand(), SystemClock())
            ) as s:
                waits = deeds_about(people, serials)
                fill(s, waits, ALONE)
                measure("one at a time", s, running, most=1)
                fill(s, waits, options.deeds)
                rate = measure("as it is", s, running)
        finally:
            running.stop()
    print(f"target {TARGET} deeds a second")
    return 0 if rate >= TARGET else 1


def opened(home: Path) -> Store:
    """Open a terminal's store beside the centre's home."""
    return open_store(home.with_name("store.db"), KeyInHand(), SystemClock())


def invented(home: Path, count: int) -> tuple[list[tuple[str, str]], list[str]]:
    """Name people of the centre, and enter copies that have no outcome yet."""
    database = open_database(Home(home))
    number, now = "2026-900000", city_time()
    serials = [f"{number}-{place:05d}" for place in range(count)]
    with database.writing() as session:
        rows = session.execute(select(Person.citizen_number, Person.name)).all()
        owner = session.scalars(select(Person.personal_number)).first()
        session.add(
            Certificate(
                number=number,
                kind=CertificateKind.ENROLMENT,
                personal_number=owner,
                order_id=str(uuid7()),
                order_hash="",
                terminal="hall-1",
                facts="{}",
                issued_at=now,
                valid_until=now.date() + timedelta(days=90),
            )
        )
        session.flush()
        copies = [
            {"serial": serial, "number": number, "verification_code": serial}
            for serial in serials
        ]
        session.execute(insert(Copy), copies)
    database.close()
    return [(number, name) for number, name in rows], serials


def deeds_about(people: list[tuple[str, str]], serials: list[str]) -> Iterator[Deed]:
    """Tell of people and of copies by turns, without end for people."""
    now = city_time()
    left = iter(serials)
    place = 0
    while True:
        number, name = people[place % len(people)]
        payload: dict[str, str | int | float | bool | None] = {
            "number": number,
            "name": name,
            "card_kind": "social-security-card",
            "decision": "accept",
            "score": 0.61,
            "certified_on": now.date().isoformat(),
        }
        yield Deed(str(uuid7()), DeedKind.LIFE_CERTIFIED, now, payload)
        serial = next(left)
        told: dict[str, str | int | float | bool | None]
        told = {"serial": serial, "state": "taken"}
        yield Deed(str(uuid7()), DeedKind.COPY_SETTLED, now, told)
        place += 1


def fill(store: Store, deeds: Iterator[Deed], count: int) -> None:
    """Let some deeds wait."""
    with store.all_or_nothing():
        for _ in range(count):
            store.outbox.append(next(deeds))


def measure(what: str, store: Store, running: RunningCentre, most: int = 160) -> float:
    """Drain the outbox and print how fast that went; gives deeds a second."""
    waiting = store.outbox.pending_count()
    port = int(running.url.rsplit(":", 1)[1])
    centre = psutil.Process(running.process.pid)
    with closing(courier_for(running.home / "hall-1", port, patience=20.0)) as courier:
        loop = SyncLoop(store.outbox, courier, SystemClock(), None, most)
        began = time.perf_counter(), time.process_time(), sum(centre.cpu_times()[:2])
        batches = 0
        while store.outbox.pending_count():
            time.sleep(loop.step())
            batches += 1
    wall = time.perf_counter() - began[0]
    ours = (time.process_time() - began[1]) / waiting * 1e3
    theirs = (sum(centre.cpu_times()[:2]) - began[2]) / waiting * 1e3
    refused = store.outbox.dead_letter_count()
    print(
        f"{what:<14} {waiting:>6} deeds in {wall:6.1f} s, {batches} batches: "
        f"{waiting / wall:6.0f} a second; processor ms a deed: "
        f"terminal {ours:.2f}, centre {theirs:.2f}; refused {refused}"
    )
    return waiting / wall


if __name__ == "__main__":
    sys.exit(main())
