"""Twenty-six letters in the order of the alphabet, which nobody has to learn."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ui.widgets.key_grid import CharacterKey, KeyGrid

if TYPE_CHECKING:
    from ui.look import Look

__all__ = ["Letters"]

_COLUMNS = 7


class Letters(KeyGrid):
    """Keys for letters, which type them small."""

    def __init__(self, look: Look) -> None:
        """Lay the keys out."""
        letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
        keys = [(CharacterKey(look, each), each.lower()) for each in letters]
        super().__init__(look, keys, _COLUMNS)
