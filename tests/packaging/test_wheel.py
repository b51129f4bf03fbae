"""What is installed brings every file that the programs read, not their code alone."""

from __future__ import annotations

from configparser import ConfigParser, SectionProxy
from fnmatch import fnmatch
from pathlib import Path

import kiosk

ROOT = Path(kiosk.__file__).parents[1]
LEFT_OUT = {Path("assets/fonts/fetch.sh")}
"""Needed where the package is built, not where it runs."""


def lines(section: SectionProxy, name: str) -> list[str]:
    """Give a setting's lines without remarks."""
    return [line for line in section[name].split() if line]


def shipped(file: Path, patterns: list[str]) -> bool:
    # As setuptools finds packages by their folders: a name with a dot is none.
    if any("." in part for part in file.parent.parts):
        return False
    return file.suffix == ".py" or any(fnmatch(file.name, each) for each in patterns)


def test_every_file_of_the_programs_is_installed() -> None:
    settings = ConfigParser()
    settings.read(ROOT / "setup.cfg", encoding="utf-8")
    assert settings["options"]["packages"] == "find_namespace:"
    folders = [
        each.removesuffix("*")
        for each in lines(settings["options.packages.find"], "include")
    ]
    patterns = lines(settings["options.package_data"], "*")
    files = {
        file.relative_to(ROOT)
        for folder in folders
        for file in (ROOT / folder).rglob("*")
        if file.is_file() and file.suffix != ".pyc" and file.name[0] != "."
    }
    assert {file for file in files if not shipped(file, patterns)} == LEFT_OUT
