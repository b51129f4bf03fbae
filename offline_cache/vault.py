"""Where the store's key comes from: one role, several strengths."""

from __future__ import annotations

import errno
import os
import secrets
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

from kiosk.domain.fault import StoreFault, StoreFull

__all__ = [
    "KEY_BYTES",
    "KeyFileVault",
    "SystemdCredentialVault",
    "Vault",
    "make_durable",
    "place_once",
    "put",
    "read_private",
    "vault_faults",
]

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
        with vault_faults():
            try:
                return self._read()
            except FileNotFoundError:
                self._make()
                return self._read()

    def _read(self) -> bytes:
        return _checked(read_private(self._path))

    def _make(self) -> None:
        place_once(self._path, secrets.token_bytes(KEY_BYTES))


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


def read_private(path: Path) -> bytes:
    """Read a file that must be readable by its owner alone.

    Raises:
        StoreFault: others may read it.
        OSError: it cannot be read.
    """
    if path.stat().st_mode & _OTHERS:
        raise StoreFault(part="vault", reason="key-readable-by-others")
    return path.read_bytes()


def place_once(path: Path, data: bytes) -> None:
    """Write aside and link into place, so that no torn key is ever seen.

    Where there is a file already, that one counts. The name is durable before the
    key is used: what is encrypted under a key that a power cut takes away is lost.
    """
    aside = _written_aside(path, data)
    try:
        os.link(aside, path)
    except FileExistsError:
        pass  # Another process made it first.
    finally:
        aside.unlink()
    make_durable(path.parent)


def put(path: Path, data: bytes, *, for_all: bool = False) -> None:
    """Write a file whole or not at all, in the place of what was there.

    It is private, or else readable ``for_all``.
    """
    aside = _written_aside(path, data)
    if for_all:
        aside.chmod(0o644)
    aside.replace(path)
    make_durable(path.parent)


def _written_aside(path: Path, data: bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    # A name of its own each time: a crash may leave one, and process ids come again.
    descriptor, aside = tempfile.mkstemp(prefix=path.name, dir=path.parent)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
    except OSError:
        Path(aside).unlink()
        raise
    return Path(aside)


def make_durable(directory: Path) -> None:
    """Have the names in a directory survive a power cut."""
    descriptor = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def vault_faults() -> Iterator[None]:
    """Tell the file system's trouble as a fault of the vault."""
    try:
        yield
    except OSError as error:
        if error.errno == errno.ENOSPC:
            raise StoreFull(part="vault") from error
        raise StoreFault(part="vault", reason=type(error).__name__) from error


def _checked(key: bytes) -> bytes:
    if len(key) != KEY_BYTES:
        raise StoreFault(part="vault", reason="key-length")
    return key
