"""The key that signs the lists; its public half is pinned by every verifier."""

from __future__ import annotations

from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from backend.home import write_private

__all__ = ["load_list_key"]

_FILE = "key.pem"


def load_list_key(directory: Path) -> ec.EllipticCurvePrivateKey:
    """Load the key; a centre made before there were lists gets one now.

    Raises:
        OSError, ValueError: the key is there and unreadable, or cannot be made.
    """
    path = directory / _FILE
    if not path.exists():
        write_private(path, _pem(ec.generate_private_key(ec.SECP256R1())))
    key = serialization.load_pem_private_key(path.read_bytes(), None)
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        message = f"{path} is no EC key"
        raise ValueError(message)  # noqa: TRY004 - a wrong file, not a wrong call
    return key


def _pem(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
