"""What staff see: a sheet of rows, some to touch, and a few ways on.

Nothing of it is a finished sentence: texts stand under keys, so that the language
may change while a sheet is open. A key is said with facts; a fact may be `Told`
itself. What is to be shown as it stands, such as a serial, is a plain fact.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import ClassVar

from kiosk.visit.ask import Ask

__all__ = ["BACK", "Option", "Row", "ShowSheet", "Told", "Tone", "plain", "told"]

BACK = "back"
"""Answer of the way back to the sheet before."""


@dataclass(frozen=True, slots=True)
class Told:
    """A text by its key, with the facts for its places."""

    key: str
    facts: tuple[tuple[str, str | Told], ...] = ()


def told(key: str, **facts: str | int | Told) -> Told:
    """Make a text of a key; numbers are written as they are."""
    return Told(
        key,
        tuple(
            (name, fact if isinstance(fact, Told) else str(fact))
            for name, fact in facts.items()
        ),
    )


def plain(words: str) -> Told:
    """Show words as they stand: figures, serials, names of products."""
    return told("technician.plain", words=words)


class Tone(StrEnum):
    """How a row is meant; icon and words say the same as its colour."""

    PLAIN = "plain"
    GOOD = "good"
    WARNING = "warning"
    TROUBLE = "trouble"


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a sheet.

    Attributes:
        line: Smaller words below the title.
        choice: What touching the row answers; empty for a row to read only.
        drawing: Name of a drawing of the knowledge base beside it; empty for none.
    """

    title: Told
    line: Told | None = None
    tone: Tone = Tone.PLAIN
    choice: str = ""
    icon: str = ""
    drawing: str = ""


@dataclass(frozen=True, slots=True)
class Option:
    """A way on at the foot of a sheet.

    Attributes:
        choice: The answer; its words stand under ``technician.option.<choice>``.
    """

    choice: str
    icon: str = ""
    is_primary: bool = False


@dataclass(frozen=True, slots=True)
class ShowSheet(Ask[str]):
    """Show rows and ways on; the answer is the choice that was touched.

    Attributes:
        topic: Text ``technician.<topic>.title``, and the sheet's name for scripts.
        intro: Words under the title.
        picture: PNG or JPEG beside the words, such as a page or a code.
    """

    topic: str
    rows: tuple[Row, ...] = ()
    options: tuple[Option, ...] = ()
    intro: Told | None = None
    title: Told | None = None
    picture: bytes = field(default=b"", repr=False)

    patience_seconds: ClassVar[float | None] = 300
