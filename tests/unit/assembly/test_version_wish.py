"""What engineers wish of the versions is done once, by whoever may, and told back."""

from __future__ import annotations

import json
import os
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from kiosk.assembly.version_wish import (
    WISH_FILE,
    change_version,
    grant_wish,
    survey_versions,
    wish_for,
)
from kiosk.diagnostics.upkeep import ChangeVersion, VersionsView, VersionWish
from kiosk.domain.fault import DeviceLost, UpdateRefused
from kiosk.part_settings import SoftwareSettings
from kiosk.settings import TerminalSettings
from tests.unit.assembly.test_export import settings

PATIENCE_SECONDS = 60.0
INSTALL = ChangeVersion(VersionWish.INSTALL, "1.10.0")


def lay(place: Path, version: str) -> None:
    program = place / version / "bin" / "kiosk"
    program.parent.mkdir(parents=True)
    program.touch()


@pytest.fixture
def told(tmp_path: Path) -> TerminalSettings:
    """A terminal with 1.9.0 in use, one version before it and one beside it."""
    place = tmp_path / "opt"
    for version in ("1.2.0", "1.9.0", "1.10.0"):
        lay(place, version)
    (place / "current").symlink_to("1.9.0")
    state = tmp_path / "state"
    state.mkdir()
    return replace(settings(state), software=SoftwareSettings(versions=place))


def current(told: TerminalSettings) -> str:
    return (told.software.versions / "current").readlink().name


def test_what_lies_here_is_told_newest_first(told: TerminalSettings) -> None:
    assert survey_versions(told) == VersionsView("1.9.0", "1.2.0", ("1.10.0", "1.2.0"))


def test_without_installed_versions_there_is_nothing_to_tell(tmp_path: Path) -> None:
    nowhere = SoftwareSettings(versions=tmp_path / "none")
    told = replace(settings(tmp_path), software=nowhere)
    assert survey_versions(told) == VersionsView()


def test_a_version_is_installed_on_trial_and_taken_back(
    told: TerminalSettings,
) -> None:
    assert change_version(told, INSTALL, 1.0) == "1.10.0"
    seen = survey_versions(told)
    assert (seen.current, seen.state, seen.before) == ("1.10.0", "on-trial", "1.9.0")
    assert change_version(told, ChangeVersion(VersionWish.GO_BACK), 1.0) == "1.9.0"
    seen = survey_versions(told)
    assert (seen.state, seen.reason, seen.failed) == (
        "gone-back",
        "by-hand",
        ("1.10.0",),
    )


@pytest.mark.parametrize("version", ["9.9.9", "../evil", "current", ""])
def test_only_a_version_that_lies_here_is_installed(
    told: TerminalSettings, version: str
) -> None:
    lay(told.state_directory.parent, "evil")
    wish = ChangeVersion(VersionWish.INSTALL, version)
    with pytest.raises(UpdateRefused):
        change_version(told, wish, 1.0)
    assert current(told) == "1.9.0"


def test_whoever_may_write_the_versions_carries_a_wish_out_once(
    told: TerminalSettings,
) -> None:
    is_over = threading.Event()

    def root() -> int:
        granted = 0
        while not is_over.wait(0.01):
            granted += grant_wish(told)
        return granted

    with ThreadPoolExecutor() as pool:
        granting = pool.submit(root)
        try:
            assert wish_for(told, INSTALL, PATIENCE_SECONDS).taken() == "1.10.0"
            back = ChangeVersion(VersionWish.INSTALL, "7.0")
            with pytest.raises(UpdateRefused):
                wish_for(told, back, PATIENCE_SECONDS).taken()
        finally:
            is_over.set()
    assert granting.result() == 2
    assert current(told) == "1.10.0"


def test_nobody_who_answers_is_told_as_lost(told: TerminalSettings) -> None:
    with pytest.raises(DeviceLost):
        wish_for(told, INSTALL, 0.0)
    assert current(told) == "1.9.0"


@pytest.mark.parametrize(
    "wish",
    [
        b"",
        b"[]",
        b'{"id": "1"}',
        b'{"id": "1", "wish": "format", "version": ""}',
        b'{"id": "1", "wish": "install", "version": 7}',
        json.dumps({"id": "1", "wish": "install", "version": "9" * 5000}).encode(),
    ],
)
def test_a_file_that_is_no_wish_moves_nothing(
    told: TerminalSettings, wish: bytes
) -> None:
    place = told.state_directory / WISH_FILE
    place.parent.mkdir()
    place.write_bytes(wish)
    assert not grant_wish(told)
    assert current(told) == "1.9.0"


@pytest.mark.parametrize("plant", [Path.symlink_to, lambda at, _to: os.mkfifo(at)])
def test_neither_a_link_nor_a_pipe_is_read(
    told: TerminalSettings, plant: object
) -> None:
    place = told.state_directory / WISH_FILE
    place.parent.mkdir()
    secret = told.state_directory / "secret"
    wish = {"id": "1", "wish": "install", "version": "1.10.0"}
    secret.write_text(json.dumps(wish))
    assert callable(plant)
    plant(place, secret)
    assert not grant_wish(told)
