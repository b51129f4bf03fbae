"""What leaves by hand is whole, redacted and closed to everybody but its recipient."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pyrage import decrypt, x25519

from kiosk.assembly.export import bundle, seal_for, write_export
from kiosk.diagnostics.finding import ProbeResult, ProbeState
from kiosk.domain.fault import NoRecipient, StoreFull
from kiosk.part_settings import CentreSettings, ExportSettings, PrinterSettings
from kiosk.ports.logbook import StatusNote, WorkNote
from kiosk.settings import TerminalSettings

NOW = datetime(2026, 11, 28, 9, 0, tzinfo=UTC)
NUMBER = "510199196207083427"


def settings(folder: Path) -> TerminalSettings:
    identity = folder / "identity"
    return TerminalSettings(
        name="hall-001-07",
        state_directory=folder,
        centre=CentreSettings(
            "https://centre.invalid",
            identity / "certificate.pem",
            identity / "key.pem",
            identity / "authority.pem",
            identity / "trust",
        ),
        printer=PrinterSettings(uri="ipp://10.0.0.5/ipp/print"),
        export=ExportSettings(),
    )


def test_a_bundle_opens_with_the_supports_key_alone() -> None:
    support, other = x25519.Identity.generate(), x25519.Identity.generate()
    sealed = seal_for(str(support.to_public()), b"content")
    assert b"content" not in sealed
    assert decrypt(sealed, [support]) == b"content"
    with pytest.raises(Exception, match="key"):
        decrypt(sealed, [other])


@pytest.mark.parametrize("recipient", ["", "age1", "nobody"])
def test_nothing_leaves_where_no_recipient_is_named(recipient: str) -> None:
    with pytest.raises(NoRecipient):
        seal_for(recipient, b"content")


def test_a_bundle_holds_what_support_needs_and_no_key(tmp_path: Path) -> None:
    (tmp_path / "events.jsonl").write_text('{"event": "terminal-started"}\n')
    content = bundle(
        settings(tmp_path),
        [ProbeResult("printer", ProbeState.FAILED, "jammed", "", 0.2)],
        [("kiosk", "0.1.0")],
        [StatusNote(NOW, "printer", "offline", "device-lost")],
        [WorkNote(NOW, "test", "card", "passed", "T3001", "0.1.0")],
    )
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        told = {name: archive.read(name).decode() for name in archive.namelist()}
    assert json.loads(told["probes.json"])[0]["cause"] == "jammed"
    assert json.loads(told["history.json"])[0]["at"] == NOW.isoformat()
    assert "terminal-started" in told["events.jsonl"]
    assert "key.pem" not in told["settings.json"]
    assert "hall-001-07" in told["settings.json"]


def test_an_export_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    here = settings(tmp_path)
    place = write_export(here, "a.age", b"sealed")
    assert Path(place).read_bytes() == b"sealed"
    (tmp_path / "export" / "b.age").mkdir()
    with pytest.raises(StoreFull):
        write_export(here, "b.age", b"sealed")
    left = sorted(path.name for path in (tmp_path / "export").iterdir())
    assert left == ["a.age", "b.age"]
