"""The store's key is wrapped, moves between vaults, and can be given out of hand."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from socket import create_connection, socket

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from kiosk.domain.fault import StoreFault, StoreSealed
from kiosk.domain.sealed_box import open_box
from offline_cache.key_box import KeyBox
from offline_cache.tpm_vault import TpmVault
from offline_cache.vault import KeyFileVault
from tests.unit.offline_cache.invented import KeyInHand

CENTRE = X25519PrivateKey.from_private_bytes(bytes(range(32)))
PUBLIC = CENTRE.public_key().public_bytes_raw()


def box_in(folder: Path) -> KeyBox:
    return KeyBox(KeyFileVault(folder / "machine.key"), folder / "store.key")


def test_the_key_is_the_same_at_every_start_and_never_on_disk(tmp_path: Path) -> None:
    key = box_in(tmp_path).key()
    assert box_in(tmp_path).key() == key
    for file in tmp_path.iterdir():
        assert key not in file.read_bytes()


def test_another_machines_secret_opens_nothing(tmp_path: Path) -> None:
    box_in(tmp_path).key()
    (tmp_path / "machine.key").unlink()
    with pytest.raises(StoreFault) as raised:
        box_in(tmp_path).key()
    assert raised.value.facts["reason"] == "key-not-opened"


def test_the_key_stays_when_the_secret_changes(tmp_path: Path) -> None:
    box, other = box_in(tmp_path), KeyInHand(bytes(32))
    key = box.key()
    box.move(other)
    assert KeyBox(other, tmp_path / "store.key").key() == key
    with pytest.raises(StoreFault):
        box_in(tmp_path).key()


def test_a_plain_key_of_an_older_terminal_is_taken_over(tmp_path: Path) -> None:
    plain = KeyFileVault(tmp_path / "store.key").key()
    assert box_in(tmp_path).key() == plain
    assert plain not in (tmp_path / "store.key").read_bytes()
    assert box_in(tmp_path).key() == plain


def test_who_only_looks_makes_and_changes_no_file(tmp_path: Path) -> None:
    plain = KeyFileVault(tmp_path / "store.key").key()
    machine = KeyFileVault(tmp_path / "machine.key")
    looking = KeyBox(machine, tmp_path / "store.key", is_looking=True)
    assert looking.key() == plain
    (tmp_path / "store.key").unlink()
    with pytest.raises(StoreFault):
        looking.key()
    assert list(tmp_path.iterdir()) == []


def test_only_the_centre_opens_a_sealed_key(tmp_path: Path) -> None:
    box = box_in(tmp_path)
    key = box.key()
    box.seal(PUBLIC, "store-key hall-1")
    with pytest.raises(StoreSealed):
        box_in(tmp_path).key()
    opened = open_box(box.sealed_file.read_bytes(), CENTRE, "store-key hall-1")
    assert opened == key
    box.unseal(opened)
    assert box_in(tmp_path).key() == key


def test_a_power_cut_half_way_through_sealing_leaves_it_sealed(tmp_path: Path) -> None:
    box = box_in(tmp_path)
    before = (box.key(), (tmp_path / "store.key").read_bytes())
    box.seal(PUBLIC, "p")
    (tmp_path / "store.key").write_bytes(before[1])
    (tmp_path / "store.key").chmod(0o600)
    with pytest.raises(StoreSealed):
        box.key()


def test_the_chip_keeps_the_secret(tmp_path: Path) -> None:
    """A software TPM stands for the chip; another chip opens nothing."""
    folder = tmp_path / "tpm"
    with chip(tmp_path / "chip") as device:
        key = TpmVault(folder, device).key()
        assert TpmVault(folder, device).key() == key
        box = KeyBox(KeyFileVault(tmp_path / "machine.key"), tmp_path / "store.key")
        stored = box.key()
        box.move(TpmVault(folder, device))
        assert box.key() == stored
    with chip(tmp_path / "another") as device, pytest.raises(StoreFault):
        TpmVault(folder, device).key()


def test_a_chip_in_another_boot_state_opens_nothing(tmp_path: Path) -> None:
    folder = tmp_path / "tpm"
    with chip(tmp_path / "chip") as device:
        vault = TpmVault(folder, device, "sha256:16")
        assert vault.key() == vault.key()
        other = f"16:sha256={'1' * 64}"
        tool = ["tpm2_pcrextend", "-T", device, other]
        subprocess.run(tool, check=True, capture_output=True)
        with pytest.raises(StoreFault):
            vault.key()


def test_no_chip_is_a_fault(tmp_path: Path) -> None:
    with pytest.raises(StoreFault):
        TpmVault(tmp_path / "tpm", "swtpm:host=127.0.0.1,port=9").key()


@contextmanager
def chip(state: Path) -> Iterator[str]:
    """Run a software TPM; gives how to reach it."""
    state.mkdir()
    port = free_ports()
    process = subprocess.Popen(
        [
            *("swtpm", "socket", "--tpm2", "--tpmstate", f"dir={state}"),
            *("--server", f"type=tcp,port={port},disconnect"),
            *("--ctrl", f"type=tcp,port={port + 1}"),
            *("--flags", "not-need-init,startup-clear"),
        ]
    )
    try:
        for _ in range(1000):
            if process.poll() is not None or reachable(port + 1):
                break
        yield f"swtpm:host=127.0.0.1,port={port}"
    finally:
        process.kill()
        process.wait()


def reachable(port: int) -> bool:
    try:
        create_connection(("127.0.0.1", port), 0.05).close()
    except OSError:
        return False
    return True


def free_ports() -> int:
    """Find two neighbouring ports."""
    while True:
        with socket() as first, socket() as second:
            first.bind(("127.0.0.1", 0))
            port = int(first.getsockname()[1])
            try:
                second.bind(("127.0.0.1", port + 1))
            except OSError:
                continue
            return port
