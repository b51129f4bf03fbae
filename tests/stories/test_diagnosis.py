"""What ``kiosk diagnose`` says of a real hall, sound and with faults put in."""

from __future__ import annotations

import contextlib
import json
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import tomli_w

from kiosk.diagnostics.knowledge import LANGUAGES, entries
from kiosk.settings import load_settings
from tests.nursery import Nursling
from tests.stories.conftest import Storyteller

# The hall of the other stories does; one more would be opened for these alone.
pytestmark = [pytest.mark.xdist_group("hall"), pytest.mark.timeout(400)]

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
    line = ["diagnose", "--json", *where, *patience, *only]
    errors = teller.hall.directory / "diagnosis.log"
    with Nursling("terminal", line, errors, teller.hall.environment) as done:
        told = done.stdout.read()
        code = done.wait(_SECONDS)
    lines = [json.loads(line) for line in told.splitlines()]
    return Diagnosis(code, {line["probe"]: line for line in lines})


BUSY = {"line-slow"}
"""What a probe says of a machine that has other things to do, not of the hall."""


def test_a_sound_hall_has_nothing_failed(untouched: Storyteller) -> None:
    diagnosis = diagnose(untouched)
    bad = {
        name: told["cause"]
        for name, told in diagnosis.found.items()
        if told["state"] in ("failed", "warning") and told["cause"] not in BUSY
    }
    assert bad == {}
    warned = any(told["state"] == "warning" for told in diagnosis.found.values())
    assert diagnosis.code == int(warned)
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


Setting = Callable[[Storyteller, Path], contextlib.AbstractContextManager[Path]]
"""Gives settings with a fault in them, or in what they name."""


def _centre(**words: str) -> Setting:
    return lambda teller, folder: changed(teller, folder, **words)


def _foreign_authority(
    teller: Storyteller, folder: Path
) -> contextlib.AbstractContextManager[Path]:
    own = teller.hall.directory / "identity" / "certificate.pem"
    return changed(teller, folder, authority=str(own))


def _kept(store: bytes, key_mode: int) -> Setting:
    """Lay a store of these bytes and a key of these rights into the state directory."""

    def put_in(
        teller: Storyteller, folder: Path
    ) -> contextlib.AbstractContextManager[Path]:
        state = folder / "state"
        state.mkdir()
        if store:
            (state / "store.db").write_bytes(store)
        (state / "store.key").write_bytes(bytes(32))
        (state / "store.key").chmod(key_mode)
        return changed(teller, folder)

    return put_in


@contextlib.contextmanager
def _microphone(teller: Storyteller, folder: Path) -> Iterator[Path]:
    with changed(teller, folder) as place:
        told = tomllib.loads(place.read_text(encoding="utf-8"))
        told["microphone"] = "plughw:CARD=Nowhere"
        place.write_text(tomli_w.dumps(told), encoding="utf-8")
        yield place


SETTINGS_FAULTS: tuple[tuple[str, str, str, Setting], ...] = (
    ("network", "address-unknown", "failed", _centre(url="https://centre.invalid")),
    ("clock", "clock-unknown", "warning", _centre(url="https://centre.invalid")),
    ("centre", "centre-untrusted", "failed", _foreign_authority),
    ("identity", "identity-missing", "failed", _centre(key="/none.pem")),
    ("store", "store-torn", "failed", _kept(b"torn" * 4096, 0o600)),
    ("outbox", "store-unread", "warning", _kept(b"torn" * 4096, 0o600)),
    ("store", "store-key-unsafe", "failed", _kept(b"", 0o644)),
    ("microphone", "microphone-missing", "failed", _microphone),
)


@pytest.mark.parametrize(
    "fault", SETTINGS_FAULTS, ids=[f"{each[0]}-{each[1]}" for each in SETTINGS_FAULTS]
)
def test_a_fault_in_the_settings_is_named_and_all_is_left_where_it_is(
    storyteller: Storyteller, tmp_path: Path, fault: tuple[str, str, str, Setting]
) -> None:
    probe, cause, state, put_in = fault
    with put_in(storyteller, tmp_path) as settings:
        before = sorted(tmp_path.rglob("*"))
        found = diagnose(storyteller, probe, settings=settings).found
        assert sorted(tmp_path.rglob("*")) == before
    assert (found[probe]["state"], found[probe]["cause"]) == (state, cause)


def test_a_probe_that_does_not_exist(storyteller: Storyteller) -> None:
    assert diagnose(storyteller, "crystal-ball") == Diagnosis(2, {})
