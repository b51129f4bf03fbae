"""The key that opens what terminals seal for the centre alone."""

from __future__ import annotations

from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from backend.home import write_private

__all__ = ["load_recovery_key", "public_half"]

_FILE = "key.pem"


def load_recovery_key(directory: Path) -> X25519PrivateKey:
    """Load the key; a centre made before there was one gets it now.

    Raises:
        OSError, ValueError: the key is there and unreadable, or cannot be made.
    """
    path = directory / _FILE
    if not path.exists():
        write_private(path, _pem(X25519PrivateKey.generate()))
    key = serialization.load_pem_private_key(path.read_bytes(), None)
    if not isinstance(key, X25519PrivateKey):
        message = f"{path} is no X25519 key"
        raise ValueError(message)  # noqa: TRY004 - a wrong file, not a wrong call
    return key


def public_half(key: X25519PrivateKey) -> bytes:
    """Give the 32 bytes that every terminal is handed."""
    return key.public_key().public_bytes_raw()


def _pem(key: X25519PrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
