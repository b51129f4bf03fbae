"""Settings: read once, checked whole, refused in one line that names the file."""

from __future__ import annotations

from pathlib import Path

import pytest
import tomli_w
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kiosk.settings import SettingsInvalid, load_settings

GOOD = {
    "name": "hall-01",
    "state_directory": "/var/lib/kiosk",
    "centre": {
        "url": "https://centre.example:8443",
        "certificate": "c.pem",
        "key": "k.pem",
        "authority": "a.pem",
        "trust": "trust",
    },
    "printer": {"uri": "ipp://127.0.0.1:631/ipp/print"},
}


def written(path: Path, facts: object) -> Path:
    file = path / "terminal.toml"
    file.write_text(tomli_w.dumps(facts), "utf-8")  # type: ignore[arg-type]
    return file


def test_a_short_file_gets_sensible_defaults(tmp_path: Path) -> None:
    loaded = load_settings(written(tmp_path, GOOD))
    assert loaded.cards.pcsc
    assert loaded.cards.serial_port is None
    assert loaded.time_zone == "Asia/Shanghai"
    assert loaded.screen.diagonal_inches is None


def test_the_screens_diagonal_is_told_in_inches(tmp_path: Path) -> None:
    told = {**GOOD, "screen": {"diagonal_inches": 15.6}}
    assert load_settings(written(tmp_path, told)).screen.diagonal_inches == 15.6


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"printer": {}}, "uri"),
        ({"printer": {"uri": 5, "colour": "red"}}, "colour"),
        ({"centre": {**GOOD["centre"], "url": "http://x"}}, "https"),  # type: ignore[dict-item]
        ({"surprise": 1}, "surprise"),
        ({"screen": {"diagonal_inches": 1.0}}, "screen.diagonal_inches"),
        ({"screen": {"diagonal_inches": 546.0}}, "from 8 to 65"),
        ({"screen": {"diagonal_inches": float("nan")}}, "screen.diagonal_inches"),
        ({"screen": {"diagonal_inches": "large"}}, "diagonal_inches"),
    ],
)
def test_what_is_wrong_is_named(
    tmp_path: Path, change: dict[str, object], told: str
) -> None:
    with pytest.raises(SettingsInvalid) as caught:
        load_settings(written(tmp_path, {**GOOD, **change}))
    assert told in str(caught.value)
    assert "terminal.toml" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_no_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(SettingsInvalid, match=r"none\.toml"):
        load_settings(tmp_path / "none.toml")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=200))
def test_any_bytes_are_settings_or_a_refusal(tmp_path: Path, data: bytes) -> None:
    file = tmp_path / "terminal.toml"
    file.write_bytes(data)
    with pytest.raises(SettingsInvalid):
        load_settings(file)
