"""The library on this terminal's disk: fetched in spare time, believed when signed."""

from __future__ import annotations

import hashlib
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric import ec

from kiosk.assembly.whole_file import write_whole
from kiosk.documents.library import open_library
from kiosk.documents.signed_list import ListRefused
from kiosk.documents.trust import public_keys
from kiosk.domain.fault import CentreFault, NoRecord
from kiosk.domain.library import BlockKind, Library
from kiosk.ports.centre import Centre
from kiosk.ports.clock import Clock
from kiosk.ports.device import DeviceState
from kiosk.work.rhythm import Rhythm
from offline_cache.bandwidth import Bandwidth

__all__ = ["Bookshelf"]

_FILE = "library.jws"
_REFRESH_SECONDS = 600.0
_PAUSE_SECONDS = 60.0
_PART = ".part"
_MOST_BYTES = 24 << 20


class Bookshelf:
    """Keeps the newest library and its media; used from the store's thread only.

    What it holds is public, so it lies unencrypted; what is read from disk is
    checked like what comes over the line. Pictures and films come in small pieces,
    no more of them than the bandwidth allows: what was cut goes on where it was,
    also after a restart, and whoever is served waits for one piece at most.
    """

    def __init__(
        self,
        directory: Path,
        trust: Path,
        centre: Centre,
        clock: Clock,
        bandwidth: Bandwidth | None = None,
    ) -> None:
        """Open what is there; a damaged library counts as none."""
        self._bandwidth = bandwidth or Bandwidth(0, clock.monotonic)
        self._directory = directory
        self._trust = trust
        self._centre = centre
        self._rhythm = Rhythm(clock)
        self._missing: list[str] = []
        self._library = self._kept()

    @property
    def library(self) -> Library:
        """Give everything that can be read here."""
        return self._library

    def picture(self, digest: str) -> bytes:
        """Give a picture or a film; empty where it has not come yet or is damaged."""
        try:
            data = (self._directory / digest).read_bytes()
        except OSError:
            return b""
        return data if hashlib.sha256(data).hexdigest() == digest else b""

    def step(self) -> float:
        """Fetch one thing at most; gives the seconds until the next turn."""
        return self._rhythm.step(self._attempt)

    def _attempt(self) -> float:
        if self._centre.status().state is DeviceState.OFFLINE:
            return _PAUSE_SECONDS
        try:
            return self._fetch()
        except (CentreFault, ListRefused, OSError):
            # What is here stays; the next turn tries again.
            self._missing.clear()
            return _PAUSE_SECONDS

    def _fetch(self) -> float:
        pause = 0.0
        if self._missing:
            pause = self._fetch_piece(self._missing[-1])
        else:
            self._fetch_library()
        return pause if self._missing else _REFRESH_SECONDS

    def _fetch_library(self) -> None:
        text = self._centre.library(self._library.version)
        if text:
            taken = open_library(text, self._anchors())
            if taken.version > self._library.version:
                self._write(_FILE, text.encode("ascii"))
                self._library = taken
        self._missing = [each for each in self._pictures() if not self.picture(each)]
        wanted = {f"{digest}{_PART}" for digest in self._missing}
        for part in self._directory.glob(f"*{_PART}"):
            if part.name not in wanted:
                part.unlink()

    def _fetch_piece(self, digest: str) -> float:
        """Fetch what follows what is here; gives the pause before the next piece."""
        part = self._directory / f"{digest}{_PART}"
        have = part.stat().st_size if part.exists() else 0
        try:
            piece = self._centre.medium(digest, have)
        except NoRecord:
            # The centre took it back; the others are not to wait for it.
            self._missing.pop()
            return 0.0
        with part.open("ab") as file:
            file.write(piece.data)
        have += len(piece.data)
        if not piece.data or have >= min(piece.size, _MOST_BYTES):
            self._missing.pop()
            self._take(part, digest)
        return self._bandwidth.take(len(piece.data))

    def _take(self, part: Path, digest: str) -> None:
        """Believe what came whole if it is what was signed; else it comes anew."""
        data = part.read_bytes()
        if hashlib.sha256(data).hexdigest() == digest:
            self._write(digest, data)
        part.unlink()

    def _pictures(self) -> set[str]:
        pictures = {
            block.medium
            for article in self._library.articles
            for wording in (article.chinese, article.english)
            for block in wording.blocks
            if block.kind is BlockKind.PICTURE
        }
        return pictures | {film.medium for film in self._library.films}

    def _kept(self) -> Library:
        try:
            text = (self._directory / _FILE).read_text("ascii")
            return open_library(text, self._anchors())
        except (OSError, UnicodeDecodeError, ListRefused, ValueError):
            return Library()

    def _anchors(self) -> dict[str, ec.EllipticCurvePublicKey]:
        return public_keys(self._trust / "lists" / "anchors")

    def _write(self, name: str, data: bytes) -> None:
        write_whole(self._directory / name, data)
