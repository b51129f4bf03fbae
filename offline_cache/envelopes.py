"""The envelopes a terminal keeps, and the key of its own half of the lock."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from kiosk.domain.envelope import Envelope, EnvelopePage
from kiosk.domain.fault import NoRecord
from kiosk.ports.clock import Clock
from offline_cache.database import Database, Row

__all__ = ["EnvelopeBox", "EnvelopeStock"]

_COLUMNS = "id, tag, prepared_at, expires_at, sealed"


@dataclass(frozen=True, slots=True)
class EnvelopeStock:
    """How many envelopes there are, and how fresh.

    Attributes:
        fetched_at: When the centre last had nothing newer; none before that.
    """

    count: int
    fetched_at: datetime | None


class EnvelopeBox:
    """Keeps envelopes by their tags, the newest of each and none out of its time.

    Methods may raise:
        StoreFull, StoreFault: nothing was changed.
    """

    def __init__(self, database: Database, clock: Clock) -> None:
        """Keep the envelopes in an open database; makes the key at the first use."""
        self._database = database
        self._clock = clock

    def key(self) -> X25519PrivateKey:
        """Give the terminal's key, the same as long as the store lives."""
        rows = self._database.read("SELECT key FROM envelope_box")
        if not rows:
            fresh = X25519PrivateKey.generate().private_bytes_raw()
            with self._database.transaction() as connection:
                connection.execute(
                    "INSERT INTO envelope_box (one, key) VALUES (1, ?)", (fresh,)
                )
            rows = [(fresh,)]
        return X25519PrivateKey.from_private_bytes(rows[0][0])

    @property
    def is_registered(self) -> bool:
        """Whether the centre knows the key."""
        rows = self._database.read("SELECT is_registered FROM envelope_box")
        return bool(rows and rows[0][0])

    def note_registered(self) -> None:
        """Remember that the centre knows the key."""
        with self._database.transaction() as connection:
            connection.execute("UPDATE envelope_box SET is_registered = 1")

    @property
    def cursor(self) -> str:
        """Id of the last envelope fetched; empty before the first."""
        rows = self._database.read("SELECT cursor FROM envelope_box")
        return str(rows[0][0]) if rows else ""

    def take(self, page: EnvelopePage) -> None:
        """Keep what came, drop what was withdrawn or replaced, all or nothing."""
        with self._database.transaction() as connection:
            for envelope in page.envelopes:
                connection.execute(
                    f"INSERT OR REPLACE INTO envelope ({_COLUMNS}) "  # noqa: S608
                    "VALUES (?, ?, ?, ?, ?)",
                    _row(envelope),
                )
                connection.execute(
                    "DELETE FROM envelope WHERE tag = ? AND id < ?",
                    (envelope.tag, envelope.id),
                )
            for each in page.withdrawn:
                connection.execute("DELETE FROM envelope WHERE id = ?", (each,))
            if page.envelopes:
                connection.execute(
                    "UPDATE envelope_box SET cursor = ?", (page.envelopes[-1].id,)
                )
            if page.is_last:
                connection.execute(
                    "UPDATE envelope_box SET fetched_at = ?", (self._now(),)
                )

    def find(self, tag: bytes) -> Envelope:
        """Give the newest envelope of a tag that is still in its time.

        Raises:
            NoRecord: there is none.
        """
        rows = self._database.read(
            f"SELECT {_COLUMNS} FROM envelope "  # noqa: S608
            "WHERE tag = ? AND expires_at > ? ORDER BY id DESC LIMIT 1",
            (tag, self._now()),
        )
        if not rows:
            raise NoRecord(reason="no-envelope")
        return _envelope(rows[0])

    def erase_expired(self) -> int:
        """Erase what is out of its time; gives how many that were."""
        with self._database.transaction() as connection:
            done = connection.execute(
                "DELETE FROM envelope WHERE expires_at <= ?", (self._now(),)
            )
        return int(done.rowcount)

    def erase_all(self) -> None:
        """Erase every envelope and the key, because the terminal was revoked."""
        with self._database.transaction() as connection:
            connection.execute("DELETE FROM envelope")
            connection.execute("DELETE FROM envelope_box")

    def stock(self) -> EnvelopeStock:
        """Count what could be opened now."""
        count = self._database.read(
            "SELECT count(*) FROM envelope WHERE expires_at > ?", (self._now(),)
        )[0][0]
        rows = self._database.read("SELECT fetched_at FROM envelope_box")
        told = rows[0][0] if rows else None
        return EnvelopeStock(int(count), datetime.fromisoformat(told) if told else None)

    def _now(self) -> str:
        return _text(self._clock.now())


def _text(moment: datetime) -> str:
    """Write moments so that their order is that of their texts."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def _row(envelope: Envelope) -> Row:
    return (
        envelope.id,
        envelope.tag,
        _text(envelope.prepared_at),
        _text(envelope.expires_at),
        envelope.sealed,
    )


def _envelope(row: Row) -> Envelope:
    return Envelope(
        id=row[0],
        tag=row[1],
        prepared_at=datetime.fromisoformat(row[2]),
        expires_at=datetime.fromisoformat(row[3]),
        sealed=row[4],
    )
