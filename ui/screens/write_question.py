"""Writing on the screen: pinyin becomes Chinese, letters stay letters in English."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from PySide6.QtWidgets import QGridLayout, QWidget

from kiosk.domain.pinyin import Candidate, Lexicon
from ui.comfort import Language
from ui.screen import Screen
from ui.theme import TextRole
from ui.widgets.button import Emphasis, TouchButton
from ui.widgets.entry import EntryButton
from ui.widgets.letters import Letters

if TYPE_CHECKING:
    from kiosk.visit.consulting import WriteQuestion
    from ui.look import Look

__all__ = ["WriteQuestionScreen"]

_CANDIDATES, _COLUMNS = 6, 3


class WriteQuestionScreen(Screen):
    """Answers with what was written."""

    name: ClassVar[str] = "write-question"
    separates_choices: ClassVar[bool] = True
    picture_share: ClassVar[int] = 5

    drafted: ClassVar[tuple[str, ...]] = ("_written", "_letters")

    def __init__(self, ask: WriteQuestion, look: Look) -> None:
        """Start with an empty sheet."""
        super().__init__(look)
        self._most, self._written, self._letters = ask.most, "", ""
        self._offered: tuple[Candidate, ...] = ()
        self._is_english = look.texts.language is Language.ENGLISH
        colours = look.theme.palette
        self.say(look.texts.say("write-question.title"), TextRole.HEADING)
        self._sheet = self.say("", colour=colours.primary)
        self._words.append(self._candidates())
        self._keys = Letters(look)
        self._keys.typed.connect(self._type)
        self._keys.deleted.connect(self._delete)
        self.add_choice(self._keys)
        self.add_choice(self._marks())
        self.show_draft()
        self.arrange()

    def _candidates(self) -> QWidget:
        row = QWidget()
        grid = QGridLayout(row)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(self.look.theme.px(6))
        self._buttons = [
            EntryButton(self.look, f"word-{place}", "") for place in range(_CANDIDATES)
        ]
        for place, button in enumerate(self._buttons):
            button.clicked.connect(lambda _=False, it=place: self._take(it))
            # Keys below must not jump while words come and go.
            policy = button.sizePolicy()
            policy.setRetainSizeWhenHidden(True)
            button.setSizePolicy(policy)
            grid.addWidget(button, *divmod(place, _COLUMNS))
        # To show what has no parent yet would open a window of its own.
        if self._is_english:
            row.hide()
        return row

    def _marks(self) -> QWidget:
        row = QWidget()
        grid = QGridLayout(row)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(self.look.theme.px(6))
        space = " " if self._is_english else "，"
        for place, (key, mark) in enumerate((("space", space), ("ask", "？"))):
            button = TouchButton(self.look, f"write-question.{key}")
            button.clicked.connect(lambda _=False, it=mark: self._write(it))
            grid.addWidget(button, 0, place)
        self._confirm = TouchButton(
            self.look, "write-question.confirm", "check", Emphasis.PRIMARY
        )
        self._confirm.clicked.connect(lambda: self.answer(self._written.strip()))
        grid.addWidget(self._confirm, 0, 2)
        return row

    def _type(self, letter: str) -> None:
        if self._is_english:
            self._write(letter if self._written else letter.upper())
            return
        self._letters += letter
        self.show_draft()

    def _delete(self) -> None:
        if self._letters:
            self._letters = self._letters[:-1]
        else:
            self._written = self._written[:-1]
        self.show_draft()

    def _take(self, place: int) -> None:
        if place < len(self._offered):
            chosen = self._offered[place]
            self._letters = self._letters[chosen.letters :]
            self._write(chosen.word)

    def _write(self, words: str) -> None:
        self._written = (self._written + words)[: self._most]
        self.show_draft()

    def show_draft(self) -> None:
        """Show what was done so far."""
        self._offered = Lexicon.load().candidates(self._letters, _CANDIDATES)
        for place, button in enumerate(self._buttons):
            is_there = place < len(self._offered)
            button.rename(self._offered[place].word if is_there else "")
            button.setVisible(is_there and not self._is_english)
        hint = self.look.texts.say("write-question.body")
        self._sheet.setText(
            f"{self._written}{self._letters}▏" if self._is_begun else hint
        )
        self._confirm.setEnabled(bool(self._written.strip()) and not self.is_locked)

    @property
    def _is_begun(self) -> bool:
        return bool(self._written or self._letters)
