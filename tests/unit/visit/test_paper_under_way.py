"""Paper that the printer has is handed over, whatever the store says meanwhile."""

from __future__ import annotations

import pytest

from kiosk.domain.fault import DeviceLost, Expired, Fault, StoreFull
from kiosk.services import enrolment_certificate
from kiosk.visit import errand
from tests.rehearsal import Rehearsal


@pytest.mark.parametrize(
    "fault", [StoreFull(part="store"), DeviceLost(part="store"), Expired(part="store")]
)
def test_a_job_that_cannot_be_noted_is_waited_for(fault: Fault) -> None:
    """Else its paper would fall before whoever comes next."""
    rehearsal = Rehearsal(enrolment_certificate.converse)
    while not isinstance(rehearsal.conversation.ask, errand.NoteJob):
        rehearsal.step()
    rehearsal.at_each_step(lambda conversation: conversation.fail(fault))
    asked = rehearsal.play()
    assert asked.index("await-sheets") < asked.index("take-paper")
    assert "apologise" not in asked
