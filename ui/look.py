"""What surrounds a screen: how it looks and in which words it speaks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ui.texts import Texts
    from ui.theme import Theme

__all__ = ["Look"]


@dataclass(frozen=True, slots=True)
class Look:
    """Theme and texts, given to every widget together."""

    theme: Theme
    texts: Texts
