"""Prints what of requirements.lock a terminal and a centre need: no tools of the tests.

``python3 packaging/debian/runtime_lock.py`` beside setup.cfg. The lock says below each
package for whose sake it is there (``# via``); whatever leads back to a package that
setup.cfg asks for at run time stays, with its hashes, and the rest is left out.
"""

from __future__ import annotations

import re
import sys
from configparser import ConfigParser
from pathlib import Path

__all__ = ["runtime_entries"]

_ENTRY = re.compile(r"^(?=[a-z0-9])", re.MULTILINE)
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")


def runtime_entries(root: Path) -> list[str]:
    """Give each needed package's lines of the lock, in its order.

    One package may stand there several times, for other versions of Python.
    """
    text = (root / "requirements.lock").read_text("utf-8")
    entries = _ENTRY.split(text)[1:]
    needed = _asked_for(root / "setup.cfg")
    while more := {_plain(e) for e in entries if _sake_of(e) & needed} - needed:
        needed |= more
    return [entry for entry in entries if _plain(entry) in needed]


def _asked_for(file: Path) -> set[str]:
    settings = ConfigParser()
    settings.read(file, encoding="utf-8")
    lines = settings["options"]["install_requires"].splitlines()
    return {_plain(line) for line in lines if line and not line.startswith("#")}


def _sake_of(entry: str) -> set[str]:
    _, _, comment = entry.partition("# via")
    told = (line.strip(" #") for line in comment.splitlines())
    return {_plain(line) for line in told if line}


def _plain(line: str) -> str:
    found = _NAME.match(line)
    return re.sub(r"[-_.]+", "-", found.group()).lower() if found else ""


if __name__ == "__main__":
    sys.stdout.write("".join(runtime_entries(Path.cwd())))
