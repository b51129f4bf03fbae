"""Departments that may look certificates up, their rights, and what they asked."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from backend.store.schema import Row
from backend.store.words import LookUpLevel
from kiosk.domain.certificate import CertificateKind

__all__ = ["Department", "DepartmentIdentity", "DepartmentLookUp", "DepartmentRight"]


class Department(Row):
    """An office outside the agency: a bank, a school, the police.

    Attributes:
        title: Its name for people.
        purposes: What it may look certificates up for, one a line.
    """

    __tablename__ = "department"

    name: Mapped[str] = mapped_column(String(63), primary_key=True)
    title: Mapped[str] = mapped_column(String(128))
    purposes: Mapped[str] = mapped_column(Text)
    registered_at: Mapped[datetime]


class DepartmentRight(Row):
    """How much a department is told of one kind of certificate."""

    __tablename__ = "department_right"

    department: Mapped[str] = mapped_column(
        ForeignKey("department.name"), primary_key=True
    )
    kind: Mapped[CertificateKind] = mapped_column(primary_key=True)
    level: Mapped[LookUpLevel]


class DepartmentIdentity(Row):
    """A client certificate that stands for a department.

    Attributes:
        fingerprint: SHA-256 of the certificate in DER, hex.
    """

    __tablename__ = "department_identity"

    fingerprint: Mapped[str] = mapped_column(String(64), primary_key=True)
    department: Mapped[str] = mapped_column(ForeignKey("department.name"), index=True)
    enrolled_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]


class DepartmentLookUp(Row):
    """One question of a department, chained to the one before; never changed.

    Attributes:
        purpose: One of the department's purposes, as it was called then.
        reference: The department's own file number.
        number: Number of the certificate that was asked for, as it was typed.
        result: The verdict, or why there was none.
        previous, chained: Hashes of the line before and of this one, hex; no two
            lines have the same one before them, so the chain cannot fork.
    """

    __tablename__ = "department_look_up"

    entry_id: Mapped[int] = mapped_column(primary_key=True)
    noted_at: Mapped[datetime]
    department: Mapped[str] = mapped_column(String(63), index=True)
    purpose: Mapped[str] = mapped_column(String(64))
    reference: Mapped[str] = mapped_column(String(64))
    number: Mapped[str] = mapped_column(String(32))
    result: Mapped[str] = mapped_column(String(64))
    previous: Mapped[str] = mapped_column(String(64), unique=True)
    chained: Mapped[str] = mapped_column(String(64), unique=True)
