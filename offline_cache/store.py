"""The encrypted store as one device: outbox, print ledger, audit log, logbook."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kiosk.domain.fault import StoreFault
from kiosk.ports.clock import Clock
from kiosk.ports.device import DeviceState, DeviceStatus
from offline_cache.audit import AuditLog
from offline_cache.database import Database
from offline_cache.envelopes import EnvelopeBox
from offline_cache.logbook import SqlLogbook
from offline_cache.opening import open_database
from offline_cache.outbox import SqlOutbox
from offline_cache.print_ledger import SqlPrintLedger
from offline_cache.standing import Standing
from offline_cache.vault import Vault

__all__ = ["Store", "open_store"]

_LEAST_FREE_BYTES = 20 * 1024 * 1024


class Store:
    """Everything the terminal keeps on disk; used from its own thread only."""

    name = "store"

    def __init__(self, database: Database, path: Path, clock: Clock) -> None:
        """Take an open database; `open_store` makes one."""
        self._database = database
        self._path = path
        self.outbox = SqlOutbox(database, clock)
        self.ledger = SqlPrintLedger(database, clock)
        self.audit = AuditLog(database, clock)
        self.envelopes = EnvelopeBox(database, clock)
        self.logbook = SqlLogbook(database)
        self.standing = Standing(database)

    @property
    def directory(self) -> Path:
        """Where the store's file lies."""
        return self._path.parent

    def status(self) -> DeviceStatus:
        """Tell whether there is a disk and room on it to keep a promise."""
        try:
            free = shutil.disk_usage(self._path.parent).free
        except OSError as error:
            kind = type(error).__name__
            state = DeviceState.HARDWARE_ERROR
            return DeviceStatus(state, cause=StoreFault.key, detail=kind)
        if free < _LEAST_FREE_BYTES:
            return DeviceStatus(DeviceState.HARDWARE_ERROR, cause="store-full")
        return DeviceStatus(DeviceState.ONLINE)

    @contextmanager
    def all_or_nothing(self) -> Iterator[None]:
        """Join what is written in the block; a fault inside undoes all of it."""
        with self._database.transaction():
            yield

    def close(self) -> None:
        """Close the file; a second call does nothing."""
        self._database.close()


def open_store(path: Path, vault: Vault, clock: Clock) -> Store:
    """Open the store, made new where there is none.

    Raises:
        StoreTorn: the file was set aside, see its facts; calling again opens a
            fresh store.
        StoreFull: no room.
        StoreFault: the key cannot be had, or there is no such place.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreFault(part="store", reason=type(error).__name__) from error
    return Store(open_database(path, vault.key(), clock.now()), path, clock)
