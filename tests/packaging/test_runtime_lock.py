"""What is installed at a terminal is what the programs need, and none of our tools."""

from __future__ import annotations

import re
import subprocess
import sys
from configparser import ConfigParser
from importlib.metadata import distribution
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

import kiosk

ROOT = Path(kiosk.__file__).parents[1]
OVERRIDDEN = {"dlib", "face-recognition-models"}
"""Stand in requirements.override: other packages bring their modules."""


def written() -> str:
    command = [sys.executable, "packaging/debian/runtime_lock.py"]
    return subprocess.run(
        command, cwd=ROOT, check=True, capture_output=True, text=True
    ).stdout


def shipped() -> set[str]:
    return set(re.findall(r"^([a-z0-9-]+)==", written(), re.MULTILINE))


def needed() -> set[str]:
    """Follow what each installed package says that it requires."""
    settings = ConfigParser()
    settings.read(ROOT / "setup.cfg", encoding="utf-8")
    lines = settings["options"]["install_requires"].splitlines()
    left = [Requirement(line) for line in lines if line and line[0] != "#"]
    found: set[tuple[str, str]] = set()
    while left:
        wanted = left.pop()
        name = canonicalize_name(wanted.name)
        new = {(name, extra) for extra in ("", *wanted.extras)} - found
        found |= new
        if name not in OVERRIDDEN:
            left += [each for pair in new for each in _required_by(*pair)]
    return {name for name, _ in found} - OVERRIDDEN


def _required_by(name: str, extra: str) -> list[Requirement]:
    required = map(Requirement, distribution(name).requires or ())
    return [r for r in required if not r.marker or r.marker.evaluate({"extra": extra})]


def test_all_that_the_programs_need_is_shipped() -> None:
    assert needed() - shipped() == set()


def test_no_tool_of_the_tests_is_shipped() -> None:
    tools = {"pytest", "playwright", "hypothesis", "mypy", "ruff", "schemathesis"}
    assert shipped() & tools == set()


def test_what_is_shipped_keeps_its_hashes() -> None:
    text = (ROOT / "requirements.lock").read_text("utf-8")
    entries = re.split(r"^(?=[a-z0-9])", written(), flags=re.MULTILINE)[1:]
    assert all("--hash=sha256:" in entry and entry in text for entry in entries)
