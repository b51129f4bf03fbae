# ruff: noqa: INP001 - Alembic runs this file by its path
"""Alembic's entry: runs the scripts on the connection the caller has opened."""

from __future__ import annotations

from alembic import context

from backend.store.tables import METADATA

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=METADATA,
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
