"""A version of the terminal for tests: serves, or ends without ever doing so."""

from __future__ import annotations

import sys
import time
from pathlib import Path

from kiosk.assembly.upkeep import Upkeep
from kiosk.settings import load_settings

_LOOK_SECONDS = 0.02


def main() -> int:
    """Say that it serves, and end when another version is due, as a terminal does."""
    upkeep = Upkeep(load_settings(Path(sys.argv[1])))
    upkeep.tell(is_welcoming=True, is_serving=False)
    while not upkeep.is_another_version_due():
        time.sleep(_LOOK_SECONDS)
    return 75


if __name__ == "__main__":
    sys.exit(main())
