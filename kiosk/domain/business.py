"""Business items as a terminal shows them, and what comes back for a filled form."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from kiosk.domain.card import CardKind
from kiosk.domain.certificate import WHOLE, PaperScope
from kiosk.domain.fault import InvalidValue
from kiosk.domain.resident import Subject
from kiosk.domain.staff import IdentifiedBy
from kiosk.domain.staff_proof import StaffProof
from kiosk.domain.wire import from_wire, to_wire

__all__ = [
    "LIFE_CERTIFICATION_ITEM",
    "AnswerTable",
    "BusinessItem",
    "BusinessList",
    "CaseOutcome",
    "CaseWish",
    "FormQuestion",
    "Holder",
    "Option",
    "Trouble",
    "WordsOf",
]

LIFE_CERTIFICATION_ITEM = "PB-14"
"""The one item that wants a camera; every door leads to its own way of doing it."""

_CHINESE, _ENGLISH = "zh-CN", "en"
_LONGEST_TEXT = 200
"""Characters of a free text where the form names no other number."""


@dataclass(frozen=True, slots=True)
class WordsOf:
    """A text the centre tells in both languages."""

    chinese: str
    english: str

    def told(self, language: str) -> str:
        """Give the text in a language; Chinese where it is not English."""
        return self.english if language == _ENGLISH else self.chinese

    @classmethod
    def read(cls, told: object) -> WordsOf:
        """Read a text, or both of them; a plain text is the same in both.

        Raises:
            InvalidValue: another shape.
        """
        if isinstance(told, str):
            return cls(told, told)
        if not isinstance(told, Mapping):
            raise InvalidValue(field="words", reason="shape")
        return cls(str(told[_CHINESE]), str(told[_ENGLISH]))


@dataclass(frozen=True, slots=True)
class Option:
    """Something that can be chosen; the value is what is submitted."""

    value: str | int
    words: WordsOf


@dataclass(frozen=True, slots=True)
class FormQuestion:
    """One field of a form.

    Attributes:
        picker: How to ask, as the catalogue says.
        options: What can be chosen; for free text, what is usually said.
        is_needed: Whether it must be answered.
        most: Characters a text may have.
        takes_several: Whether its answer is a list, as of several pages.
    """

    key: str
    label: WordsOf
    help: WordsOf
    picker: str
    options: tuple[Option, ...] = ()
    is_needed: bool = True
    most: int = _LONGEST_TEXT
    takes_several: bool = False


@dataclass(frozen=True, slots=True)
class BusinessItem:
    """One thing that can be done here.

    Attributes:
        kind: ``instant``, ``reviewed``, ``query`` or ``print``.
        needs_holder: Whether it must be known who asks.
        papers: What else is wanted, by name.
    """

    id: str
    group: str
    name: WordsOf
    kind: str
    needs_holder: bool
    questions: tuple[FormQuestion, ...]
    papers: tuple[WordsOf, ...] = ()

    @classmethod
    def read(cls, told: Mapping[str, Any]) -> BusinessItem:
        """Read an item as the centre tells it."""
        form = told["form"]
        needed = set(form["required"])
        return cls(
            id=str(told["id"]),
            group=str(told["group"]),
            name=WordsOf.read(told["name"]),
            kind=str(told["kind"]),
            needs_holder=told["assurance"] != "none",
            questions=tuple(
                _question(key, form["properties"][key], is_needed=key in needed)
                for key in form["x-order"]
            ),
            papers=tuple(WordsOf.read(paper) for paper in told.get("papers", ())),
        )


@dataclass(frozen=True, slots=True)
class BusinessList:
    """What is offered at this terminal, in order, under its groups' titles."""

    groups: Mapping[str, WordsOf]
    items: tuple[BusinessItem, ...]

    @classmethod
    def read(cls, told: Mapping[str, Any]) -> BusinessList:
        """Read the list as the centre tells it.

        Raises:
            InvalidValue: it is in another shape.
        """
        try:
            groups = told["groups"].items()
            return cls(
                {str(key): WordsOf.read(words) for key, words in groups},
                tuple(BusinessItem.read(item) for item in told["items"]),
            )
        except (KeyError, TypeError, AttributeError) as error:
            raise InvalidValue(field="items", reason="shape") from error


@dataclass(frozen=True, slots=True)
class Holder:
    """Whom the terminal has identified, and how."""

    subject: Subject = field(repr=False)
    card_kind: CardKind
    face_score: float | None = None
    method: IdentifiedBy = IdentifiedBy.FACE
    staff: StaffProof | None = None


