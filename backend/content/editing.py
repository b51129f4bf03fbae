"""An article's way from a draft to readers: written, reviewed by another, published.

No version is ever overwritten: whoever changes a word writes a new version, and the
one before stays what readers see until the new one is published.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from backend.content.token import index_tokens
from backend.store.content import (
    ArticleEntry,
    ArticleEvent,
    ArticleVersion,
    Publication,
)
from backend.store.words import ArticleDeed
from kiosk.domain.fault import CentreRefused, InvalidValue, NoRecord
from kiosk.domain.library import Column, Topic

__all__ = [
    "FOR_EVER",
    "Act",
    "Draft",
    "approve",
    "hand_back",
    "newest_deed",
    "publish",
    "save_draft",
    "submit",
    "withdraw",
]

FOR_EVER = date(9999, 12, 31)

_KEY = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?")
_RESERVED = frozenset({"media", "new"})
"""Addresses of the editor's desk itself."""
_LONGEST_TITLE = 120
_LONGEST_ENGLISH_TITLE = 160
_LONGEST_BODY = 40_000
_LONGEST_REMARK = 200


@dataclass(frozen=True, slots=True)
class Act:
    """Who of the staff does something, and when."""

    staff: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Draft:
    """What an editor writes; bodies are Markdown.

    Attributes:
        also: Other ways in which people ask for it, one a line.
    """

    key: str
    column: Column
    topic: Topic
    chinese_title: str
    chinese_body: str
    english_title: str
    english_body: str
    also: str = ""
    service: str = ""


def save_draft(session: Session, draft: Draft, act: Act) -> int:
    """Keep a new version; gives its id.

    Raises:
        InvalidValue: the key, a title or a body is none, or too long.
        CentreRefused: the article stands in another column.
    """
    _check(draft)
    entry = session.get(ArticleEntry, draft.key)
    if entry is None:
        entry = ArticleEntry(key=draft.key, column=draft.column, made_at=act.at)
        session.add(entry)
    elif entry.column is not draft.column:
        raise CentreRefused(reason="other-column")
    entry.topic, entry.service = draft.topic, draft.service
    session.flush()
    newest = func.coalesce(func.max(ArticleVersion.number), 0)
    before = session.scalar(select(newest).where(ArticleVersion.key == draft.key))
    version = ArticleVersion(
        key=draft.key,
        number=(before or 0) + 1,
        chinese_title=draft.chinese_title,
        chinese_body=draft.chinese_body,
        english_title=draft.english_title,
        english_body=draft.english_body,
        also=draft.also,
        author=act.staff,
        made_at=act.at,
    )
    session.add(version)
    session.flush()
    return version.version_id


def submit(session: Session, version_id: int, act: Act) -> None:
    """Ask for a review.

    Raises:
        NoRecord: there is no such version.
        CentreRefused: it was submitted before and is not back with its author.
    """
    _step(session, version_id, {None, ArticleDeed.RETURNED})
    _note(session, version_id, ArticleDeed.SUBMITTED, act)


def approve(session: Session, version_id: int, act: Act) -> None:
    """Let a version pass; its author may not.

    Raises:
        NoRecord: there is no such version.
        CentreRefused: it was not submitted, or this is who wrote it.
    """
    version = _step(session, version_id, {ArticleDeed.SUBMITTED})
    if version.author == act.staff:
        raise CentreRefused(reason="own-work")
    _note(session, version_id, ArticleDeed.APPROVED, act)


def hand_back(session: Session, version_id: int, act: Act, remark: str) -> None:
    """Return a version to its author, and say why.

    Raises:
        NoRecord: there is no such version. CentreRefused: it was not submitted.
    """
    _step(session, version_id, {ArticleDeed.SUBMITTED, ArticleDeed.APPROVED})
    _note(session, version_id, ArticleDeed.RETURNED, act, remark)


