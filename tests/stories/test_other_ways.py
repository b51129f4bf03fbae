"""Who is not recognised, or will not be looked at, still leaves with a next step."""

from __future__ import annotations

import pytest

from backend.__main__ import main
from kiosk.assembly.inspection import open_items
from kiosk.demonstration.play import Move
from kiosk.settings import load_settings
from tests.stories.conftest import Storyteller
from tests.stories.test_degraded import asked, terminal
from ui.player import Rule

pytestmark = [pytest.mark.xdist_group("hall"), pytest.mark.timeout(400)]

SERVICE = "life-certification"
WELCOME = Rule("welcome", press=f"service.{SERVICE}.title", hand="arrive", times=1)
INSERT = Rule("read-card", hand="insert-card", times=1)
DECLINE = Rule("agree", press="agree.another-way", times=1)
STAFF = Rule("choose-way", press="choose-way.staff", times=1)
REVIEW = Rule("choose-way", press="choose-way.review", times=1)
PRESENT = Rule("present-staff-card", hand="staff-card", times=1)
CONFIRM = Rule("confirm-person", press="confirm-person.yes", times=1)
GIVE_BACK = Rule("take-staff-card", hand="take-card", times=1)
GOODBYE = [
    Rule("offer-slip", press="offer-slip.no"),
    Rule("remind", press="remind.later"),
    Rule("apologise", press="apologise.understood"),
    Rule("tell", press="tell.understood"),
    Rule("take-card", hand="take-card"),
]
AGAIN = Rule("try-again", press="try-again.again", times=1)
STOP = Rule("try-again", press="try-again.stop")


def typed(pin: str) -> str:
    return " ".join(f"keypad.{digit}" for digit in pin) + " keypad.confirm"


@pytest.fixture(autouse=True)
def empty_hall(storyteller: Storyteller) -> None:
    storyteller.bench("card-reader", "remove")
    storyteller.bench("id-card-reader", "lift")
    storyteller.bench("camera", "show", video=str(storyteller.hall.empty_room))


def enrolled(storyteller: Storyteller, number: str, role: str = "clerk") -> list[Move]:
    """Have the hall's centre issue another staff card, and put it in."""
    hall = storyteller.hall
    out = hall.directory / f"staff-{number}"
    home = f"--home={hall.directory / 'centre'}"
    told = [f"--number={number}", f"--role={role}", "--name=石样本", f"--out={out}"]
    assert main(["enrol-staff", home, *told]) == 0
    facts = {"number": number, "role": role, "name": "石样本", "pin": "135790"}
    files = {"key": f"{out}/key.pem", "certificate": f"{out}/certificate.pem"}
    return [Move("card-reader", "insert-staff", facts | files)]


def staff_card(storyteller: Storyteller) -> list[Move]:
    return [Move("card-reader", "insert-staff", dict(storyteller.hall.staff))]


def pin(storyteller: Storyteller) -> str:
    return typed(storyteller.hall.staff["pin"])


def confirmed_by_staff(storyteller: Storyteller) -> int:
    """Count the passes at the centre that the hall's member of staff confirmed."""
    rows = storyteller.centre_rows("SELECT staff_number FROM certification")
    return rows.count((storyteller.hall.staff["number"],))


def assert_nothing_waits(storyteller: Storyteller) -> None:
    settings = load_settings(storyteller.hall.settings)
    left = [item for item in open_items(settings) if item["kind"] != "copy"]
    assert left == []


def test_staff_confirm_and_the_centre_believes_their_proof(
    storyteller: Storyteller,
) -> None:
    enter = Rule("enter-pin", press=pin(storyteller), times=1)
    before = confirmed_by_staff(storyteller)
    told = storyteller.tell(
        [WELCOME, INSERT, DECLINE, STAFF, PRESENT, enter, CONFIRM, GIVE_BACK, *GOODBYE],
        storyteller.hands(**{"staff-card": staff_card(storyteller)}),
    )
    assert told.code == 0
    assert "match-face" not in told.asked()
    keys = told.asked()
    assert keys.index("prove-staff") < keys.index("confirm-person")
    assert keys.index("confirm-person") < keys.index("record")
    assert [e["ending"] for e in told.events if "ending" in e] == ["done"]
    assert_nothing_waits(storyteller)
    assert confirmed_by_staff(storyteller) == before + 1
    log = (storyteller.hall.directory / "state" / "events.jsonl").read_text()
    assert storyteller.hall.staff["pin"] not in log


def test_staff_confirm_and_a_certificate_is_printed(storyteller: Storyteller) -> None:
    for sheet in storyteller.printed():
        sheet.unlink()
    welcome = Rule("welcome", press="service.enrolment-certificate.title", times=1)
    enter = Rule("enter-pin", press=pin(storyteller), times=1)
    told = storyteller.tell(
        [
            *(welcome, INSERT, DECLINE, STAFF, PRESENT, enter, CONFIRM, GIVE_BACK),
            Rule("preview", press="preview.confirm", times=1),
            Rule("take-paper", press="take-paper.taken", times=1),
            *GOODBYE,
        ],
        storyteller.hands(**{"staff-card": staff_card(storyteller)}),
    )
    assert told.code == 0
    assert len(storyteller.printed()) == 1


