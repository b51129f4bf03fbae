"""Sealing a finished document: the role, and PAdES B-B."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import Protocol

from pikepdf import Pdf

from kiosk.documents.archive_format import Archive
from kiosk.documents.cms_seal import CmsSeal
from kiosk.documents.seal_field import Gap, SealPlace, add_seal_field, filled
from kiosk.documents.seal_key import SealKey

__all__ = ["PadesSealer", "Sealer"]

_SUBFILTER = "ETSI.CAdES.detached"
_GAP_BYTES = 8192
"""Holds a signature with a handful of certificates."""


class Sealer(Protocol):
    """Puts the city's seal on a finished document."""

    def seal(self, archive: Archive, place: SealPlace, made_at: datetime) -> bytes:
        """Seal the whole document; the seal's picture stands on its last page.

        Raises:
            OSError: whatever keeps the key does not answer.
        """


@dataclass(frozen=True, slots=True)
class PadesSealer:
    """PAdES B-B (ETSI EN 319 142-1) with a key wherever it is kept.

    The seal's picture is the signature's own appearance: a page without its
    signature has no seal. DocMDP level 1 forbids every later change.
    """

    issuer: str
    _seal: CmsSeal
    _picture: bytes

    @classmethod
    def of(cls, issuer: str, key: SealKey, picture: bytes) -> PadesSealer:
        """Take the key, and the seal's picture as a one-page PDF."""
        return cls(issuer, CmsSeal(key), picture)

    def seal(self, archive: Archive, place: SealPlace, made_at: datetime) -> bytes:
        """Seal the whole document; see `Sealer.seal`."""
        gap = Gap(_SUBFILTER, _GAP_BYTES, self.issuer, made_at)
        with Pdf.open(BytesIO(self._picture)) as picture:
            add_seal_field(archive.document, picture.pages[0], place, gap)
            return filled(archive.save(), gap, self._value)

    def _value(self, before: bytes, after: bytes) -> bytes:
        digest = hashlib.sha256(before)
        digest.update(after)
        return self._seal.sign(digest.digest())
