"""Keys come from one place, are the same each time, and are kept from others."""

from __future__ import annotations

import os
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from kiosk.domain.fault import StoreFault
from offline_cache.vault import KEY_BYTES, KeyFileVault, SystemdCredentialVault


def test_key_file_is_made_once(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "store.key"
    key = KeyFileVault(path).key()
    assert len(key) == KEY_BYTES
    assert KeyFileVault(path).key() == key
    assert path.stat().st_mode & 0o777 == 0o600
    assert [each.name for each in path.parent.iterdir()] == ["store.key"]


def test_key_file_is_made_once_by_many(tmp_path: Path) -> None:
    """They all meet at a folder without a key; one key is made, all have it."""
    path = tmp_path / "store.key"
    start = threading.Barrier(8)

    def race() -> bytes:
        start.wait(10)
        return KeyFileVault(path).key()

    with ThreadPoolExecutor(8) as pool:
        keys = {each.result() for each in [pool.submit(race) for _ in range(8)]}
    assert len(keys) == 1
    assert [each.name for each in tmp_path.iterdir()] == ["store.key"]


def test_crash_while_making_the_key_does_no_harm(tmp_path: Path) -> None:
    (tmp_path / f"store.key.{os.getpid()}").write_bytes(b"half")
    assert len(KeyFileVault(tmp_path / "store.key").key()) == KEY_BYTES


def test_place_where_no_key_can_be_is_a_fault(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir(0o700)
    (tmp_path / "file").touch()
    for path in (tmp_path / "folder", tmp_path / "file" / "store.key"):
        with pytest.raises(StoreFault):
            KeyFileVault(path).key()


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o666])
def test_key_that_others_may_read_is_refused(tmp_path: Path, mode: int) -> None:
    path = tmp_path / "store.key"
    KeyFileVault(path).key()
    path.chmod(mode)
    with pytest.raises(StoreFault) as raised:
        KeyFileVault(path).key()
    assert raised.value.facts["reason"] == "key-readable-by-others"


@pytest.mark.parametrize("length", [0, 31, 33])
def test_key_of_another_length_is_refused(tmp_path: Path, length: int) -> None:
    path = tmp_path / "store.key"
    path.touch(0o600)
    path.write_bytes(bytes(length))
    with pytest.raises(StoreFault):
        KeyFileVault(path).key()


def test_credential_of_systemd(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CREDENTIALS_DIRECTORY", raising=False)
    with pytest.raises(StoreFault):
        SystemdCredentialVault().key()
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path))
    with pytest.raises(StoreFault):
        SystemdCredentialVault().key()
    (tmp_path / "store-key").write_bytes(bytes(range(KEY_BYTES)))
    assert SystemdCredentialVault().key() == bytes(range(KEY_BYTES))


def test_vault_does_not_tell_its_key(tmp_path: Path) -> None:
    vault = KeyFileVault(tmp_path / "store.key")
    assert vault.key().hex() not in repr(vault)
