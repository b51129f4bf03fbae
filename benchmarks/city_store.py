"""A database of a benchmark's own, of either kind, gone afterwards."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from backend.store.database import Database
from backend.store.migration import migrate
from tests.unit.backend.postgresql import missing, running_postgresql

__all__ = ["city_store"]

_AS_A_CITY_HAS_IT = (
    "shared_buffers=1GB",
    "maintenance_work_mem=512MB",
    "max_wal_size=8GB",
    "checkpoint_timeout=30min",
)
"""Settings for a machine that does little else; out of the box it has 128 MB."""


@contextmanager
def city_store(name: str) -> Iterator[Database]:
    """Give an empty database, ``sqlite`` or ``postgresql``, at the present schema.

    Raises:
        SystemExit: there is no PostgreSQL server to start.
    """
    if name == "postgresql" and missing():
        sys.exit(missing())
    if name == "postgresql":
        with running_postgresql(*_AS_A_CITY_HAS_IT) as url:
            yield from _opened(url)
        return
    with tempfile.TemporaryDirectory() as folder:
        yield from _opened(f"sqlite:///{Path(folder) / 'centre.sqlite3'}")


def _opened(url: str) -> Iterator[Database]:
    database = Database(url)
    migrate(database)
    yield database
    database.close()
