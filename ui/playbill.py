"""Which screen shows which scene or ask, and which ways out it has."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kiosk.diagnostics.device_test import HearTone, TouchGrid, WatchCamera
from kiosk.diagnostics.identity_work import TypeCode
from kiosk.diagnostics.machine_work import TypePlace
from kiosk.diagnostics.sheet import ShowSheet
from kiosk.diagnostics.sign_in import PresentWorkCard
from kiosk.diagnostics.touch_work import TouchTargets, TryCalibration
from kiosk.terminal.stage import (
    OutOfServiceScene,
    ServingScene,
    StartingScene,
    WelcomeScene,
)
from kiosk.visit.business import (
    ChooseOption,
    ChooseSeveral,
    PickDate,
    ReviewForm,
    ShowOutcome,
    ShowTable,
    TypeValue,
    WriteWords,
)
from kiosk.visit.checking import ScanCode, ShowFinding
from kiosk.visit.consulting import ShowAnswer, WriteQuestion
from kiosk.visit.errand import AwaitSheets
from kiosk.visit.papers import ChoosePaper
from kiosk.visit.photographing import JudgePage, LookAtPaper
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
from kiosk.visit.reading import (
    FindArticle,
    Pick,
    ReadArticle,
    ShowAgency,
    TakeAlong,
)
from kiosk.visit.speaking import Listen
from kiosk.visit.staffing import (
    ChooseWay,
    ConfirmPerson,
    EnterPin,
    PresentStaffCard,
    ReadIdCard,
    ReadSecurityCard,
    TakeStaffCard,
)
from kiosk.visit.watching import WatchFilm
from ui.screens.agree import AgreeScreen
from ui.screens.all_services import AllServices
from ui.screens.apologise import ApologiseScreen
from ui.screens.choose_option import ChooseOptionScreen
from ui.screens.choose_paper import ChoosePaperScreen
from ui.screens.choose_several import ChooseSeveralScreen
from ui.screens.choose_way import ChooseWayScreen
from ui.screens.confirm_paper import ConfirmPaperScreen
from ui.screens.confirm_person import ConfirmPersonScreen
from ui.screens.enter_pin import EnterPinScreen
from ui.screens.find_article import FindArticleScreen
from ui.screens.find_service import FindService
from ui.screens.finding import FindingScreen
from ui.screens.judge_page import JudgePageScreen
from ui.screens.listen import ListenScreen
from ui.screens.look_at_paper import LookAtPaperScreen
from ui.screens.match_face import MatchFaceScreen
from ui.screens.offer_slip import OfferSlipScreen
from ui.screens.out_of_service import OutOfService
from ui.screens.pick import PickScreen
from ui.screens.pick_date import PickDateScreen
from ui.screens.present_staff_card import PresentStaffCardScreen
from ui.screens.preview import PreviewScreen
from ui.screens.printing import Printing
from ui.screens.read_article import ReadArticleScreen
from ui.screens.read_card import ReadCardScreen
from ui.screens.read_other_card import ReadOtherCardScreen
from ui.screens.remind import RemindScreen
from ui.screens.review_form import ReviewFormScreen
from ui.screens.scan_code import ScanCodeScreen
from ui.screens.show_agency import ShowAgencyScreen
from ui.screens.show_answer import ShowAnswerScreen
from ui.screens.show_outcome import ShowOutcomeScreen
from ui.screens.show_table import ShowTableScreen
from ui.screens.starting import Starting
from ui.screens.take_along import TakeAlongScreen
from ui.screens.take_card import TakeCardScreen
from ui.screens.take_paper import TakePaperScreen
from ui.screens.take_slip import TakeSlipScreen
from ui.screens.take_staff_card import TakeStaffCardScreen
from ui.screens.tell import TellScreen
from ui.screens.try_again import TryAgainScreen
from ui.screens.type_value import TypeValueScreen
from ui.screens.wait import Wait
from ui.screens.watch_film import WatchFilmScreen
from ui.screens.welcome import Welcome
from ui.screens.writing import WriteQuestionScreen, WriteWordsScreen
from ui.sound import Sound
from ui.technician.hear_tone import HearToneScreen
from ui.technician.present_work_card import PresentWorkCardScreen
from ui.technician.sheet import SheetScreen
from ui.technician.touch_grid import TouchGridScreen
from ui.technician.touch_targets import TouchTargetsScreen
from ui.technician.try_calibration import TryCalibrationScreen
from ui.technician.type_code import TypeCodeScreen
from ui.technician.type_place import TypePlaceScreen
from ui.technician.watch_camera import WatchCameraScreen
from ui.widgets.foot import Ways

if TYPE_CHECKING:
    from collections.abc import Callable

    from kiosk.terminal.stage import Scene
    from ui.look import Look
    from ui.screen import Screen

__all__ = [
    "SCREENS",
    "VIEWS",
    "is_errand",
    "is_reminder",
    "screen_for",
    "sound_of",
    "ways_of",
]

SCREENS: dict[type, Callable[[Any, Look], Screen]] = {
    StartingScene: Starting,
    WelcomeScene: Welcome,
    OutOfServiceScene: OutOfService,
    Agree: AgreeScreen,
    Apologise: ApologiseScreen,
    AwaitSheets: Printing,
    ConfirmPaper: ConfirmPaperScreen,
    MatchFace: MatchFaceScreen,
    Preview: PreviewScreen,
    ReadCard: ReadCardScreen,
    Remind: RemindScreen,
    TakeCard: TakeCardScreen,
    OfferSlip: OfferSlipScreen,
    TakePaper: TakePaperScreen,
    TakeSlip: TakeSlipScreen,
    Tell: TellScreen,
    TryAgain: TryAgainScreen,
    ChooseOption: ChooseOptionScreen,
    ChoosePaper: ChoosePaperScreen,
    ChooseSeveral: ChooseSeveralScreen,
    PickDate: PickDateScreen,
    ReviewForm: ReviewFormScreen,
    ShowOutcome: ShowOutcomeScreen,
    ShowTable: ShowTableScreen,
    TypeValue: TypeValueScreen,
    ChooseWay: ChooseWayScreen,
    ConfirmPerson: ConfirmPersonScreen,
    EnterPin: EnterPinScreen,
    PresentStaffCard: PresentStaffCardScreen,
    ReadIdCard: ReadOtherCardScreen,
    ReadSecurityCard: ReadOtherCardScreen,
    TakeStaffCard: TakeStaffCardScreen,
    ScanCode: ScanCodeScreen,
    Listen: ListenScreen,
    WatchFilm: WatchFilmScreen,
    ShowFinding: FindingScreen,
    PresentWorkCard: PresentWorkCardScreen,
    ShowSheet: SheetScreen,
    HearTone: HearToneScreen,
    TouchGrid: TouchGridScreen,
    TouchTargets: TouchTargetsScreen,
    TryCalibration: TryCalibrationScreen,
    WatchCamera: WatchCameraScreen,
    TypeCode: TypeCodeScreen,
    TypePlace: TypePlaceScreen,
    Pick: PickScreen,
    FindArticle: FindArticleScreen,
    ReadArticle: ReadArticleScreen,
    ShowAgency: ShowAgencyScreen,
    TakeAlong: TakeAlongScreen,
    WriteQuestion: WriteQuestionScreen,
    WriteWords: WriteWordsScreen,
    LookAtPaper: LookAtPaperScreen,
    JudgePage: JudgePageScreen,
    ShowAnswer: ShowAnswerScreen,
}
"""The screen of each scene and ask; an ask that is missing here just waits."""


def is_errand(scene: Scene) -> bool:
    """Whether the machine works for itself and has no screen of its own."""
    return isinstance(scene, ServingScene) and type(scene.ask) not in SCREENS


VIEWS: dict[tuple[type, str], Callable[[Any, Look], Screen]] = {
    (WelcomeScene, "all"): AllServices,
    (WelcomeScene, "search"): FindService,
}
"""Other views of a scene, which the screen itself leads to."""


def screen_for(scene: Scene, look: Look, view: str = "") -> Screen:
    """Make the screen of a scene; an errand gets a calm "please wait"."""
    if (type(scene), view) in VIEWS:
        return VIEWS[type(scene), view](scene, look)
    subject = scene.ask if isinstance(scene, ServingScene) else scene
    return SCREENS.get(type(subject), Wait)(subject, look)


_TO_TAKE = (TakeCard, TakeStaffCard, TakePaper, TakeSlip)


def is_reminder(scene: Scene) -> bool:
    """Whether a scene calls again and again: something of a person's lies there."""
    return isinstance(scene, ServingScene) and isinstance(scene.ask, _TO_TAKE)


def sound_of(scene: Scene) -> Sound | None:
    """Tell which tone a scene begins with; most are quiet."""
    ask = scene.ask if isinstance(scene, ServingScene) else None
    if isinstance(ask, (Remind, *_TO_TAKE)):
        return Sound.ATTENTION
    is_valid = isinstance(ask, ShowFinding) and not ask.finding.reasons
    is_good = isinstance(ask, Tell) and ask.mood == "good"
    if is_valid or is_good or isinstance(ask, (OfferSlip, HearTone)):
        return Sound.DONE
    return None


def ways_of(scene: Scene) -> Ways:
    """Tell which ways out a scene leaves open."""
    if not isinstance(scene, ServingScene):
        return Ways()
    return Ways(
        is_serving=True, can_go_back=scene.can_go_back, can_leave=scene.can_leave
    )
