"""Items, cases and refusals as the JSON values every door sends."""

from __future__ import annotations

from collections.abc import Sequence

from backend.cases.case import CaseView
from backend.catalogue.form import FieldTrouble, form_schema
from backend.catalogue.item import Catalogue, Item, Words

__all__ = ["case_object", "groups_object", "item_object", "troubles_object"]


def item_object(item: Item) -> dict[str, object]:
    """Give an item with its form as JSON Schema."""
    return {
        "id": item.id,
        "group": item.group,
        "name": _both(item.name),
        "audience": str(item.audience),
        "kind": str(item.kind),
        "days": item.days,
        "assurance": str(item.assurance),
        "papers": [_both(paper.name) for paper in item.papers],
        "source": item.source,
        "form": form_schema(item),
    }


def groups_object(catalogue: Catalogue) -> dict[str, object]:
    """Give the titles of the groups."""
    return {key: _both(words) for key, words in catalogue.groups.items()}


def case_object(view: CaseView) -> dict[str, object]:
    """Give a case; answers go back to who gave them, results with them."""
    return {
        "case_id": view.case_id,
        "case_number": view.case_number,
        "item": view.item,
        "name": _both(view.name),
        "state": str(view.state),
        "submitted_at": view.submitted_at.isoformat(),
        "due_on": view.due_on.isoformat() if view.due_on else None,
        "answers": dict(view.answers),
        "result": dict(view.result),
        "steps": [
            {
                "state": str(step.state),
                "noted_at": step.noted_at.isoformat(),
                "reason": step.reason,
            }
            for step in view.steps
        ],
        "effects": [
            {
                "rule": effect.rule,
                "words": _both(effect.words),
                "is_reversed": effect.reversed_at is not None,
            }
            for effect in view.effects
        ],
        "attachments": list(view.attachments),
    }


def troubles_object(troubles: Sequence[FieldTrouble]) -> list[dict[str, str]]:
    """Give troubles, each with its field and words in both languages."""
    return [
        {"field": each.field, "zh-CN": each.words.zh, "en": each.words.en}
        for each in troubles
    ]


def _both(words: Words) -> dict[str, str]:
    return {"zh-CN": words.zh, "en": words.en}
