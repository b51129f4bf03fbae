"""What issuing needs of the press, and a way to use one press from many threads."""

from __future__ import annotations

import threading
from typing import Protocol

from kiosk.domain.certificate import CopyFacts
from kiosk.domain.certificate_facts import CertificateFacts

__all__ = ["PageMaker", "QuietPress"]


class PageMaker(Protocol):
    """The part of `kiosk.documents.press.Press` that the centre uses."""

    def draft(self, facts: CertificateFacts, issuer: str) -> bytes:
        """Draw a preview, marked as not valid."""

    def seal_copy(self, facts: CertificateFacts, copy: CopyFacts) -> bytes:
        """Draw and seal one copy."""


class QuietPress:
    """Lets one page be made at a time.

    Drawing is pure Python and would share one core anyway; the libraries behind
    it keep caches of fonts that are not made for several threads.
    """

    def __init__(self, press: PageMaker) -> None:
        """Guard a press."""
        self._press = press
        self._turn = threading.Lock()

    def draft(self, facts: CertificateFacts, issuer: str) -> bytes:
        """Draw a preview when it is our turn."""
        with self._turn:
            return self._press.draft(facts, issuer)

    def seal_copy(self, facts: CertificateFacts, copy: CopyFacts) -> bytes:
        """Draw and seal one copy when it is our turn."""
        with self._turn:
            return self._press.seal_copy(facts, copy)
