"""Rules by name: what the catalogue's vocabulary names, bound to functions here.

A precondition tells whether it holds; where it does not, the case is refused with
the vocabulary's words at the field it is about. An effect books through the ledger
and says what it did. Every module under `backend.cases.rules` is discovered.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache

from backend.cases.case import WHOLE
from backend.cases.matter import Matter, RuleBroken
from backend.catalogue.form import FieldTrouble
from backend.catalogue.item import Catalogue, Item, RuleCall, Words

__all__ = [
    "Rule",
    "bound_rules",
    "carry_out",
    "causes",
    "requires",
    "troubles_in",
    "unbound",
]

Precondition = Callable[..., bool]
Effect = Callable[..., Words]


@dataclass(frozen=True, slots=True)
class Rule:
    """A function under the vocabulary's name, with the law it follows.

    Attributes:
        field: Field a broken rule is told at, unless its argument names one.
    """

    name: str
    source: str
    call: Callable[..., object]
    field: str = WHOLE


_PRECONDITIONS: dict[str, Rule] = {}
_EFFECTS: dict[str, Rule] = {}


def requires(
    name: str, source: str, field: str = WHOLE
) -> Callable[[Precondition], Precondition]:
    """Bind a precondition; it takes the matter and the vocabulary's arguments."""

    def bind(function: Precondition) -> Precondition:
        _PRECONDITIONS[name] = Rule(name, source, function, field)
        return function

    return bind


def causes(name: str, source: str) -> Callable[[Effect], Effect]:
    """Bind an effect; it gives what it did in both languages."""

    def bind(function: Effect) -> Effect:
        _EFFECTS[name] = Rule(name, source, function)
        return function

    return bind


@cache
def bound_rules() -> tuple[dict[str, Rule], dict[str, Rule]]:
    """Give preconditions and effects by name, every theme imported."""
    package = importlib.import_module("backend.cases.rules")
    for module in pkgutil.iter_modules(package.__path__):
        importlib.import_module(f"{package.__name__}.{module.name}")
    return _PRECONDITIONS, _EFFECTS


def unbound(item: Item) -> tuple[str, ...]:
    """Name the rules of an item that no function stands behind; empty when whole."""
    preconditions, effects = bound_rules()
    wanted = [(call.name, preconditions) for call in item.requires]
    wanted += [(call.name, effects) for call in item.effects]
    return tuple(name for name, bound in wanted if name not in bound)


def troubles_in(matter: Matter, catalogue: Catalogue) -> Iterator[FieldTrouble]:
    """Tell the preconditions that do not hold, at most one for each field.

    After a trouble with the case as a whole the rest would only repeat it.
    """
    preconditions, _ = bound_rules()
    told: set[str] = set()
    for call in matter.item.requires:
        words = catalogue.preconditions[call.name].words
        trouble = _trouble(preconditions[call.name], call, matter, words)
        if trouble is None or trouble.field in told:
            continue
        told.add(trouble.field)
        yield trouble
        if trouble.field == WHOLE:
            return


def _trouble(
    rule: Rule, call: RuleCall, matter: Matter, words: Words
) -> FieldTrouble | None:
    told_at = call.arguments.get("field", rule.field)
    if told_at not in {field.key for field, _ in matter.item.form}:
        told_at = WHOLE
    try:
        holds = rule.call(matter, **_arguments(call))
    except RuleBroken as broken:
        return FieldTrouble(broken.field, broken.words)
    return None if holds else FieldTrouble(told_at, words)


def carry_out(matter: Matter) -> Iterator[tuple[str, Words, list[list[object]]]]:
    """Do every effect in order; gives its rule, what it did, and what it booked.

    Raises:
        RuleBroken: an effect cannot be done; the caller rolls everything back.
    """
    _, effects = bound_rules()
    for call in matter.item.effects:
        start = len(matter.ledger.booked)
        words = effects[call.name].call(matter, **_arguments(call))
        if not isinstance(words, Words):
            message = f"{call.name} does not say what it did"
            raise TypeError(message)
        yield str(call), words, matter.ledger.booked[start:]


def _arguments(call: RuleCall) -> dict[str, str]:
    return {name.replace("-", "_"): value for name, value in call.arguments.items()}
