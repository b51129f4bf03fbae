"""The kinds of papers, a few at a time on large buttons."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from kiosk.domain.certificate import CertificateKind
from ui.screen import Screen
from ui.theme import TextRole
from ui.widgets.pages import NextButton, places

if TYPE_CHECKING:
    from kiosk.visit.papers import ChoosePaper
    from ui.look import Look

__all__ = ["ChoosePaperScreen"]

_STANDING, _LYING, _WITHIN_REACH = 7, 5, 4
_ICONS = {
    CertificateKind.CONTRIBUTION_RECORD: "layers",
    CertificateKind.RIGHTS_STATEMENT: "file-text",
    CertificateKind.BENEFIT: "heart-handshake",
    CertificateKind.RETIREMENT: "calendar-check",
    CertificateKind.TRANSFER_VOUCHER: "log-out",
    CertificateKind.NO_ENROLMENT: "info",
    CertificateKind.EMPLOYER: "users",
}


class ChoosePaperScreen(Screen):
    """Asks which paper is wanted; the commonest ones come first."""

    name: ClassVar[str] = "choose-paper"

    def __init__(self, ask: ChoosePaper, look: Look) -> None:
        """Offer each paper, and the next few behind a button of their own."""
        super().__init__(look)
        self.say(look.texts.say("choose-paper.title"), TextRole.TITLE)
        buttons = [
            self.offer(f"choose-paper.{kind}", kind, _ICONS[kind])
            for kind in ask.papers
        ]
        count = places(look, _STANDING, _LYING, _WITHIN_REACH)
        following = NextButton(look, "choose-paper.more", buttons, count)
        self.add_choice(following)
        self.arrange()
