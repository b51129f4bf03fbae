"""The command ``kiosk``, also as ``python -m kiosk``."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from kiosk.cli import run

__all__ = ["main"]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; gives its exit code."""
    return run(sys.argv[1:] if arguments is None else arguments)


if __name__ == "__main__":
    sys.exit(main())
