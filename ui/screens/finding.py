"""What was found about a printed certificate."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from kiosk.domain.paper_finding import PaperVerdict
from ui.screen import Screen
from ui.theme import TextRole
from ui.widgets.button import Emphasis
from ui.widgets.point import Point

if TYPE_CHECKING:
    from kiosk.domain.paper_finding import StatedOnPaper
    from kiosk.visit.checking import ShowFinding
    from ui.look import Look

__all__ = ["FindingScreen"]

_ICONS = {
    PaperVerdict.VALID: "circle-check",
    PaperVerdict.INVALID: "circle-x",
    PaperVerdict.CANNOT_TELL: "circle-alert",
}
_OTHER = "finding.reason.other"


class FindingScreen(Screen):
    """Verdict first, then the reasons, then what to compare with the paper."""

    name: ClassVar[str] = "finding"
    picture_share: ClassVar[int] = 6
    separates_choices: ClassVar[bool] = True

    def __init__(self, ask: ShowFinding, look: Look) -> None:
        """Say the finding; colour and icon only repeat the words."""
        super().__init__(look)
        finding, colours = ask.finding, look.theme.palette
        tint = {PaperVerdict.VALID: colours.good, PaperVerdict.INVALID: colours.seal}
        colour = tint.get(finding.verdict, colours.primary)
        told = look.texts.say(f"finding.{finding.verdict}.title")
        verdict = Point(look, _ICONS[finding.verdict], told, TextRole.TITLE, colour)
        self.show_words(verdict, verdict.words)
        if finding.reasons:
            why = (look.texts.say(self._key(reason)) for reason in finding.reasons)
            self.say(" ".join(why))
        else:
            self.say(look.texts.say("finding.compare"), colour=colours.quiet)
        if finding.stated is not None:
            self._say_stated(finding.stated)
        ways = [("finding.done", False, ""), ("finding.another", True, "refresh-cw")]
        if finding.verdict is PaperVerdict.CANNOT_TELL:
            # What could not be read is best held before the scanner once more.
            ways.reverse()
        for (key, value, icon), strength in zip(ways, Emphasis, strict=False):
            self.offer(key, value, icon, strength)
        self.arrange()

    def _say_stated(self, stated: StatedOnPaper) -> None:
        texts = self.look.texts
        holder = texts.say("finding.holder", name=stated.name, end=stated.id_end)
        self.say(holder, TextRole.HEADING)
        self.say(texts.say("finding.number", number=stated.serial))
        issued, until = stated.issued_on.isoformat(), stated.valid_until.isoformat()
        self.say(texts.say("finding.days", issued=issued, until=until))

    def _key(self, reason: str) -> str:
        key = f"finding.reason.{reason}"
        return key if self.look.texts.knows(key) else _OTHER
