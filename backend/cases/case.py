"""What a door submits, what it is told, and how a refusal names each field."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from backend.catalogue.form import FieldTrouble
from backend.catalogue.item import Assurance, Door, Words
from backend.store.words import CaseState
from kiosk.domain.fault import CentreRefused

__all__ = [
    "WHOLE",
    "CaseMoved",
    "CaseRefused",
    "CaseStep",
    "CaseView",
    "EffectView",
    "Party",
    "Submission",
]

WHOLE = ""
"""Name of the field of a trouble that is about the case as a whole."""


@dataclass(frozen=True, slots=True)
class Party:
    """Who acts, and for whom.

    Attributes:
        person: 个人编号 of who acts; none where nobody was identified.
        employer: Employer acted for; none when one acts for oneself.
        assurance: How sure the door is of who acts.
        agent: Terminal, account or program the door names.
    """

    person: int | None
    employer: int | None
    assurance: Assurance
    door: Door
    agent: str


@dataclass(frozen=True, slots=True)
class Submission:
    """One item asked for once.

    Attributes:
        case_id: UUIDv7 made at the door; asking twice is one case for ever.
        answers: The form by field, in the values `backend.catalogue.form` checks.
    """

    case_id: str
    item: str
    answers: Mapping[str, object] = field(repr=False)


@dataclass(frozen=True, slots=True)
class CaseStep:
    """One step a case took; the actor is a door's agent or a member of staff."""

    state: CaseState
    noted_at: datetime
    actor: str
    reason: str


@dataclass(frozen=True, slots=True)
class EffectView:
    """What one effect did, in words, and whether it was taken back."""

    rule: str
    words: Words
    reversed_at: datetime | None


@dataclass(frozen=True, slots=True)
class CaseView:
    """A case as its parties and the staff may see it.

    Attributes:
        case_number: 受理编号, told to the resident.
        revision: What a decision has to name, so that two clerks cannot both decide.
        due_on: Last day to decide; none for what was decided at once.
        result: Amounts, answers, papers to order; by the item's effects.
    """

    case_id: str
    case_number: str
    item: str
    name: Words
    state: CaseState
    revision: int
    submitted_at: datetime
    due_on: date | None
    personal_number: int | None
    employer_number: int | None
    applicant: int | None
    door: str
    agent: str
    office: str
    answers: Mapping[str, object] = field(repr=False)
    result: Mapping[str, object] = field(repr=False)
    steps: tuple[CaseStep, ...] = ()
    effects: tuple[EffectView, ...] = ()
    attachments: tuple[str, ...] = ()


class CaseRefused(CentreRefused):
    """Form or rules do not hold; nothing was done. Each trouble names its field."""

    def __init__(self, *, reason: str, troubles: Sequence[FieldTrouble] = ()) -> None:
        """Keep the troubles in the order of the form.

        Args:
            reason: ``form``, ``rules``, ``batch``, or why the door may not ask.
            troubles: What is wrong, field by field, in both languages.
        """
        super().__init__(reason=reason)
        self.troubles = tuple(troubles)


class CaseMoved(CentreRefused):
    """Somebody else moved the case since it was read; look again, then decide."""

    def __init__(self, reason: str = "case-moved") -> None:
        """Say so by the reason ``case-moved``."""
        super().__init__(reason=reason)