@dataclass(frozen=True, slots=True)
class CaseWish:
    """A filled form to hand in; its id makes it one case for ever.

    Attributes:
        pages: Pictures of papers that the answers name by their SHA-256; they go
            to the centre before the form does.
    """

    id: str
    item: str
    answers: Mapping[str, object] = field(repr=False)
    holder: Holder | None = field(default=None, repr=False)
    pages: tuple[bytes, ...] = field(default=(), repr=False)

    def as_wire(self) -> dict[str, object]:
        """Give the body of the request."""
        told: dict[str, object] = {
            "id": self.id,
            "item": self.item,
            "answers": dict(self.answers),
        }
        if self.holder is not None:
            told["holder"] = to_wire(self.holder)
        return told


@dataclass(frozen=True, slots=True)
class AnswerTable:
    """A query's answer: a title, headings, and rows of cells."""

    title: WordsOf
    columns: tuple[WordsOf, ...]
    rows: tuple[tuple[WordsOf, ...], ...] = field(repr=False)

    @classmethod
    def read(cls, told: Mapping[str, Any]) -> AnswerTable:
        """Read a table as the centre tells it."""
        return cls(
            WordsOf.read(told["title"]),
            tuple(WordsOf.read(each) for each in told["columns"]),
            tuple(tuple(WordsOf.read(cell) for cell in row) for row in told["rows"]),
        )


@dataclass(frozen=True, slots=True)
class Trouble:
    """What is wrong with the answer to one field; the field is empty for the whole."""

    field: str
    words: WordsOf


@dataclass(frozen=True, slots=True)
class CaseOutcome:
    """What came of a wish: taken, with what was done; or not, with every trouble.

    Attributes:
        number: 受理编号; empty when it was not taken.
        is_done: Decided already; else it waits for a person until `due`.
        effects: What was done, in words.
        paper: Kind of certificate that may now be ordered; empty for none.
        scope: What part of the records that paper is to state.
    """

    number: str = ""
    is_done: bool = False
    due: str = ""
    effects: tuple[WordsOf, ...] = ()
    table: AnswerTable | None = None
    paper: str = ""
    scope: PaperScope = WHOLE
    troubles: tuple[Trouble, ...] = ()

    @classmethod
    def read(cls, told: Mapping[str, Any]) -> CaseOutcome:
        """Read a case, or a refusal with its troubles.

        Raises:
            InvalidValue: it is in another shape.
        """
        try:
            if "troubles" in told:
                return cls(troubles=_troubles(told["troubles"]))
            table = told["result"].get("table")
            return cls(
                number=str(told["case_number"]),
                is_done=told["state"] == "done",
                due=str(told["due_on"] or ""),
                effects=tuple(WordsOf.read(each["words"]) for each in told["effects"]),
                table=AnswerTable.read(table) if table else None,
                paper=str(told["result"].get("paper", "")),
                scope=from_wire(PaperScope, told["result"].get("scope") or {}),
            )
        except (KeyError, TypeError, AttributeError) as error:
            raise InvalidValue(field="case", reason="shape") from error


def _troubles(told: Sequence[Mapping[str, Any]]) -> tuple[Trouble, ...]:
    return tuple(Trouble(str(each["field"]), WordsOf.read(each)) for each in told)


def _question(key: str, told: Mapping[str, Any], *, is_needed: bool) -> FormQuestion:
    return FormQuestion(
        key=key,
        label=WordsOf.read(told["x-label"]),
        help=WordsOf.read(told["x-help"]),
        picker=str(told["x-picker"]),
        options=_options(told),
        is_needed=is_needed,
        most=min(int(told.get("maxLength", _LONGEST_TEXT)), _LONGEST_TEXT),
        takes_several=told.get("type") == "array",
    )


def _options(told: Mapping[str, Any]) -> tuple[Option, ...]:
    """Give the choices: worded ones, an enumeration, or a short range of numbers."""
    worded = told.get("x-choices") or {}
    schema = told.get("items") or told
    values = list(worded) or list(schema.get("enum", ()))
    if not values and told.get("x-picker") == "choice" and "maximum" in schema:
        values = list(range(int(schema.get("minimum", 1)), int(schema["maximum"]) + 1))
    return tuple(
        Option(value, WordsOf.read(worded.get(str(value), str(value))))
        for value in values
    )
