"""Every scene once, with invented contents, for the contact sheet and the tests."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kiosk.domain.card import CardKind
from kiosk.domain.certificate import CertificateKind, CertificateOrder
from kiosk.domain.resident import Subject
from kiosk.ports.face_judge import Advice, FaceView, Portrait, PortraitOrigin
from kiosk.ports.printer import JobReference, Settlement, SheetState
from kiosk.terminal.stage import (
    Closure,
    Offer,
    OutOfServiceScene,
    ServingScene,
    StartingScene,
    WelcomeScene,
)
from kiosk.visit.errand import AwaitSheets, IssueCertificate
from kiosk.visit.question import (
    Agree,
    Apologise,
    ConfirmPaper,
    MatchFace,
    OfferSlip,
    Preview,
    ReadCard,
    TakeCard,
    TakePaper,
    TakeSlip,
    Tell,
    TryAgain,
)
from ui.sample_pictures import sample_face, sample_page

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from kiosk.terminal.stage import Scene
    from kiosk.visit.ask import Ask

__all__ = ["Exhibit", "exhibits"]

_CERTIFICATE, _LIFE = "enrolment-certificate", "life-certification"
_JOB = JobReference("ipp://localhost/ipp/print", 1, 1)


@dataclass(frozen=True, slots=True)
class Exhibit:
    """One scene as it may stand in a hall.

    Attributes:
        name: Unique name for files.
        progress: What a device says while the scene stands.
    """

    name: str
    scene: Scene
    progress: object = None


def exhibits() -> Iterator[Exhibit]:
    """Give every scene; a `QApplication` must exist, since pictures are drawn."""
    yield Exhibit("starting", StartingScene())
    yield Exhibit("welcome", _welcome())
    closed = _welcome(Closure.NO_PAPER)
    yield Exhibit("welcome-closed", closed)
    yield Exhibit(
        "out-of-service", OutOfServiceScene((Closure.NO_CENTRE, Closure.NO_READER))
    )
    for name, ask, progress in _asks():
        yield Exhibit(name, _serving(ask), progress)


def _asks() -> Iterator[tuple[str, Ask[Any], object]]:
    portrait = Portrait(b"", PortraitOrigin.ENROLLED)
    view = FaceView(sample_face(), Advice.HOLD_STILL, 0.6)
    yield "read-card", ReadCard(), None
    yield "agree", Agree(_CERTIFICATE), None
    yield "match-face", MatchFace(portrait, 2), view
    yield "wait", IssueCertificate(_order()), None
    yield "preview", Preview((sample_page(),)), None
    yield "printing", AwaitSheets(_JOB, 2), Settlement(SheetState.PRINTING, 1)
    held_up = Settlement(SheetState.PRINTING, 1, ("paper-out",))
    yield "printing-held-up", AwaitSheets(_JOB, 2), held_up
    yield "take-paper", TakePaper(2), None
    yield "confirm-paper", ConfirmPaper(2), None
    yield "certified", Tell("certified", (("due", "2027-11-23"),), "good"), None
    yield "offer-slip", OfferSlip("certified", (("due", "2027-11-23"),)), None
    yield "take-slip", TakeSlip(), None
    yield "slip-unknown", Tell("slip-unknown"), None
    yield "another-way", Tell("another-way"), None
    yield "face-not-sure", Tell("face-not-sure", mood="trouble"), None
    yield "try-again", TryAgain("card-unreadable"), None
    yield "try-again-face", TryAgain("face-not-alike", 1), None
    yield "apologise", Apologise("centre-unreachable"), None
    yield "take-card", TakeCard(), None


def _welcome(*closures: Closure) -> WelcomeScene:
    return WelcomeScene((Offer(_CERTIFICATE, closures), Offer(_LIFE)))


def _serving(ask: Ask[Any]) -> ServingScene:
    choosing = isinstance(ask, (Agree, Preview, MatchFace))
    service = _LIFE if isinstance(ask, (OfferSlip, TakeSlip, Tell)) else _CERTIFICATE
    return ServingScene(
        visit=1,
        step=1,
        service=service,
        ask=ask,
        can_go_back=choosing,
        can_leave=ask.can_leave,
    )


def _order() -> CertificateOrder:
    return CertificateOrder(
        id="0",
        kind=CertificateKind.ENROLMENT,
        subject=Subject("", ""),
        card_kind=CardKind.SOCIAL_SECURITY,
        face_score=1.0,
    )
