"""One form as it was sent: its values, its files, and what is wrong with each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

__all__ = ["Form", "Trouble", "Upload"]

_LONGEST = 200


@dataclass(frozen=True, slots=True)
class Upload:
    """A file somebody sent; its name is theirs and never a path of ours."""

    name: str
    media_type: str
    data: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why a field is refused: ``trouble-<key>`` among the words, with facts."""

    key: str
    facts: Mapping[str, object] = field(default_factory=dict)


@dataclass(slots=True)
class Form:
    """Reads fields and keeps a trouble for each that does not hold.

    Attributes:
        values: Every value of every field, as sent.
        troubles: By field; the page shows each beside its field.
    """

    values: Mapping[str, Sequence[str]] = field(default_factory=dict)
    files: Mapping[str, Sequence[Upload]] = field(default_factory=dict)
    troubles: dict[str, Trouble] = field(default_factory=dict)

    def __getitem__(self, name: str) -> str:
        """Give a field's last value without the blanks around it; empty if none."""
        found = self.values.get(name) or ("",)
        return found[-1].strip()

    def every(self, name: str) -> list[str]:
        """Give all values of a field, as of boxes ticked."""
        return list(self.values.get(name, ()))

    def file(self, name: str) -> Upload | None:
        """Give a field's one file; none where nothing was chosen."""
        chosen = [each for each in self.files.get(name, ()) if each.name]
        return chosen[0] if chosen else None

    @property
    def is_good(self) -> bool:
        """Whether nothing was refused so far."""
        return not self.troubles

    def refuse(self, name: str, key: str, **facts: object) -> None:
        """Keep a trouble for a field; the first one stays."""
        self.troubles.setdefault(name, Trouble(key, facts))

    def text(self, name: str, most: int = _LONGEST, *, is_needed: bool = True) -> str:
        """Read one line."""
        told = self[name]
        if is_needed and not told:
            self.refuse(name, "needed")
        elif len(told) > most:
            self.refuse(name, "too-long", most=most)
        elif not told.isprintable():
            self.refuse(name, "unprintable")
        return told

    def choice(self, name: str, among: Sequence[str]) -> str:
        """Read one of several words."""
        if self[name] not in among:
            self.refuse(name, "choice" if self[name] else "needed")
        return self[name]

    def day(self, name: str, *, is_needed: bool = True) -> date | None:
        """Read a day, as ISO 8601 and browsers write it."""
        if not self[name]:
            if is_needed:
                self.refuse(name, "needed")
            return None
        try:
            return date.fromisoformat(self[name])
        except ValueError:
            self.refuse(name, "day")
            return None

    def count(self, name: str, least: int = 0, most: int = 1_000_000) -> int:
        """Read a whole number between two others; the lower one if it is wrong."""
        told = self[name]
        is_number = told.isascii() and told.isdigit() and len(told) < 10  # noqa: PLR2004
        if not (is_number and least <= int(told) <= most):
            self.refuse(name, "count" if told else "needed", least=least, most=most)
            return least
        return int(told)
