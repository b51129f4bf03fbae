"""Keeps the releases' short-lived signatures fresh while the centre runs."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from backend.home import HomeInvalid
from backend.journal import Event, Journal
from backend.software.repository import SoftwareRepository

__all__ = ["kept_signed"]

_ROUND_SECONDS = 600.0
_LAST_WORDS_SECONDS = 10.0


@contextmanager
def kept_signed(repository: SoftwareRepository, journal: Journal) -> Iterator[None]:
    """Look at once and then now and then, while the block runs."""
    ended = threading.Event()
    rounds = threading.Thread(
        target=_rounds, args=(repository, journal, ended), name="releases"
    )
    rounds.start()
    try:
        yield
    finally:
        ended.set()
        rounds.join(_LAST_WORDS_SECONDS)


def _rounds(
    repository: SoftwareRepository, journal: Journal, ended: threading.Event
) -> None:
    is_first = True
    while is_first or not ended.wait(_ROUND_SECONDS):
        is_first = False
        try:
            repository.renew_if_due()
        except (HomeInvalid, OSError) as error:
            journal.note(Event.SIGNING_FAILED, reason=type(error).__name__)
        except Exception as bug:  # noqa: BLE001 - the thread must go on
            journal.bug(bug)
