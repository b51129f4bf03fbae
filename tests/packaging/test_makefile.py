"""The Makefile sets up before it works, with an interpreter that really runs."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
MAKEFILE = (ROOT / "Makefile").read_text("utf-8")


def make(*arguments: str, path: str = "/usr/bin:/bin") -> str:
    command = ["make", "--no-print-directory", "-C", str(ROOT), *arguments]
    done = subprocess.run(
        command, env={"PATH": path}, check=True, capture_output=True, text=True
    )
    return done.stdout


def stub(folder: Path, name: str, *, line: str) -> None:
    program = folder / name
    program.write_text(f"#!/bin/sh\n{line}\n")
    program.chmod(0o755)


@pytest.mark.parametrize("target", ["run", "demo", "test", "lint", "format", "bench"])
def test_a_working_target_sets_up_first(target: str) -> None:
    assert re.search(rf"^{target}: setup\b", MAKEFILE, re.MULTILINE)


def test_an_interpreter_that_does_not_run_is_passed_over(tmp_path: Path) -> None:
    stub(tmp_path, "python3.11", line="exit 127")
    stub(tmp_path, "python3.12", line="exit 0")
    shown = make("--eval=shown: ; @echo $(PYTHON)", "shown", path=f"{tmp_path}:/bin")
    assert shown.strip() == "python3.12"
