"""What every screen is: words, perhaps a picture, choices, and one answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout, QWidget

from ui.theme import TextRole
from ui.widgets.button import Emphasis, TouchButton
from ui.widgets.choice_row import choice_row, lay_in_a_row
from ui.widgets.held import Held
from ui.widgets.pages import NextButton
from ui.widgets.words import Words

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from PySide6.QtWidgets import QLayout

    from ui.look import Look
    from ui.widgets.held import Private
    from ui.widgets.reader import Reader

__all__ = ["Screen"]


class Screen(QWidget):
    """One question or message; a subclass fills it in its constructor.

    Attributes:
        name: What scripts and pictures call this kind of screen.

    Signals:
        answered: The resident decided; carries the answer, at most once.
        turned: Another view of the same scene is wanted; carries its name.
        prompted: Something new is to be done; carries the words, to be read aloud.
        told: Other words stand there now, which are read aloud without a tone.
        rolled: A film's sound is to be heard from here on; empty to end it.
    """

    name: ClassVar[str] = "screen"
    picture_share: ClassVar[int] = 5
    """Tenths of a landscape window's width that belong to the picture."""
    leads_with_picture: ClassVar[bool] = False
    """Whether the picture stands over the words, which are then centred."""
    begins_with_words: ClassVar[bool] = False
    """Whether words stand at the left of the picture in landscape, from the top."""
    separates_choices: ClassVar[bool] = False
    """Whether choices have a column of their own in landscape."""
    fills_window: ClassVar[bool] = False
    """Whether nothing else stands in the window, up to its edges."""

    drafted: ClassVar[tuple[str, ...]] = ()
    """Attributes that hold what a person has done so far on this screen."""

    answered = Signal(object)
    turned = Signal(str)
    prompted = Signal(str)
    told = Signal(str)
    rolled = Signal(object)

    def __init__(self, look: Look) -> None:
        """Start out empty and open for one answer."""
        super().__init__()
        self.look = look
        self.is_locked = False
        self._words: list[QWidget] = []
        self._spoken: list[Words] = []
        self._choices: list[QWidget] = []
        self._picture: QWidget | None = None
        self._beneath: QBoxLayout | None = None

    @property
    def kind(self) -> str:
        """What scripts and pictures call this screen."""
        return self.name

    @property
    def more(self) -> str:
        """Text key of the button that leads to choices out of sight."""
        return f"{self.kind}.more"

    def progress(self, value: object) -> None:
        """Show a device's progress; most screens have none."""

    def type_key(self, text: str) -> bool:
        """Take a character typed on a keypad; most screens have no use for any."""
        del text
        return False

    def draft(self) -> dict[str, object]:
        """Give what was done so far, for the same question in another dress."""
        return {name: getattr(self, name) for name in self.drafted}

    def resume(self, draft: Mapping[str, object]) -> None:
        """Go on where a former screen of the same question was left."""
        for name, value in draft.items():
            setattr(self, name, value)
        self.show_draft()

    def show_draft(self) -> None:
        """Show what was done so far; for screens that have something drafted."""

    def spoken(self) -> str:
        """Give what is read aloud, which is always written on the screen, too."""
        said = (words.text() for words in self._spoken)
        return "\n".join(words for words in said if words)

    def lock(self) -> None:
        """Take no answer any more; nothing can be pressed."""
        self.is_locked = True
        for button in self.findChildren(TouchButton):
            button.setEnabled(False)

    def answer(self, value: object) -> None:
        """Give the answer, unless one was given before."""
        if self.is_locked:
            return
        self.lock()
        self.answered.emit(value)

    def say(
        self,
        words: str,
        role: TextRole = TextRole.BODY,
        *,
        colour: str = "",
    ) -> Words:
        """Add a paragraph of finished words, which is also read aloud."""
        paragraph = Words(
            self.look, words, role, colour=colour, is_centred=self._is_centred()
        )
        self._words.append(paragraph)
        self._spoken.append(paragraph)
        return paragraph

    def show_words(self, widget: QWidget, spoken: Words) -> None:
        """Add something of one's own among the words, and what it says."""
        self._words.append(widget)
        self.read_also(spoken)

    def read_also(self, words: Words) -> None:
        """Read words aloud that stand somewhere else on the screen."""
        self._spoken.append(words)

    def show_picture(self, picture: QWidget) -> None:
        """Put a picture in the middle, or at the left in landscape."""
        self._picture = picture

    def let_read(self, reader: Reader) -> None:
        """Give the middle to long words; each leaf is read aloud as it is turned to."""
        for words in (reader.words, reader.place):
            self.read_also(words)
        self.show_picture(reader)
        reader.turned.connect(self.told)

    def hide_until_held(self, *private: Private) -> Held:
        """Show private things only while a button is held down; gives the button.

        Who listens hears them then, too, and they stop with the hand.
        """
        held = Held(self.look)
        self.hide_by(held, *private)
        return held

    def hide_by(self, held: TouchButton, *private: Private) -> None:
        """Show private things only while a button is down."""
        held.pressed.connect(lambda: self._reveal(private, is_shown=True))
        held.released.connect(lambda: self._reveal(private, is_shown=False))

    def _reveal(self, private: Sequence[Private], *, is_shown: bool) -> None:
        for each in private:
            each.reveal(is_shown=is_shown)
        self.told.emit(self.spoken() if is_shown else "")

    def add_choice(self, choice: QWidget) -> None:
        """Add a choice of one's own."""
        self._choices.append(choice)

    def offer(
        self,
        key: str,
        value: object,
        icon: str = "",
        emphasis: Emphasis = Emphasis.SECONDARY,
    ) -> TouchButton:
        """Add a button that answers with a value."""
        button = self.way_on(key, value, icon, emphasis)
        self._choices.append(button)
        return button

    def way_on(
        self,
        key: str,
        value: object,
        icon: str = "",
        emphasis: Emphasis = Emphasis.SECONDARY,
    ) -> TouchButton:
        """Make a button that answers with a value, for a place of one's own."""
        button = TouchButton(self.look, key, icon, emphasis)
        button.clicked.connect(lambda: self.answer(value))
        return button

    def pages(self) -> Iterator[None]:
        """Show the choices page by page, to be measured, and end at the first."""
        yield
        for more in self.findChildren(NextButton):
            yield from more.each_page()

    def tighten(self, *, is_last: bool) -> bool:
        """Take less room by a row or by fewer at once; tells whether that was done."""
        share = 0 if is_last else 10 - self.picture_share
        return lay_in_a_row(self.look.theme, self._beneath, share) or any(
            more.show_fewer() for more in self.findChildren(NextButton)
        )

    def arrange(self) -> None:
        """Lay everything out for the window's shape; the constructor's last call."""
        theme = self.look.theme
        layout = self._stand() if theme.is_portrait else self._lie()
        layout.setContentsMargins(0, theme.px(6), 0, theme.px(6))
        self.setLayout(layout)

    def _is_centred(self) -> bool:
        return self.leads_with_picture and self.look.theme.is_portrait

    def _stand(self) -> QBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(self.look.theme.px(20))
        words = self._column(self._words)
        if self._picture is None:
            column.addStretch(1)
            column.addLayout(words)
            column.addStretch(2)
        elif self.leads_with_picture:
            column.addStretch(2)
            column.addWidget(self._picture)
            column.addLayout(words)
            column.addStretch(3)
        else:
            column.addLayout(words)
            column.addWidget(self._picture, 1)
        column.addLayout(self.choices_standing())
        return column

    def choices_standing(self) -> QBoxLayout:
        """Lay the choices of a window taller than wide: one under another."""
        return self._column(self._choices)

    def _lie(self) -> QBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(self.look.theme.px(36))
        words, choices = self._column(self._words), self._column(self._choices)
        if self._picture is None or self.separates_choices:
            self._add_words_and_picture(row, words)
            row.addLayout(_middle(choices), 10 - self.picture_share)
            return row
        beside = QVBoxLayout()
        beside.setSpacing(self.look.theme.px(20))
        beside.addStretch(0 if self.begins_with_words else 1)
        beside.addLayout(words)
        beside.addStretch(1)
        beside.addLayout(choices)
        self._beneath = choices
        row.addWidget(self._picture, self.picture_share)
        row.insertLayout(1 - self.begins_with_words, beside, 10 - self.picture_share)
        return row

    def _add_words_and_picture(self, row: QBoxLayout, words: QBoxLayout) -> None:
        if self._picture is None:
            row.addLayout(_middle(words), self.picture_share)
            return
        column = QVBoxLayout()
        column.addLayout(words)
        column.addWidget(self._picture, 1)
        row.addLayout(column, self.picture_share)

    def choices_side_by_side(self) -> QBoxLayout:
        """Lay the choices in one row."""
        return choice_row(self.look.theme, self._choices)

    def _column(self, widgets: list[QWidget]) -> QBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(self.look.theme.gap)
        for widget in widgets:
            column.addWidget(widget)
        return column


def _middle(content: QLayout) -> QVBoxLayout:
    column = QVBoxLayout()
    column.addStretch(1)
    column.addLayout(content)
    column.addStretch(1)
    return column
