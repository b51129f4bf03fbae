"""Full-text search over what is published, the same on SQLite and PostgreSQL.

Both databases only say which articles hold every word; the order is a rule of ours:
titles before bodies, newer before older, then by key. So both give the same list.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import text
from sqlalchemy.orm import Session

from backend.content.token import query_tokens

__all__ = ["MOST_HITS", "search"]

MOST_HITS = 50

_SQLITE = """
SELECT p.key FROM publication_fts AS f
JOIN publication AS p ON p.publication_id = f.rowid
WHERE publication_fts MATCH :query AND p.starts_on <= :day AND p.ends_on >= :day
ORDER BY p.starts_on DESC, p.key LIMIT :most
"""
_POSTGRESQL = """
SELECT p.key FROM publication AS p
WHERE array_to_tsvector(string_to_array(p.{column}, ' ')) @@ CAST(:query AS tsquery)
AND p.starts_on <= CAST(:day AS date) AND p.ends_on >= CAST(:day AS date)
ORDER BY p.starts_on DESC, p.key COLLATE "C" LIMIT :most
"""


def search(
    session: Session, words: str, today: date, most: int = MOST_HITS
) -> tuple[str, ...]:
    """Give the keys of articles shown today that hold all words, best first."""
    tokens = query_tokens(words)
    if not tokens:
        return ()
    found = _matching(session, "title_tokens", tokens, today, most)
    if len(found) < most:
        found += _matching(session, "body_tokens", tokens, today, most)
    return tuple(dict.fromkeys(found))[:most]


def _matching(
    session: Session, column: str, tokens: Sequence[str], today: date, most: int
) -> list[str]:
    is_postgresql = session.get_bind().dialect.name == "postgresql"
    if is_postgresql:
        # It takes cutting every row's tokens anew for cheap, and would do that
        # rather than look into the index; measured in ``docs/content.md``.
        session.execute(text("SET LOCAL enable_seqscan = off"))
    statement = _POSTGRESQL.format(column=column) if is_postgresql else _SQLITE
    query = _tsquery(tokens) if is_postgresql else _match(column, tokens)
    told = {"query": query, "day": today.isoformat(), "most": most}
    return list(session.scalars(text(statement), told))


def _match(column: str, tokens: Sequence[str]) -> str:
    """Ask FTS5; tokens hold letters and digits alone, so quoting is safe."""
    words = " AND ".join(
        f'"{each[:-1]}" *' if each.endswith("*") else f'"{each}"' for each in tokens
    )
    return f"{column} : ({words})"


def _tsquery(tokens: Sequence[str]) -> str:
    return " & ".join(
        f"'{each[:-1]}':*" if each.endswith("*") else f"'{each}'" for each in tokens
    )
