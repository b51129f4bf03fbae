"""What every service promises, wherever the resident leaves or a machine fails."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from kiosk.domain.certificate import CertificateKind
from kiosk.domain.challenge import LivenessFinding
from kiosk.domain.deed import DeedKind
from kiosk.domain.fault import (
    CardRemoved,
    CentreRefused,
    CentreUnreachable,
    ChallengeMistaken,
    DeviceLost,
    Expired,
    Fault,
    NoFace,
    NoRecord,
    PaperOut,
    StoreFull,
)
from kiosk.domain.review import ticket_number
from kiosk.ports.face_judge import FaceDecision
from kiosk.ports.store import CopyState
from kiosk.services.catalogue import all_services
from kiosk.visit import errand, papers, question, staffing
from kiosk.visit.ask import Ask
from kiosk.visit.service import Service
from tests.rehearsal import Rehearsal, verdict

FAULTS = (
    CardRemoved(),
    CentreRefused(reason="test"),
    CentreUnreachable(),
    DeviceLost(part="test"),
    Expired(part="test"),
    NoFace(),
    NoRecord(),
    PaperOut(),
    StoreFull(),
)

services = pytest.mark.parametrize(
    "service", all_services(), ids=[service.key for service in all_services()]
)


def length(service: Service) -> int:
    return len(Rehearsal(service.converse).play())


@services
def test_it_comes_to_an_end(service: Service) -> None:
    assert length(service) >= 3


@services
def test_it_asks_the_same_when_played_twice(service: Service) -> None:
    first, second = Rehearsal(service.converse), Rehearsal(service.converse)
    first.play()
    second.play()
    assert first.asked == second.asked


@services
def test_leaving_at_every_step_ends_it(service: Service) -> None:
    for steps in range(length(service)):
        rehearsal = Rehearsal(service.converse)
        for _ in range(steps):
            rehearsal.step()
        rehearsal.at_each_step(lambda conversation: conversation.leave())
        assert rehearsal.conversation.is_over


@services
@pytest.mark.parametrize("fault", FAULTS, ids=[fault.key for fault in FAULTS])
def test_a_fault_at_every_step_ends_in_a_sentence(
    service: Service, fault: Fault
) -> None:
    for steps in range(length(service)):
        rehearsal = Rehearsal(service.converse)
        for _ in range(steps):
            rehearsal.step()
        ask = rehearsal.conversation.ask
        if type(ask) in (question.Apologise, question.Tell):
            continue
        rehearsal.at_each_step(lambda conversation: conversation.fail(fault))
        rehearsal.play()
        spoken = {
            "apologise",
            "choose-way",
            "try-again",
            "tell",
            "offer-slip",
            "confirm-paper",
            "take-paper",
            "show-outcome",
        }
        assert spoken & set(rehearsal.keys), (ask, rehearsal.keys)


@services
def test_going_back_at_every_step_still_ends(service: Service) -> None:
    for steps in range(length(service)):
        rehearsal = Rehearsal(service.converse)
        for _ in range(steps):
            rehearsal.step()
        rehearsal.conversation.back()
        rehearsal.play()


def certificate() -> Rehearsal:
    found = {service.key: service for service in all_services()}
    return Rehearsal(found["enrolment-certificate"].converse)


def settled(rehearsal: Rehearsal) -> list[CopyState]:
    return [ask.state for ask in rehearsal.asked if isinstance(ask, errand.SettleCopy)]


def count(rehearsal: Rehearsal, kind: type[Ask[Any]]) -> int:
    return sum(isinstance(ask, kind) for ask in rehearsal.asked)


def test_a_copy_is_reserved_before_it_is_sent_and_taken_at_the_end() -> None:
    rehearsal = certificate()
    keys = rehearsal.play()
    assert keys.index("reserve-copy") < keys.index("submit-copy")
    assert keys.index("verify-seal") < keys.index("submit-copy")
    assert settled(rehearsal) == [CopyState.OUT, CopyState.TAKEN]
    deeds = [ask.deed for ask in rehearsal.asked if isinstance(ask, errand.Record)]
    assert [deed.kind for deed in deeds].count(DeedKind.COPY_SETTLED) == 1


def test_out_of_paper_before_the_job_may_be_tried_again_and_prints_once() -> None:
    rehearsal = certificate()
    rehearsal.until(errand.SubmitCopy)
    rehearsal.at_each_step(lambda conversation: conversation.fail(PaperOut()))
    rehearsal.answer(value=True)
    rehearsal.play()
    assert settled(rehearsal) == [CopyState.OUT, CopyState.TAKEN]


def test_giving_up_without_paper_settles_the_copy_as_failed() -> None:
    rehearsal = certificate()
    rehearsal.until(errand.SubmitCopy)
    rehearsal.at_each_step(lambda conversation: conversation.fail(PaperOut()))
    rehearsal.play()
    assert settled(rehearsal) == [CopyState.FAILED]
    assert count(rehearsal, errand.Record) == 1


def test_a_printer_that_hangs_while_taking_the_job_leaves_the_copy_unknown() -> None:
    rehearsal = certificate()
    rehearsal.until(errand.SubmitCopy)
    rehearsal.at_each_step(lambda conversation: conversation.fail(Expired()))
    rehearsal.play()
    assert settled(rehearsal) == [CopyState.UNKNOWN]
    assert count(rehearsal, errand.SubmitCopy) == 1


def test_lost_sight_of_the_paper_is_settled_by_the_resident() -> None:
    rehearsal = certificate()
    rehearsal.until(errand.AwaitSheets)
    rehearsal.at_each_step(lambda conversation: conversation.fail(DeviceLost()))
    rehearsal.until(question.ConfirmPaper)
    rehearsal.answer(value=False)
    rehearsal.play()
    assert settled(rehearsal) == [CopyState.UNKNOWN, CopyState.UNKNOWN]
    assert "tell" in rehearsal.keys


def test_the_face_is_tried_three_times_and_then_another_way_is_shown() -> None:
    rehearsal = certificate()
    for _ in range(3):
        rehearsal.until(question.MatchFace)
        rehearsal.at_each_step(lambda conversation: conversation.fail(NoFace()))
        assert isinstance(rehearsal.conversation.ask, errand.NoteFaceRefused)
        rehearsal.step()
        if isinstance(rehearsal.conversation.ask, question.TryAgain):
            rehearsal.answer(value=True)
    assert isinstance(rehearsal.conversation.ask, staffing.SurveyWays)
    rehearsal.play()
    assert count(rehearsal, staffing.ChooseWay) == 1
    assert count(rehearsal, errand.IssueCertificate) == 0


def life() -> Rehearsal:
    found = {service.key: service for service in all_services()}
    return Rehearsal(found["life-certification"].converse)


def test_what_was_refused_is_audited_even_where_the_store_is_full() -> None:
    rehearsal = life()
    rehearsal.until(question.MatchFace)
    fault = ChallengeMistaken(reason="too-early")
    rehearsal.at_each_step(lambda conversation: conversation.fail(fault))
    noted = errand.NoteFaceRefused("challenge-mistaken", "life-certification")
    assert rehearsal.conversation.ask == noted
    rehearsal.at_each_step(lambda conversation: conversation.fail(StoreFull()))
    assert isinstance(rehearsal.conversation.ask, question.TryAgain)


def test_evidence_is_kept_for_the_life_certification_alone() -> None:
    asked = [each.until(question.MatchFace) for each in (life(), certificate())]
    assert [getattr(ask, "keeps_evidence", None) for ask in asked] == [True, False]
    rehearsal = life()
    rehearsal.until(question.MatchFace)
    rehearsal.answer(replace(verdict(), evidence=b"closed"))
    recorded = rehearsal.until(errand.Record)
    assert isinstance(recorded, errand.Record)
    assert recorded.deed.payload["evidence_closed"] == "Y2xvc2Vk"


def test_a_flagged_pass_promises_no_day_but_a_person_who_looks() -> None:
    rehearsal = life()
    rehearsal.until(question.MatchFace)
    flagged = replace(verdict(), liveness=LivenessFinding.FLAGGED)
    rehearsal.answer(flagged)
    recorded = rehearsal.until(errand.Record)
    assert isinstance(recorded, errand.Record)
    assert recorded.deed.payload["liveness"] == "flagged"
    told = rehearsal.until(question.Tell)
    assert isinstance(told, question.Tell)
    assert told.topic == "certified-flagged"
    assert dict(told.facts).keys() == {"ticket", "due"}
    assert dict(told.facts)["ticket"] == ticket_number(recorded.deed.id)


def test_a_review_is_asked_for_with_the_pictures_of_the_last_look() -> None:
    rehearsal = life()
    for attempt in range(3):
        rehearsal.until(question.MatchFace)
        closed = f"look {attempt}".encode()
        rehearsal.answer(replace(verdict(FaceDecision.REFUSE), evidence=closed))
        rehearsal.until(question.TryAgain if attempt < 2 else staffing.ChooseWay)
        if attempt < 2:
            rehearsal.answer(value=True)
    recorded = rehearsal.until(errand.Record)
    assert isinstance(recorded, errand.Record)
    assert recorded.deed.kind is DeedKind.REVIEW_REQUESTED
    assert recorded.deed.payload["evidence_closed"] == "bG9vayAy"


def test_refusing_the_camera_shows_another_way_and_looks_at_nobody() -> None:
    rehearsal = certificate()
    rehearsal.until(question.Agree)
    rehearsal.answer(question.Agreement.ANOTHER_WAY)
    rehearsal.play()
    assert count(rehearsal, question.MatchFace) == 0
    assert count(rehearsal, errand.IssueCertificate) == 0


def test_a_paper_that_cannot_be_had_is_explained_and_another_one_offered() -> None:
    found = {service.key: service for service in all_services()}
    rehearsal = Rehearsal(found["other-certificate"].converse)
    rehearsal.until(errand.DraftCertificate)
    rehearsal.conversation.fail(CentreRefused(reason="still-paying"))
    told = rehearsal.until(question.Tell)
    assert told == question.Tell("no-paper-still-paying")
    chosen = rehearsal.until(papers.ChoosePaper)
    assert isinstance(chosen, papers.ChoosePaper)
    assert CertificateKind.CONTRIBUTION_RECORD not in chosen.papers
    rehearsal.answer(CertificateKind.BENEFIT)
    issued = rehearsal.until(errand.IssueCertificate)
    assert isinstance(issued, errand.IssueCertificate)
    assert issued.order.kind is CertificateKind.BENEFIT
    rehearsal.play()
    assert count(rehearsal, question.ReadCard) == 1
    assert settled(rehearsal)[-1] is CopyState.TAKEN


def test_an_unknown_person_is_told_so_and_offered_no_paper() -> None:
    found = {service.key: service for service in all_services()}
    rehearsal = Rehearsal(found["other-certificate"].converse)
    rehearsal.until(errand.DraftCertificate)
    rehearsal.conversation.fail(NoRecord())
    assert rehearsal.until(question.Apologise) == question.Apologise("no-record")
