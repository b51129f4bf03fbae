"""How fast the centre answers and books, beside a baseline of the same run.

``python -m benchmarks.centre [--residents N] [--seconds S]`` fills the invented city
into SQLite and into a PostgreSQL server of its own, and prints for each: rows a
second while filling, a person's whole history by number (p50, p95), instant items a
second, a staff file of 10,000 rows, and terminals' signs of life with certificates.
The baseline of each figure is one empty transaction on the same database.
"""

from __future__ import annotations

import argparse
import random
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import count, islice

from sqlalchemy import func, select
from uuid6 import uuid7

from backend.access.terminals import admit, enrol
from backend.cases.attachment import attach
from backend.cases.case import Party, Submission
from backend.cases.desk import Desk
from backend.catalogue.item import Assurance, Door
from backend.clock import city_time
from backend.records.contributions import contribution_months
from backend.records.enrolment import enrolments_of
from backend.sample.city import fill
from backend.sample.demonstration import DEMONSTRATION
from backend.sample.number import citizen_number
from backend.store.database import Database
from backend.store.insurance import Contribution
from backend.store.people import Person
from benchmarks.city_store import city_store
from kiosk.domain.months import Month

_BATCH_ROWS = 10_000
_HISTORIES = 400
_THREADS = 8
_HEAD = "person_number,person_name,kinds,wage,first_month"


@dataclass(frozen=True, slots=True)
class Bench:
    """One database under measurement."""

    name: str
    database: Database
    seconds: float

    def tell(self, what: str, value: str) -> None:
        """Print one figure."""
        sys.stdout.write(f"{self.name:11} {what:34} {value}\n")
        sys.stdout.flush()


def main() -> None:
    """Measure both databases."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--residents", type=int, default=1_000)
    parser.add_argument("--seconds", type=float, default=10)
    options = parser.parse_args()
    for name in ("sqlite", "postgresql"):
        with city_store(name) as database:
            bench = Bench(name, database, options.seconds)
            _fill(bench, options.residents)
            for measure in (_empty, _history, _instant, _batch, _hall):
                measure(bench)


def _fill(bench: Bench, residents: int) -> None:
    started = time.perf_counter()
    fill(bench.database, residents, 1, city_time().date(), lambda _, __: None)
    took = time.perf_counter() - started
    with bench.database.reading() as session:
        months = session.scalar(select(func.count()).select_from(Contribution)) or 0
    bench.tell("contribution months", f"{months:,}")
    bench.tell("filling, months/s", f"{months / took:,.0f}")


def _empty(bench: Bench) -> None:
    """Give the baseline: one row read in a transaction of its own."""
    numbers = _numbers(bench)
    bench.tell("baseline read, ms", _milliseconds(lambda: _touch(bench, numbers)))


def _touch(bench: Bench, numbers: list[int]) -> None:
    with bench.database.reading() as session:
        session.get(Person, random.choice(numbers))  # noqa: S311 - a draw, no secret


def _history(bench: Bench) -> None:
    numbers, today = _numbers(bench), city_time().date()

    def read() -> None:
        number = random.choice(numbers)  # noqa: S311 - a draw, no secret
        with bench.database.reading() as session:
            enrolments_of(session, number, today)
            contribution_months(session, number, today)

    bench.tell("whole history, ms", _milliseconds(read))


def _instant(bench: Bench) -> None:
    numbers, now = _numbers(bench), city_time()
    desk = Desk.of(bench.database, now)

    def change(number: int) -> None:
        party = Party(number, None, Assurance.CARD_AND_FACE, Door.TERMINAL, "hall-1")
        answers = {"phone": "13800000000"}
        desk.submit(party, Submission(str(uuid7()), "PR-07", answers))

    bench.tell("instant items/s", f"{_rate(bench, change, numbers):,.0f}")


def _batch(bench: Bench) -> None:
    now = city_time()
    with bench.database.reading() as session:
        known = set(session.scalars(select(Person.citizen_number)))
        operator = session.scalar(
            select(Person.personal_number).where(
                Person.citizen_number == DEMONSTRATION["employee"].number
            )
        )
    content = "\n".join([_HEAD, *islice(_rows(now, known), _BATCH_ROWS)]).encode()
    name = attach(bench.database, content, "bench", now)
    party = Party(operator, 1, Assurance.OPERATOR, Door.PORTAL, "bench")
    started = time.perf_counter()
    case = Submission(str(uuid7()), "ES-06", {"batch": name})
    Desk.of(bench.database, now).submit(party, case)
    took = time.perf_counter() - started
    bench.tell(f"{_BATCH_ROWS:,} rows of staff, s", f"{took:.1f}")


def _rows(now: datetime, known: set[str]) -> Iterator[str]:
    """Give rows of people whom the city does not know under another name."""
    month = f"{now:%Y-%m}"
    for place in count():
        born = date(1995, 1, 1) + timedelta(days=place // 500)
        number = citizen_number(born, place % 500 * 2)
        if number not in known:
            yield f"{number},批量{place},全部,{5_000 + place},{month}"


def _hall(bench: Bench) -> None:
    """Admit terminals as their signs of life do, which is all a heartbeat asks."""
    names = [f"bench-{place}" for place in range(3_000)]
    prints = [f"{place:064d}" for place in range(len(names))]
    with bench.database.writing() as session:
        for name, shown in zip(names, prints, strict=True):
            enrol(session, name, shown, city_time())

    def beat(place: int) -> None:
        with bench.database.reading() as session:
            admit(session, prints[place])

    bench.tell(
        "heartbeats admitted/s", f"{_rate(bench, beat, list(range(3_000))):,.0f}"
    )


def _numbers(bench: Bench) -> list[int]:
    with bench.database.reading() as session:
        return list(
            session.scalars(
                select(Contribution.personal_number)
                .where(Contribution.period == Month(2024, 1))
                .distinct()
            )
        )


def _milliseconds(act: Callable[[], None]) -> str:
    took = []
    for _ in range(_HISTORIES):
        started = time.perf_counter()
        act()
        took.append((time.perf_counter() - started) * 1000)
    marks = statistics.quantiles(took, n=100)
    return f"p50 {marks[49]:.2f}   p95 {marks[94]:.2f}"


def _rate(bench: Bench, act: Callable[[int], None], values: list[int]) -> float:
    """Count how often something is done in a second by eight at once."""
    ends = time.perf_counter() + bench.seconds

    def work(lot: int) -> int:
        chance, done = random.Random(lot), 0  # noqa: S311 - a draw, no secret
        while time.perf_counter() < ends:
            act(chance.choice(values))
            done += 1
        return done

    with ThreadPoolExecutor(_THREADS) as people:
        return sum(people.map(work, range(_THREADS))) / bench.seconds


if __name__ == "__main__":
    main()
