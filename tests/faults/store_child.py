"""A terminal's hand at work, to be killed: writes and says what is durable."""

from __future__ import annotations

import sys
from itertools import count
from pathlib import Path

from tests.unit.offline_cache.invented import deed, open_in


def work(directory: Path, run: int) -> None:
    """Append deeds, reserve copies and note events until killed."""
    store = open_in(directory)
    for number in count(run * 10_000):
        store.outbox.append(deed(number, number % 900))
        tell("deed", deed(number).id)
        store.ledger.reserve(f"copy-{number}", 1)
        tell("copy", f"copy-{number}")
        store.audit.append("copy-reserved", {"copy": number})
        tell("event", str(number))


def tell(kind: str, what: str) -> None:
    """Write one line out at once."""
    sys.stdout.write(f"{kind} {what}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    work(Path(sys.argv[1]), int(sys.argv[2]))
