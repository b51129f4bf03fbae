"""The logbook: a week of device history, work for good, sign-ins, and choices."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from kiosk.ports.logbook import HISTORY_DAYS, SignInStanding, StatusNote, WorkNote
from offline_cache.database import Database, Row

__all__ = ["SqlLogbook"]

_MOST_STATUSES = 5000
"""A device that flaps all week must not fill the disk."""

_WORK = "at, kind, subject, outcome, person, version, facts"


class SqlLogbook:
    """Implements `kiosk.ports.logbook.Logbook` on the encrypted store."""

    def __init__(self, database: Database) -> None:
        """Keep the logbook in an open database."""
        self._database = database

    def note_status(self, note: StatusNote) -> None:
        """Keep a change; see `Logbook.note_status`."""
        oldest = note.at - timedelta(days=HISTORY_DAYS)
        with self._database.transaction() as connection:
            made = connection.execute(
                "INSERT INTO status_history (at, device, state, told) "
                "VALUES (?, ?, ?, ?)",
                (_utc(note.at), note.device, note.state, note.told),
            )
            connection.execute(
                "DELETE FROM status_history WHERE at < ? OR position <= ?",
                (_utc(oldest), made.lastrowid - _MOST_STATUSES),
            )

    def statuses(self, device: str = "") -> Sequence[StatusNote]:
        """Give the changes, newest first; see `Logbook.statuses`."""
        rows = self._database.read(
            "SELECT at, device, state, told FROM status_history "
            "WHERE ? IN ('', device) ORDER BY position DESC",
            (device,),
        )
        return [StatusNote(datetime.fromisoformat(row[0]), *row[1:]) for row in rows]

    def note_work(self, note: WorkNote) -> None:
        """Keep what was done; see `Logbook.note_work`."""
        words = (note.kind, note.subject, note.outcome, note.person, note.version)
        with self._database.transaction() as connection:
            connection.execute(
                f"INSERT INTO work ({_WORK}) VALUES (?, ?, ?, ?, ?, ?, ?)",  # noqa: S608 - our own columns
                (_utc(note.at), *words, note.facts),
            )

    def works(self, limit: int) -> Sequence[WorkNote]:
        """Give what was done last; see `Logbook.works`."""
        rows = self._database.read(
            f"SELECT {_WORK} FROM work ORDER BY position DESC LIMIT ?",  # noqa: S608
            (limit,),
        )
        return [_work(row) for row in rows]

    def last_tests(self) -> Sequence[WorkNote]:
        """Give the newest result of each guided test; see `Logbook.last_tests`."""
        rows = self._database.read(
            f"SELECT {_WORK} FROM work WHERE position IN "  # noqa: S608
            "(SELECT max(position) FROM work WHERE kind = 'test' GROUP BY subject) "
            "ORDER BY subject"
        )
        return [_work(row) for row in rows]

    def begin_sign_in(self, at: datetime) -> None:
        """Count a try; see `Logbook.begin_sign_in`."""
        with self._database.transaction() as connection:
            connection.execute("INSERT INTO sign_in (at) VALUES (?)", (_utc(at),))

    def end_sign_in(self) -> None:
        """Forget the tries; see `Logbook.end_sign_in`."""
        with self._database.transaction() as connection:
            connection.execute("DELETE FROM sign_in")

    def sign_in_standing(self) -> SignInStanding:
        """Tell the tries since the last success; see `Logbook.sign_in_standing`."""
        count, last = self._database.read("SELECT count(*), max(at) FROM sign_in")[0]
        return SignInStanding(count, datetime.fromisoformat(last) if last else None)

    def keep(self, name: str, value: str) -> None:
        """Keep a choice; see `Logbook.keep`."""
        with self._database.transaction() as connection:
            connection.execute(
                "INSERT INTO choice VALUES (?, ?) "
                "ON CONFLICT (name) DO UPDATE SET value = excluded.value",
                (name, value),
            )

    def kept(self) -> dict[str, str]:
        """Give every choice; see `Logbook.kept`."""
        return dict(self._database.read("SELECT name, value FROM choice"))


def _utc(moment: datetime) -> str:
    """Write a moment so that later ones sort behind earlier ones."""
    return moment.astimezone(tz=UTC).isoformat(timespec="seconds")


def _work(row: Row) -> WorkNote:
    return WorkNote(datetime.fromisoformat(row[0]), *row[1:])
