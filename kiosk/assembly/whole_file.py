"""Writing a file whole or not at all."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["write_whole"]


def write_whole(file: Path, data: bytes) -> None:
    """Write a file whole or not at all, also through a power cut.

    Raises:
        OSError: there is no room, or no right to write there.
    """
    file.parent.mkdir(parents=True, exist_ok=True)
    partial = file.with_name(file.name + ".partial")
    with partial.open("wb") as beside:
        beside.write(data)
        beside.flush()
        os.fsync(beside.fileno())
    partial.replace(file)
