# ruff: noqa: INP001 - Alembic runs this file by its path
"""Content: articles in versions, media, agencies, and the full-text index."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

__all__ = ["down_revision", "revision", "upgrade"]

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Make the tables and the index that fits the database."""
    for make in (_article, _article_version, _article_event, _publication):
        make()
    for make in (_medium, _agency, _reading):
        make()
    if op.get_bind().dialect.name == "postgresql":
        _index_of_postgresql()
    else:
        _index_of_sqlite()


def _index_of_postgresql() -> None:
    # Our own tokens are the lexemes: no parser or dictionary has a say in them.
    for column in ("title_tokens", "body_tokens"):
        op.execute(
            f"CREATE INDEX ix_publication_{column} ON publication USING gin "
            f"(array_to_tsvector(string_to_array({column}, ' ')))"
        )


def _index_of_sqlite() -> None:
    op.execute(
        "CREATE VIRTUAL TABLE publication_fts USING fts5("
        "title_tokens, body_tokens, content='publication', "
        "content_rowid='publication_id', "
        "tokenize='unicode61 remove_diacritics 0', detail=column)"
    )
    new = "new.publication_id, new.title_tokens, new.body_tokens"
    old = "old.publication_id, old.title_tokens, old.body_tokens"
    columns = "rowid, title_tokens, body_tokens"
    add = f"INSERT INTO publication_fts ({columns}) VALUES ({new});"  # noqa: S608
    take = (
        f"INSERT INTO publication_fts (publication_fts, {columns}) "  # noqa: S608
        f"VALUES ('delete', {old});"
    )
    for event, deeds in (
        ("INSERT", add),
        ("DELETE", take),
        ("UPDATE OF title_tokens, body_tokens", take + add),
    ):
        name = event.partition(" ")[0].lower()
        op.execute(
            f"CREATE TRIGGER publication_fts_{name} AFTER {event} "
            f"ON publication BEGIN {deeds} END"
        )


def _article() -> None:
    op.create_table(
        "article",
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("column", sa.String(length=32), nullable=False),
        sa.Column("topic", sa.String(length=32), nullable=False),
        sa.Column("service", sa.String(length=64), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_article"),
    )


def _article_version() -> None:
    op.create_table(
        "article_version",
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("chinese_title", sa.String(length=120), nullable=False),
        sa.Column("chinese_body", sa.Text(), nullable=False),
        sa.Column("english_title", sa.String(length=160), nullable=False),
        sa.Column("english_body", sa.Text(), nullable=False),
        sa.Column("also", sa.Text(), nullable=False),
        sa.Column("author", sa.String(length=64), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["key"],
            ["article.key"],
            name="fk_article_version_key_article",
        ),
        sa.UniqueConstraint("key", "number", name="uq_article_version_key_number"),
        sa.PrimaryKeyConstraint("version_id", name="pk_article_version"),
    )


def _article_event() -> None:
    op.create_table(
        "article_event",
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("deed", sa.String(length=32), nullable=False),
        sa.Column("staff", sa.String(length=64), nullable=False),
        sa.Column("noted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("remark", sa.String(length=200), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["article_version.version_id"],
            name="fk_article_event_version_id_article_version",
        ),
        sa.PrimaryKeyConstraint("event_id", name="pk_article_event"),
    )
    op.create_index("ix_article_event_version_id", "article_event", ["version_id"])


def _publication() -> None:
    op.create_table(
        "publication",
        sa.Column("publication_id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("column", sa.String(length=32), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("title_tokens", sa.Text(), nullable=False),
        sa.Column("body_tokens", sa.Text(), nullable=False),
        sa.UniqueConstraint("version_id", name="uq_publication_version_id"),
        sa.ForeignKeyConstraint(
            ["key"],
            ["article.key"],
            name="fk_publication_key_article",
        ),
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["article_version.version_id"],
            name="fk_publication_version_id_article_version",
        ),
        sa.PrimaryKeyConstraint("publication_id", name="pk_publication"),
    )
    op.create_index("ix_publication_column", "publication", ["column"])
    op.create_index("ix_publication_key", "publication", ["key"])


def _medium() -> None:
    op.create_table(
        "medium",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("media_type", sa.String(length=32), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.UniqueConstraint("name", name="uq_medium_name"),
        sa.PrimaryKeyConstraint("digest", name="pk_medium"),
    )


def _agency() -> None:
    op.create_table(
        "agency",
        sa.Column("code", sa.String(length=32), nullable=False),
        sa.Column("parent", sa.String(length=32), nullable=False),
        sa.Column("chinese_name", sa.String(length=80), nullable=False),
        sa.Column("english_name", sa.String(length=120), nullable=False),
        sa.Column("chinese_address", sa.String(length=120), nullable=False),
        sa.Column("english_address", sa.String(length=160), nullable=False),
        sa.Column("phone", sa.String(length=32), nullable=False),
        sa.Column("chinese_hours", sa.String(length=120), nullable=False),
        sa.Column("english_hours", sa.String(length=160), nullable=False),
        sa.Column("longitude", sa.Float(), nullable=False),
        sa.Column("latitude", sa.Float(), nullable=False),
        sa.Column("community_prefix", sa.String(length=12), nullable=False),
        sa.Column("topics", sa.String(length=200), nullable=False),
        sa.Column("is_certification_point", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("code", name="pk_agency"),
    )


def _reading() -> None:
    op.create_table(
        "reading",
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("channel", sa.String(length=16), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["key"],
            ["article.key"],
            name="fk_reading_key_article",
        ),
        sa.PrimaryKeyConstraint("key", "day", "channel", name="pk_reading"),
    )
