"""Is it the same face throughout?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from drivers.face.embedding import cosine_of

if TYPE_CHECKING:
    from drivers.face.embedding import Template

__all__ = ["Sameness"]

_LEAST_COSINE = 0.5
_LEAST_ACTING_COSINE = 0.4
_STEADY_TEMPLATES = 2


class Sameness:
    """Compares each template with the first; two strangers in a row are a swap.

    At rest and in the middle of an action are counted apart: a face that turns is
    less like itself (0.67 at the mark of a turn, strangers up to 0.33, both measured),
    and who answers in another's place may be there for the action alone.
    """

    def __init__(self) -> None:
        """Begin with nobody."""
        self._first: Template | None = None
        self._strange = 0
        self._strange_acting = 0

    @property
    def is_broken(self) -> bool:
        """Whether another face has come."""
        return max(self._strange, self._strange_acting) >= _STEADY_TEMPLATES

    @property
    def is_doubtful(self) -> bool:
        """Whether the last template was a stranger's."""
        return self._strange > 0

    def note(self, template: Template) -> None:
        """Take the template of a good picture."""
        if self._first is None:
            self._first = template
        if self.is_broken:
            return
        is_strange = cosine_of(template, self._first) < _LEAST_COSINE
        self._strange = self._strange + 1 if is_strange else 0

    def note_acting(self, template: Template) -> None:
        """Take the template of a face that is to answer: closed, open, turning."""
        if self._first is None or self.is_broken:
            return
        is_strange = cosine_of(template, self._first) < _LEAST_ACTING_COSINE
        self._strange_acting = self._strange_acting + 1 if is_strange else 0
