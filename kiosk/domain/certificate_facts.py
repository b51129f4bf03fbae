"""The facts of each kind of certificate, and what all kinds have in common."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import TypeVar

from kiosk.domain.certificate import CertificateKind
from kiosk.domain.contribution import InsuranceKind
from kiosk.domain.facts.benefit import BenefitFacts
from kiosk.domain.facts.contribution_record import ContributionRecordFacts
from kiosk.domain.facts.employer import EmployerFacts, StaffMember
from kiosk.domain.facts.enrolment import EnrolmentFacts
from kiosk.domain.facts.holder import Holder
from kiosk.domain.facts.no_enrolment import NoEnrolmentFacts
from kiosk.domain.facts.retirement import RetirementFacts
from kiosk.domain.facts.rights import RightsFacts
from kiosk.domain.facts.transfer import TransferFacts
from kiosk.domain.identifier import mask_name, mask_number

__all__ = ["FACTS_OF", "CertificateFacts", "id_end", "masked", "months_paid", "subject"]

CertificateFacts = (
    EnrolmentFacts
    | ContributionRecordFacts
    | RightsFacts
    | BenefitFacts
    | TransferFacts
    | NoEnrolmentFacts
    | RetirementFacts
    | EmployerFacts
)

FACTS_OF: Mapping[CertificateKind, type[CertificateFacts]] = MappingProxyType(
    {
        CertificateKind.ENROLMENT: EnrolmentFacts,
        CertificateKind.CONTRIBUTION_RECORD: ContributionRecordFacts,
        CertificateKind.RIGHTS_STATEMENT: RightsFacts,
        CertificateKind.BENEFIT: BenefitFacts,
        CertificateKind.TRANSFER_VOUCHER: TransferFacts,
        CertificateKind.NO_ENROLMENT: NoEnrolmentFacts,
        CertificateKind.RETIREMENT: RetirementFacts,
        CertificateKind.EMPLOYER: EmployerFacts,
    }
)
"""The type of facts that each kind states."""

Stated = TypeVar("Stated", bound=CertificateFacts)

_KEPT = 4
_LONGEST_NAME = 15
_NAME_START, _NAME_END = 8, 6


def masked(facts: Stated) -> Stated:
    """Give the same facts for a preview, with names and numbers hidden in part."""
    if isinstance(facts, EmployerFacts):
        return replace(facts, staff=tuple(_hidden(each) for each in facts.staff))
    return _hidden(facts)


def subject(facts: CertificateFacts) -> str:
    """Name who the paper is about as a QR code may tell it.

    A person's name has its middle hidden; an employer's is public, but a long one
    is shortened in its middle.
    """
    if not isinstance(facts, EmployerFacts):
        return mask_name(facts.name)
    if len(facts.name) <= _LONGEST_NAME:
        return facts.name
    return f"{facts.name[:_NAME_START]}…{facts.name[-_NAME_END:]}"


def id_end(facts: CertificateFacts) -> str:
    """Give the last four characters of the number of who the paper is about."""
    if isinstance(facts, EmployerFacts):
        return facts.credit_code[-_KEPT:]
    return facts.citizen_number[-_KEPT:]


def months_paid(facts: CertificateFacts) -> dict[str, int]:
    """Count the months paid of each kind that a paper states, by the kind's code."""
    if isinstance(facts, EnrolmentFacts | RightsFacts):
        return {str(line.kind): line.months_paid for line in facts.enrolments}
    if isinstance(facts, TransferFacts):
        return {str(InsuranceKind.PENSION): facts.months}
    if isinstance(facts, RetirementFacts):
        return {str(InsuranceKind.PENSION): facts.paid_months}
    if isinstance(facts, ContributionRecordFacts):
        return _distinct(facts)
    return {}


def _distinct(facts: ContributionRecordFacts) -> dict[str, int]:
    """Count a month once, from however many employers it came."""
    arrived = {(each.kind, each.period) for each in facts.months if each.is_arrived}
    kinds = [str(kind) for kind, _ in sorted(arrived)]
    return {kind: kinds.count(kind) for kind in dict.fromkeys(kinds)}


Named = TypeVar("Named", bound=StaffMember | Holder)


def _hidden(named: Named) -> Named:
    number = mask_number(named.citizen_number)
    return replace(named, name=mask_name(named.name), citizen_number=number)
