"""What one business item is: words, form, rules, papers and time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

__all__ = [
    "Assurance",
    "Audience",
    "Catalogue",
    "Door",
    "FormField",
    "Item",
    "ItemKind",
    "Paper",
    "Picker",
    "RuleCall",
    "Term",
    "Words",
]


@dataclass(frozen=True, slots=True)
class Words:
    """A text in both languages."""

    zh: str
    en: str

    def told(self, language: str) -> str:
        """Give the text in a language; Chinese where it is not English."""
        return self.en if language == "en" else self.zh


class Audience(StrEnum):
    """Who may use an item."""

    INDIVIDUAL = "individual"
    EMPLOYER = "employer"
    ANYBODY = "anybody"


class Assurance(StrEnum):
    """How sure we must be who asks."""

    NONE = "none"
    FACE = "face"
    CARD = "card"
    CARD_AND_FACE = "card-and-face"
    OPERATOR = "operator"


class Door(StrEnum):
    """Where an item is offered."""

    TERMINAL = "terminal"
    PORTAL = "portal"
    API = "api"


class ItemKind(StrEnum):
    """How an item is decided (即办, 受理审核, 查询, 打印)."""

    INSTANT = "instant"
    REVIEWED = "reviewed"
    QUERY = "query"
    PRINT = "print"


class Picker(StrEnum):
    """How a screen asks for a field."""

    TEXT = "text"
    CODE = "code"
    NUMBER_PAD = "number-pad"
    MONEY = "money"
    MONTH = "month"
    YEAR = "year"
    DATE = "date"
    CHOICE = "choice"
    CHOICES = "choices"
    PERSON = "person"
    PAPER = "paper"


@dataclass(frozen=True, slots=True)
class FormField:
    """One field that forms are made of.

    Attributes:
        schema: JSON Schema of its value, draft 2020-12.
        choices: Words for each value that can be chosen.
    """

    key: str
    label: Words
    help: Words
    picker: Picker
    schema: Mapping[str, object]
    choices: Mapping[str, Words] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Term:
    """A rule of the vocabulary: its name, its arguments, and what it says."""

    name: str
    takes: frozenset[str]
    words: Words


@dataclass(frozen=True, slots=True)
class RuleCall:
    """A rule as an item names it, e.g. ``draws(benefit=basic-pension)``."""

    name: str
    arguments: Mapping[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        """Write it as the file has it."""
        told = ",".join(f"{name}={value}" for name, value in self.arguments.items())
        return f"{self.name}({told})" if told else self.name


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper that is wanted, and the law that allows to want it.

    Source: 社会保险经办条例 art. 31, nothing but the identity document may be
    asked for unless a law or State Council decision says so.
    """

    name: Words
    source: str


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that residents or employers can have done.

    Attributes:
        days: Working days until it is decided; 0 for at once.
        form: Fields in the order in which they are asked, each with whether it
            must be filled.
    """

    id: str
    group: str
    name: Words
    audience: Audience
    kind: ItemKind
    days: int
    assurance: Assurance
    doors: frozenset[Door]
    form: tuple[tuple[FormField, bool], ...]
    requires: tuple[RuleCall, ...]
    effects: tuple[RuleCall, ...]
    papers: tuple[Paper, ...]
    source: str


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All items by id, in order, and the vocabulary they are written in."""

    items: Mapping[str, Item]
    groups: Mapping[str, Words]
    preconditions: Mapping[str, Term]
    effects: Mapping[str, Term]

    def offered_at(self, door: Door) -> tuple[Item, ...]:
        """Give what is offered at a door, in order."""
        return tuple(item for item in self.items.values() if door in item.doors)
