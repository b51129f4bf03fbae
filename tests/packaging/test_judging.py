"""What failed is judged once more, and nothing else: a whole run takes too long."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PARTED = ("-n", "1", "--dist", "loadgroup", "--no-loadscope-reorder")
AGAIN = ("-v", "--last-failed", "--last-failed-no-failures", "none")
TESTS = """
import os
import pytest

@pytest.mark.parametrize("name", ["a", "b@c"])
@pytest.mark.xdist_group("hall")
def test_grouped(name):
    assert name == "a" or "IS_CALM" in os.environ

def test_alone():
    assert "IS_CALM" in os.environ

def test_sound():
    pass
"""


def judge(folder: Path, *options: str, **more: str) -> tuple[int, str]:
    command = [sys.executable, "-m", "pytest", "-p", "no:schemathesis", *options]
    own = {k: v for k, v in os.environ.items() if not k.startswith("PYTEST_")}
    done = subprocess.run(
        command,
        cwd=folder,
        env=own | more,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout


def test_only_what_failed_is_judged_once_more(tmp_path: Path) -> None:
    shutil.copy(ROOT / "tests" / "conftest.py", tmp_path)
    (tmp_path / "test_some.py").write_text(TESTS)
    code, told = judge(tmp_path, *PARTED)
    assert (code, "2 failed, 2 passed" in told) == (1, True), told
    code, told = judge(tmp_path, *AGAIN, IS_CALM="yes")
    assert code == 0
    assert "2 passed" in told.splitlines()[-1]
    assert told.count("PASSED") == 2
    assert "test_grouped[b@c] PASSED" in told
    assert "test_alone PASSED" in told
