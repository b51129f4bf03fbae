"""Deeds carried by hand count once, for the terminal that packed them alone."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
import tomli_w
from sqlalchemy import func, select

from backend.__main__ import main as centre
from backend.home import Home
from backend.installation import open_database
from backend.store.fleet import ReviewTicket
from kiosk.__main__ import main as kiosk
from kiosk.assembly.export import write_export
from kiosk.assembly.parcels import pack as pack_deeds
from kiosk.domain.deed import Deed, DeedKind
from kiosk.domain.fault import NoRecipient
from tests.contracts.outpost import NOWHERE, Outpost, at
from tests.unit.backend.running_centre import (
    RunningCentre,
    command,
    make_centre,
    subject_of,
)
from tests.unit.offline_cache.invented import deed

WHO = subject_of("employee").number


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningCentre]:
    running = RunningCentre(make_centre(tmp_path_factory.mktemp("centre") / "home"))
    yield running
    running.stop()


@pytest.fixture
def outpost(running: RunningCentre, tmp_path: Path) -> Outpost:
    """A terminal whose line is down, with two deeds waiting and one refused."""
    outpost = Outpost(running, f"post-{base(tmp_path)[0]}", tmp_path)
    refused = Deed(
        "0198c0de-0000-7000-8000-0000000000ff",
        DeedKind.COPY_SETTLED,
        outpost.clock.now(),
        {"serial": "2026-999999-01", "state": "taken"},
    )
    with closing(outpost.open()) as cabinet:
        cabinet.store.outbox.append(refused)
        while cabinet.store.outbox.pending_count():
            outpost.clock.forward(30)
            cabinet.sync.step()
    outpost.settings = at(outpost.settings, NOWHERE)
    with closing(outpost.open()) as cabinet:
        for serial in base(tmp_path):
            told = deed(serial)
            payload = {"number": WHO, "service": "demo", "reason": "face"}
            cabinet.store.outbox.append(Deed(told.id, told.kind, told.made_at, payload))
    return outpost


def base(folder: Path) -> tuple[int, int]:
    """Draw serial numbers that no other test uses."""
    first = abs(hash(folder)) % 10**12
    return first, first + 1


def settings_file(outpost: Outpost, folder: Path) -> Path:
    told = outpost.settings.centre
    parts = ("certificate", "key", "authority", "trust")
    centre_part = {name: str(getattr(told, name)) for name in parts}
    data = {
        "name": outpost.name,
        "state_directory": str(outpost.settings.state_directory),
        "centre": {"url": told.url, **centre_part},
        "printer": {"uri": outpost.settings.printer.uri},
    }
    file = folder / "terminal.toml"
    file.write_text(tomli_w.dumps(data))
    return file


def pack(outpost: Outpost, folder: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    stick = folder / "stick"
    stick.mkdir()
    settings = f"--settings={settings_file(outpost, folder)}"
    capsys.readouterr()
    assert kiosk(["outbox", "export", str(stick), settings]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["deeds"] == 3
    return Path(told["file"])


def take(
    home: Path, file: Path, capsys: pytest.CaptureFixture[str]
) -> list[tuple[str, str]]:
    capsys.readouterr()
    assert centre(["import-outbox", f"--home={home}", str(file)]) == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    return [(line["outcome"], line["reason"]) for line in lines]


def tickets(home: Path, ids: list[str]) -> int:
    with (
        closing(open_database(Home(home))) as database,
        database.reading() as session,
    ):
        wanted = select(func.count()).where(ReviewTicket.deed_id.in_(ids))
        return session.scalar(wanted) or 0


def test_carried_deeds_count_once_however_often_they_come(
    outpost: Outpost, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """By hand, by hand again, and over the line once it is back."""
    file = pack(outpost, tmp_path, capsys)
    ids = [deed(serial).id for serial in base(tmp_path)]
    home = outpost.running.home
    once = take(home, file, capsys)
    assert once == [("refused", "no-such-copy"), ("accepted", ""), ("accepted", "")]
    assert take(home, file, capsys) == once
    assert tickets(home, ids) == 2
    outpost.settings = at(outpost.settings, outpost.running.url)
    with closing(outpost.open()) as cabinet:
        assert cabinet.store.outbox.pending_count() == 2
        while cabinet.store.outbox.pending_count():
            outpost.clock.forward(30)
            cabinet.sync.step()
        assert cabinet.store.outbox.dead_letter_count() == 1
    assert tickets(home, ids) == 2


def test_who_finds_the_stick_learns_nothing(
    outpost: Outpost, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = pack(outpost, tmp_path, capsys).read_bytes()
    assert WHO.encode() not in data
    assert json.loads(data).keys() == {
        "terminal",
        "made_at",
        "count",
        "certificate",
        "sealed",
        "signature",
    }


@pytest.mark.parametrize(
    ("part", "value"),
    [("terminal", "hall-1"), ("count", 2), ("sealed", "AAAA"), ("signature", "AAAA")],
)
def test_a_changed_parcel_is_refused_whole(
    outpost: Outpost,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    part: str,
    value: object,
) -> None:
    file = pack(outpost, tmp_path, capsys)
    file.write_text(json.dumps(json.loads(file.read_text()) | {part: value}))
    home = outpost.running.home
    assert centre(["import-outbox", f"--home={home}", str(file)]) == 1
    assert tickets(home, [deed(serial).id for serial in base(tmp_path)]) == 0


def test_a_revoked_terminals_parcel_is_refused(
    outpost: Outpost, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = pack(outpost, tmp_path, capsys)
    home = outpost.running.home
    command("revoke-terminal", home, f"--name={outpost.name}")
    assert centre(["import-outbox", f"--home={home}", str(file)]) == 1
    assert "revoked" in capsys.readouterr().err


def test_a_refused_deed_is_sent_again_when_a_person_says_so(
    outpost: Outpost, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = f"--settings={settings_file(outpost, tmp_path)}"
    refused = "0198c0de-0000-7000-8000-0000000000ff"
    assert kiosk(["outbox", "revive", refused, settings]) == 0
    assert kiosk(["outbox", "revive", refused, settings]) == 2
    assert "no-dead-letter" in capsys.readouterr().err
    assert kiosk(["outbox", "export", str(tmp_path / "none"), settings]) == 2


def test_what_staff_take_along_at_the_screen_is_the_same_file(
    outpost: Outpost, capsys: pytest.CaptureFixture[str]
) -> None:
    with closing(outpost.open()) as cabinet:
        packed = pack_deeds(outpost.settings, cabinet.store)
        file = write_export(outpost.settings, packed.name, packed.content)
        assert cabinet.store.outbox.pending_count() == 2  # they stay here, too
    assert packed.count == 3
    assert WHO.encode() not in Path(file).read_bytes()
    answers = take(outpost.running.home, Path(file), capsys)
    assert answers == [("refused", "no-such-copy"), *[("accepted", "")] * 2]


def test_without_a_centre_nothing_is_taken_along(outpost: Outpost) -> None:
    outpost.settings.centre.recovery_file.unlink()
    with closing(outpost.open()) as cabinet, pytest.raises(NoRecipient):
        pack_deeds(outpost.settings, cabinet.store)
