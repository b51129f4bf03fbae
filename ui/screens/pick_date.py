"""A day, a month or a year, picked by stepping; nothing can be typed wrong."""

from __future__ import annotations

import calendar
from typing import TYPE_CHECKING, ClassVar

from kiosk.visit.business import DateUnit
from ui.screen import Screen
from ui.theme import TextRole
from ui.widgets.button import Emphasis, TouchButton
from ui.widgets.stepper import Stepper
from ui.widgets.told_button import told

if TYPE_CHECKING:
    from datetime import date

    from kiosk.visit.business import PickDate
    from ui.look import Look

__all__ = ["PickDateScreen"]

_FIRST_YEAR, _LAST_YEAR = 1949, 2100
_PARTS = {
    DateUnit.YEAR: ("year",),
    DateUnit.MONTH: ("year", "month"),
    DateUnit.DAY: ("year", "month", "day"),
}


class PickDateScreen(Screen):
    """Answers with a date; of a month or year the rest means nothing."""

    name: ClassVar[str] = "pick-date"
    separates_choices: ClassVar[bool] = True
    drafted: ClassVar[tuple[str, ...]] = ("_day",)

    def __init__(self, ask: PickDate, look: Look) -> None:
        """Begin at the day the ask names."""
        super().__init__(look)
        self._day = ask.start
        self.say(told(look, ask.title), TextRole.TITLE)
        seal = look.theme.palette.seal
        colour = seal if ask.trouble else ""
        self.say(told(look, ask.trouble or ask.help), colour=colour)
        self.say(look.texts.say("pick-date.hold"), colour=look.theme.palette.quiet)
        self._steppers = {part: self._stepper(part) for part in _PARTS[ask.unit]}
        confirm = TouchButton(look, "pick-date.confirm", "check", Emphasis.PRIMARY)
        confirm.clicked.connect(lambda: self.answer(self._day))
        self.add_choice(confirm)
        if ask.can_skip:
            self.offer("choose-option.skip", None)
        self.show_draft()
        self.arrange()

    def _stepper(self, part: str) -> Stepper:
        stepper = Stepper(self.look, f"pick-date.{part}")
        stepper.stepped.connect(lambda step, moved=part: self._step(moved, step))
        self.add_choice(stepper)
        self.read_also(stepper.value)
        return stepper

    def _step(self, part: str, step: int) -> None:
        self._day = _stepped(self._day, part, step)
        self.show_draft()
        self.told.emit(self._steppers[part].value.text())

    def show_draft(self) -> None:
        """Show what was done so far."""
        texts, day = self.look.texts, self._day
        month = texts.say(f"month.{day.month}")
        shown = {
            "year": texts.say("pick-date.year", year=day.year),
            "month": texts.say("pick-date.month", month=month),
            "day": texts.say("pick-date.day", day=day.day),
        }
        for part, stepper in self._steppers.items():
            stepper.show_value(shown[part])


def _stepped(day: date, part: str, step: int) -> date:
    """Move one part round its circle; the day is kept inside the month."""
    year, month, number = day.year, day.month, day.day
    if part == "year":
        year = min(max(year + step, _FIRST_YEAR), _LAST_YEAR)
    elif part == "month":
        month = (month - 1 + step) % 12 + 1
    last = calendar.monthrange(year, month)[1]
    if part == "day":
        number = (number - 1 + step) % last + 1
    return day.replace(year=year, month=month, day=min(number, last))
