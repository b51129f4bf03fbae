"""Writing on the screen: Chinese by pinyin, English by letters, codes as they stand."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from PySide6.QtWidgets import QGridLayout, QWidget

from kiosk.domain.pinyin import Candidate, Lexicon
from kiosk.visit.business import SKIPPED, Writing
from ui.comfort import Language
from ui.screen import Screen
from ui.theme import TextRole
from ui.widgets.button import Emphasis, TouchButton
from ui.widgets.entry import EntryButton
from ui.widgets.signs import Signs
from ui.widgets.told_button import told

if TYPE_CHECKING:
    from kiosk.visit.business import WriteWords
    from kiosk.visit.consulting import WriteQuestion
    from ui.look import Look

__all__ = ["WriteQuestionScreen", "WriteWordsScreen"]

_CANDIDATES, _COLUMNS = 6, 3


class _WritingScreen(Screen):
    """Answers with what was written.

    Subclasses say what is asked before `_lay_out`.
    """

    separates_choices: ClassVar[bool] = True
    picture_share: ClassVar[int] = 5

    drafted: ClassVar[tuple[str, ...]] = ("_written", "_letters")

    def __init__(
        self,
        look: Look,
        most: int,
        writing: Writing = Writing.WORDS,
        *,
        can_skip: bool = False,
    ) -> None:
        """Start with an empty sheet."""
        super().__init__(look)
        self._most, self._can_skip = most, can_skip
        self._written, self._letters = "", ""
        self._offered: tuple[Candidate, ...] = ()
        self._is_code = writing is Writing.CODE
        is_english = look.texts.language is Language.ENGLISH
        self._is_latin = self._is_code or is_english

    def _lay_out(self, hint: str) -> None:
        """Put the sheet and the keys below what is asked."""
        self._hint = hint
        self._sheet = self.say("", colour=self.look.theme.palette.primary)
        self._words.append(self._candidates())
        self._keys = Signs(self.look)
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
        if self._is_latin:
            row.hide()
        return row

    def _marks(self) -> QWidget:
        row = QWidget()
        grid = QGridLayout(row)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(self.look.theme.px(6))
        for place, button in enumerate((self._keys.turner, *self._mark_keys())):
            grid.addWidget(button, 0, place)
        self._confirm = TouchButton(
            self.look, "write-question.confirm", "check", Emphasis.PRIMARY
        )
        self._confirm.clicked.connect(self._finish)
        grid.addWidget(self._confirm, 0, grid.columnCount())
        return row

    def _mark_keys(self) -> tuple[TouchButton, ...]:
        if self._is_code:
            return (self._mark("write-words.dash", "-"),)
        space = self._mark("write-question.space", " " if self._is_latin else "，")
        return space, self._mark("write-question.ask", "？")

    def _mark(self, key: str, mark: str) -> TouchButton:
        button = TouchButton(self.look, key)
        button.clicked.connect(lambda: self._write(mark))
        return button

    def _finish(self) -> None:
        self.answer(self._written.strip() or SKIPPED)

    def _type(self, sign: str) -> None:
        if self._is_code:
            self._write(sign.upper())
        elif self._is_latin:
            self._write(sign if self._written else sign.upper())
        elif sign.isalpha():
            self._letters += sign
            self.show_draft()
        else:
            self._write(sign)

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
        if not self._is_latin:
            self._offered = Lexicon.load().candidates(self._letters, _CANDIDATES)
        for place, button in enumerate(self._buttons):
            is_there = place < len(self._offered)
            button.rename(self._offered[place].word if is_there else "")
            button.setVisible(is_there and not self._is_latin)
        self._sheet.setText(
            f"{self._written}{self._letters}▏" if self._is_begun else self._hint
        )
        is_enough = bool(self._written.strip()) or self._can_skip
        self._confirm.setEnabled(is_enough and not self.is_locked)

    @property
    def _is_begun(self) -> bool:
        return bool(self._written or self._letters)


class WriteQuestionScreen(_WritingScreen):
    """A question to an agency."""

    name: ClassVar[str] = "write-question"

    def __init__(self, ask: WriteQuestion, look: Look) -> None:
        """Start with an empty sheet."""
        super().__init__(look, ask.most)
        self.say(look.texts.say("write-question.title"), TextRole.HEADING)
        self._lay_out(look.texts.say("write-question.body"))


class WriteWordsScreen(_WritingScreen):
    """A field of a form, in words of one's own or copied from a paper."""

    name: ClassVar[str] = "write-words"

    def __init__(self, ask: WriteWords, look: Look) -> None:
        """Say what is asked, and what was wrong before."""
        super().__init__(look, ask.most, ask.writing, can_skip=ask.can_skip)
        self.say(told(look, ask.title), TextRole.HEADING)
        if ask.trouble is not None:
            self.say(told(look, ask.trouble), colour=look.theme.palette.seal)
        self._lay_out(told(look, ask.help))
