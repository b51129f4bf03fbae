"""Finding an article by the first letters of its pinyin."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from kiosk.domain.library import found_by
from ui.screen import Screen
from ui.theme import TextRole
from ui.widgets.entry import EntryButton
from ui.widgets.letters import Letters

if TYPE_CHECKING:
    from kiosk.visit.reading import FindArticle
    from ui.look import Look

__all__ = ["FindArticleScreen"]

_SHOWN = 3
_LONGEST = 40


class FindArticleScreen(Screen):
    """Shows what fits with every letter; answers with an article's key."""

    name: ClassVar[str] = "find-article"
    separates_choices: ClassVar[bool] = True

    def __init__(self, ask: FindArticle, look: Look) -> None:
        """Start with nothing typed."""
        super().__init__(look)
        self._articles, self._letters = ask.articles, ""
        self._keys: list[str] = []
        texts, colours = look.texts, look.theme.palette
        self.say(texts.say("find-article.title"), TextRole.TITLE)
        self._typed = self.say(texts.say("find-article.body"), colour=colours.quiet)
        self._found = [EntryButton(look, f"found-{n}", "") for n in range(_SHOWN)]
        for place, button in enumerate(self._found):
            button.clicked.connect(lambda _=False, it=place: self._choose(it))
            self._words.append(button)
        keys = Letters(look)
        keys.typed.connect(self._type)
        keys.deleted.connect(self._delete)
        self.add_choice(keys)
        self._show()
        self.arrange()

    def _type(self, letter: str) -> None:
        self._letters += letter
        self._show()

    def _delete(self) -> None:
        self._letters = self._letters[:-1]
        self._show()

    def _choose(self, place: int) -> None:
        if place < len(self._keys):
            self.answer(self._keys[place])

    def _show(self) -> None:
        texts = self.look.texts
        found = found_by(self._articles, self._letters)[:_SHOWN]
        self._keys = [each.key for each in found]
        titles = [each.wording(texts.language).title for each in found]
        words = [texts.say("told", words=_short(title)) for title in titles]
        for place, button in enumerate(self._found):
            is_there = place < len(words)
            button.rename(words[place] if is_there else "")
            button.setVisible(is_there)
        told = texts.say("find-article.typed", letters=self._letters.upper())
        nothing = texts.say("find-article.nothing", letters=self._letters.upper())
        hint = texts.say("find-article.body")
        self._typed.setText((told if found else nothing) if self._letters else hint)


def _short(title: str) -> str:
    return title if len(title) <= _LONGEST else title[: _LONGEST - 1] + "…"
