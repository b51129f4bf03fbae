"""Where the store's key comes from: one role, several strengths."""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import Protocol

from kiosk.domain.fault import StoreFault

__all__ = ["KEY_BYTES", "KeyFileVault", "SystemdCredentialVault", "Vault"]

KEY_BYTES = 32
_OTHERS = 0o077


class Vault(Protocol):
    """Gives the key under which the store is encrypted."""

    def key(self) -> bytes:
        """Give 32 secret bytes, the same at every start.

        Raises:
            StoreFault: the key cannot be had or is not kept safely; fact
                ``reason``.
        """


class KeyFileVault:
    """A key in a file that the service alone may read.

    The weakest of the vaults: who has the disk and root has the key. A TPM or
    a systemd credential is stronger.
    """

    def __init__(self, path: Path) -> None:
        """Name the file; it is made at the first use."""
        self._path = path

    def key(self) -> bytes:
        """Read the key, or make it once; see `Vault.key`."""
        try:
            return self._read()
        except FileNotFoundError:
            self._make()
            return self._read()

    def _read(self) -> bytes:
        if self._path.stat().st_mode & _OTHERS:
            raise StoreFault(part="vault", reason="key-readable-by-others")
        return _checked(self._path.read_bytes())

    def _make(self) -> None:
        """Write aside and link into place, so that no torn key is ever seen."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        aside = self._path.with_name(f"{self._path.name}.{os.getpid()}")
        descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(secrets.token_bytes(KEY_BYTES))
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(aside, self._path)
        except FileExistsError:
            pass  # Another process made it first; that one counts.
        finally:
            aside.unlink()


class SystemdCredentialVault:
    """A key that systemd hands over, sealed to the machine (systemd-creds)."""

    def __init__(self, name: str = "store-key") -> None:
        """Name the credential of ``LoadCredentialEncrypted=``."""
        self._name = name

    def key(self) -> bytes:
        """Read the credential; see `Vault.key`."""
        directory = os.environ.get("CREDENTIALS_DIRECTORY")
        if directory is None:
            raise StoreFault(part="vault", reason="no-credentials-directory")
        try:
            return _checked((Path(directory) / self._name).read_bytes())
        except OSError as error:
            raise StoreFault(part="vault", reason=type(error).__name__) from error


def _checked(key: bytes) -> bytes:
    if len(key) != KEY_BYTES:
        raise StoreFault(part="vault", reason="key-length")
    return key
