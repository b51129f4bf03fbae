"""Spans of deeds: when the centre took in what a visit had left in the outbox."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from kiosk.domain.deed import DeedAnswer, DeedKind
from kiosk.domain.trace import Span, Tracer

__all__ = ["begin_spans", "end_spans"]

_KINDS = frozenset(map(str, DeedKind))


def begin_spans(tracer: Tracer, request: object, now: datetime) -> Mapping[str, Span]:
    """Begin a span for each deed that tells of its visit; beside it ``traces`` may.

    Facts are the deed's kind and the seconds it waited, by the terminal's clock.
    """
    told = request.get("traces") if isinstance(request, dict) else None
    if not isinstance(told, dict):
        return {}
    return {
        deed_id: tracer.follow(str(told[deed_id]), "deed", _facts(item, now))
        for deed_id, item in _deeds(request)
        if deed_id in told
    }


def end_spans(spans: Mapping[str, Span], answers: Sequence[DeedAnswer]) -> None:
    """Tell what became of each."""
    for answer in answers:
        if answer.id in spans:
            spans[answer.id].note(
                {"outcome": str(answer.outcome), "reason": answer.reason}
            )
            spans[answer.id].end()


def _deeds(request: object) -> Iterator[tuple[str, Mapping[str, object]]]:
    items = request.get("deeds") if isinstance(request, dict) else None
    for item in items if isinstance(items, list) else ():
        stated = item.get("id") if isinstance(item, dict) else None
        if isinstance(stated, str):
            yield stated, item


def _facts(item: Mapping[str, object], now: datetime) -> dict[str, str | float]:
    kind = item.get("kind")
    facts: dict[str, str | float] = {"kind": kind if kind in _KINDS else "unknown"}
    try:
        waited = now - datetime.fromisoformat(str(item.get("made_at")))
        facts["waited_seconds"] = round(waited.total_seconds(), 3)
    except (ValueError, TypeError):
        pass
    return facts
