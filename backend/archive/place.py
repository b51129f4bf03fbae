"""Where the settings say that evidence comes from."""

from __future__ import annotations

from backend.archive.evidence import EvidenceSource
from backend.archive.stamp import certificates_of, stated_word
from backend.home import Home
from kiosk.documents.authority import Authority

__all__ = ["evidence_source"]


def evidence_source(home: Home, authority: Authority) -> EvidenceSource | None:
    """Give whom the settings name for evidence, or none where they name nobody.

    Raises:
        HomeInvalid: ``[archive]`` lacks something or names no readable certificates.
    """
    told = home.settings().archive
    if not told:
        return None
    return EvidenceSource(
        stamps=stated_word(told, "stamps"),
        stampers=certificates_of(home.root / stated_word(told, "stamp_certificates")),
        seal=(authority.certificate, *authority.seal_key.chain),
    )
