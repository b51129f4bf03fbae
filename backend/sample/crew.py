"""Who writes the lots of a city: this process a few, a process on each core many."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from multiprocessing import get_context

from backend.child import live_for_the_centre
from backend.sample.bulk import Writing, checked_at_the_end, quick_writing
from backend.sample.employer import Workplaces
from backend.sample.lot import CityPlan, Lot, write_lot
from backend.store.database import Database

__all__ = ["hands_for", "written"]

_MANY = 10_000
"""Residents from which on it pays to start processes and to check references late."""
_LOTS_A_HAND = 2


def hands_for(residents: int) -> int:
    """Tell how many processes shall write a city; none for a small one."""
    return len(os.sched_getaffinity(0)) if residents >= _MANY else 0


def written(
    database: Database, lots: Iterable[Lot], plan: CityPlan, hands: int
) -> Iterator[int]:
    """Write lots, each in a transaction; gives in their order how many people each had.

    Args:
        database: Where to.
        lots: Drawn on only as fast as they are written.
        plan: The city they belong to.
        hands: Processes that draw and write beside this one; 0: all is done here.
    """
    if not hands:
        yield from _written_here(database, lots, plan)
        return
    url = database.engine.url.render_as_string(hide_password=False)
    with (
        checked_at_the_end(database),
        ProcessPoolExecutor(
            hands, get_context("spawn"), initializer=_set_up, initargs=(url, plan)
        ) as pool,
    ):
        under_way: deque[Future[int]] = deque()
        for lot in lots:
            under_way.append(pool.submit(_write, lot))
            if len(under_way) > hands * _LOTS_A_HAND:
                yield under_way.popleft().result()
        while under_way:
            yield under_way.popleft().result()


def _written_here(
    database: Database, lots: Iterable[Lot], plan: CityPlan
) -> Iterator[int]:
    places = Workplaces(plan.employers)
    for lot in lots:
        with database.writing() as session:
            write_lot(session, lot, plan, places)
        yield len(lot.newborns)


# Inside a process that writes ---------------------------------------------


@dataclass(frozen=True, slots=True)
class _Desk:
    """What a process keeps from lot to lot; given back when it ends."""

    writing: Writing
    plan: CityPlan
    places: Workplaces


_HERE: list[_Desk] = []
_AT_THE_END = ExitStack()


def _set_up(url: str, plan: CityPlan) -> None:
    live_for_the_centre()
    writing = _AT_THE_END.enter_context(quick_writing(Database(url)))
    _HERE.append(_Desk(writing, plan, Workplaces(plan.employers)))


def _write(lot: Lot) -> int:
    desk = _HERE[0]
    with desk.writing() as session:
        write_lot(session, lot, desk.plan, desk.places)
    return len(lot.newborns)
