"""Founding the centre of a hall, through its own commands as an operator would."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

__all__ = ["HallImpossible", "described", "home_community", "run_centre"]


class HallImpossible(Exception):
    """Something the hall needs is not on this machine; the message names it."""


def run_centre(*arguments: str) -> str:
    """Run one command of the centre; gives what it printed.

    Raises:
        HallImpossible: the command failed, with its own words.
    """
    done = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-m", "backend", *arguments],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        message = f"centre {arguments[0]}: {done.stderr.strip()}"
        raise HallImpossible(message)
    return done.stdout


def described(home: Path) -> Iterator[dict[str, str]]:
    """Give the invented residents who visit halls."""
    told = run_centre("sample", "--home", str(home), "--list", "--json")
    return (json.loads(line) for line in told.splitlines() if line.strip())


def home_community(home: Path) -> str:
    """Give the community they live in, to be served without a line, too."""
    return next(described(home))["community"]
