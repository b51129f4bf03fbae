"""Files: settings, the catalogue, the rules, and what other offices send."""

from __future__ import annotations

import atexit
import os
import tempfile
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path

from backend.catalogue.load import RulesInvalid, load_catalogue
from backend.eligibility.evidence import COLUMNS, Statement
from backend.eligibility.rule import SourceRule
from backend.eligibility.rulebook import load_rules
from backend.eligibility.statement_file import FileRefused, read_file
from backend.store.words import StatedFact
from kiosk.settings import SettingsInvalid, load_settings
from tests.fuzz.parser import Parser, require

__all__ = ["file_parsers"]

_RULES = Path(load_rules.__code__.co_filename).with_name("rules.yaml")
_TODAY = date(2026, 11, 23)
_SETTINGS = b"""\
name = "hall-001-07"
state_directory = "/var/lib/kiosk"
panel_port = "/dev/serial/by-id/panel"
[centre]
url = "https://centre.invalid:8443"
certificate = "terminal.pem"
key = "terminal.key"
authority = "authority.pem"
trust = "trust"
[printer]
uri = "ipp://192.0.2.7/ipp/print"
[cards]
pcsc = true
scanner_baud = 9600
[camera]
settings = { device = "/dev/video0" }
"""
_ITEM = """\
group: EP
title: {zh-CN: "一", en: "One"}
audience: individual
items:
  - id: EP-01
    name: {zh-CN: "二", en: "Two"}
    kind: reviewed
    days: 5
    assurance: card
    doors: [portal, api]
    form: [month, "reason?"]
    requires: ["month-is-open(field=month)"]
    effects: [adjust-base]
    papers: []
    source: "社会保险法 第六十条"
"""


def file_parsers() -> Iterator[Parser]:
    """Give the parsers of files that people write or other offices send."""
    yield Parser("settings", _load_settings, [_SETTINGS], (SettingsInvalid,), None, 0.3)
    yield Parser("evidence-csv", _read_csv, [_csv()], (FileRefused,), None, 0.7)
    # The reader of YAML is slow, and these files come with the program.
    items = [_ITEM.encode()]
    yield Parser("catalogue", _load_items, items, (RulesInvalid,), None, 0.02)
    rules = [_RULES.read_bytes()]
    yield Parser("rules", _load_rules, rules, (RulesInvalid,), None, 0.01)


@cache
def _folder(process: int) -> Path:  # noqa: ARG001 - one for each process
    folder = tempfile.TemporaryDirectory(prefix="fuzz-", dir=_memory())
    atexit.register(folder.cleanup)
    return Path(folder.name)


def _memory() -> str | None:
    """Files in memory, where there is such a place: nobody needs them on a disk."""
    return "/dev/shm" if os.access("/dev/shm", os.W_OK) else None  # noqa: S108


def _file(name: str, data: bytes) -> Path:
    path = _folder(os.getpid()) / name
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(data)
    return path


def _load_settings(data: bytes) -> None:
    settings = load_settings(_file("kiosk.toml", data))
    require(settings.centre.url.startswith("https://"), "an open line")
    require(bool(settings.printer.uri or settings.printer.queue), "no printer")


def _csv() -> bytes:
    rows = [
        ",".join(COLUMNS),
        "R-1,510199196307152047,王样本,death,2026-10-01,CASE-1",
        'R-2,510199196307152047,"王,样本",death,2026-10-02,',
    ]
    return "\r\n".join(rows).encode()


def _read_csv(data: bytes) -> None:
    source = SourceRule("civil-affairs", frozenset(StatedFact), 0.9)
    lines = data.count(b"\n") + 1
    for count, told in enumerate(read_file(_file("file.csv", data), source, _TODAY), 2):
        require(count <= lines + 1, "more lines than there are")
        if isinstance(told, tuple):
            _require_whole(told[1])


def _require_whole(statement: Statement) -> None:
    require(bool(statement.row_id and statement.name), "half a statement")
    require(bool(statement.number), "a statement about nobody")
    require(statement.day <= _TODAY, "a day to come")
    require(bool(statement.line_hash), "no hash")


@cache
def _catalogue(process: int) -> Path:
    """Make a small catalogue around the one file."""
    folder = _folder(process) / "catalogue"
    (folder / "items").mkdir(parents=True, exist_ok=True)
    for name, keys in (("fields.yaml", _FIELDS), ("vocabulary.yaml", _WORDS)):
        (folder / name).write_text(keys, "utf-8")
    return folder


_FIELDS = """\
fields:
  - {key: month, label: {zh-CN: "一", en: "m"}, help: {zh-CN: "一", en: "m"},
     picker: month, schema: {type: string, format: month}}
  - {key: reason, label: {zh-CN: "一", en: "m"}, help: {zh-CN: "一", en: "m"},
     picker: text, schema: {type: string}}
"""
_WORDS = """\
preconditions:
  - {name: month-is-open, takes: [field], words: {zh-CN: "一", en: "m"}}
effects:
  - {name: adjust-base, takes: [], words: {zh-CN: "一", en: "m"}}
"""


def _load_items(data: bytes) -> None:
    folder = _catalogue(os.getpid())
    (folder / "items" / "ep.yaml").write_bytes(data)
    catalogue = load_catalogue(folder)
    require(all(item.effects for item in catalogue.items.values()), "an idle item")


def _load_rules(data: bytes) -> None:
    require(bool(load_rules(_file("rules.yaml", data)).benefits), "no benefits")
