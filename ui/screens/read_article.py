"""An article, a leaf at a time, with what can be done next below it."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from kiosk.domain.library import BlockKind
from kiosk.visit.reading import Reading
from ui.screen import Screen
from ui.theme import TextRole
from ui.widgets.button import Emphasis
from ui.widgets.leaf import Passage
from ui.widgets.pages import side_by_side
from ui.widgets.reader import Reader

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from kiosk.domain.library import Block
    from kiosk.visit.reading import ReadArticle
    from ui.look import Look
    from ui.widgets.button import TouchButton

__all__ = ["ReadArticleScreen"]


class ReadArticleScreen(Screen):
    """Answers with what the reader wants after it."""

    name: ClassVar[str] = "read-article"
    separates_choices: ClassVar[bool] = True
    picture_share: ClassVar[int] = 6

    def __init__(self, ask: ReadArticle, look: Look) -> None:
        """Show the first leaf."""
        super().__init__(look)
        wording = ask.article.wording(look.texts.language)
        self.say(look.texts.say("told", words=wording.title), TextRole.HEADING)
        self.let_read(Reader(look, _told(wording.blocks, ask, look)))
        self._offer_ways(ask)
        self.arrange()

    def _offer_ways(self, ask: ReadArticle) -> None:
        if ask.can_do:
            emphasis = Emphasis.PRIMARY
            self.offer("read-article.do-it", Reading.DO_IT, "check", emphasis)
        along = self._way("read-article.take-along", Reading.TAKE_ALONG, "phone")
        if ask.can_print:
            # Paper speaks the language of the screen.
            is_english = self.look.texts.language == "en"
            wish = Reading.PRINT_ENGLISH if is_english else Reading.PRINT
            paper = self._way(f"read-article.{wish}", wish, "printer")
            self.add_choice(side_by_side(self.look, (along, paper)))
        else:
            self.add_choice(along)
        self.offer("read-article.done", Reading.DONE, emphasis=Emphasis.QUIET)

    def _way(self, key: str, value: Reading, icon: str) -> TouchButton:
        """Make a way on without an icon where words need the room."""
        is_small = not self.look.theme.text_size.is_elder
        return self.way_on(key, value, icon if is_small else "")


def _told(blocks: Sequence[Block], ask: ReadArticle, look: Look) -> Iterator[Passage]:
    """Number steps, mark points, and say where sounds and films are found."""
    step, images = 0, iter(ask.pictures)
    keys = _KEYS | ({BlockKind.FILM: "read-article.film-here"} if ask.can_watch else {})
    for block in blocks:
        step = step + 1 if block.kind is BlockKind.STEP else 0
        key = keys.get(block.kind, "told")
        words = look.texts.say(key, words=block.text, step=step)
        is_picture = block.kind is BlockKind.PICTURE
        yield Passage(words, next(images, b"") if is_picture else b"")


_KEYS = {
    BlockKind.STEP: "read-article.step",
    BlockKind.POINT: "read-article.point",
    BlockKind.SOUND: "read-article.elsewhere",
    BlockKind.FILM: "read-article.elsewhere",
}
