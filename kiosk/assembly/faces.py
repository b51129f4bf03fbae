"""Comparing faces from the command line, with the very judge of the terminal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from drivers.face.comparison import compare_files, pairs_of_table
from kiosk.domain.fault import InvalidValue
from kiosk.ports.face_judge import PortraitOrigin

__all__ = ["compare_pairs", "pairs_of"]

_A_PAIR = 2


def pairs_of(
    table: Path | None, pictures: Sequence[Path]
) -> Iterable[tuple[Path, Path]]:
    """Give the pairs that a command line names: two pictures, or a table.

    Raises:
        ValueError: neither, both, or a table that is none.
    """
    if table is not None and not pictures:
        try:
            return list(pairs_of_table(table))
        except InvalidValue as fault:
            message = f"{table}: no table with image_a and image_b ({fault})"
            raise ValueError(message) from fault
    if table is None and len(pictures) == _A_PAIR:
        return [(pictures[0], pictures[1])]
    message = "name two pictures, or --pairs FILE"
    raise ValueError(message)


def compare_pairs(
    pairs: Iterable[tuple[Path, Path]], *, is_card_photo: bool
) -> Iterator[dict[str, object]]:
    """Compare pair by pair; see `drivers.face.comparison.compare_files`."""
    origin = PortraitOrigin.CHIP if is_card_photo else PortraitOrigin.ENROLLED
    return compare_files(pairs, origin)
