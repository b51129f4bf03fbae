"""Departments the centre knows: their rights, their purposes, their certificates."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from backend.access.terminals import check_name
from backend.store.departments import (
    Department,
    DepartmentIdentity,
    DepartmentRight,
)
from backend.store.words import LookUpLevel
from kiosk.domain.certificate import CertificateKind
from kiosk.domain.fault import CentreRefused, InvalidValue, Revoked

__all__ = ["Visitor", "admit", "known", "register", "revoke"]

_LONGEST_PURPOSE = 64
_LONGEST_TITLE = 128


@dataclass(frozen=True, slots=True)
class Visitor:
    """A department that has shown its certificate.

    Attributes:
        rights: How much it is told, for each kind it may look up at all.
    """

    name: str
    title: str
    purposes: tuple[str, ...]
    rights: Mapping[CertificateKind, LookUpLevel]


def register(  # noqa: PLR0913 - a registration's own parts
    session: Session,
    name: str,
    *,
    title: str,
    purposes: Sequence[str],
    rights: Mapping[CertificateKind, LookUpLevel],
    fingerprint: str,
    now: datetime,
) -> None:
    """Let a certificate in for a department; what was agreed before is replaced.

    Raises:
        InvalidValue: a name that cannot be one, no title, purpose or right.
        CentreRefused: the certificate stands for another department.
    """
    check_name(name)
    _check(title, purposes, rights)
    other = session.get(DepartmentIdentity, fingerprint)
    if other is not None:
        raise CentreRefused(reason="certificate-known")
    revoke(session, name, now)
    session.merge(
        Department(
            name=name, title=title, purposes="\n".join(purposes), registered_at=now
        )
    )
    session.flush()
    session.execute(delete(DepartmentRight).where(DepartmentRight.department == name))
    session.add_all(
        DepartmentRight(department=name, kind=kind, level=level)
        for kind, level in rights.items()
    )
    session.add(
        DepartmentIdentity(fingerprint=fingerprint, department=name, enrolled_at=now)
    )


def admit(session: Session, fingerprint: str) -> Visitor:
    """Tell which department holds a certificate, and what it may do.

    Raises:
        Revoked: the certificate was withdrawn, or is none of a department.
    """
    identity = session.get(DepartmentIdentity, fingerprint)
    if identity is None or identity.revoked_at is not None:
        raise Revoked
    return _visitor(session, session.get_one(Department, identity.department))


def known(session: Session) -> list[tuple[Visitor, bool]]:
    """List all departments, with whether they may come in."""
    living = select(DepartmentIdentity.department).where(
        DepartmentIdentity.revoked_at.is_(None)
    )
    admitted = set(session.scalars(living))
    every = session.scalars(select(Department).order_by(Department.name))
    return [(_visitor(session, each), each.name in admitted) for each in every]


def revoke(session: Session, name: str, now: datetime) -> int:
    """Shut a department out at once; gives how many certificates that ended."""
    living = select(DepartmentIdentity.fingerprint).where(
        DepartmentIdentity.department == name, DepartmentIdentity.revoked_at.is_(None)
    )
    found = session.scalars(living).all()
    session.execute(
        update(DepartmentIdentity)
        .where(DepartmentIdentity.fingerprint.in_(found))
        .values(revoked_at=now)
    )
    return len(found)


def _visitor(session: Session, department: Department) -> Visitor:
    wanted = select(DepartmentRight).where(
        DepartmentRight.department == department.name
    )
    return Visitor(
        name=department.name,
        title=department.title,
        purposes=tuple(department.purposes.split("\n")),
        rights={right.kind: right.level for right in session.scalars(wanted)},
    )


def _check(
    title: str,
    purposes: Sequence[str],
    rights: Mapping[CertificateKind, LookUpLevel],
) -> None:
    if not 0 < len(title.strip()) <= _LONGEST_TITLE:
        raise InvalidValue(field="title", reason="length")
    is_good = all(
        0 < len(each.strip()) <= _LONGEST_PURPOSE and each.isprintable()
        for each in purposes
    )
    if not purposes or not is_good:
        raise InvalidValue(field="purpose", reason="length")
    if not rights:
        raise InvalidValue(field="right", reason="none")
