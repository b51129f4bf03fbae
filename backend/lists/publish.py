"""Publishing the lists: a new version whenever they say something new, or age."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from backend.clock import Clock
from backend.lists.signers import signer_entries
from backend.lists.version import is_newest, next_version
from backend.lists.withdrawn import denied_entries
from backend.store.database import Database
from backend.store.papers import CopyEvent
from backend.store.trust import (
    CertificateWithdrawal,
    PublishedList,
    SignerEntry,
    SignerEvent,
)
from kiosk.documents.es256 import key_name
from kiosk.documents.signed_list import ListKind, SignedList
from kiosk.documents.trust import Trust

__all__ = ["Publisher"]

_LIFE: Mapping[ListKind, timedelta] = MappingProxyType(
    {"signers": timedelta(days=30), "denied": timedelta(days=7)}
)
"""How long verifiers may go on without a newer issue."""

_CLOCK_SLACK = timedelta(hours=1)


@dataclass(slots=True)
class Publisher:
    """Gives the lists as they stand; used from any thread."""

    database: Database
    key: ec.EllipticCurvePrivateKey = field(repr=False)
    clock: Clock
    _seen: object = None
    _lists: dict[ListKind, SignedList] = field(default_factory=dict, repr=False)
    _turn: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def current(self, kind: ListKind) -> SignedList:
        """Give a list's newest issue, made now if what it says has changed."""
        with self._turn:
            self._refresh()
            return self._lists[kind]

    def trust(self) -> Trust:
        """Give what the centre itself believes, as of now."""
        with self._turn:
            self._refresh()
            lists = self._lists["signers"], self._lists["denied"]
        return Trust(frozenset(), (), {}).with_lists(*lists).whatever_age()

    def _refresh(self) -> None:
        now = self.clock()
        with self.database.reading() as session:
            seen = _mark(session), now.date()
        if seen == self._seen and not self._is_due(now):
            return
        for kind in _LIFE:
            try:
                self._lists[kind] = self._published(kind, now)
            except IntegrityError:
                # Another process has just published this version.
                self._lists[kind] = self._published(kind, now)
        self._seen = seen

    def _is_due(self, now: datetime) -> bool:
        return any(_half_over(each, now) for each in self._lists.values())

    def _published(self, kind: ListKind, now: datetime) -> SignedList:
        with self.database.writing() as session:
            entries = _entries(session, kind, now)
            latest = self._latest(session, kind)
            is_good = latest is not None and not _half_over(latest, now)
            is_same = latest is not None and list(latest.entries) == entries
            if latest and is_good and is_same and is_newest(session, latest):
                return latest
            version = next_version(session, kind, latest)
            issue = SignedList.sign(
                kind, version, now, now + _LIFE[kind], tuple(entries), key=self.key
            )
            session.add(
                PublishedList(
                    kind=kind,
                    version=version,
                    issued_at=now,
                    next_update=issue.next_update,
                    text=issue.text,
                )
            )
            return issue

    def _latest(self, session: Session, kind: ListKind) -> SignedList | None:
        newest = PublishedList.version.desc()
        text = session.scalar(
            select(PublishedList.text)
            .where(PublishedList.kind == kind)
            .order_by(newest)
            .limit(1)
        )
        public = self.key.public_key()
        return SignedList.open(kind, text, {key_name(public): public}) if text else None


def _entries(session: Session, kind: ListKind, now: datetime) -> list[dict[str, Any]]:
    if kind == "signers":
        return signer_entries(session)
    return denied_entries(session, now.date())


def _half_over(issue: SignedList, now: datetime) -> bool:
    """Whether a list's successor is due: at half its life, or dated ahead of us.

    Verifiers believe none from the future; signed while our clock was ahead it
    would keep every terminal from printing until that day has come.
    """
    age = now - issue.issued
    return not -_CLOCK_SLACK <= age < _LIFE[issue.kind] / 2


def _mark(session: Session) -> tuple[int, ...]:
    """Say in a few numbers whether anything was added; nothing is ever taken away."""
    last = (
        func.max(CopyEvent.event_id),
        func.max(SignerEvent.event_id),
        func.count(CertificateWithdrawal.number),
        func.count(SignerEntry.kid),
    )
    return tuple(session.scalar(select(each)) or 0 for each in last)
