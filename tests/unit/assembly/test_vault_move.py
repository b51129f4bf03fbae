"""The store's key moves between vaults by a command, and nobody is locked out."""

from __future__ import annotations

import json
from contextlib import closing
from pathlib import Path

import pytest
import tomli_w

from kiosk.assembly.dismissal import key_box_of
from kiosk.cli import run as kiosk
from kiosk.clock import SystemClock
from kiosk.settings import TerminalSettings, load_settings
from offline_cache.store import open_store
from tests.unit.offline_cache.test_key_box import chip


def settings_in(folder: Path, **vault: str) -> Path:
    parts = ("certificate", "key", "authority", "trust")
    told = {
        "name": "hall-1",
        "state_directory": str(folder / "state"),
        "centre": {
            "url": "https://127.0.0.1:1",
            **{part: str(folder / part) for part in parts},
        },
        "printer": {"uri": "ipp://127.0.0.1:1/"},
        "vault": vault or {"kind": "file"},
    }
    file = folder / "terminal.toml"
    file.write_text(tomli_w.dumps(told))
    return file


def lines(settings: TerminalSettings) -> int:
    """Open the store as a terminal does; count the lines of its audit log."""
    path = settings.state_directory / "store.db"
    with closing(open_store(path, key_box_of(settings), SystemClock())) as store:
        store.audit.append("opened", {})
        return len(store.audit.lines())


def test_to_the_chip_and_back_with_the_same_store(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = settings_in(tmp_path)
    assert lines(load_settings(file)) == 1
    with chip(tmp_path / "chip") as device:
        words = ["--settings", str(file), "--to", "tpm", "--device", device]
        assert kiosk(["vault", "move", *words]) == 0
        assert 'kind = "tpm"' in capsys.readouterr().out
        # The settings still say what was before, and the terminal starts.
        assert lines(load_settings(file)) == 2
        settings_in(tmp_path, kind="tpm", device=device)
        assert lines(load_settings(file)) == 3
        assert kiosk(["vault", "show", "--settings", str(file)]) == 0
        assert json.loads(capsys.readouterr().out) == {"kind": "tpm", "opens": True}
        # From now on the secret on the disk opens nothing.
        settings_in(tmp_path)
        assert kiosk(["vault", "show", "--settings", str(file)]) == 1
        assert json.loads(capsys.readouterr().out)["reason"] == "key-not-opened"
        settings_in(tmp_path, kind="tpm", device=device)
        back = ["vault", "move", "--settings", str(file), "--to", "file"]
        assert kiosk(back) == 0
    settings_in(tmp_path)
    assert lines(load_settings(file)) == 4


def handed_over(folder: Path, secret: bytes) -> Path:
    """Lay a credential out as systemd does: a directory and files to read, no more."""
    folder.mkdir()
    (folder / "machine-key").write_bytes(secret)
    (folder / "machine-key").chmod(0o400)
    folder.chmod(0o500)
    return folder


def test_to_a_credential_of_systemd_and_back_with_the_same_store(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    file = settings_in(tmp_path)
    assert lines(load_settings(file)) == 1
    here = handed_over(tmp_path / "credentials", bytes(range(1, 33)))
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(here))
    words = ["vault", "move", "--settings", str(file), "--to"]
    assert kiosk([*words, "credential"]) == 0
    assert 'kind = "credential"' in capsys.readouterr().out
    # The settings still say what was before, and the terminal starts.
    assert lines(load_settings(file)) == 2
    settings_in(tmp_path, kind="credential")
    assert lines(load_settings(file)) == 3
    # From now on neither the secret on the disk opens anything, nor another machine's.
    settings_in(tmp_path)
    assert kiosk(["vault", "show", "--settings", str(file)]) == 1
    settings_in(tmp_path, kind="credential")
    other = handed_over(tmp_path / "elsewhere", bytes(range(2, 34)))
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(other))
    assert kiosk(["vault", "show", "--settings", str(file)]) == 1
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(here))
    assert kiosk([*words, "file"]) == 0
    settings_in(tmp_path)
    assert lines(load_settings(file)) == 4


def test_a_new_secret_of_the_same_kind(tmp_path: Path) -> None:
    file = settings_in(tmp_path)
    settings = load_settings(file)
    lines(settings)
    machine, box = tmp_path / "state" / "machine.key", tmp_path / "state" / "store.key"
    before = machine.read_bytes(), box.read_bytes()
    assert kiosk(["vault", "move", "--settings", str(file), "--to", "file"]) == 0
    assert machine.read_bytes() != before[0]
    assert lines(settings) == 2
    # The old secret, from an old copy, opens nothing any more.
    machine.write_bytes(before[0])
    assert kiosk(["vault", "show", "--settings", str(file)]) == 1


def test_a_move_that_cannot_be_is_refused_and_changes_nothing(tmp_path: Path) -> None:
    file = settings_in(tmp_path)
    settings = load_settings(file)
    lines(settings)
    box = (tmp_path / "state" / "store.key").read_bytes()
    words = ["vault", "move", "--settings", str(file), "--to"]
    assert kiosk([*words, "credential"]) == 2
    assert (tmp_path / "state" / "store.key").read_bytes() == box
    assert lines(settings) == 2
