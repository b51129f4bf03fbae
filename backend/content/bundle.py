"""Everything that is shown, as one signed list that terminals read without a line.

It is a list like those of signers and withdrawn papers (`kiosk.documents.signed_list`),
so that a terminal checks it against the same pinned key, and an older one never takes
the place of a newer. Media are named in it by their SHA-256 and fetched one by one.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from backend.clock import Clock
from backend.content.initials import initials
from backend.content.reading import (
    agencies,
    films_of,
    media_of,
    shown_articles,
    to_article,
)
from backend.lists.version import is_newest, next_version
from backend.store.content import AgencyEntry, ArticleEvent
from backend.store.database import Database
from backend.store.trust import PublishedList
from kiosk.documents.es256 import key_name
from kiosk.documents.signed_list import ListKind, SignedList
from kiosk.domain.wire import to_wire

__all__ = ["LibraryPress"]

_KIND: ListKind = "library"
_LIFE = timedelta(days=90)
"""A library is no proof of anything: an old one is still better than none."""


@dataclass(slots=True)
class LibraryPress:
    """Gives the newest library; used from any thread."""

    database: Database
    key: ec.EllipticCurvePrivateKey = field(repr=False)
    clock: Clock
    _seen: object = None
    _issue: SignedList | None = field(default=None, repr=False)
    _turn: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def current(self) -> SignedList:
        """Give the newest issue, made now if what is shown has changed."""
        now = self.clock()
        with self._turn:
            with self.database.reading() as session:
                seen = _mark(session, now.date())
            if self._issue is None or seen != self._seen:
                try:
                    self._issue = self._published(now)
                except IntegrityError:
                    # Another process has just published this version.
                    self._issue = self._published(now)
                self._seen = seen
            return self._issue

    def _published(self, now: datetime) -> SignedList:
        # Read first: whoever writes must not wait while all this is put together.
        with self.database.reading() as session:
            entries = tuple(_entries(session, now.date()))
        with self.database.writing() as session:
            latest = self._latest(session)
            is_newest_one = latest is not None and is_newest(session, latest)
            if latest is not None and is_newest_one and latest.entries == entries:
                return latest
            version = next_version(session, _KIND, latest)
            until = now + _LIFE
            issue = SignedList.sign(_KIND, version, now, until, entries, key=self.key)
            session.add(
                PublishedList(
                    kind=_KIND,
                    version=version,
                    issued_at=now,
                    next_update=until,
                    text=issue.text,
                )
            )
            return issue

    def _latest(self, session: Session) -> SignedList | None:
        text = session.scalar(
            select(PublishedList.text)
            .where(PublishedList.kind == _KIND)
            .order_by(PublishedList.version.desc())
            .limit(1)
        )
        public = self.key.public_key()
        anchors = {key_name(public): public}
        return SignedList.open(_KIND, text, anchors) if text else None


def _entries(session: Session, today: date) -> Iterator[dict[str, Any]]:
    for shown in shown_articles(session, today):
        version = shown.version
        media = media_of(session, f"{version.chinese_body}\n\n{version.english_body}")
        letters = initials(version.chinese_title)
        yield {"article": to_wire(to_article(shown, media, letters))}
        for film in films_of(session, media):
            yield {"film": to_wire(film)}
    for agency in agencies(session):
        yield {"agency": to_wire(agency)}


def _mark(session: Session, today: date) -> tuple[object, ...]:
    newest = session.scalar(select(func.max(ArticleEvent.event_id)))
    return today, newest, session.scalar(select(func.count(AgencyEntry.code)))
