"""The words of pages: one file for each part and language, loaded once."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from backend.portal.wording import LANGUAGES

__all__ = ["LANGUAGES", "WordMissing", "Wording"]


class WordMissing(KeyError):
    """A page asks for a word that its part's file does not have."""


@dataclass(frozen=True, slots=True)
class Wording:
    """Reads ``<part>.<language>.json`` of a folder; every part may use the shell's.

    Attributes:
        shell: The part whose words all the others share.
    """

    folder: Path
    shell: str = "shell"
    _read: dict[tuple[str, str], Mapping[str, str]] = field(default_factory=dict)

    def of(self, part: str, language: str) -> Mapping[str, str]:
        """Give a part's own words in a language.

        Raises:
            OSError, ValueError: its file is missing or damaged.
        """
        key = (part, language)
        if key not in self._read:
            file = self.folder / f"{part}.{language}.json"
            self._read[key] = json.loads(file.read_text(encoding="utf-8"))
        return self._read[key]

    def find(self, part: str, language: str, key: str) -> str | None:
        """Give one word of a part, else the shell's, else none."""
        own = self.of(part, language).get(key)
        return own if own is not None else self.of(self.shell, language).get(key)

    def say(self, part: str, language: str, key: str, **facts: object) -> str:
        """Give one text with its facts filled in, as ``str.format`` does.

        Raises:
            WordMissing: neither the part nor the shell has it.
        """
        text = self.find(part, language, key)
        if text is None:
            raise WordMissing(part, language, key)
        return text.format(**facts) if facts else text
