"""The store's key in a box that one of the vaults opens; it can be sealed for good."""

from __future__ import annotations

import secrets
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from kiosk.domain.fault import StoreFault, StoreSealed
from kiosk.domain.sealed_box import close_box
from offline_cache.vault import (
    KEY_BYTES,
    Vault,
    make_durable,
    place_once,
    put,
    read_private,
    vault_faults,
)

__all__ = ["KeyBox"]

_NONCE_BYTES = 12
_TAG_BYTES = 16
_SLOT_BYTES = _NONCE_BYTES + KEY_BYTES + _TAG_BYTES
_CONTEXT = b"kiosk store key 1"


class KeyBox:
    """Implements `Vault`: the store's own key, wrapped under a vault's secret.

    The store is never encrypted anew when the secret changes or moves into a TPM,
    and taking the box away makes the store unreadable without deleting a byte.
    """

    def __init__(self, vault: Vault, path: Path, *, is_looking: bool = False) -> None:
        """Name the vault and the box's file, which is made at the first use.

        Who is only looking makes no file and changes none.
        """
        self._vault = vault
        self._path = path
        self._is_looking = is_looking

    @property
    def sealed_file(self) -> Path:
        """Where the key lies, for the centre alone, once it was sealed."""
        return self._path.with_name(self._path.name + ".sealed")

    @property
    def is_sealed(self) -> bool:
        """Whether the key is out of our hands."""
        return self.sealed_file.exists()

    def key(self) -> bytes:
        """Give the store's key, made at the first use; see `Vault.key`.

        Raises:
            StoreSealed: `seal` was called; only the centre can open it.
            StoreFault: there is no box, and we are only looking.
        """
        if self.is_sealed:
            raise StoreSealed(part="vault")
        with vault_faults():
            if not self._is_looking and not self._path.exists():
                place_once(self._path, self._closed(secrets.token_bytes(KEY_BYTES)))
            return self._opened(read_private(self._path))

    def move(self, vault: Vault) -> None:
        """Wrap the same key under another vault's secret, or a new one of it.

        Until the new one has opened it once, the old one opens it, too: settings
        that still name the old vault, or a power cut, lock nobody out.
        """
        key = self.key()
        with vault_faults():
            put(self._path, self._closed(key) + _closed(key, vault.key()))
        self._vault = vault

    def seal(self, recovery: bytes, purpose: str) -> None:
        """Give the key out of our hands: from now on only the centre can open it.

        The sealed form is durable before ours is taken away; after a power cut
        in between, the sealed form counts.
        """
        with vault_faults():
            put(self.sealed_file, close_box(self.key(), recovery, purpose))
            self._path.unlink()
            make_durable(self._path.parent)

    def unseal(self, key: bytes) -> None:
        """Take back the key that the centre opened for us."""
        with vault_faults():
            put(self._path, self._closed(key))
            self.sealed_file.unlink(missing_ok=True)
            make_durable(self._path.parent)

    def _closed(self, key: bytes) -> bytes:
        return _closed(key, self._vault.key())

    def _opened(self, box: bytes) -> bytes:
        if len(box) == KEY_BYTES:
            # A terminal set up before there were boxes has its key in plain.
            if not self._is_looking:
                put(self._path, self._closed(box))
            return box
        secret = self._vault.key()
        key = _tried(box[:_SLOT_BYTES], secret)
        if key is None and len(box) > _SLOT_BYTES:
            key = _tried(box[_SLOT_BYTES:], secret)
            if key is not None and not self._is_looking:
                # The move is complete: the old secret opens nothing from now on.
                put(self._path, _closed(key, secret))
        if key is None:
            raise StoreFault(part="vault", reason="key-not-opened")
        return key


def _closed(key: bytes, secret: bytes) -> bytes:
    nonce = secrets.token_bytes(_NONCE_BYTES)
    return nonce + AESGCM(secret).encrypt(nonce, key, _CONTEXT)


def _tried(slot: bytes, secret: bytes) -> bytes | None:
    try:
        nonce, wrapped = slot[:_NONCE_BYTES], slot[_NONCE_BYTES:]
        return AESGCM(secret).decrypt(nonce, wrapped, _CONTEXT)
    except (InvalidTag, ValueError):
        return None
