"""The centre's commands: what they make, and one clear line when they cannot."""

from __future__ import annotations

import json
import sqlite3
import stat
from pathlib import Path

import pytest

from backend.__main__ import main
from backend.sample.demonstration import DEMONSTRATION
from kiosk.domain.identifier import CitizenNumber, CreditCode


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("commands") / "home"
    assert main(["init", "--home", str(home)]) == 0
    assert main(["sample", "--home", str(home), "--residents", "20"]) == 0
    return home


def rows(home: Path, query: str) -> list[tuple[object, ...]]:
    connection = sqlite3.connect(home / "centre.sqlite3")
    try:
        return connection.execute(query).fetchall()
    finally:
        connection.close()


def test_keys_and_records_are_for_their_owner_alone(home: Path) -> None:
    for file in ("machines/key.pem", "server/key.pem", "seal/seal.key"):
        assert stat.S_IMODE((home / file).stat().st_mode) == 0o600
    assert stat.S_IMODE((home / "centre.sqlite3").stat().st_mode) == 0o600
    assert stat.S_IMODE(home.stat().st_mode) == 0o700


def test_invented_numbers_hold_and_name_no_real_place(home: Path) -> None:
    people = rows(home, "SELECT citizen_number, sex, birth_date FROM person")
    assert len(people) == 20 + 8
    for text, sex, birth in people:
        number = CitizenNumber(str(text))
        assert number.text.startswith("510199")
        assert number.is_male == (sex == "1")
        assert number.birth_date.isoformat() == birth
    for (code,) in rows(home, "SELECT credit_code FROM employer"):
        assert CreditCode(str(code)).text[2:8] == "510199"


def test_invented_bookings_stay_in_their_windows(home: Path) -> None:
    outside = rows(
        home,
        "SELECT count(*) FROM contribution c JOIN rate r ON r.kind = c.kind"
        " AND r.valid_from = c.period / 100 * 100 + 1"
        " WHERE c.base_cents NOT BETWEEN r.floor_cents AND r.ceiling_cents",
    )
    assert outside == [(0,)]
    assert rows(home, "SELECT count(*) > 5000 FROM contribution") == [(1,)]


def test_the_same_seed_gives_the_same_city(home: Path, tmp_path: Path) -> None:
    other = tmp_path / "home"
    assert main(["init", "--home", str(other)]) == 0
    assert main(["sample", "--home", str(other), "--residents", "20"]) == 0
    everybody = "SELECT personal_number, citizen_number, name FROM person ORDER BY 1"
    assert rows(home, everybody) == rows(other, everybody)
    assert main(["sample", "--home", str(other), "--residents", "20"]) == 0
    assert rows(other, "SELECT count(*) FROM person") == [(20 + 20 + 8,)]


def test_fixed_residents_are_told_as_json_lines(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["sample", "--list", "--json", "--home", str(home)]) == 0
    told = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [each["key"] for each in told] == list(DEMONSTRATION)
    for each in told:
        assert len(each["identification_code"]) == 32
        assert int(each["identification_code"], 16)
        CitizenNumber(each["number"])
    recorded = {number for (number,) in rows(home, "SELECT citizen_number FROM person")}
    assert all(each["is_recorded"] == (each["number"] in recorded) for each in told)


def test_terminal_gets_all_it_needs(home: Path, tmp_path: Path) -> None:
    out = tmp_path / "identity"
    arguments = ["--home", str(home), "--name", "hall-9", "--out", str(out)]
    assert main(["enrol-terminal", *arguments]) == 0
    names = {path.name for path in out.iterdir()}
    assert names == {
        "authority.pem",
        "certificate.pem",
        "key.pem",
        "evidence.pem",
        "recovery.key",
        "staff.pem",
        "trust",
    }
    assert stat.S_IMODE((out / "key.pem").stat().st_mode) == 0o600
    # Of keys beside its own only the public half for whom a seized store is sealed.
    assert [path.name for path in out.rglob("*.key")] == ["recovery.key"]


@pytest.mark.parametrize(
    "arguments",
    [
        ["init", "--home", "{home}"],
        ["init", "--home", "/proc/none"],
        ["init", "--home", "{tmp}/mysql", "--database", "mysql://x/y"],
        ["init", "--home", "{tmp}/junk", "--database", "junk"],
        ["sample", "--home", "{tmp}/none", "--residents", "1"],
        ["sample", "--home", "{home}", "--portrait", "510199199001300733={tmp}/none"],
        ["sample", "--home", "{home}", "--portrait", "510199199001300733=/etc/passwd"],
        ["sample", "--home", "{home}", "--portrait", "1=/etc/passwd"],
        ["enrol-terminal", "--home", "{home}", "--name", "A B", "--out", "{tmp}/o"],
        ["enrol-terminal", "--home", "{home}", "--name", "a", "--out", "/proc/none"],
        ["enrol-terminal", "--home", "{tmp}/none", "--name", "a", "--out", "{tmp}/o"],
        ["revoke-terminal", "--home", "{home}", "--name", "nobody"],
        ["serve", "--home", "{tmp}/none"],
        ["serve", "--home", "{home}", "--host", "192.0.2.1"],
        ["serve", "--home", "{tmp}/empty"],
    ],
)
def test_trouble_is_told_in_one_line(
    home: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "empty" / "centre.toml").write_text('city = "x"\n')
    filled = [text.format(home=home, tmp=tmp_path) for text in arguments]
    assert main(filled) == 1
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.startswith("centre: ")
    assert told.err.count("\n") == 1


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["dance"],
        ["init"],
        ["serve", "--home", "x", "--port", "70000"],
        ["sample", "--home", "x", "--residents", "-1"],
        ["sample", "--home", "x", "--portrait", "nobody"],
    ],
)
def test_wrong_typing_ends_with_two(arguments: list[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert ended.value.code == 2


@pytest.mark.parametrize(
    "command", ["init", "sample", "enrol-terminal", "revoke-terminal", "serve"]
)
def test_every_command_has_help(
    command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main([command, "--help"])
    assert ended.value.code == 0
    assert "--home DIR" in capsys.readouterr().out
