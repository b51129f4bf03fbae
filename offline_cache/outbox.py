"""The outbox: deeds kept durably until the centre has answered them for good."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from datetime import datetime

from kiosk.domain.deed import Deed, DeedAnswer, DeedKind, DeedOutcome
from kiosk.domain.fault import InvalidValue
from kiosk.ports.clock import Clock
from kiosk.ports.store import DeadLetter
from offline_cache.database import Database, Row
from offline_cache.origin import Origins

__all__ = ["SqlOutbox"]

_COLUMNS = "id, kind, made_at, payload"

_NEXT_OF_EACH_LANE = f"""
    SELECT {_COLUMNS} FROM outbox WHERE state = 'pending'
    AND id NOT IN (SELECT value FROM json_each(?))
    AND NOT EXISTS (
        SELECT 1 FROM outbox AS earlier WHERE earlier.state = 'pending'
        AND earlier.lane = outbox.lane AND earlier.position < outbox.position)
    ORDER BY position LIMIT ?
"""  # noqa: S608 - our own columns

_SETTLE = {
    DeedOutcome.ACCEPTED: "state = 'accepted', payload = ''",
    DeedOutcome.REFUSED: "state = 'refused'",
    DeedOutcome.RETRY: "tries = tries + 1",
}


class SqlOutbox:
    """Implements `kiosk.ports.store.Outbox` on the encrypted store.

    An accepted deed's payload is wiped, its id stays: the same id can never be
    used for another deed.

    Attributes:
        origins: Which visit's trace each waiting deed belongs to.
    """

    def __init__(self, database: Database, clock: Clock) -> None:
        """Keep deeds in an open database."""
        self._database = database
        self._clock = clock
        self.origins = Origins()

    def append(self, deed: Deed) -> None:
        """Keep a deed durably; see `Outbox.append`."""
        row = (deed.id, str(deed.kind), deed.made_at.isoformat(), _text(deed))
        with self._database.transaction() as connection:
            known = connection.execute(
                f"SELECT {_COLUMNS}, state FROM outbox WHERE id = ?",  # noqa: S608
                (deed.id,),
            ).fetchone()
            if known is None:
                connection.execute(
                    f"INSERT INTO outbox ({_COLUMNS}) VALUES (?, ?, ?, ?)",  # noqa: S608
                    row,
                )
            elif known[4] != "accepted" and known[:4] != row:
                raise InvalidValue(field="deed-id", reason="reused")
        self.origins.remember(deed.id)

    def pending(self, limit: int) -> Sequence[Deed]:
        """Give the oldest deeds not yet answered; see `Outbox.pending`."""
        rows = self._database.read(
            f"SELECT {_COLUMNS} FROM outbox WHERE state = 'pending' "  # noqa: S608
            "ORDER BY position LIMIT ?",
            (limit,),
        )
        return [_deed(row) for row in rows]

    def next_of_each_lane(
        self, limit: int, besides: Collection[str] = ()
    ) -> Sequence[Deed]:
        """Give what may be sent now: the oldest open deed of each lane, in order.

        Deeds about the same copy (payload ``serial``), else about the same
        person (``number``), share a lane; any other deed has its own.

        Args:
            limit: How many at most.
            besides: Ids to leave out; they hold back their own lanes only.
        """
        rows = self._database.read(
            _NEXT_OF_EACH_LANE, (json.dumps(list(besides)), limit)
        )
        return [_deed(row) for row in rows]

    def pending_count(self) -> int:
        """Count the deeds not yet answered."""
        question = "SELECT count(*) FROM outbox WHERE state = 'pending'"
        return int(self._database.read(question)[0][0])

    def apply(self, answers: Sequence[DeedAnswer]) -> None:
        """Note the centre's answers in one transaction; see `Outbox.apply`."""
        telling = [answer for answer in answers if answer.outcome in _SETTLE]
        if not telling:
            return
        now = self._clock.now().isoformat()
        with self._database.transaction() as connection:
            for answer in telling:
                connection.execute(
                    f"UPDATE outbox SET {_SETTLE[answer.outcome]}, "  # noqa: S608
                    "reason = ?, answered_at = ? WHERE id = ? AND state = 'pending'",
                    (answer.reason, now, answer.id),
                )
                if answer.outcome is not DeedOutcome.RETRY:
                    self.origins.forget(answer.id)

    def dead_letter_count(self) -> int:
        """Count the refused deeds."""
        question = "SELECT count(*) FROM outbox WHERE state = 'refused'"
        return int(self._database.read(question)[0][0])

    def dead_letters(self) -> Sequence[DeadLetter]:
        """Give the refused deeds, oldest first."""
        rows = self._database.read(
            f"SELECT {_COLUMNS}, reason FROM outbox WHERE state = 'refused' "  # noqa: S608
            "ORDER BY position"
        )
        return [DeadLetter(_deed(row[:4]), row[4]) for row in rows]

    def revive(self, deed_id: str) -> None:
        """Put a dead letter back among the deeds to send; a person decides this.

        Raises:
            InvalidValue: there is no such dead letter.
        """
        with self._database.transaction() as connection:
            revived = connection.execute(
                "UPDATE outbox SET state = 'pending' "
                "WHERE id = ? AND state = 'refused'",
                (deed_id,),
            )
            if revived.rowcount != 1:
                raise InvalidValue(field="deed-id", reason="no-dead-letter")


def _text(deed: Deed) -> str:
    """Write a payload as JSON that the store and the centre can keep.

    Raises:
        InvalidValue: a number that is none, or half a character.
    """
    try:
        text = json.dumps(
            dict(deed.payload), ensure_ascii=False, sort_keys=True, allow_nan=False
        )
        text.encode()
    except ValueError:
        raise InvalidValue(field="payload", reason="not-json") from None
    return text


def _deed(row: Row) -> Deed:
    return Deed(
        id=row[0],
        kind=DeedKind(row[1]),
        made_at=datetime.fromisoformat(row[2]),
        payload=json.loads(row[3]),
    )
