"""Rehearse a service: answer its asks by rule and look at what it asked."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

from drivers.simulated.business import SIMULATED_ITEMS
from kiosk.domain.business import CaseOutcome
from kiosk.domain.card import CardKind, ResidentCard, Sex
from kiosk.domain.certificate import CertificateKind, IssuedCertificate
from kiosk.domain.eligibility import CertificationStanding, CertificationState
from kiosk.domain.envelope import Dossier, PreparedCertificate
from kiosk.domain.paper_finding import PaperFinding, PaperVerdict
from kiosk.domain.portal_code import PortalCode
from kiosk.domain.staff_proof import StaffProof
from kiosk.ports.face_judge import FaceDecision, FaceVerdict
from kiosk.ports.printer import JobReference, Settlement, SheetState
from kiosk.ports.receipt_printer import SlipState
from kiosk.ports.staff_card import StaffBadge, StaffRole
from kiosk.visit import (
    business,
    checking,
    errand,
    papers,
    photographing,
    question,
    staffing,
)
from kiosk.visit.ask import Ask
from kiosk.visit.attend import attending
from kiosk.visit.conversation import Conversation, Converse
from tests.reading_answers import READING_ANSWERS

__all__ = ["ANSWERS", "CARD", "Rehearsal", "verdict"]

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
CARD = ResidentCard(
    kind=CardKind.SOCIAL_SECURITY,
    number="510199196207083427",
    name="王秀兰",
    sex=Sex.FEMALE,
)
CERTIFICATE = IssuedCertificate(
    number="2026-000001",
    serial="2026-000001-01",
    verification_code="ABCDEFGH12345678",
    issued_at=NOW,
    valid_until=NOW.date() + timedelta(days=90),
    pages=1,
    pdf=b"%PDF",
)
DOSSIER = Dossier(
    number=CARD.number,
    name=CARD.name,
    portrait=b"jpeg",
    certificates=(
        PreparedCertificate(CertificateKind.ENROLMENT, CERTIFICATE, b"%PDF draft"),
    ),
)
BADGE = StaffBadge("S1001", StaffRole.CLERK, "石样本", b"certificate", 3)
PROOF = StaffProof("S1001", b"certificate", b"challenge", b"signature")
JOB = JobReference("ipp://printer/jobs/1", 1, 100)


def verdict(decision: FaceDecision = FaceDecision.ACCEPT) -> FaceVerdict:
    """Make a verdict with plausible figures."""
    return FaceVerdict(decision, 0.4, 0.6, 0.2, 5, 0.5, 0.2)


ANSWERS: dict[type[Ask[Any]], object] = {
    errand.CanPrintSlip: True,
    errand.PrintReceipt: SlipState.OUT,
    errand.AwaitSheets: Settlement(SheetState.OUT, 1),
    errand.DraftCertificate: b"%PDF draft",
    errand.FetchCertificationState: CertificationState(
        CertificationStanding.DUE, "pension", date(2026, 10, 31)
    ),
    errand.FetchPortalCode: PortalCode("12345678", 10),
    errand.FetchPortrait: b"jpeg",
    errand.IssueCertificate: CERTIFICATE,
    errand.NameDeed: "0198c0de-0000-7000-8000-000000000001",
    errand.NoteFaceRefused: None,
    errand.NoteJob: None,
    errand.OpenEnvelope: DOSSIER,
    errand.ReadClock: NOW,
    errand.Record: None,
    errand.RenderPages: (b"png",),
    errand.ReserveCopy: None,
    errand.ReservePrepared: None,
    errand.SettleCopy: None,
    errand.SubmitCopy: JOB,
    errand.VerifySeal: None,
    question.Agree: question.Agreement.AGREE,
    question.Apologise: None,
    question.ConfirmPaper: True,
    question.MatchFace: verdict(),
    question.OfferSlip: True,
    question.Preview: True,
    question.ReadCard: CARD,
    question.Remind: True,
    question.TakeCard: None,
    question.TakePaper: True,
    question.TakeSlip: None,
    question.Tell: None,
    question.TryAgain: False,
    business.ChooseOption: lambda ask: ask.options[0].value,
    business.ChooseSeveral: ("110",),
    business.FetchItems: SIMULATED_ITEMS,
    business.HandInCase: CaseOutcome("20261128-00000-00000", is_done=True),
    business.PickDate: date(2026, 11, 1),
    business.ReviewForm: True,
    business.ShowOutcome: False,
    business.ShowTable: None,
    business.TypeValue: "13800000000",
    business.WriteWords: "20261128-7K3M9-QX2TR",
    photographing.JudgePage: photographing.PageWish.DONE,
    photographing.LookAtPaper: None,
    photographing.TakePage: b"\xff\xd8\xffpage",
    **READING_ANSWERS,
    papers.ChoosePaper: CertificateKind.CONTRIBUTION_RECORD,
    checking.CheckPaper: PaperFinding(PaperVerdict.VALID),
    checking.ScanCode: "CD1:" + "A" * 20,
    checking.ShowFinding: False,
    staffing.ChooseWay: staffing.Way.REVIEW,
    staffing.ConfirmPerson: True,
    staffing.EnterPin: staffing.TypedPin("482913"),
    staffing.PresentStaffCard: BADGE,
    staffing.ProveStaff: PROOF,
    staffing.ReadIdCard: CARD,
    staffing.ReadSecurityCard: CARD,
    staffing.SurveyWays: tuple(staffing.Way),
    staffing.TakeStaffCard: None,
}
"""What a willing resident and healthy machines answer to each kind of ask."""


class Rehearsal:
    """Plays a conversation to its end, with exceptions to the usual answers."""

    def __init__(self, converse: Converse) -> None:
        """Start the conversation, wrapped as the desk would."""
        self.asked: list[Ask[Any]] = []
        self.conversation = Conversation(attending(converse))
        self.conversation.start()

    @property
    def keys(self) -> list[str]:
        """Keys of everything asked so far, the open question included."""
        return [ask.key for ask in self.asked]

    def step(self) -> None:
        """Answer the open question as a willing resident would."""
        ask = self._note()
        told = ANSWERS[type(ask)]
        self.conversation.answer(told(ask) if callable(told) else told)

    def answer(self, value: object) -> None:
        """Answer the open question in a way of one's own."""
        self._note()
        self.conversation.answer(value)

    def until(self, kind: type[Ask[Any]]) -> Ask[Any]:
        """Go on until a kind of question is open."""
        while not isinstance(self.conversation.ask, kind):
            self.step()
        return self.conversation.ask

    def play(self, limit: int = 200) -> list[str]:
        """Go on to the end; gives the keys of what was asked."""
        while self.conversation.ask is not None:
            assert len(self.asked) < limit, "the conversation does not end"
            self.step()
        return self.keys

    def at_each_step(self, act: Callable[[Conversation], None]) -> None:
        """Do something at the open question instead of answering it."""
        self._note()
        act(self.conversation)

    def _note(self) -> Ask[Any]:
        ask = self.conversation.ask
        assert ask is not None
        self.asked.append(ask)
        return ask
