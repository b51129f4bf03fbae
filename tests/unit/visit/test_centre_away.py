"""While the centre is away: envelopes serve, and the words do not claim more."""

from __future__ import annotations

import pytest

from kiosk.domain.deed import DeedKind
from kiosk.domain.fault import CentreUnreachable, Fault, NoRecord, SealInvalid
from kiosk.services import enrolment_certificate, life_certification
from kiosk.visit import errand, question
from kiosk.visit.ask import Ask
from kiosk.visit.conversation import Converse
from tests.rehearsal import CERTIFICATE, Rehearsal

CENTRE = (
    errand.FetchPortrait,
    errand.FetchCertificationState,
    errand.DraftCertificate,
    errand.IssueCertificate,
)


def away(converse: Converse, *, has_envelope: bool = True) -> list[Ask[object]]:
    """Play a visit in which the centre never answers."""
    rehearsal = Rehearsal(converse)
    while (ask := rehearsal.conversation.ask) is not None:
        if isinstance(ask, CENTRE):
            fail(rehearsal, CentreUnreachable())
        elif isinstance(ask, errand.OpenEnvelope) and not has_envelope:
            fail(rehearsal, NoRecord(reason="no-envelope"))
        else:
            rehearsal.step()
    return rehearsal.asked


def fail(rehearsal: Rehearsal, fault: Fault) -> None:
    rehearsal.at_each_step(lambda conversation: conversation.fail(fault))


def keys(asked: list[Ask[object]]) -> list[str]:
    return [ask.key for ask in asked]


def test_a_prepared_certificate_is_printed_without_asking_for_another_try() -> None:
    asked = away(enrolment_certificate.converse)
    assert "try-again" not in keys(asked)
    assert "reserve-copy" not in keys(asked)
    assert keys(asked).index("preview") < keys(asked).index("reserve-prepared")
    printed = [each for each in asked if isinstance(each, errand.SubmitCopy)]
    assert [each.order.serial for each in printed] == [CERTIFICATE.serial]


def test_the_centre_hears_of_it_before_it_hears_of_the_paper() -> None:
    asked = away(enrolment_certificate.converse)
    reserved = next(e for e in asked if isinstance(e, errand.ReservePrepared))
    settled = next(e for e in asked if isinstance(e, errand.Record))
    assert reserved.deed.kind is DeedKind.PREPARED_ISSUED
    assert reserved.deed.payload["method"] == "face"
    assert settled.deed.kind is DeedKind.COPY_SETTLED
    assert asked.index(reserved) < asked.index(settled)
    assert reserved.deed.payload["serial"] == settled.deed.payload["serial"]


def test_the_seal_is_checked_before_anything_is_reserved() -> None:
    rehearsal = Rehearsal(enrolment_certificate.converse)
    while not isinstance(rehearsal.conversation.ask, errand.VerifySeal):
        if isinstance(rehearsal.conversation.ask, CENTRE):
            fail(rehearsal, CentreUnreachable())
        else:
            rehearsal.step()
    fail(rehearsal, SealInvalid(reason="changed"))
    asked = rehearsal.play()
    assert "reserve-prepared" not in asked
    assert "submit-copy" not in asked


def test_without_an_envelope_the_resident_is_asked_and_told() -> None:
    asked = away(enrolment_certificate.converse, has_envelope=False)
    assert "try-again" in keys(asked)
    assert "apologise" in keys(asked)
    assert "submit-copy" not in keys(asked)


def test_a_life_certification_is_recorded_here_and_no_date_is_claimed() -> None:
    asked = away(life_certification.converse)
    recorded = [each for each in asked if isinstance(each, errand.Record)]
    assert [each.deed.kind for each in recorded] == [DeedKind.LIFE_CERTIFIED]
    told = [each for each in asked if isinstance(each, question.Tell)]
    assert [(each.topic, each.facts) for each in told] == [("certified-here", ())]


@pytest.mark.parametrize("has_envelope", [True, False])
def test_nobody_is_certified_without_a_portrait_to_compare(has_envelope: bool) -> None:  # noqa: FBT001
    asked = away(life_certification.converse, has_envelope=has_envelope)
    assert ("match-face" in keys(asked)) is has_envelope
    assert ("record" in keys(asked)) is has_envelope
