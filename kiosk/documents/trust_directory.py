"""Keeping a trust directory's lists: newer ones are taken, older ones refused."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from kiosk.documents.es256 import key_name
from kiosk.documents.signed_list import ListKind, ListRefused, SignedList
from kiosk.documents.trust import public_keys

__all__ = ["TrustDirectory", "write_anchor"]


@dataclass(frozen=True, slots=True)
class TrustDirectory:
    """The ``lists`` part of a trust directory: pinned list keys and the lists."""

    directory: Path

    def take(self, kind: ListKind, text: str) -> SignedList:
        """Keep a list if it is authentic and not older than the one we have.

        Raises:
            ListRefused: ``nobody-pinned``, ``not-authentic``, ``unreadable``,
                ``older-than-known``, or ``two-of-one-version``.
            OSError: the directory cannot be read or written.
        """
        anchors = self._anchors()
        offered = SignedList.open(kind, text, anchors)
        known = self._known(kind, anchors)
        if known is not None and offered.version < known.version:
            reason = "older-than-known"
            raise ListRefused(reason)
        if known is not None and offered.version == known.version:
            if offered.text != known.text:
                reason = "two-of-one-version"
                raise ListRefused(reason)
            return known
        _write(self._file(kind), offered.text)
        return offered

    def _anchors(self) -> dict[str, ec.EllipticCurvePublicKey]:
        try:
            anchors = public_keys(self.directory / "lists" / "anchors")
        except ValueError as error:
            reason = "unreadable"
            raise ListRefused(reason) from error
        if not anchors:
            reason = "nobody-pinned"
            raise ListRefused(reason)
        return anchors

    def _known(
        self, kind: ListKind, anchors: dict[str, ec.EllipticCurvePublicKey]
    ) -> SignedList | None:
        try:
            text = self._file(kind).read_text("ascii")
            return SignedList.open(kind, text, anchors)
        except (FileNotFoundError, UnicodeDecodeError, ListRefused):
            # A damaged list is no reason to stay without one.
            return None

    def _file(self, kind: ListKind) -> Path:
        return self.directory / "lists" / f"{kind}.jws"


def write_anchor(directory: Path, key: ec.EllipticCurvePublicKey) -> None:
    """Pin a list key in a trust directory, named by itself."""
    folder = directory / "lists" / "anchors"
    folder.mkdir(parents=True, exist_ok=True)
    pem = key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    (folder / f"{key_name(key)}.pem").write_bytes(pem)


def _write(path: Path, text: str) -> None:
    """Write a file whole or not at all, also through a power cut."""
    partial = path.with_name(path.name + ".partial")
    with partial.open("w", encoding="ascii") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    partial.replace(path)
