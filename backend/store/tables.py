"""All tables in one place: importing this module makes the schema whole."""

from __future__ import annotations

from backend.store import eligibility, fleet, insurance, papers, people
from backend.store.schema import Row

__all__ = ["METADATA", "eligibility", "fleet", "insurance", "papers", "people"]

METADATA = Row.metadata
