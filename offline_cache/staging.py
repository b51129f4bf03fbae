"""Laying a new version beside the present one, whole or not at all."""

from __future__ import annotations

import os
import shutil
import subprocess
import tarfile
from pathlib import Path

from kiosk.domain.release import ReleaseRefused

__all__ = ["stage"]

_STARTS_SECONDS = 120.0


def stage(archive: Path, directory: Path, version: str) -> Path:
    """Unpack an archive as a version, and see that its program starts at all.

    Only what lies inside the archive's own folder is taken, by Python's ``data``
    filter (PEP 706). Unpacked aside and renamed: a power cut leaves no half version.

    Raises:
        ReleaseRefused: not such an archive, or its program does not start here.
        OSError: no room, or no right to write.
    """
    place = directory / version
    if place.exists():
        return place
    aside = directory / f".{version}.partial"
    shutil.rmtree(aside, ignore_errors=True)
    aside.mkdir(parents=True)
    try:
        _unpack(archive, aside)
        os.sync()
        aside.rename(place)
    finally:
        shutil.rmtree(aside, ignore_errors=True)
    try:
        # Only here: a program's first line names the place it was made for.
        _try_start(place / "bin" / "kiosk")
    except ReleaseRefused:
        shutil.rmtree(place)
        raise
    return place


def _unpack(archive: Path, place: Path) -> None:
    try:
        with tarfile.open(archive) as packed:
            packed.extractall(place, filter="data")
    except tarfile.TarError as error:
        raise ReleaseRefused(reason="archive") from error


def _try_start(program: Path) -> None:
    """Have the program tell its commands: a missing library shows before a switch."""
    try:
        done = subprocess.run(  # noqa: S603 - a program whose checksum is signed
            [program, "--help"],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=_STARTS_SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise ReleaseRefused(reason="does-not-start") from error
    if done.returncode != 0:
        raise ReleaseRefused(reason="does-not-start")
