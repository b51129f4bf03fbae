"""The keys that pictures kept as evidence are closed to; the newest one counts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

from backend.home import write_private
from kiosk.domain.kept_evidence import key_name

__all__ = ["EvidenceKeys"]

_FIRST = "key-0001.pem"


@dataclass(frozen=True, slots=True)
class EvidenceKeys:
    """A directory of X25519 keys; older ones stay to open what they closed."""

    directory: Path

    def public_pem(self) -> bytes:
        """Give the public half that terminals close to, made when there is none.

        Raises:
            OSError, ValueError: the directory or its key is damaged.
        """
        files = self._files()
        if not files:
            files = [self._create()]
        return (
            _load(files[-1])
            .public_key()
            .public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
        )

    def private(self) -> Mapping[bytes, X25519PrivateKey]:
        """Give every key by the name that closed evidence calls it by.

        Raises:
            OSError, ValueError: a key is damaged.
        """
        keys = map(_load, self._files())
        return {key_name(key.public_key()): key for key in keys}

    def _files(self) -> list[Path]:
        return sorted(self.directory.glob("key-*.pem"))

    def _create(self) -> Path:
        file = self.directory / _FIRST
        pem = X25519PrivateKey.generate().private_bytes(
            Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()
        )
        write_private(file, pem)
        return file


def _load(file: Path) -> X25519PrivateKey:
    key = load_pem_private_key(file.read_bytes(), None)
    if not isinstance(key, X25519PrivateKey):
        message = f"{file.name}: no X25519 key"
        raise ValueError(message)  # noqa: TRY004 - what every damaged key raises
    return key
