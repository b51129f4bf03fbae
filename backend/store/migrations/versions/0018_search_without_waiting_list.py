# ruff: noqa: INP001 - Alembic runs this file by its path
"""PostgreSQL's full-text indexes take a new publication in at once."""

from __future__ import annotations

from alembic import op

__all__ = ["down_revision", "revision", "upgrade"]

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    """Switch off the list of rows not yet sorted in, which every search had to read.

    Publishing is rare and may take a moment longer; searches are many.
    """
    if op.get_bind().dialect.name != "postgresql":
        return
    for column in ("title_tokens", "body_tokens"):
        name = f"ix_publication_{column}"
        op.execute(f"ALTER INDEX {name} SET (fastupdate = off)")
        op.execute(f"SELECT gin_clean_pending_list('{name}')")