def test_three_wrong_pins_block_the_card_and_are_told(
    storyteller: Storyteller,
) -> None:
    wrong = Rule("enter-pin", press=typed("000000"), times=3)
    told = storyteller.tell(
        [WELCOME, INSERT, DECLINE, STAFF, PRESENT, wrong, STOP, REVIEW, *GOODBYE],
        storyteller.hands(**{"staff-card": enrolled(storyteller, "S2002")}),
    )
    assert told.code == 0
    assert told.screens.count("enter-pin") == 3
    assert told.asked().count("prove-staff") == 3
    assert "confirm-person" not in told.asked()


@pytest.mark.parametrize("whose", ["self-made", "technician"])
def test_a_card_that_may_not_confirm_is_told_before_any_pin(
    storyteller: Storyteller, whose: str
) -> None:
    self_made = {"number": "S9", "role": "clerk", "name": "样本", "pin": "135790"}
    cards = {
        "self-made": [Move("card-reader", "insert-staff", self_made)],
        "technician": enrolled(storyteller, "S3003", "technician"),
    }
    told = storyteller.tell(
        [WELCOME, INSERT, DECLINE, STAFF, PRESENT, STOP, REVIEW, *GOODBYE],
        storyteller.hands(**{"staff-card": cards[whose]}),
    )
    assert told.code == 0
    faults = [e["fault"] for e in told.events if "fault" in e]
    reason = {"self-made": "authority", "technician": "role"}[whose]
    assert faults == [f"staff-not-trusted(reason={reason})"]
    assert "enter-pin" not in told.asked()


def test_a_staff_card_pulled_mid_work_is_told_and_can_be_put_back(
    storyteller: Storyteller,
) -> None:
    enter = pin(storyteller)
    pull = Rule("enter-pin", press=enter, hand="take-card", times=1)
    present = Rule("present-staff-card", hand="staff-card", times=2)
    once_more = Rule("enter-pin", press=enter, times=1)
    told = storyteller.tell(
        [
            *(WELCOME, INSERT, DECLINE, STAFF, present, pull, AGAIN, once_more),
            *(CONFIRM, GIVE_BACK, *GOODBYE),
        ],
        storyteller.hands(**{"staff-card": staff_card(storyteller)}),
    )
    assert told.code == 0
    assert [e["fault"] for e in told.events if "fault" in e] == ["card-removed()"]
    assert "record" in told.asked()


def test_the_residents_card_may_come_and_go_while_staff_are_asked_for(
    storyteller: Storyteller,
) -> None:
    enter = Rule("enter-pin", press=pin(storyteller), times=1)
    again = Rule("try-again", press="try-again.again")
    script = [WELCOME, INSERT, DECLINE, STAFF, again, enter, CONFIRM]
    script += [GIVE_BACK, *GOODBYE]
    holder = dict(storyteller.resident.holder)
    with terminal(storyteller, script) as running:
        running.await_event(lambda events: "present-staff-card" in asked(events))
        storyteller.bench("card-reader", "remove")
        storyteller.bench("card-reader", "insert", holder=holder)
        storyteller.bench("card-reader", "remove")
        staff = dict(storyteller.hall.staff)
        storyteller.bench("card-reader", "insert-staff", **staff)
        running.await_event(lambda events: "record" in asked(events))
        running.await_event(
            lambda events: "visit-ended" in [e["event"] for e in events]
        )
        endings = [e["ending"] for e in running.events() if "ending" in e]
        assert endings == ["done"]


def test_an_unlike_face_is_offered_every_way_and_a_dated_review(
    storyteller: Storyteller,
) -> None:
    film = Move("camera", "show", {"video": str(storyteller.stranger().film)})
    agree = Rule("agree", press="agree.accept", hand="look", times=1)
    again = Rule("try-again", press="try-again.again", times=2)
    before = len(storyteller.centre_rows("SELECT ticket_id FROM review_ticket"))
    told = storyteller.tell(
        [WELCOME, INSERT, agree, again, STOP, REVIEW, *GOODBYE],
        storyteller.hands(look=[film]),
    )
    assert told.code == 0
    assert told.asked().count("match-face") == 3
    keys = told.asked()
    assert keys.index("choose-way") < keys.index("record") < keys.index("tell")
    assert_nothing_waits(storyteller)
    tickets = storyteller.centre_rows(
        "SELECT reason, service FROM review_ticket ORDER BY ticket_id"
    )
    assert len(tickets) == before + 1
    assert tickets[-1] == ("face-not-sure", SERVICE)


def test_another_document_of_another_person_is_told(storyteller: Storyteller) -> None:
    nobody = [Move("camera", "show", {"video": str(storyteller.stranger().film)})]
    others = {"holder": dict(storyteller.stranger().holder)}
    told = storyteller.tell(
        [
            *(WELCOME, INSERT),
            Rule("agree", press="agree.accept", hand="look", times=1),
            Rule("try-again", press="try-again.again", times=2),
            Rule("choose-way", press="choose-way.other-document", times=1),
            Rule("read-other-card", hand="others-card", times=1),
            *(STOP, REVIEW, *GOODBYE),
        ],
        storyteller.hands(
            look=nobody, **{"others-card": [Move("id-card-reader", "place", others)]}
        ),
    )
    assert told.code == 0
    assert "read-id-card" in told.asked()
    assert told.asked().count("match-face") == 3
