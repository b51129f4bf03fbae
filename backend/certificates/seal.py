"""The centre's seal: its authority, and the key wherever the settings have it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from backend.home import Home, HomeInvalid
from kiosk.documents.authority import Authority, load_authority
from kiosk.documents.seal_key import KeyPlace, Pkcs12Place, TokenPlace

__all__ = ["seal_authority"]


def seal_authority(home: Home) -> Authority:
    """Load the authority that seals.

    Raises:
        HomeInvalid: no centre, or settings of the seal that make no sense.
        SealLost: a part of the authority is missing, or its key does not answer.
    """
    settings = home.settings()
    told = settings.seal
    if told.get("kept") == "sm2" and settings.archive:
        # A page sealed by SM2 has no form for the evidence behind it.
        message = '[seal] kept = "sm2" and [archive] cannot go together'
        raise HomeInvalid(message)
    return load_authority(home.seal, _Told(home.root, told).place() if told else None)


@dataclass(frozen=True, slots=True)
class _Told:
    """What the settings tell; relative paths begin at the home."""

    root: Path
    words: Mapping[str, str]

    def place(self) -> KeyPlace:
        kept = self.words.get("kept")
        if kept == "pkcs12":
            secret = self.words.get("password_file")
            return Pkcs12Place(
                self._path("file"), self.root / secret if secret else None
            )
        if kept == "pkcs11":
            return TokenPlace(
                module=self._path("module"),
                token=self._word("token"),
                key=self._word("key"),
                pin_file=self._path("pin_file"),
                certificates=self._path("certificates"),
            )
        if kept == "sm2":
            # Only cities that seal by SM2 wait for what draws and reads its seals.
            from kiosk.documents.eseal_key import ESealPlace  # noqa: PLC0415

            return ESealPlace(*map(self._path, ("key", "certificates", "eseal")))
        message = f'[seal] kept = "{kept}": it must be "pkcs12", "pkcs11" or "sm2"'
        raise HomeInvalid(message)

    def _path(self, name: str) -> Path:
        return self.root / self._word(name)

    def _word(self, name: str) -> str:
        try:
            return self.words[name]
        except KeyError:
            message = f"[seal] lacks {name}"
            raise HomeInvalid(message) from None
