"""Starts a terminal that is watched, and loads it as the command ``kiosk run`` does."""

from __future__ import annotations

import sys
from pathlib import Path

from kiosk.loading import loading

with loading():
    from benchmarks.screens_watch import be_watched

if __name__ == "__main__":
    sys.exit(be_watched(*map(Path, sys.argv[1:])))
