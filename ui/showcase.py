"""Every scene once, with invented contents, for the contact sheet and the tests."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, time
from typing import TYPE_CHECKING

from kiosk.domain.business import WordsOf
from kiosk.domain.card import CardKind
from kiosk.domain.certificate import CertificateKind, CertificateOrder
from kiosk.domain.challenge import Action
from kiosk.domain.item_directory import ItemDirectory, ItemName
from kiosk.domain.paper_finding import PaperFinding, PaperVerdict, StatedOnPaper
from kiosk.domain.resident import Subject
from kiosk.ports.face_judge import (
    Advice,
    CameraSight,
    FaceView,
    Portrait,
    PortraitOrigin,
)
from kiosk.ports.hall_board import HallBoard, OpeningTimes, Queue
from kiosk.ports.printer import JobReference, Settlement, SheetState
from kiosk.terminal.stage import (
    Closure,
    Offer,
    OutOfServiceScene,
    ServingScene,
    StartingScene,
    WelcomeScene,
)
from kiosk.visit.checking import ScanCode, ShowFinding
from kiosk.visit.errand import AwaitSheets, IssueCertificate
from kiosk.visit.papers import OTHER_PAPERS, REFUSALS, ChoosePaper
from kiosk.visit.question import (
    Agree,
    Apologise,
    ConfirmPaper,
    MatchFace,
    OfferSlip,
    Preview,
    ReadCard,
    Remind,
    TakeCard,
    TakePaper,
    TakeSlip,
    Tell,
    TryAgain,
)
from kiosk.visit.staffing import (
    ChooseWay,
    ConfirmPerson,
    EnterPin,
    PresentStaffCard,
    ReadIdCard,
    ReadSecurityCard,
    TakeStaffCard,
    Way,
    Why,
)
from ui.business_showcase import business_asks
from ui.reading_showcase import reading_exhibits
from ui.sample_pictures import sample_face, sample_page
from ui.technician.showcase import technician_asks

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from kiosk.terminal.stage import Scene
    from kiosk.visit.ask import Ask
    from ui.stage import QtStage

__all__ = ["Exhibit", "exhibits"]

_CERTIFICATE, _LIFE = "enrolment-certificate", "life-certification"
_JOB = JobReference("ipp://localhost/ipp/print", 1, 1)


@dataclass(frozen=True, slots=True)
class Exhibit:
    """One scene as it may stand in a hall.

    Attributes:
        name: Unique name for files.
        progress: What a device says while the scene stands.
        view: Which view of the scene, where it has several.
    """

    name: str
    scene: Scene
    progress: object = None
    view: str = ""

    def show_on(self, stage: QtStage) -> None:
        """Show the scene at once, in its view and with its progress."""
        stage.show(self.scene)
        stage.skip_hold()
        if stage.view != self.view:
            stage.turn_to(self.view)
        stage.progress(1, self.progress)


def exhibits() -> Iterator[Exhibit]:
    """Give every scene; a `QApplication` must exist, since pictures are drawn."""
    yield Exhibit("starting", StartingScene())
    yield Exhibit("welcome", _welcome())
    closed = _welcome(Closure.NO_PAPER)
    yield Exhibit("welcome-closed", closed)
    yield Exhibit("welcome-limited", _welcome_without_line())
    yield Exhibit("welcome-many", _welcome_with_many())
    yield Exhibit("welcome-board", replace(_welcome(), board=_hall_board()))
    yield Exhibit("all-services", _welcome_with_many(), view="all")
    yield Exhibit("find-service", _welcome_with_many(), view="search")
    yield Exhibit("find-item", _welcome_with_items(), view="search")
    away = _welcome_with_items(Closure.NO_CENTRE)
    yield Exhibit("find-item-closed", away, view="search")
    yield Exhibit(
        "out-of-service", OutOfServiceScene((Closure.NO_CENTRE, Closure.NO_READER))
    )
    for name, ask, progress in _asks():
        yield Exhibit(name, _serving(ask), progress)
    sight = CameraSight(sample_face(), 25.0, 128.0, 40.0, 310.0)
    for name, ask in technician_asks():
        yield Exhibit(name, _staffed(ask), sight)


def _asks() -> Iterator[tuple[str, Ask[Any], object]]:
    portrait = Portrait(b"", PortraitOrigin.ENROLLED)
    view = FaceView(sample_face(), Advice.HOLD_STILL, 0.6)
    yield "read-card", ReadCard(), None
    yield "agree", Agree(_CERTIFICATE), None
    yield "agree-kept", Agree("life-certification", keeps_pictures=True), None
    yield "match-face", MatchFace(portrait, 2), view
    for action in Action:
        prompted = replace(view, prompt=action)
        yield f"match-face-{action}", MatchFace(portrait, 1), prompted
    yield "wait", IssueCertificate(_order()), None
    yield "preview", Preview((sample_page(),)), None
    yield "printing", AwaitSheets(_JOB, 2), Settlement(SheetState.PRINTING, 1)
    held_up = Settlement(SheetState.PRINTING, 1, ("paper-out",))
    yield "printing-held-up", AwaitSheets(_JOB, 2), held_up
    yield "take-paper", TakePaper(2), None
    yield "confirm-paper", ConfirmPaper(2), None
    yield "certified", Tell("certified", (("due", "2027-11-23"),), "good"), None
    yield "remind-due", Remind("due", _facts("40", "2027-01-02")), None
    yield "remind-late", Remind("late", _facts("5", "2026-11-18")), None
    yield "remind-suspended", Remind("suspended", _facts("97", "2026-08-18", "3")), None
    yield "certified-to-review", Tell("certified-to-review"), None
    flagged = (("ticket", "3F9A-01C7"), ("due", "2026-11-26"))
    yield "certified-flagged", Tell("certified-flagged", flagged), None
    yield "offer-slip", OfferSlip("certified", (("due", "2027-11-23"),)), None
    code = (("code", "4821 7703"), ("minutes", "10"))
    yield "portal-code", Tell("portal-code", code, "good"), None
    yield "portal-code-slip", OfferSlip("portal-code", code), None
    yield "portal-code-too-many", Tell("portal-code-too-many"), None
    yield "take-slip", TakeSlip(), None
    yield "certified-here", Tell("certified-here", mood="good"), None
    yield "slip-unknown", Tell("slip-unknown"), None
    yield "try-again", TryAgain("card-unreadable"), None
    yield "try-again-face", TryAgain("face-not-alike", 1), None
    yield "apologise", Apologise("centre-unreachable"), None
    yield "take-card", TakeCard(), None
    yield from _other_ways()
    yield from _other_papers()
    yield from _papers()
    yield from business_asks()
    yield from reading_exhibits()


def _other_ways() -> Iterator[tuple[str, Ask[Any], object]]:
    yield "choose-way", ChooseWay(Why.FACE_NOT_SURE, tuple(Way)), None
    declined = ChooseWay(Why.DECLINED, (Way.STAFF, Way.REVIEW))
    yield "choose-way-declined", declined, None
    yield "present-staff-card", PresentStaffCard(), None
    yield "enter-pin", EnterPin(3), None
    yield "enter-pin-wrong", EnterPin(1, 15, was_wrong=True), None
    portrait = Portrait(sample_face(), PortraitOrigin.ENROLLED)
    whom = ("S1001", "李*英", "510199********1248")
    yield "confirm-person", ConfirmPerson(*whom, portrait), None
    yield "confirm-person-no-portrait", ConfirmPerson(*whom), None
    yield "take-staff-card", TakeStaffCard(), None
    yield "read-id-card", ReadIdCard(), None
    yield "read-security-card", ReadSecurityCard(), None
    noted = (("ticket", "3F9A-01C7"), ("due", "2026-11-26"))
    yield "review-noted", Tell("review-noted", noted), None
    yield "staff-not-confirmed", Tell("staff-not-confirmed", mood="trouble"), None


def _other_papers() -> Iterator[tuple[str, Ask[Any], object]]:
    yield "choose-paper", ChoosePaper(OTHER_PAPERS), None
    for reason in sorted(REFUSALS):
        yield f"no-paper-{reason}", Tell(f"no-paper-{reason}"), None


def _papers() -> Iterator[tuple[str, Ask[Any], object]]:
    days = date(2026, 11, 23), date(2027, 2, 23)
    stated = StatedOnPaper("2026-000042", "2026-000042-01", "李*英", "1248", *days)
    yield "scan-code", ScanCode(), None
    valid = PaperFinding(PaperVerdict.VALID, (), stated)
    yield "finding-valid", ShowFinding(valid), None
    reasons = ("revoked", "expired")
    expired = PaperFinding(PaperVerdict.INVALID, reasons, stated)
    yield "finding-invalid", ShowFinding(expired), None
    forged = PaperFinding(PaperVerdict.INVALID, ("not-authentic",))
    yield "finding-forged", ShowFinding(forged), None
    unclear = PaperFinding(PaperVerdict.CANNOT_TELL, ("unreadable",))
    yield "finding-unclear", ShowFinding(unclear), None


def _facts(days: str, due: str, months: str = "0") -> tuple[tuple[str, str], ...]:
    return (("days", days), ("due", due), ("months", months))


def _hall_board() -> HallBoard:
    every_day = OpeningTimes(tuple(range(1, 8)), time(0), time(23, 59))
    counted = Queue(7, datetime.now().astimezone(), 20)
    notice = {
        "zh-CN": "12月1日起，城乡居民缴费在二楼办理。",
        "en": "From 1 December residents pay on the second floor.",
    }
    return HallBoard((every_day,), queue=counted, notices=(notice,))


def _welcome(*closures: Closure) -> WelcomeScene:
    return WelcomeScene((Offer(_CERTIFICATE, closures), Offer(_LIFE)))


def _welcome_with_many() -> WelcomeScene:
    keys = (_CERTIFICATE, "other-certificate", _LIFE, "verify-certificate")
    return WelcomeScene(tuple(Offer(key) for key in keys))


def _welcome_with_items(*closures: Closure) -> WelcomeScene:
    """Give a hall in which only business items are offered, found by name."""
    names = (
        ("PR-07", "修改联系方式", "Change contact details"),
        ("PB-03", "灵活就业人员参保登记", "Enrol as flexibly employed"),
        ("BN-11", "城乡居民养老保险待遇申领", "Apply for the residents' pension"),
        ("PQ-08", "经办机构查询", "Find an agency"),
    )
    items = tuple(ItemName(key, WordsOf(*words)) for key, *words in names)
    told = ItemDirectory(items, datetime(2026, 11, 27, 17, 0).astimezone())
    return WelcomeScene((Offer("business-item", closures),), directory=told)


def _welcome_without_line() -> WelcomeScene:
    return WelcomeScene(
        (Offer(_CERTIFICATE, is_limited=True), Offer(_LIFE, is_limited=True))
    )


def _serving(ask: Ask[Any]) -> ServingScene:
    service = _LIFE if isinstance(ask, (OfferSlip, TakeSlip, Tell)) else _CERTIFICATE
    choosing = isinstance(
        ask, (Agree, Preview, MatchFace, Remind, ChooseWay, ChoosePaper, EnterPin)
    )
    return ServingScene(
        visit=1,
        step=1,
        service=service,
        ask=ask,
        can_go_back=choosing,
        can_leave=ask.can_leave,
    )


def _staffed(ask: Ask[Any]) -> ServingScene:
    return replace(_serving(ask), service="staff", can_go_back=False)


def _order() -> CertificateOrder:
    return CertificateOrder(
        id="0",
        kind=CertificateKind.ENROLMENT,
        subject=Subject("", ""),
        card_kind=CardKind.SOCIAL_SECURITY,
        face_score=1.0,
    )
