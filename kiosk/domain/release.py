"""A version of the program that the centre offers, and whose turn it is."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection
from dataclasses import dataclass

from kiosk.domain.fault import InvalidValue

__all__ = [
    "RELEASE_INDEX",
    "Release",
    "ReleaseIndex",
    "ReleaseRefused",
    "UpdateReport",
    "is_ring",
    "order_of",
]

RELEASE_INDEX = "releases.json"
"""Name of the signed list of all releases, beside the releases themselves."""

_VERSION = re.compile(r"[0-9]{1,6}(\.[0-9]{1,6}){1,3}")
_RING = re.compile(r"[a-z0-9][a-z0-9-]{0,31}")
_WHOLE = 100


def is_ring(text: str) -> bool:
    """Whether it can be a ring's name: small letters, digits and hyphens."""
    return _RING.fullmatch(text) is not None


def order_of(version: str) -> tuple[int, ...]:
    """Give what versions are compared by.

    Raises:
        InvalidValue: not numbers with dots between them, such as ``1.4.0``.
    """
    if not _VERSION.fullmatch(version):
        raise InvalidValue(field="version", reason="not-a-version")
    return tuple(map(int, version.split(".")))


@dataclass(frozen=True, slots=True)
class Release:
    """One version, and which terminals may take it by now.

    Attributes:
        file: Name of the archive that holds it.
        rings: Groups of terminals, such as ``trial``; a terminal is in one.
        percent: Share of the terminals in those rings whose turn it is.
    """

    version: str
    file: str
    rings: tuple[str, ...]
    percent: int

    def __post_init__(self) -> None:
        """Refuse what could not be staged.

        Raises:
            InvalidValue: a version, a ring or a share that is none.
        """
        order_of(self.version)
        if not self.rings or not all(map(is_ring, self.rings)):
            raise InvalidValue(field="rings", reason="not-rings")
        if not 0 <= self.percent <= _WHOLE:
            raise InvalidValue(field="percent", reason="not-a-share")

    def is_for(self, terminal: str, ring: str) -> bool:
        """Whether it is this terminal's turn.

        A larger share always holds the terminals of the smaller one; and each
        version draws its own, so that it is not always the same ones that go first.
        """
        if ring not in self.rings:
            return False
        drawn = hashlib.sha256(f"{self.version} {terminal}".encode()).digest()
        return int.from_bytes(drawn[:8], "big") % _WHOLE < self.percent


@dataclass(frozen=True, slots=True)
class ReleaseIndex:
    """Everything that is offered."""

    releases: tuple[Release, ...] = ()

    def without(self, versions: Collection[str]) -> ReleaseIndex:
        """Leave some versions out."""
        kept = tuple(each for each in self.releases if each.version not in versions)
        return ReleaseIndex(kept)

    def newest_for(self, terminal: str, ring: str, present: str) -> Release | None:
        """Give the newest version above the present one whose turn it is here."""
        newer = [
            each
            for each in self.releases
            if order_of(each.version) > order_of(present)
            and each.is_for(terminal, ring)
        ]
        return max(newer, key=lambda each: order_of(each.version), default=None)


@dataclass(frozen=True, slots=True)
class UpdateReport:
    """What became of the newest change of version at a terminal.

    Attributes:
        state: ``on-trial``, ``sound``, or ``gone-back`` when the version before
            it was taken again.
        reason: Why it went back, as a key.
    """

    version: str
    state: str
    reason: str = ""


class ReleaseRefused(Exception):
    """A release, or the list it stands in, is not to be believed or does not fit.

    Attributes:
        reason: Why, as a key: ``not-signed``, ``expired``, ``older-than-seen``,
            ``checksum``, ``archive``, ``does-not-start``, ``no-root``.
    """

    def __init__(self, reason: str) -> None:
        """Keep the reason."""
        super().__init__(reason)
        self.reason = reason
