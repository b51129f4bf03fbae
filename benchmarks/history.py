"""How long a person's whole history takes to read while the city grows around it.

``python -m benchmarks.history [--steps 100000 300000 1000000] [--since YEAR]
[--sqlite]`` fills the invented city step by step, into a PostgreSQL server of its own
or into SQLite, and prints after each step: rows, how fast they were written, bytes on
disk, and p50, p95 and p99 of reading enrolments and contribution months of people
drawn by chance: by the clock, in processor time of this process, and on PostgreSQL in
pages of 8 KiB that the server had to touch, which no other program's load changes. The
baseline of each figure is one person's row read by its key.
"""

from __future__ import annotations

import argparse
import os
import random
import statistics
import sys
import time
from collections.abc import Callable

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from backend.clock import city_time
from backend.progress import ProgressBar
from backend.records.contributions import contribution_months
from backend.records.enrolment import enrolments_of
from backend.sample.city import fill
from backend.store.database import Database
from backend.store.insurance import Contribution
from backend.store.people import Person
from benchmarks.city_store import city_store

_READS, _PAGE_READS = 1_000, 500
_STEPS = (100_000, 300_000, 1_000_000)
_PARTS = "SELECT sum(pg_total_relation_size(inhrelid)) FROM pg_inherits"
_EXPLAINED = (
    "EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) "
    "SELECT * FROM contribution WHERE personal_number = :number"
)
_PAGES = "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size"


def main() -> None:
    """Fill, measure, fill on."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--steps", type=int, nargs="+", default=_STEPS)
    parser.add_argument("--since", type=int, default=city_time().year - 3)
    parser.add_argument("--sqlite", action="store_true")
    options = parser.parse_args()
    with city_store("sqlite" if options.sqlite else "postgresql") as database:
        done = 0
        for step in options.steps:
            _grow(database, done, step, options.since)
            done = step
            _measure(database, step)


def _grow(database: Database, done: int, step: int, since: int) -> None:
    began, spent = time.perf_counter(), sum(os.times()[:4])
    bar, today = ProgressBar("residents", sys.stderr), city_time().date()
    fill(database, step - done, step, today, bar.show, since=since)
    took = time.perf_counter() - began
    _tell(step, "filled, s by the clock", f"{took:,.0f}")
    # Of this process and those that wrote for it; the server's is not in it.
    used = sum(os.times()[:4]) - spent
    _tell(step, "filled, s of the fillers' processor", f"{used:,.0f}")


def _measure(database: Database, step: int) -> None:
    with database.reading() as session:
        rows = session.scalar(select(func.count()).select_from(Contribution)) or 0
        is_city = database.engine.dialect.name == "postgresql"
        size = session.scalar(text(_PARTS if is_city else _PAGES))
        first, last = session.execute(
            select(func.min(Person.personal_number), func.max(Person.personal_number))
        ).one()
    _tell(step, "contribution rows", f"{rows:,}")
    _tell(step, "bytes", f"{int(size or 0):,}")
    chance = random.Random(step)  # noqa: S311 - a draw, no secret
    numbers = [chance.randint(first, last) for _ in range(_READS)]
    for what, act in (("one row, the baseline", _touch), ("whole history", _read)):
        clock, spent = _times(database, numbers, act)
        _tell(step, f"{what}, ms by the clock", _marks(clock))
        _tell(step, f"{what}, ms of processor", _marks(spent))
    if is_city:
        _tell(step, "whole history, pages touched", _marks(_pages(database, numbers)))


def _touch(session: Session, number: int) -> None:
    session.get(Person, number)


def _read(session: Session, number: int) -> None:
    today = city_time().date()
    enrolments_of(session, number, today)
    contribution_months(session, number, today)


def _times(
    database: Database, numbers: list[int], act: Callable[[Session, int], None]
) -> tuple[list[float], list[float]]:
    clock, processor = [], []
    for number in numbers:
        began, spent = time.perf_counter(), time.process_time()
        with database.reading() as session:
            act(session, number)
        clock.append((time.perf_counter() - began) * 1000)
        processor.append((time.process_time() - spent) * 1000)
    return clock, processor


def _pages(database: Database, numbers: list[int]) -> list[float]:
    """Ask the server how many pages of table and index a history lies in."""
    found = []
    with database.reading() as session:
        for number in numbers[:_PAGE_READS]:
            plan = session.scalar(text(_EXPLAINED), {"number": number})
            top = plan[0]["Plan"]
            found.append(float(top["Shared Hit Blocks"] + top["Shared Read Blocks"]))
    return found


def _marks(took: list[float]) -> str:
    marks = statistics.quantiles(took, n=100)
    return f"p50 {marks[49]:.2f}   p95 {marks[94]:.2f}   p99 {marks[98]:.2f}"


def _tell(step: int, what: str, value: str) -> None:
    sys.stdout.write(f"{step:>9,} {what:34} {value}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
