"""A database of a kind with the shipped content, and hands that edit it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from backend.content.editing import Act, Draft, approve, publish, save_draft, submit
from backend.content.source import read_source, take_in
from backend.store.database import Database
from kiosk.domain.library import Column, Topic
from tests.content.retrieval_rate import CONTENT
from tests.unit.backend.two_databases import NOW, city

__all__ = ["ANN", "BO", "draft", "library", "make_public"]

TODAY = NOW.date()
ANN, BO = Act("ann", NOW), Act("bo", NOW)


@contextmanager
def library(kind: str, folder: Path) -> Iterator[Database]:
    """Give a database with everything that `centre sample` publishes."""
    with city(kind, folder) as database:
        with database.writing() as session:
            take_in(session, read_source(CONTENT), "editor-1", "editor-2", NOW)
        yield database


def draft(key: str = "snow", title: str = "下雪天大厅照常开门", **told: str) -> Draft:
    """Write an article."""
    return Draft(
        key=key,
        column=Column.NEWS,
        topic=Topic.OTHER,
        chinese_title=title,
        chinese_body=told.get("chinese_body", "路滑，请慢走。"),
        english_title=told.get("english_title", "Open in the snow"),
        english_body=told.get("english_body", "Walk with care."),
        also=told.get("also", ""),
    )


def make_public(database: Database, written: Draft, since: date = TODAY) -> int:
    """Take a draft the whole way to its readers."""
    with database.writing() as session:
        version = save_draft(session, written, ANN)
        submit(session, version, ANN)
        approve(session, version, BO)
        publish(session, version, BO, since)
    return version
