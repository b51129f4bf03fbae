"""The command line: one clear line on bad input, honest exit codes."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from kiosk.__main__ import main

COMMANDS = (
    ["run"],
    ["demo"],
    ["bench"],
    ["bench-window"],
    ["verify"],
    ["trust", "update"],
    ["trust", "show"],
    ["face", "compare"],
    ["face", "liveness"],
    ["outbox", "list"],
    ["audit", "verify"],
)


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_every_command_has_help(
    command: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main([*command, "--help"])
    assert ended.value.code == 0
    assert "usage: kiosk" in capsys.readouterr().out


@pytest.mark.parametrize(
    "line",
    [
        ["run", "--settings", "/nowhere/terminal.toml"],
        ["verify", "x.pdf", "--trust", "/nowhere"],
        ["verify"],
        ["verify", "--code", "X"],
        ["verify", "--code", "X", "--number", "1", "--portal", "http://x"],
        ["trust", "show", "--trust", "/nowhere"],
        ["trust", "update", "--folder", "/nowhere", "--trust", "/nowhere"],
        ["bench", "--socket", "/nowhere/bench.sock", "printer", "clear"],
        ["bench", "--socket", "/nowhere/bench.sock", "printer", "clear", "[1]"],
        ["bench-window", "--hall", "/nowhere"],
        ["face", "compare", "only-one.jpg"],
        ["face", "compare", "--pairs", "/nowhere.csv"],
        ["outbox", "list", "--settings", "/nowhere/terminal.toml"],
    ],
    ids=lambda line: " ".join(line)[:40],
)
def test_bad_input_is_told_in_one_line(
    line: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(line) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.startswith("kiosk: ")
    assert told.err.count("\n") == 1


@pytest.mark.parametrize(
    "line", [[], ["fly"], ["run", "--size", "big"], ["bench", "printer", "x", "{"]]
)
def test_what_cannot_be_read_is_refused(
    line: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(line)
    assert ended.value.code == 2
    assert "usage:" in capsys.readouterr().err


def test_files_that_are_no_certificates_cannot_be_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "trust").mkdir()
    junk = tmp_path / "junk.pdf"
    junk.write_bytes(b"%PDF-1.7 nothing more")
    missing = tmp_path / "missing.pdf"
    line = ["verify", str(junk), str(missing), "--trust", str(tmp_path / "trust")]
    assert main([*line, "--json"]) == 2
    verdicts = [json.loads(text) for text in capsys.readouterr().out.splitlines()]
    assert [verdict["verdict"] for verdict in verdicts] == ["cannot_tell"] * 2
    assert set(verdicts[0]) == {"file", "verdict", "reasons", "certificate"}


def test_the_core_starts_without_loading_a_screen() -> None:
    code = "import sys, kiosk.cli; sys.exit('PySide6' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
