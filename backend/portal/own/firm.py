"""The employers somebody may act for today."""

from __future__ import annotations

from datetime import date

from sqlalchemy import or_, select

from backend.portal.own.frame import Firm, Visit
from backend.store.insurance import Employer, EmployerOperator

__all__ = ["firms_of"]


def firms_of(visit: Visit) -> list[Firm]:
    """Give the employers of whoever is signed in, by name, each with the rights."""
    with visit.reading() as session:
        found = session.execute(
            select(Employer, EmployerOperator.rights)
            .join(EmployerOperator)
            .where(
                EmployerOperator.personal_number == visit.me.personal_number,
                EmployerOperator.since <= _today(visit),
                or_(
                    EmployerOperator.until.is_(None),
                    EmployerOperator.until > _today(visit),
                ),
            )
            .order_by(Employer.name, EmployerOperator.since)
        )
        firms = {
            employer.employer_number: Firm(
                employer.employer_number,
                employer.name,
                employer.credit_code,
                frozenset(filter(None, rights.split(","))),
            )
            for employer, rights in found
        }
    return list(firms.values())


def _today(visit: Visit) -> date:
    return visit.now.date()
