"""The keys that sign releases, one for each role, as files of their own."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives.serialization import load_pem_private_key
from securesystemslib.signer import CryptoSigner

from backend.home import HomeInvalid, write_private

__all__ = ["ROLES", "SigningKeys"]

ROLES = ("root", "targets", "snapshot", "timestamp")
"""Of The Update Framework. The first two may be kept away from the centre."""


@dataclass(frozen=True, slots=True)
class SigningKeys:
    """Ed25519 keys in PEM; the folder may be a stick that is put in to publish."""

    folder: Path

    def create(self) -> None:
        """Make a key for each role that has none yet."""
        for role in ROLES:
            if not self._file(role).exists():
                signer = CryptoSigner.generate_ed25519()
                write_private(self._file(role), signer.private_bytes)

    def signer(self, role: str) -> CryptoSigner:
        """Give a role's key.

        Raises:
            HomeInvalid: it is not here, or no key.
        """
        try:
            pem = self._file(role).read_bytes()
            return CryptoSigner(load_pem_private_key(pem, None))
        except (OSError, ValueError, TypeError) as error:
            message = f"{self._file(role)}: no key to sign releases with"
            raise HomeInvalid(message) from error

    def _file(self, role: str) -> Path:
        return self.folder / f"{role}.pem"
