"""What ``kiosk diagnose`` says of a real hall, sound and with faults put in."""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import tomli_w

from kiosk.diagnostics.knowledge import LANGUAGES, entries
from kiosk.settings import load_settings
from tests.stories.conftest import Storyteller

_SECONDS = 200
_PATIENCE = "60"
"""More than a busy machine takes; a hall's own patience is measured elsewhere."""

Mischief = Callable[[Storyteller], Callable[[], object]]
"""Does something to the hall and gives the way back."""


@dataclass(frozen=True)
class Diagnosis:
    """Findings by probe, and the exit code."""

    code: int
    found: dict[str, dict[str, str]]


def diagnose(
    teller: Storyteller, *probes: str, settings: Path | None = None
) -> Diagnosis:
    only = [word for name in probes for word in ("--probe", name)]
    where = ["--settings", str(settings or teller.hall.settings)]
    patience = ["--patience", _PATIENCE]
    done = subprocess.run(
        [sys.executable, "-m", "kiosk", "diagnose", "--json", *where, *patience, *only],
        env=teller.hall.environment,
        capture_output=True,
        text=True,
        timeout=_SECONDS,
        check=False,
    )
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    return Diagnosis(done.returncode, {line["probe"]: line for line in lines})


def test_a_sound_hall_has_nothing_failed(untouched: Storyteller) -> None:
    diagnosis = diagnose(untouched)
    bad = {
        name: told["cause"]
        for name, told in diagnosis.found.items()
        if told["state"] in ("failed", "warning")
    }
    assert bad == {}
    assert diagnosis.code == 0
    assert set(diagnosis.found["printer"]) >= {
        "probe", "state", "cause", "advice", "seconds",
    }  # fmt: skip


def _bench(
    twin: str, do: tuple[str, dict[str, object]], undo: tuple[str, dict[str, object]]
) -> Mischief:
    def put_in(teller: Storyteller) -> Callable[[], object]:
        teller.bench(twin, do[0], **do[1])
        return lambda: teller.bench(twin, undo[0], **undo[1])

    return put_in


def _printer(name: str) -> Mischief:
    return _bench("printer", ("fault", {"name": name}), ("clear", {}))


def _camera(trouble: str) -> Mischief:
    return _bench("camera", (trouble, {}), ("mend", {}))


FAULTS: tuple[tuple[str, str, str, Mischief], ...] = (
    (
        "card-reader",
        "reader-service-down",
        "failed",
        _bench("pcscd", ("stop", {}), ("start", {})),
    ),
    (
        "id-card-reader",
        "port-missing",
        "failed",
        _bench("id-card-reader", ("unplug", {}), ("plug", {})),
    ),
    (
        "id-card-reader",
        "self-test-failed",
        "failed",
        _bench("id-card-reader", ("break", {}), ("mend", {})),
    ),
    ("panel", "port-missing", "failed", _bench("panel", ("unplug", {}), ("plug", {}))),
    (
        "panel",
        "no-answer",
        "failed",
        _bench("panel", ("fault", {"name": "mute"}), ("fault", {"name": "none"})),
    ),
    (
        "panel",
        "panel-version",
        "failed",
        _bench("panel", ("fault", {"name": "foreign"}), ("fault", {"name": "none"})),
    ),
    (
        "panel",
        "door-open",
        "warning",
        _bench("panel", ("door", {"on": True}), ("door", {"on": False})),
    ),
    (
        "panel",
        "tampered",
        "failed",
        _bench("panel", ("tamper", {"on": True}), ("tamper", {"on": False})),
    ),
    (
        "panel",
        "on-battery",
        "warning",
        _bench(
            "panel", ("power", {"source": "battery"}), ("power", {"source": "mains"})
        ),
    ),
    (
        "panel",
        "battery-low",
        "failed",
        _bench("panel", ("power", {"source": "low"}), ("power", {"source": "mains"})),
    ),
    (
        "printer",
        "printer-unreachable",
        "failed",
        _bench("printer", ("power", {"on": False}), ("power", {"on": True})),
    ),
    ("printer", "paper-out", "failed", _printer("paper-out")),
    ("printer", "toner-out", "failed", _printer("toner-out")),
    ("printer", "jammed", "failed", _printer("jam")),
    ("printer", "cover-open", "failed", _printer("cover-open")),
    ("camera", "camera-missing", "failed", _camera("unplugged")),
    ("camera", "camera-black", "failed", _camera("black")),
    ("camera", "camera-frozen", "failed", _camera("frozen")),
    ("centre", "centre-down", "failed", _bench("centre", ("stop", {}), ("start", {}))),
)


