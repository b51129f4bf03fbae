"""A code for the portal: shown, offered on a slip, and never without the person."""

from __future__ import annotations

from datetime import datetime

from backend.clock import CITY_ZONE
from kiosk.domain.fault import CentreRefused
from kiosk.domain.receipt import PortalCodeReceipt, slip_of
from kiosk.services.portal_code import SERVICE
from kiosk.visit import errand, question
from tests.rehearsal import Rehearsal


def test_the_code_is_fetched_for_whom_the_face_was_and_told() -> None:
    rehearsal = Rehearsal(SERVICE.converse)
    keys = rehearsal.play()
    assert keys.index("match-face") < keys.index("fetch-portal-code")
    (asked,) = (it for it in rehearsal.asked if isinstance(it, errand.FetchPortalCode))
    assert asked.wish.face_score is not None
    (offer,) = (it for it in rehearsal.asked if isinstance(it, question.OfferSlip))
    assert dict(offer.facts) == {"code": "1234 5678", "minutes": "10"}
    assert "1234" not in repr(offer)


def test_too_many_codes_are_explained() -> None:
    rehearsal = Rehearsal(SERVICE.converse)
    rehearsal.until(errand.FetchPortalCode)
    refused = CentreRefused(reason="too-many-codes")
    rehearsal.at_each_step(lambda conversation: conversation.fail(refused))
    rehearsal.play()
    told = [it.topic for it in rehearsal.asked if isinstance(it, question.Tell)]
    assert told == ["portal-code-too-many"]


def test_the_slip_names_nobody_in_full() -> None:
    until = datetime(2026, 11, 28, 9, 30, tzinfo=CITY_ZONE)
    slip = slip_of(PortalCodeReceipt("王秀兰", "1234 5678", until))
    told = dict(slip.lines)
    assert told["登录码"] == "1234 5678"
    assert told["有效至"] == "2026-11-28 09:30"
    assert "王秀兰" not in repr(slip.lines)
