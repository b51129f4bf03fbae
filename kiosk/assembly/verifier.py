"""Verifying with the city's help: by code at its portal, and with newer lists."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

from kiosk.documents.signed_list import LIST_KINDS, ListKind
from kiosk.documents.trust import ListAge
from kiosk.documents.trust_directory import TrustDirectory
from kiosk.domain.fault import CentreRefused, CentreUnreachable
from offline_cache.portal_line import PortalLine

__all__ = ["ask_portal", "update_trust"]

_VERDICTS = ("valid", "invalid", "cannot_tell")


def ask_portal(
    url: str, authority: Path | None, number: str, code: str
) -> dict[str, object]:
    """Look a paper up by number and code, as `check_file` gives verdicts on files.

    Raises:
        ValueError: not an https address.
    """
    try:
        told = PortalLine(url, authority).ask(
            "/api/verify", {"number": number, "code": code}
        )
    except CentreUnreachable:
        told = _unsure("portal-unreachable")
    except CentreRefused as refusal:
        told = _unsure(str(refusal.facts["reason"]))
    if not isinstance(told, dict) or told.get("verdict") not in _VERDICTS:
        told = _unsure("portal-unreachable")
    parts = {name: told.get(name) for name in ("verdict", "reasons", "certificate")}
    return {"file": number, **parts}


def update_trust(
    directory: Path, source: str | Path, authority: Path | None
) -> Iterator[dict[str, object]]:
    """Take newer lists from a portal or a folder; gives each one's version and age.

    Raises:
        ListRefused: a list is not authentic, or older than the one we have.
        CentreUnreachable, CentreRefused: the portal gave none.
        ValueError, OSError: no https address; files cannot be read or written.
    """
    read = _folder(source) if isinstance(source, Path) else _portal(source, authority)
    # Both before any is kept: half an update is none.
    texts = {kind: read(kind) for kind in LIST_KINDS}
    now = datetime.now(UTC)
    for kind, text in texts.items():
        taken = TrustDirectory(directory).take(kind, text)
        age = ListAge(kind, taken.version, taken.issued, taken.next_update)
        yield age.told(now)


def _portal(url: str, authority: Path | None) -> Callable[[ListKind], str]:
    line = PortalLine(url, authority)
    return lambda kind: line.fetch(f"/lists/{kind}")


def _folder(folder: Path) -> Callable[[ListKind], str]:
    return lambda kind: (folder / f"{kind}.jws").read_text("ascii")


def _unsure(reason: str) -> dict[str, object]:
    return {"verdict": "cannot_tell", "reasons": [reason], "certificate": None}
