"""Starts a terminal that is watched, and loads it as the command ``kiosk run`` does."""

from __future__ import annotations

import sys
from pathlib import Path

from kiosk.assembly.contact_child import begin_contact_child
from kiosk.loading import loading
from kiosk.settings import load_settings


def _main(settings: Path, play: Path, out: Path) -> int:
    begin_contact_child(load_settings(settings).cards)
    with loading():
        from benchmarks.screens_watch import be_watched  # noqa: PLC0415

    return be_watched(settings, play, out)


if __name__ == "__main__":
    sys.exit(_main(*map(Path, sys.argv[1:])))
