"""The fleet's limits and watching rules, read from a file once and checked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

from backend.fleet.fact import FACTS
from backend.home import HomeInvalid
from kiosk.domain.fault import InvalidValue
from kiosk.domain.gate import GateRule
from kiosk.domain.wire import from_wire

__all__ = ["FleetRules", "TicketRule", "load_rules"]

_OURS = Path(__file__).with_name("rules.yaml")
_SEVERITIES = ("soon", "late")


@dataclass(frozen=True, slots=True)
class TicketRule:
    """Opens a ticket while a fact is past a value.

    Attributes:
        stays: Only a person closes it.
    """

    key: str
    fact: str
    severity: str
    above: float | None = None
    below: float | None = None
    stays: bool = False

    def applies(self, value: float) -> bool:
        """Whether the fact is past the value."""
        is_above = self.above is not None and value > self.above
        return is_above or (self.below is not None and value < self.below)


@dataclass(frozen=True, slots=True)
class FleetRules:
    """What holds for every terminal of the city."""

    gates: tuple[GateRule, ...]
    tickets: tuple[TicketRule, ...]
    beat_seconds: float = 60.0


def load_rules(own: Path) -> FleetRules:
    """Read the city's own file, or ours where there is none.

    Raises:
        HomeInvalid: the file has a mistake; one line says which.
    """
    path = own if own.is_file() else _OURS
    try:
        rules = from_wire(FleetRules, yaml.safe_load(path.read_text("utf-8")))
    except (InvalidValue, yaml.YAMLError, OSError) as error:
        # YAML tells a mistake over several lines.
        message = f"{path}: {' '.join(str(error).split())}"
        raise HomeInvalid(message) from error
    _check(path, rules.tickets)
    return rules


def _check(path: Path, rules: Sequence[TicketRule]) -> None:
    for rule in rules:
        is_known = rule.fact in FACTS and rule.severity in _SEVERITIES
        if not is_known or (rule.above is None) == (rule.below is None):
            message = f"{path}: ticket rule {rule.key} is not complete"
            raise HomeInvalid(message)
