"""All tables in one place: importing this module makes the schema whole."""

from __future__ import annotations

from backend.store import (
    archive,
    assignment,
    business,
    cases,
    consultation,
    content,
    departments,
    eligibility,
    enrolment,
    envelopes,
    fleet,
    insurance,
    kept_evidence,
    papers,
    people,
    portal,
    trust,
    watch,
    wechat,
)
from backend.store.schema import Row

__all__ = [
    "METADATA",
    "archive",
    "assignment",
    "business",
    "cases",
    "consultation",
    "content",
    "departments",
    "eligibility",
    "enrolment",
    "envelopes",
    "fleet",
    "insurance",
    "kept_evidence",
    "papers",
    "people",
    "portal",
    "trust",
    "watch",
    "wechat",
]

METADATA = Row.metadata
