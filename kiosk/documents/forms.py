"""Which form belongs to which facts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kiosk.documents import (
    benefit_certificate,
    contribution_record,
    employer_certificate,
    enrolment_certificate,
    no_enrolment_certificate,
    retirement_statement,
    rights_statement,
    transfer_voucher,
)
from kiosk.documents.form import Form
from kiosk.domain.certificate_facts import CertificateFacts
from kiosk.domain.facts.benefit import BenefitFacts
from kiosk.domain.facts.contribution_record import ContributionRecordFacts
from kiosk.domain.facts.employer import EmployerFacts
from kiosk.domain.facts.enrolment import EnrolmentFacts
from kiosk.domain.facts.no_enrolment import NoEnrolmentFacts
from kiosk.domain.facts.retirement import RetirementFacts
from kiosk.domain.facts.rights import RightsFacts
from kiosk.domain.facts.transfer import TransferFacts

__all__ = ["form_of"]

_FORMS: Mapping[type[CertificateFacts], Form[Any]] = {
    EnrolmentFacts: enrolment_certificate.FORM,
    ContributionRecordFacts: contribution_record.FORM,
    RightsFacts: rights_statement.FORM,
    BenefitFacts: benefit_certificate.FORM,
    TransferFacts: transfer_voucher.FORM,
    NoEnrolmentFacts: no_enrolment_certificate.FORM,
    RetirementFacts: retirement_statement.FORM,
    EmployerFacts: employer_certificate.FORM,
}


def form_of(facts: CertificateFacts) -> Form[Any]:
    """Give the form that states such facts; there is one for every type."""
    return _FORMS[type(facts)]
