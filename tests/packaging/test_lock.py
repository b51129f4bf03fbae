"""The lock file pins whatever setup.cfg asks for, and nothing compiles dlib."""

from __future__ import annotations

import configparser
import re
import subprocess
from collections import defaultdict
from importlib.metadata import distributions
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def named(text: str) -> set[str]:
    lines = (line.split("#")[0].strip() for line in text.splitlines())
    names = (re.match(r"[A-Za-z0-9_.-]+", line) for line in lines if line)
    return {_plain(name.group()) for name in names if name}


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def pinned() -> dict[str, str]:
    text = (ROOT / "requirements.lock").read_text("utf-8")
    found = re.findall(
        r"^([A-Za-z0-9_.-]+)(?:\[[^]]*\])?==(\S+)(.*)$", text, re.MULTILINE
    )
    return {_plain(name): rest for name, _, rest in found}


def test_every_requirement_is_pinned() -> None:
    config = configparser.ConfigParser()
    config.read(ROOT / "setup.cfg", "utf-8")
    wanted = named(config["options"]["install_requires"])
    wanted |= named(config["options.extras_require"]["dev"])
    assert wanted <= set(pinned())


def test_dlib_comes_as_a_wheel_only() -> None:
    lock = pinned()
    assert "dlib-bin" in lock
    assert "never" in lock.get("dlib", "never")


def test_no_two_pinned_packages_write_the_same_file() -> None:
    lock, owners = pinned(), defaultdict(set)
    for package in distributions():
        if _plain(package.name) in lock:
            for file in package.files or ():
                owners[str(file)].add(package.name)
    shared = {file: names for file, names in owners.items() if len(names) > 1}
    assert not {file for file in shared if not file.startswith("..")}, shared


def test_every_pin_has_a_hash() -> None:
    text = (ROOT / "requirements.lock").read_text("utf-8")
    for pin in re.split(r"\n(?=[A-Za-z0-9])", text)[1:]:
        assert "--hash=sha256:" in pin, pin[:60]


def test_the_fonts_on_disk_are_those_of_the_lock() -> None:
    fetch = ["bash", str(ROOT / "assets" / "fonts" / "fetch.sh")]
    assert subprocess.run(fetch, check=False).returncode == 0


def test_bare_make_lists_every_target() -> None:
    told = subprocess.run(
        ["make", "-s"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    makefile = (ROOT / "Makefile").read_text("utf-8")
    phony = re.search(r"^\.PHONY: (.*)$", makefile, re.MULTILINE)
    assert phony
    for target in phony.group(1).split():
        assert f"make {target}" in told
