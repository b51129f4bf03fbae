"""A printed certificate held before the scanner: genuine, forged, expired, foreign."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import pytest

from kiosk.clock import SystemClock
from kiosk.demonstration.handles import code_on
from kiosk.demonstration.play import Move
from kiosk.demonstration.show import script_of
from kiosk.documents.authority import load_authority
from kiosk.documents.credential import Credential
from kiosk.domain.certificate import CertificateKind
from tests.stories.conftest import Storyteller, Told
from ui.player import Rule

pytestmark = [pytest.mark.xdist_group("hall"), pytest.mark.timeout(400)]

WELCOME = Rule("welcome", press="service.verify-certificate.title", times=1)
DONE = Rule("finding", press="finding.done", times=1)
STOP = Rule("try-again", press="try-again.stop")


@pytest.fixture(autouse=True)
def empty_hall(storyteller: Storyteller) -> None:
    storyteller.bench("card-reader", "remove")
    storyteller.bench("scanner", "plug")


def credential(storyteller: Storyteller, days_ago: int, days_left: int) -> str:
    """Have the city's own key sign a paper of some age."""
    authority = load_authority(storyteller.hall.directory / "centre" / "seal")
    now = SystemClock().now()
    paper = Credential(
        kind=CertificateKind.ENROLMENT,
        number="2026-000777",
        serial="2026-000777-01",
        name="王*兰",
        id_end="3427",
        issued_at=now - timedelta(days=days_ago),
        valid_until=date.fromordinal(now.date().toordinal() + days_left),
        months={"110": 12},
    )
    return paper.sign(authority.credential_key, authority.key_id)


def scanned(
    storyteller: Storyteller, text: str, then: Sequence[Rule], **more: str
) -> Told:
    scan = [Move("scanner", "scan", {"text": text, **more})]
    rule = Rule("scan-code", hand="scan", times=1)
    return storyteller.tell([WELCOME, rule, *then], storyteller.hands(scan=scan))


def verdicts(told: Told) -> list[str]:
    return [e["decision"] for e in told.events if e["event"] == "paper-judged"]


def test_the_sheet_just_printed_is_genuine(storyteller: Storyteller) -> None:
    for sheet in storyteller.printed():
        sheet.unlink()
    printing = script_of("enrolment-certificate")
    assert storyteller.tell(printing, storyteller.hands()).code == 0
    (sheet,) = storyteller.printed()
    code = code_on(sheet)
    assert code is not None
    told = scanned(storyteller, code, [DONE])
    assert told.code == 0
    assert verdicts(told) == ["valid"]
    assert "read-card" not in told.asked()


def test_expired_and_forged_papers_do_not_count(storyteller: Storyteller) -> None:
    told = scanned(storyteller, credential(storyteller, 100, -9), [DONE])
    assert verdicts(told) == ["invalid"]
    good = credential(storyteller, 1, 80)
    forged = good[:-3] + ("A" if good[-3] != "A" else "B") + good[-2:]
    told = scanned(storyteller, forged, [DONE])
    assert told.code == 0
    assert verdicts(told)[0] in ("invalid", "cannot_tell")


@pytest.mark.parametrize("text", ["https://example.invalid/", "A" * 40])
def test_other_codes_are_told_apart(storyteller: Storyteller, text: str) -> None:
    told = scanned(storyteller, text, [STOP])
    assert told.code == 0
    assert "try-again" in told.screens
    assert "check-paper" not in told.asked()


def test_a_torn_code_can_be_held_up_again(storyteller: Storyteller) -> None:
    code = credential(storyteller, 1, 80)
    again = Rule("try-again", press="try-again.again", times=1)
    rest = [again, Rule("scan-code", hand="whole", times=1), DONE]
    torn = [Move("scanner", "scan", {"text": code, "fault": "torn"})]
    whole = [Move("scanner", "scan", {"text": code})]
    told = storyteller.tell(
        [WELCOME, Rule("scan-code", hand="scan", times=1), *rest],
        storyteller.hands(scan=torn, whole=whole),
    )
    assert told.code == 0
    assert verdicts(told) == ["valid"]
