"""Certificates of employers' operators: who holds one, and which count no more."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from backend.access.identity import OperatorAuthority, fingerprint_of
from backend.home import Home, HomeInvalid, write_private
from backend.store.portal import OperatorIdentity

__all__ = ["enrol_operator", "operator_authority", "revoke_operator"]


def operator_authority(home: Home) -> OperatorAuthority:
    """Give the authority; a centre made before there were operators makes it.

    Raises:
        HomeInvalid: its files are damaged.
    """
    try:
        if not (home.operators / "key.pem").exists():
            return OperatorAuthority.create(home.operators)
        return OperatorAuthority.load(home.operators)
    except (OSError, ValueError, TypeError) as error:
        message = f"{home.operators}: the operators' authority is unreadable"
        raise HomeInvalid(message) from error


def enrol_operator(
    home: Home, session: Session, person: int, out: Path, now: datetime
) -> None:
    """Write a key and certificate for somebody; one given before counts no more.

    For which employers they may act is told by the records alone.

    Raises:
        HomeInvalid: the authority is unreadable.
        OSError: the directory cannot be written.
    """
    identity = operator_authority(home).operator(str(person))
    identity.write(out)
    write_private(
        out / "authority.pem", (home.machines / "certificate.pem").read_bytes()
    )
    revoke_operator(session, person, now)
    session.add(
        OperatorIdentity(
            fingerprint=fingerprint_of(identity.certificate),
            personal_number=person,
            enrolled_at=now,
        )
    )


def revoke_operator(session: Session, person: int, now: datetime) -> int:
    """Believe none of somebody's certificates any more; gives how many there were."""
    living = select(OperatorIdentity.fingerprint).where(
        OperatorIdentity.personal_number == person,
        OperatorIdentity.revoked_at.is_(None),
    )
    found = session.scalars(living).all()
    session.execute(
        update(OperatorIdentity)
        .where(OperatorIdentity.fingerprint.in_(found))
        .values(revoked_at=now)
    )
    return len(found)
