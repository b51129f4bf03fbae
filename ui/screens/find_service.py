"""A service or business item found by first letters (拼音首字母), without writing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from PySide6.QtWidgets import QBoxLayout, QVBoxLayout, QWidget

from kiosk.terminal.stage import Choice
from ui.pinyin import beginnings
from ui.screen import Screen
from ui.theme import TextRole
from ui.widgets.button import TouchButton
from ui.widgets.letter_pad import LetterPad
from ui.widgets.service_row import ServiceRow, reason
from ui.widgets.told_button import told

if TYPE_CHECKING:
    from kiosk.domain.item_directory import ItemName
    from kiosk.terminal.stage import Offer, WelcomeScene
    from ui.look import Look
    from ui.widgets.words import Words

__all__ = ["FindService"]

_BACKSPACE = "\b"
_ITEMS = "business-item"


@dataclass(frozen=True, slots=True)
class _Entry:
    """Something that can be found, by what somebody may type for it."""

    ways: tuple[str, ...]
    offer: Offer
    item: ItemName | None = None


class FindService(Screen):
    """Each letter leaves fewer things; answers with the `Choice` of one."""

    name: ClassVar[str] = "find-service"
    separates_choices: ClassVar[bool] = True
    picture_share: ClassVar[int] = 5
    drafted: ClassVar[tuple[str, ...]] = ("_letters",)

    def __init__(self, scene: WelcomeScene, look: Look) -> None:
        """Start with no letter and the first few services."""
        super().__init__(look)
        texts = look.texts
        self._letters = ""
        self._first = 0
        self._made: dict[Choice, ServiceRow] = {}
        self._entries = _entries(scene, look)
        self._count = _at_once(look, has_reasons=any(o.closures for o in scene.offers))
        self._is_one = _is_one(look)
        self.say(texts.say("find-service.title"), TextRole.TITLE)
        self._typed = self.say("", TextRole.HEADING, colour=look.theme.palette.primary)
        self._why = self.say("", TextRole.CAPTION) if self._is_one else None
        self._tell_age(scene)
        icon = "" if self._is_one else "chevron-down"
        self._more = TouchButton(look, "find-service.more", icon)
        self._more.clicked.connect(self._turn)
        self._results, self._rows = _box(look)
        if look.theme.lies_low:
            self.add_choice(self._results)
        else:
            self.show_picture(self._results)
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

    def _type(self, letter: str) -> None:
        self._letters, self._first = self._letters + letter, 0
        self._show()

    def _delete(self) -> None:
        self._letters, self._first = self._letters[:-1], 0
        self._show()

    def _turn(self) -> None:
        self._first += self._count
        self._show()

    def _show(self) -> None:
        """Show the first few that begin so, and open the letters that lead on."""
        typed, texts = self._letters, self.look.texts
        told_how = "find-service.typed" if typed else "find-service.how"
        self._typed.setText(texts.say(told_how, letters=typed))
        fitting = [
            (entry, ways)
            for entry in self._entries
            if (ways := [each for each in entry.ways if each.startswith(typed)])
        ]
        place = len(typed)
        following = {way[place : place + 1] for _, ways in fitting for way in ways}
        self._pad.allow(following, delete=bool(typed))
        self._fill([entry for entry, _ in fitting])

    def _fill(self, fitting: list[_Entry]) -> None:
        """Put a few rows up; the button for more stays last, and says how many."""
        count = self._count
        self._first = self._first if self._first < len(fitting) else 0
        shown = fitting[self._first : self._first + count]
        while self._rows.count():
            item = self._rows.takeAt(0)
            if item is not None and (former := item.widget()) is not None:
                former.hide()
        for row in map(self._row, shown):
            self._rows.addWidget(row, 5)
            row.show()
        self._rows.addWidget(self._more, 2)
        if self._why is not None:
            self._say_why(self._why, shown)
        self._more.setHidden(len(fitting) <= count)
        self._tell_place(self._first // count + 1, -(-len(fitting) // count))

    def _say_why(self, why: Words, shown: list[_Entry]) -> None:
        """Say above what is closed, where rows have no room for it."""
        why.setText("\n".join(reason(self.look, each.offer) for each in shown))
        # To show what has no parent yet would open a window.
        if not why.text():
            why.hide()
        elif self.isAncestorOf(why):
            why.show()

    def _row(self, entry: _Entry) -> ServiceRow:
        """Give the row of an entry, made when it is first seen: there are a hundred."""
        choice = Choice(entry.offer.key, entry.item.id if entry.item else "")
        if choice not in self._made:
            is_alone = not self._is_one
            row = ServiceRow(self.look, entry.offer, entry.item, says_why=is_alone)
            row.clicked.connect(lambda: self.answer(choice))
            row.setParent(self._results)
            self._made[choice] = row
        return self._made[choice]

    def _tell_age(self, scene: WelcomeScene) -> None:
        """Say of when the names are while nobody can tell newer ones."""
        theme, as_of = self.look.theme, scene.directory.as_of
        is_roomy = theme.is_portrait and not theme.low_reach
        is_roomy = is_roomy and not theme.text_size.is_elder
        is_kept = any(o.key == _ITEMS and not o.is_open for o in scene.offers)
        if is_kept and is_roomy and as_of is not None:
            day = as_of.astimezone().date().isoformat()
            words = self.look.texts.say("find-service.as-of", day=day)
            self.say(words, colour=theme.palette.quiet)

    def _tell_place(self, page: int, pages: int) -> None:
        say = self.look.texts.say
        key = "pages.more-beside" if self._is_one else "pages.more"
        more = say("find-service.more")
        self._more.setText(say(key, more=more, page=page, pages=pages))


def _entries(scene: WelcomeScene, look: Look) -> list[_Entry]:
    """Give the services, then the items, if the service that does them is here."""
    found = [
        _Entry(beginnings(look.texts.say(f"service.{offer.key}.title")), offer)
        for offer in scene.offers
    ]
    for offer in (each for each in scene.offers if each.key == _ITEMS):
        found += [
            _Entry(beginnings(told(look, item.name)), offer, item)
            for item in scene.directory.items
        ]
    return found


def _box(look: Look) -> tuple[QWidget, QBoxLayout]:
    """Make the place for what was found: rows, or one row where height is scarce."""
    box = QWidget()
    ways = QBoxLayout.Direction
    rows = QBoxLayout(ways.LeftToRight if _is_one(look) else ways.TopToBottom)
    rows.setSpacing(look.theme.px(8))
    column = QVBoxLayout(box)
    column.setContentsMargins(0, 0, 0, 0)
    column.addLayout(rows)
    # What is left stays free below: rows do not grow with it.
    column.addStretch(1)
    return box, rows


def _is_one(look: Look) -> bool:
    """Whether there is room for one row only, with the way on beside it."""
    theme = look.theme
    is_tight = theme.is_short or theme.reads_aloud
    return theme.lies_low or (is_tight and theme.text_size.is_elder)


def _at_once(look: Look, *, has_reasons: bool) -> int:
    """Give how many rows fit; a reason takes a line or two more."""
    theme = look.theme
    is_tight = theme.is_short or theme.reads_aloud
    if _is_one(look) or (has_reasons and is_tight):
        return 1
    usual = 2 if theme.text_size.is_elder else 3
    return usual - has_reasons
