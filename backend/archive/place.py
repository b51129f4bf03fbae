"""Where the settings say that evidence and time stamps come from."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from backend.archive.evidence import EvidenceSource
from backend.home import Home, HomeInvalid
from kiosk.documents.authority import Authority

__all__ = ["evidence_source", "stamp_authorities"]


def evidence_source(home: Home, authority: Authority) -> EvidenceSource | None:
    """Give whom the settings name for evidence, or none where they name nobody.

    Raises:
        HomeInvalid: ``[archive]`` lacks something or names no readable certificates.
    """
    told = home.settings().archive
    if not told:
        return None
    return EvidenceSource(
        stamps=_word(told, "stamps"),
        stampers=_certificates(home.root / _word(told, "stamp_certificates")),
        seal=(authority.certificate, *authority.seal_key.chain),
    )


def stamp_authorities(home: Home) -> tuple[bytes, ...]:
    """Give the time-stamp authorities verifiers shall believe, DER.

    Raises:
        HomeInvalid: as above.
    """
    told = home.settings().archive
    if not told:
        return ()
    return _certificates(home.root / _word(told, "stamp_certificates"))[:1]


def _word(told: Mapping[str, str], name: str) -> str:
    try:
        return told[name]
    except KeyError:
        message = f"[archive] lacks {name}"
        raise HomeInvalid(message) from None


def _certificates(path: Path) -> tuple[bytes, ...]:
    try:
        found = x509.load_pem_x509_certificates(path.read_bytes())
    except (OSError, ValueError) as error:
        message = f"[archive] stamp_certificates: {path} is unreadable"
        raise HomeInvalid(message) from error
    return tuple(each.public_bytes(Encoding.DER) for each in found)
