"""What happens by itself: overdue questions rise, answers and the library go out."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import SQLAlchemyError

from backend.centre import Centre
from backend.consultation.desk import escalate_overdue
from backend.journal import Event
from backend.wechat.delivery import deliver_waiting, fetch_voices
from backend.wechat.outlet import Outlet

__all__ = ["kept_moving", "move_on"]

_SECONDS = 20.0


def move_on(centre: Centre, outlet: Outlet | None) -> None:
    """Do what is due now."""
    now = centre.clock()
    with centre.database.writing() as session:
        escalate_overdue(session, now)
    # Signed before a terminal asks: its patience is shorter than the first making.
    centre.library.current()
    if outlet is not None:
        fetch_voices(centre.database, outlet, now)
        deliver_waiting(centre.database, outlet, now)


@contextmanager
def kept_moving(centre: Centre, outlet: Outlet | None) -> Iterator[None]:
    """Look every few seconds, on a thread of its own, until the end."""
    over = threading.Event()

    def watch() -> None:
        while not over.is_set():
            try:
                move_on(centre, outlet)
            except SQLAlchemyError as error:
                # A busy database: the next turn comes soon.
                reason = type(error).__name__
                centre.journal.note(Event.QUESTIONS_STUCK, reason=reason)
            except Exception as bug:  # noqa: BLE001 - the thread must go on
                centre.journal.bug(bug)
            over.wait(_SECONDS)

    thread = threading.Thread(target=watch, name="questions")
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()
