"""The press: facts in, drafts and sealed copies out; made once, used for ever."""

from __future__ import annotations

import json
import re
from pathlib import Path

from kiosk.documents.archive_format import as_archive
from kiosk.documents.authority import Authority
from kiosk.documents.credential import Credential
from kiosk.documents.drawing import draw_certificate, draw_draft
from kiosk.documents.eseal_key import sealer_of
from kiosk.documents.font import FontBook
from kiosk.documents.page_frame import SEAL_PLACE
from kiosk.documents.seal import draw_seal
from kiosk.documents.signing import Sealer
from kiosk.domain.certificate import CopyFacts
from kiosk.domain.certificate_facts import (
    CertificateFacts,
    id_end,
    months_paid,
    subject,
)
from kiosk.domain.wire import to_wire

__all__ = ["Press"]

# A long name would not fit the QR code; how much of it is hidden tells nothing.
_LONG_MASK, _SHORT_MASK = re.compile(r"\*{4,}"), "***"


class Press:
    """Prints on screen and paper alike what the facts say."""

    def __init__(
        self,
        *,
        font_directory: Path,
        authority: Authority,
        sealer: Sealer | None = None,
    ) -> None:
        """Load fonts and keys; without a sealer the one that suits the authority's key.

        Raises:
            FontsMissing: the fonts were not fetched.
        """
        self._authority = authority
        self._fonts = FontBook.load(font_directory)
        self._sealer = sealer or sealer_of(
            authority.issuer,
            authority.seal_key,
            draw_seal(authority.seal_text, self._fonts),
        )

    def draft(self, facts: CertificateFacts, issuer: str) -> bytes:
        """Draw a preview that is marked as not valid and masked.

        Raises:
            UnknownGlyph: a character of a name that no font has.
        """
        return draw_draft(facts, issuer, self._fonts)

    def seal_copy(self, facts: CertificateFacts, copy: CopyFacts) -> bytes:
        """Draw, archive and seal one copy.

        Raises:
            UnknownGlyph: a character of a name that no font has.
            OSError: whatever keeps the seal's key does not answer.
        """
        page = draw_certificate(facts, copy, self._credential(facts, copy), self._fonts)
        told = {"copy": to_wire(copy), "facts": to_wire(facts)}
        attached = json.dumps(told, ensure_ascii=False, sort_keys=True).encode()
        with as_archive(page, attached, copy.issued_at) as archive:
            return self._sealer.seal(archive, SEAL_PLACE, copy.issued_at)

    def _credential(self, facts: CertificateFacts, copy: CopyFacts) -> str:
        credential = Credential(
            kind=copy.kind,
            number=copy.number,
            serial=copy.serial,
            name=_LONG_MASK.sub(_SHORT_MASK, subject(facts)),
            id_end=id_end(facts),
            issued_at=copy.issued_at,
            valid_until=copy.valid_until,
            months=months_paid(facts),
        )
        return credential.sign(self._authority.credential_key, self._authority.key_id)
