"""A service found by the first letters of its name (拼音首字母), without writing."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.pinyin import beginnings
from ui.screen import Screen
from ui.theme import TextRole
from ui.widgets.letter_pad import LetterPad
from ui.widgets.service_row import ServiceRow

if TYPE_CHECKING:
    from kiosk.terminal.stage import WelcomeScene
    from ui.look import Look

__all__ = ["FindService"]

_BACKSPACE = "\b"


class FindService(Screen):
    """Each letter leaves fewer services; answers with the key of the one chosen."""

    name: ClassVar[str] = "find-service"
    separates_choices: ClassVar[bool] = True
    picture_share: ClassVar[int] = 5
    drafted: ClassVar[tuple[str, ...]] = ("_letters",)

    def __init__(self, scene: WelcomeScene, look: Look) -> None:
        """Start with no letter and the first few services."""
        super().__init__(look)
        texts = look.texts
        self._letters = ""
        self._count = _at_once(look)
        self._rows: list[tuple[ServiceRow, tuple[str, ...]]] = []
        self.say(texts.say("find-service.title"), TextRole.TITLE)
        self._typed = self.say("", TextRole.HEADING, colour=look.theme.palette.primary)
        results = self._results(scene)
        if look.theme.lies_low:
            self.add_choice(results)
        else:
            self.show_picture(results)
        self._pad = LetterPad(look)
        self._pad.typed.connect(self._type)
        self._pad.deleted.connect(self._delete)
        self.add_choice(self._pad)
        self._pad.left.connect(lambda: self.turned.emit(""))
        self._show()
        self.arrange()

    def type_key(self, text: str) -> bool:
        """Take a letter of a keyboard, or take one back."""
        letter = text.upper()
        if letter in self._pad.letters and self._pad.letters[letter].isEnabled():
            self._type(letter)
        elif text == _BACKSPACE and self._letters:
            self._delete()
        else:
            return False
        return True

    def show_draft(self) -> None:
        """Show the letters typed so far in another dress."""
        self._show()

    def _results(self, scene: WelcomeScene) -> QWidget:
        box = QWidget()
        column = QVBoxLayout(box)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(self.look.theme.px(8))
        for offer in scene.offers:
            title = self.look.texts.say(f"service.{offer.key}.title")
            row = ServiceRow(self.look, offer)
            row.clicked.connect(lambda _=False, key=offer.key: self.answer(key))
            column.addWidget(row)
            self._rows.append((row, beginnings(title)))
        column.addStretch(1)
        return box

    def _type(self, letter: str) -> None:
        self._letters += letter
        self._show()

    def _delete(self) -> None:
        self._letters = self._letters[:-1]
        self._show()

    def _show(self) -> None:
        """Show the first few that begin so, and open the letters that lead on."""
        typed, texts = self._letters, self.look.texts
        told = "find-service.typed" if typed else "find-service.how"
        self._typed.setText(texts.say(told, letters=typed))
        fitting = [
            (row, [each for each in ways if each.startswith(typed)])
            for row, ways in self._rows
        ]
        place = len(typed)
        following = {way[place : place + 1] for _, ways in fitting for way in ways}
        shown = [row for row, ways in fitting if ways][: self._count]
        for row, _ in self._rows:
            row.setHidden(row not in shown)
        self._pad.allow(following, delete=bool(typed))


def _at_once(look: Look) -> int:
    if look.theme.lies_low:
        return 1
    return 2 if look.theme.text_size.is_elder else 3
