"""What a registered data source may ask of the centre: to note what it states."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from backend.access.sources import kind_of
from backend.centre import Centre
from backend.eligibility.evidence import Statement, read_statement
from backend.eligibility.intake import BATCH, REUSED, EvidenceIntake
from backend.eligibility.rule import SourceRule
from backend.eligibility.rulebook import city_rules
from kiosk.domain.fault import CentreRefused, InvalidValue

__all__ = ["certification_evidence"]


def certification_evidence(centre: Centre, source: str, request: object) -> object:
    """Take in at most `BATCH` statements and answer each, in the same order.

    A source learns whether a line was taken, never whom it fitted: that somebody
    draws a pension is not told to a hospital.
    """
    rows = request.get("rows") if isinstance(request, dict) else None
    if not isinstance(rows, list) or len(rows) > BATCH:
        raise InvalidValue(field="rows", reason="list")
    rules = city_rules()
    with centre.database.reading() as session:
        kind = rules.sources.get(kind_of(session, source))
    if kind is None:
        raise CentreRefused(reason="no-rule-for-source")
    now = centre.clock()
    read = [_read(row, kind, now.date()) for row in rows]
    statements = [each for each in read if isinstance(each, Statement)]
    intake = EvidenceIntake(centre.database, rules, source, kind, now)
    outcomes = iter(intake.take(statements) if statements else ())
    return {
        "answers": [
            _taken(each.row_id, next(outcomes)) if isinstance(each, Statement) else each
            for each in read
        ]
    }


def _read(row: object, kind: SourceRule, today: date) -> Statement | dict[str, str]:
    if not isinstance(row, Mapping):
        return _refused("", "row")
    try:
        return read_statement(row, kind, today)
    except InvalidValue as fault:
        named = row.get("row_id")
        return _refused(
            named if isinstance(named, str) else "", str(fault.facts["field"])
        )


def _taken(row_id: str, outcome: str) -> dict[str, str]:
    if outcome == REUSED:
        return _refused(row_id, REUSED)
    return {"row_id": row_id, "outcome": "taken", "reason": ""}


def _refused(row_id: str, reason: str) -> dict[str, str]:
    return {"row_id": row_id, "outcome": "refused", "reason": reason}
