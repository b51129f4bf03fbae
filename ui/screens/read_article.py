"""An article, a leaf at a time, with what can be done next below it."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from kiosk.visit.reading import Reading
from ui.screen import Screen
from ui.theme import TextRole
from ui.widgets.button import Emphasis, TouchButton
from ui.widgets.leaf import leaves_of
from ui.widgets.picture import Picture

if TYPE_CHECKING:
    from kiosk.visit.reading import ReadArticle
    from ui.look import Look

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
        self._leaves, self._leaf = leaves_of(wording.blocks, ask.pictures, look), 0
        self.say(wording.title, TextRole.HEADING)
        self._text = self.say("")
        self._shown = Picture(look)
        self._words.append(self._shown)
        self._offer_ways(ask)
        self._show()
        self.arrange()

    def _offer_ways(self, ask: ReadArticle) -> None:
        if len(self._leaves) > 1:
            following = TouchButton(self.look, "read-article.more", "chevron-down")
            following.clicked.connect(self._turn)
            self.add_choice(following)
        if ask.can_do:
            emphasis = Emphasis.PRIMARY
            self.offer("read-article.do-it", Reading.DO_IT, "check", emphasis)
        self.offer("read-article.take-along", Reading.TAKE_ALONG, "phone")
        if ask.can_print:
            # Paper speaks the language of the screen.
            is_english = self.look.texts.language == "en"
            wish = Reading.PRINT_ENGLISH if is_english else Reading.PRINT
            self.offer(f"read-article.{wish}", wish, "printer")
        self.offer("read-article.done", Reading.DONE, emphasis=Emphasis.QUIET)

    def _turn(self) -> None:
        self._leaf = (self._leaf + 1) % len(self._leaves)
        self._show()

    def _show(self) -> None:
        leaf = self._leaves[self._leaf]
        self._text.setText(leaf.text)
        self._shown.show_image(leaf.picture)
        self._shown.setVisible(bool(leaf.picture))
