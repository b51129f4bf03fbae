"""The root of all tables: how types become columns, how constraints are named."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from sqlalchemy import MetaData
from sqlalchemy.orm import DeclarativeBase

from backend.store.columns import Moment, MonthNumber, word
from backend.store.words import (
    ArticleDeed,
    AskedVia,
    BenefitStep,
    CardStep,
    CaseState,
    CertificationMethod,
    Channel,
    CopyStanding,
    EvidenceOutcome,
    LivenessFinding,
    LookUpLevel,
    MessageState,
    OrderState,
    PaymentType,
    QuestionDeed,
    QuestionState,
    RulingEffect,
    SignerStatus,
    SignerUse,
    StatedFact,
    TicketState,
    Verdict,
    Withdrawal,
)
from kiosk.domain.card import CardKind, Sex
from kiosk.domain.certificate import CertificateKind
from kiosk.domain.contribution import EnrolmentStatus, InsuranceKind
from kiosk.domain.deed import DeedOutcome
from kiosk.domain.library import Column, Topic
from kiosk.domain.months import Month

__all__ = ["Row"]

_WORDS = (
    ArticleDeed,
    AskedVia,
    BenefitStep,
    CardKind,
    CardStep,
    CaseState,
    CertificateKind,
    CertificationMethod,
    Channel,
    Column,
    CopyStanding,
    DeedOutcome,
    EnrolmentStatus,
    EvidenceOutcome,
    InsuranceKind,
    LivenessFinding,
    LookUpLevel,
    MessageState,
    OrderState,
    PaymentType,
    QuestionDeed,
    QuestionState,
    RulingEffect,
    Sex,
    SignerStatus,
    SignerUse,
    StatedFact,
    TicketState,
    Topic,
    Verdict,
    Withdrawal,
)


class Row(DeclarativeBase):
    """One line of a table; rows are added, what they state is never overwritten."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map: ClassVar = {
        Month: MonthNumber,
        datetime: Moment,
    } | {kind: word(kind) for kind in _WORDS}
