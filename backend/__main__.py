"""Entry of the centre's command line: ``python -m backend`` and ``centre``."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from backend.cli import run

__all__ = ["main"]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and give its exit code."""
    return run(sys.argv[1:] if arguments is None else arguments)


if __name__ == "__main__":
    sys.exit(main())
