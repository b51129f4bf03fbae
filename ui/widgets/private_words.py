"""Words that are nobody else's business: hidden until somebody asks to see them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ui.widgets.brushwork import words_height
from ui.widgets.words import Words

if TYPE_CHECKING:
    from ui.look import Look

__all__ = ["PrivateWords"]


class PrivateWords(Words):
    """Shows a public form of the words, and the words while they are revealed.

    The room is that of the longer form, so that nothing moves.
    """

    def __init__(self, look: Look, public: str, private: str) -> None:
        """Begin hidden."""
        super().__init__(look, public)
        self._public, self._private = public, private

    def tell(self, public: str, private: str) -> None:
        """Have other words, hidden again."""
        self._public, self._private = public, private
        self.setText(public)
        self.updateGeometry()

    def reveal(self, *, is_shown: bool) -> None:
        """Show the words, or hide them again."""
        self.setText(self._private if is_shown else self._public)

    def heightForWidth(self, width: int) -> int:
        """Keep room for either form."""
        forms = (self._public, self._private)
        return max(words_height(self.font(), form, width) for form in forms)
