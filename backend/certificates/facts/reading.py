"""The reader of each kind, and how long a kind may be verified."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from types import MappingProxyType

from sqlalchemy.orm import Session

from backend.certificates.facts.benefit import benefit_facts
from backend.certificates.facts.contribution_record import contribution_record_facts
from backend.certificates.facts.employer import employer_facts
from backend.certificates.facts.no_enrolment import no_enrolment_facts
from backend.certificates.facts.retirement import retirement_facts
from backend.certificates.facts.rights import rights_facts
from backend.certificates.facts.transfer import transfer_facts
from backend.records.enrolment import enrolment_facts
from backend.store.people import Person
from kiosk.domain.certificate import WHOLE, CertificateKind, PaperScope
from kiosk.domain.certificate_facts import CertificateFacts

__all__ = ["VALID_MONTHS", "read_facts"]

_Reader = Callable[[Session, Person, date], CertificateFacts]
_ScopedReader = Callable[[Session, Person, date, PaperScope], CertificateFacts]

_READERS: Mapping[CertificateKind, _Reader] = MappingProxyType(
    {
        CertificateKind.ENROLMENT: enrolment_facts,
        CertificateKind.BENEFIT: benefit_facts,
        CertificateKind.TRANSFER_VOUCHER: transfer_facts,
        CertificateKind.NO_ENROLMENT: no_enrolment_facts,
        CertificateKind.RETIREMENT: retirement_facts,
        CertificateKind.EMPLOYER: employer_facts,
    }
)

_SCOPED_READERS: Mapping[CertificateKind, _ScopedReader] = MappingProxyType(
    {
        CertificateKind.CONTRIBUTION_RECORD: contribution_record_facts,
        CertificateKind.RIGHTS_STATEMENT: rights_facts,
    }
)

_USUAL, _SHORT, _LONG = 3, 1, 12
VALID_MONTHS: Mapping[CertificateKind, int] = MappingProxyType(
    dict.fromkeys(CertificateKind, _USUAL)
    | {
        CertificateKind.NO_ENROLMENT: _SHORT,
        CertificateKind.TRANSFER_VOUCHER: _LONG,
        CertificateKind.RETIREMENT: _LONG,
    }
)
"""Months a copy may be verified: three as usual; one where nothing is stated but
that nothing is there, which any booking makes untrue."""


def read_facts(
    kind: CertificateKind,
    session: Session,
    person: Person,
    today: date,
    scope: PaperScope = WHOLE,
) -> CertificateFacts:
    """Gather what a kind states about a person as of a day.

    Only records and statements of months can be narrowed; others are whole always.

    Raises:
        NoRecord: there is nothing of that kind to state; the reason says why.
    """
    if kind in _SCOPED_READERS:
        return _SCOPED_READERS[kind](session, person, today, scope)
    return _READERS[kind](session, person, today)
