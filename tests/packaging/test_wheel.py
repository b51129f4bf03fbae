"""What is installed brings every file that the programs read, not their code alone."""

from __future__ import annotations

from configparser import ConfigParser, SectionProxy
from fnmatch import fnmatch
from pathlib import Path

from setuptools import find_namespace_packages

import kiosk

ROOT = Path(kiosk.__file__).parents[1]
LEFT_OUT = {Path("assets/fonts/fetch.sh")}
"""Needed where the package is built, not where it runs."""


def lines(section: SectionProxy, name: str) -> list[str]:
    """Give a setting's lines without remarks."""
    return [line for line in section[name].split() if line]


def shipped(file: Path, packages: set[str], patterns: list[str]) -> bool:
    if ".".join(file.parent.parts) not in packages:
        return False
    return file.suffix == ".py" or any(fnmatch(file.name, each) for each in patterns)


def test_every_file_of_the_programs_is_installed() -> None:
    settings = ConfigParser()
    settings.read(ROOT / "setup.cfg", encoding="utf-8")
    assert settings["options"]["packages"] == "find_namespace:"
    found = settings["options.packages.find"]
    included, excluded = lines(found, "include"), lines(found, "exclude")
    packages = set(find_namespace_packages(str(ROOT), excluded, included))
    data = settings["options.package_data"]["*"].splitlines()
    patterns = [line for line in data if line]
    folders = [each.rstrip("*") for each in included]
    files = {
        file.relative_to(ROOT)
        for folder in folders
        for file in (ROOT / folder).rglob("*")
        if file.is_file() and file.suffix != ".pyc" and file.name[0] != "."
    }
    missing = {file for file in files if not shipped(file, packages, patterns)}
    assert missing == LEFT_OUT