@pytest.mark.parametrize(
    ("probe", "cause", "state", "put_in"),
    FAULTS,
    ids=[f"{probe}-{cause}" for probe, cause, _, _ in FAULTS],
)
def test_a_fault_put_in_is_named(
    storyteller: Storyteller, probe: str, cause: str, state: str, put_in: Mischief
) -> None:
    mend = put_in(storyteller)
    try:
        diagnosis = diagnose(storyteller, probe)
    finally:
        mend()
    told = diagnosis.found[probe]
    assert (told["state"], told["cause"]) == (state, cause)
    assert told["advice"] == entries("en")[cause].steps[0]
    assert diagnosis.code == {"warning": 1, "failed": 3}[state]
    assert all(cause in entries(language) for language in LANGUAGES)


@contextlib.contextmanager
def changed(teller: Storyteller, folder: Path, **centre: str) -> Iterator[Path]:
    """Give settings like the hall's with other words on the centre."""
    told = tomllib.loads(teller.hall.settings.read_text(encoding="utf-8"))
    told["state_directory"] = str(folder / "state")
    told["centre"] |= centre
    place = folder / "terminal.toml"
    place.write_text(tomli_w.dumps(told), encoding="utf-8")
    load_settings(place)
    yield place


def test_a_name_that_nobody_knows(storyteller: Storyteller, tmp_path: Path) -> None:
    with changed(storyteller, tmp_path, url="https://centre.invalid") as settings:
        found = diagnose(storyteller, "network", "clock", settings=settings).found
    assert found["network"]["cause"] == "address-unknown"
    assert found["clock"]["cause"] == "clock-unknown"


def test_an_authority_that_did_not_sign_the_centre(
    storyteller: Storyteller, tmp_path: Path
) -> None:
    identity = storyteller.hall.directory / "identity"
    with changed(
        storyteller, tmp_path, authority=str(identity / "certificate.pem")
    ) as at:
        found = diagnose(storyteller, "centre", settings=at).found
    assert found["centre"]["cause"] == "centre-untrusted"


def test_an_identity_that_is_gone(storyteller: Storyteller, tmp_path: Path) -> None:
    with changed(storyteller, tmp_path, key=str(tmp_path / "none.pem")) as settings:
        found = diagnose(storyteller, "identity", settings=settings).found
    assert found["identity"]["cause"] == "identity-missing"


def test_a_torn_store_is_named_and_left_where_it_is(
    storyteller: Storyteller, tmp_path: Path
) -> None:
    state = tmp_path / "state"
    state.mkdir()
    (state / "store.db").write_bytes(b"torn" * 4096)
    (state / "store.key").write_bytes(bytes(32))
    (state / "store.key").chmod(0o600)
    with changed(storyteller, tmp_path) as settings:
        found = diagnose(storyteller, "store", "outbox", settings=settings).found
    assert found["store"]["cause"] == "store-torn"
    assert found["outbox"]["cause"] == "store-unread"
    assert sorted(each.name for each in state.iterdir()) == ["store.db", "store.key"]


def test_a_key_that_others_may_read(storyteller: Storyteller, tmp_path: Path) -> None:
    state = tmp_path / "state"
    state.mkdir()
    (state / "store.key").write_bytes(bytes(32))
    (state / "store.key").chmod(0o644)
    with changed(storyteller, tmp_path) as settings:
        found = diagnose(storyteller, "store", settings=settings).found
    assert found["store"]["cause"] == "store-key-unsafe"


def test_a_probe_that_does_not_exist(storyteller: Storyteller) -> None:
    assert diagnose(storyteller, "crystal-ball") == Diagnosis(2, {})
