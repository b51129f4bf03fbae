"""Looking into a terminal's store from outside, for staff and for proofs."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import closing

from kiosk.assembly.dismissal import STORE_FILE, key_box_of
from kiosk.clock import SystemClock
from kiosk.domain.fault import StoreFault
from kiosk.ports.logbook import WorkNote
from kiosk.settings import TerminalSettings
from offline_cache.audit import DEED_RECORDED
from offline_cache.store import Store, open_store

__all__ = [
    "first_wrong_line",
    "last_tests",
    "open_items",
    "opened_store",
    "recorded_deeds",
]

_MANY = 1_000_000


def open_items(settings: TerminalSettings) -> Iterator[dict[str, str]]:
    """Give waiting deeds, refused deeds and open copies; no personal data.

    Raises:
        StoreFault: there is no store, or it cannot be opened.
    """
    with closing(opened_store(settings)) as store:
        for deed in store.outbox.pending(_MANY):
            yield {"state": "waiting", "kind": str(deed.kind), "id": deed.id}
        for letter in store.outbox.dead_letters():
            told = {"state": "refused", "kind": str(letter.deed.kind)}
            yield told | {"id": letter.deed.id, "reason": letter.reason}
        for entry in store.ledger.unsettled():
            yield {"state": str(entry.state), "kind": "copy", "id": entry.serial}


def first_wrong_line(settings: TerminalSettings) -> int | None:
    """Walk the audit chain; gives the first wrong line's position, or none.

    Raises:
        StoreFault: there is no store, or it cannot be opened.
    """
    with closing(opened_store(settings)) as store:
        return store.audit.verify()


def recorded_deeds(settings: TerminalSettings) -> Sequence[str]:
    """Give the kinds of all deeds the terminal ever recorded, in order.

    Raises:
        StoreFault: there is no store, or it cannot be opened.
    """
    with closing(opened_store(settings)) as store:
        lines = store.audit.lines()
    facts = [json.loads(line.facts) for line in lines if line.event == DEED_RECORDED]
    return [str(each["kind"]) for each in facts]


def last_tests(settings: TerminalSettings) -> Sequence[WorkNote]:
    """Give the newest result of each guided test; none without a sound store."""
    try:
        with closing(opened_store(settings)) as store:
            return store.logbook.last_tests()
    except StoreFault:
        return ()


def opened_store(settings: TerminalSettings) -> Store:
    """Open an existing store; looking must never make a new one.

    Raises:
        StoreFault: there is none, or it cannot be opened.
    """
    path = settings.state_directory / STORE_FILE
    if not path.is_file():
        raise StoreFault(part="store", reason="none-there")
    key_box = key_box_of(settings, is_looking=True)
    return open_store(path, key_box, SystemClock())