def publish(
    session: Session,
    version_id: int,
    act: Act,
    starts_on: date,
    ends_on: date = FOR_EVER,
) -> None:
    """Show an approved version from one day to another, both included.

    A version shown until now ends the day before.

    Raises:
        NoRecord: there is no such version.
        CentreRefused: nobody has approved it.
        InvalidValue: the days are in the wrong order.
    """
    version = _step(session, version_id, {ArticleDeed.APPROVED})
    if ends_on < starts_on:
        raise InvalidValue(field="ends_on", reason="before the beginning")
    _note(session, version_id, ArticleDeed.PUBLISHED, act)
    event = session.scalars(
        select(ArticleEvent)
        .where(ArticleEvent.version_id == version_id)
        .order_by(ArticleEvent.event_id.desc())
        .limit(1)
    ).one()
    event.starts_on, event.ends_on = starts_on, ends_on
    _shorten(session, version.key, starts_on)
    session.add(_publication(session, version, starts_on, ends_on))
    session.flush()


def withdraw(session: Session, key: str, act: Act, remark: str) -> None:
    """Show an article no more, whatever its dates say.

    Raises:
        NoRecord: nothing of that key is shown or will be.
    """
    shown = session.scalars(
        select(Publication.version_id).where(Publication.key == key)
    ).all()
    if not shown:
        raise NoRecord(reason="no-such-article")
    for version_id in shown:
        _note(session, version_id, ArticleDeed.WITHDRAWN, act, remark)
    session.execute(delete(Publication).where(Publication.key == key))


def newest_deed(session: Session, version_id: int) -> ArticleDeed | None:
    """Tell where a version stands; none for a draft nobody has submitted."""
    return session.scalar(
        select(ArticleEvent.deed)
        .where(ArticleEvent.version_id == version_id)
        .order_by(ArticleEvent.event_id.desc())
        .limit(1)
    )


def _step(
    session: Session, version_id: int, allowed: set[ArticleDeed | None]
) -> ArticleVersion:
    version = session.get(ArticleVersion, version_id, with_for_update=True)
    if version is None:
        raise NoRecord(reason="no-such-version")
    if newest_deed(session, version_id) not in allowed:
        raise CentreRefused(reason="not-its-turn")
    return version


def _note(
    session: Session, version_id: int, deed: ArticleDeed, act: Act, remark: str = ""
) -> None:
    session.add(
        ArticleEvent(
            version_id=version_id,
            deed=deed,
            staff=act.staff,
            noted_at=act.at,
            remark=remark[:_LONGEST_REMARK],
        )
    )
    session.flush()


def _shorten(session: Session, key: str, starts_on: date) -> None:
    """End what is shown before a newer version, and drop what it replaces."""
    for shown in session.scalars(select(Publication).where(Publication.key == key)):
        if shown.starts_on >= starts_on:
            session.delete(shown)
        elif shown.ends_on >= starts_on:
            shown.ends_on = starts_on - timedelta(days=1)
    session.flush()


def _publication(
    session: Session, version: ArticleVersion, starts_on: date, ends_on: date
) -> Publication:
    titles = f"{version.chinese_title}\n{version.english_title}"
    bodies = f"{version.also}\n{version.chinese_body}\n{version.english_body}"
    in_title = index_tokens(titles)
    return Publication(
        version_id=version.version_id,
        key=version.key,
        column=session.get_one(ArticleEntry, version.key).column,
        starts_on=starts_on,
        ends_on=ends_on,
        title_tokens=" ".join(in_title),
        body_tokens=" ".join([*in_title, *index_tokens(bodies)]),
    )


def _check(draft: Draft) -> None:
    if not _KEY.fullmatch(draft.key) or draft.key in _RESERVED:
        raise InvalidValue(field="key", reason="small letters, digits, hyphens")
    _check_text("chinese_title", draft.chinese_title, _LONGEST_TITLE)
    _check_text("chinese_body", draft.chinese_body, _LONGEST_BODY)
    _check_text("english_title", draft.english_title, _LONGEST_ENGLISH_TITLE, 0)
    _check_text("english_body", draft.english_body, _LONGEST_BODY, 0)
    _check_text("also", draft.also, _LONGEST_BODY, 0)
    if not index_tokens(draft.chinese_title):
        raise InvalidValue(field="chinese_title", reason="no words")


def _check_text(field: str, text: str, most: int, least: int = 1) -> None:
    is_whole = "\0" not in text and not any("\ud800" <= c <= "\udfff" for c in text)
    if not (is_whole and least <= len(text.strip()) and len(text) <= most):
        raise InvalidValue(field=field, reason=f"{least} to {most} characters")
