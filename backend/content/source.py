"""Reading content from a directory: YAML with Markdown inside, and media beside it.

``agencies.yaml`` lists agencies; every other ``*.yaml`` lists articles, each with
``key``, ``column``, ``topic``, ``zh`` and ``en`` (``title``, ``body``), and, where
wanted, ``also`` (other ways to ask), ``service`` and ``date``. ``media/`` holds files.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

import yaml
from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.content.editing import Act, Draft, approve, publish, save_draft, submit
from backend.content.markup import media_names
from backend.content.medium import keep_medium
from backend.store.content import AgencyEntry, ArticleVersion, Medium
from kiosk.domain.fault import InvalidValue
from kiosk.domain.library import Column, Topic

__all__ = ["ContentInvalid", "Source", "read_source", "take_in"]

_AGENCIES = "agencies.yaml"


class ContentInvalid(Exception):
    """A directory's content has a mistake; one line says which."""


@dataclass(frozen=True, slots=True)
class Source:
    """Everything a directory holds, read and checked for its shape.

    Attributes:
        dated: Each draft with the day it is shown from, if it says one.
    """

    dated: tuple[tuple[Draft, date | None], ...]
    agencies: tuple[dict[str, Any], ...]
    media: dict[str, Path] = field(default_factory=dict)


def read_source(directory: Path) -> Source:
    """Read a directory.

    Raises:
        ContentInvalid: a file is no YAML of the expected shape.
        OSError: it cannot be read.
    """
    drafts: list[tuple[Draft, date | None]] = []
    for file in sorted(directory.glob("*.yaml")):
        if file.name != _AGENCIES:
            drafts += [_article(file, each) for each in _items(file)]
    keys = [draft.key for draft, _ in drafts]
    twice = {key for key in keys if keys.count(key) > 1}
    if twice:
        message = f"{directory}: twice: {', '.join(sorted(twice))}"
        raise ContentInvalid(message)
    file = directory / _AGENCIES
    agencies = tuple(_items(file)) if file.exists() else ()
    media = {path.name: path for path in sorted(directory.glob("media/*.*"))}
    return Source(tuple(drafts), agencies, media)


def take_in(
    session: Session, source: Source, author: str, reviewer: str, now: datetime
) -> int:
    """Publish everything that is new or has changed; gives how many articles.

    Raises:
        ContentInvalid: an article, an agency or a medium is not allowed.
        CentreRefused: author and reviewer are the same.
    """
    acts = Act(author, now), Act(reviewer, now)
    try:
        for name, path in source.media.items():
            keep_medium(session, name, path.read_bytes(), now)
        for agency in source.agencies:
            session.merge(_agency(agency))
        session.flush()
        known = set(session.scalars(select(Medium.name)))
        return sum(
            _published(session, draft, day or now.date(), acts)
            for draft, day in source.dated
            if _has_media(draft, known)
        )
    except (InvalidValue, TypeError, ValueError) as error:
        raise ContentInvalid(str(error)) from error


def _has_media(draft: Draft, known: set[str]) -> bool:
    """Make sure that everything an article shows is there."""
    shown = media_names(draft.chinese_body) | media_names(draft.english_body)
    if shown - known:
        message = f"{draft.key}: no such medium: {', '.join(sorted(shown - known))}"
        raise ContentInvalid(message)
    return True


def _published(
    session: Session, draft: Draft, day: date, acts: tuple[Act, Act]
) -> bool:
    if _is_known(session, draft):
        return False
    by_author, by_reviewer = acts
    version = save_draft(session, draft, by_author)
    submit(session, version, by_author)
    approve(session, version, by_reviewer)
    publish(session, version, by_reviewer, min(day, by_author.at.date()))
    return True


def _is_known(session: Session, draft: Draft) -> bool:
    newest = session.scalars(
        select(ArticleVersion)
        .where(ArticleVersion.key == draft.key)
        .order_by(ArticleVersion.number.desc())
        .limit(1)
    ).one_or_none()
    names = ("chinese_title", "chinese_body", "english_title", "english_body", "also")
    return newest is not None and all(
        getattr(newest, name) == getattr(draft, name) for name in names
    )


def _items(file: Path) -> list[dict[str, Any]]:
    try:
        told = yaml.safe_load(file.read_text(encoding="utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        message = f"{file}: {str(error).splitlines()[0]}"
        raise ContentInvalid(message) from error
    if not isinstance(told, list) or not all(isinstance(each, dict) for each in told):
        message = f"{file}: not a list of entries"
        raise ContentInvalid(message)
    return told


def _article(file: Path, told: dict[str, Any]) -> tuple[Draft, date | None]:
    try:
        draft = Draft(
            key=str(told["key"]),
            column=Column(told["column"]),
            topic=Topic(told["topic"]),
            chinese_title=str(told["zh"]["title"]).strip(),
            chinese_body=str(told["zh"]["body"]).strip(),
            english_title=str(told["en"]["title"]).strip(),
            english_body=str(told["en"]["body"]).strip(),
            also="\n".join(map(str, told.get("also", []))),
            service=str(told.get("service", "")),
        )
    except (KeyError, TypeError, ValueError) as error:
        message = f"{file}: {told.get('key', '?')}: {error!r}"
        raise ContentInvalid(message) from error
    day = told.get("date")
    return draft, day if isinstance(day, date) else None


def _agency(told: dict[str, Any]) -> AgencyEntry:
    topics = [str(Topic(name)) for name in told.get("topics", [])]
    plain = {key: value for key, value in told.items() if key != "topics"}
    defaults: dict[str, Any] = {"parent": "", "community_prefix": ""}
    defaults["is_certification_point"] = False
    return AgencyEntry(**(defaults | plain), topics=" ".join(topics))
