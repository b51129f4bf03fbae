"""The data sources the centre listens to: registered, admitted, revoked."""

from __future__ import annotations

import re
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from backend.store.eligibility import SourceIdentity
from kiosk.domain.fault import InvalidValue, Revoked

__all__ = ["admit_source", "check_source_name", "kind_of", "register", "withdraw"]

_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,31}")
_BY_FILE = "file:"


def check_source_name(name: str) -> str:
    """Give a source's name back if it can be one: small letters, digits, hyphens.

    Raises:
        InvalidValue: it cannot.
    """
    if not _NAME.fullmatch(name):
        raise InvalidValue(field="source", reason="name")
    return name


def register(
    session: Session, name: str, kind: str, now: datetime, fingerprint: str = ""
) -> None:
    """Listen to a source; without a certificate it can only hand in files.

    What was registered under the name before counts no more.
    """
    withdraw(session, name, now)
    session.add(
        SourceIdentity(
            fingerprint=fingerprint or f"{_BY_FILE}{name}@{now.timestamp():.6f}",
            source=check_source_name(name),
            kind=kind,
            enrolled_at=now,
        )
    )


def admit_source(session: Session, fingerprint: str) -> str:
    """Tell the name of the source that holds a certificate.

    Raises:
        Revoked: the certificate was withdrawn, or is none of a source.
    """
    identity = session.get(SourceIdentity, fingerprint)
    if identity is None or identity.revoked_at is not None:
        raise Revoked
    return identity.source


def kind_of(session: Session, name: str) -> str:
    """Tell what kind of source a name stands for.

    Raises:
        InvalidValue: no such source is registered.
    """
    asked = select(SourceIdentity.kind).where(
        SourceIdentity.source == name, SourceIdentity.revoked_at.is_(None)
    )
    kind = session.scalar(asked)
    if kind is None:
        raise InvalidValue(field="source", reason="not registered")
    return kind


def withdraw(session: Session, name: str, now: datetime) -> int:
    """Listen to a source no more; gives how many identities that ended."""
    living = select(SourceIdentity.fingerprint).where(
        SourceIdentity.source == name, SourceIdentity.revoked_at.is_(None)
    )
    found = session.scalars(living).all()
    session.execute(
        update(SourceIdentity)
        .where(SourceIdentity.fingerprint.in_(found))
        .values(revoked_at=now)
    )
    return len(found)
