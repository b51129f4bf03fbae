"""A press that tells of itself, light enough to be started many times."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from kiosk.domain.certificate import CopyFacts
from kiosk.domain.certificate_facts import CertificateFacts
from kiosk.domain.fault import UnknownGlyph
from tests.waiting import await_condition

__all__ = ["LIMIT_SECONDS", "Diary"]

LIMIT_SECONDS = 120.0


@dataclass(frozen=True, slots=True)
class Diary:
    """A press whose pages tell their process; a folder tells what befalls it.

    With a file ``die`` in it the press dies at the next page, once; with files
    ``meet-SERIAL`` each page waits until all of these have been begun.
    """

    folder: Path

    def draft(self, facts: CertificateFacts, issuer: str) -> bytes:
        """Refuse, as a press does that lacks a character."""
        del facts, issuer
        raise UnknownGlyph(codepoint="U+E000")

    def seal_copy(self, facts: CertificateFacts, copy: CopyFacts) -> bytes:
        """Tell who made it, and which it is."""
        del facts
        (self.folder / f"began-{copy.serial}").touch()
        if (self.folder / "die").exists():
            (self.folder / "die").unlink()
            os._exit(1)
        await_condition(self._are_all_begun, LIMIT_SECONDS)
        return f"{os.getpid()} {copy.serial}".encode()

    def _are_all_begun(self) -> bool:
        wanted = [each.name.partition("-")[2] for each in self.folder.glob("meet-*")]
        return all((self.folder / f"began-{serial}").exists() for serial in wanted)
