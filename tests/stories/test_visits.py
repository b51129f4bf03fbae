"""Whole visits on real parts: what a resident sees, and what must never happen."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from kiosk.demonstration.play import Move
from kiosk.demonstration.show import script_of
from kiosk.documents.checking import check_file
from kiosk.domain.business import WordsOf
from kiosk.domain.challenge import Action
from kiosk.domain.item_directory import ItemDirectory, ItemName
from tests.stories.conftest import Storyteller
from ui.player import Rule

pytestmark = [pytest.mark.xdist_group("hall"), pytest.mark.timeout(400)]

CERTIFICATE = "enrolment-certificate"
WELCOME = Rule("welcome", press=f"service.{CERTIFICATE}.title", hand="arrive", times=1)
INSERT = Rule("read-card", hand="insert-card", times=1)
AGREE = Rule("agree", press="agree.accept", hand="look", times=1)
STOP = Rule("try-again", press="try-again.stop")
GOODBYE = [
    Rule("remind", press="remind.later"),
    Rule("choose-way", press="choose-way.review"),
    Rule("apologise", press="apologise.understood"),
    Rule("tell", press="tell.understood"),
    Rule("take-card", hand="take-card", times=1),
]


@pytest.fixture(autouse=True)
def empty_hall(storyteller: Storyteller) -> None:
    storyteller.bench("card-reader", "remove")
    storyteller.bench("camera", "show", video=str(storyteller.hall.empty_room))
    storyteller.bench("printer", "clear")
    for sheet in storyteller.printed():
        sheet.unlink()


def test_a_certificate_is_printed_once_and_anybody_can_check_it(
    storyteller: Storyteller,
) -> None:
    told = storyteller.tell(script_of(CERTIFICATE), storyteller.hands(), starts=True)
    assert told.code == 0
    sheets = storyteller.printed()
    assert len(sheets) == 1
    verdict = check_file(sheets[0], storyteller.hall.trust)
    assert verdict["verdict"] == "valid", verdict
    keys = told.asked()
    assert keys.index("verify-seal") < keys.index("submit-copy")
    # Without the first its supervisor ends it, without the second it starts it anew.
    assert {"READY=1", "WATCHDOG=1"} <= told.supervised


def test_a_business_item_is_found_by_its_first_letters_and_done(
    storyteller: Storyteller,
) -> None:
    known = ItemDirectory(
        (ItemName("PQ-08", WordsOf("经办机构查询", "Agencies")),),
        datetime(2026, 11, 27, 17, 0, tzinfo=UTC),
    )
    shelf = storyteller.hall.directory / "state" / "library" / "items.json"
    shelf.parent.mkdir(parents=True, exist_ok=True)
    shelf.write_text(json.dumps(known.as_told()), encoding="utf-8")
    letters = " ".join(f"letter.{each}" for each in "JBJGCX")
    script = [
        Rule("welcome", press="welcome.search", times=1),
        Rule("find-service", press=f"{letters} item.PQ-08", times=1),
        Rule("show-table", press="show-table.done"),
    ]
    told = storyteller.tell(script, storyteller.hands())
    assert told.code == 0
    assert "show-table" in told.screens
    assert "choose-option" not in told.screens
    assert told.asked()[0] == "fetch-items"
    newer = ItemDirectory.read(json.loads(shelf.read_text(encoding="utf-8")))
    assert len(newer.items) > 60


def test_who_comes_for_a_paper_is_reminded_and_certifies_with_one_touch(
    untouched: Storyteller,
) -> None:
    now = Rule("remind", press="remind.now")
    told = untouched.tell([now, *script_of(CERTIFICATE)], untouched.hands())
    assert told.code == 0
    assert len(untouched.printed()) == 1
    keys = told.asked()
    assert keys.count("match-face") == 1
    assert keys.index("take-paper") < keys.index("remind") < keys.index("offer-slip")
    assert "take-slip" in told.screens
    rows = untouched.centre_rows("SELECT liveness FROM certification")
    assert rows.count(("passed",)) == 1


def test_a_film_that_answers_no_prompt_is_not_taken_for_a_person(
    untouched: Storyteller,
) -> None:
    hands = untouched.hands()
    film = {name: hands[name] for name in hands if name not in set(Action)}
    again = Rule("try-again", press="try-again.again", times=2)
    told = untouched.tell([WELCOME, INSERT, AGREE, again, STOP, *GOODBYE], film)
    assert told.code == 0
    faults = [e["fault"] for e in told.events if "fault" in e]
    assert [fault.split("(")[0] for fault in faults] == ["challenge-missed"] * 3
    assert "choose-way" in told.screens
    assert "issue-certificate" not in told.asked()
    assert untouched.printed() == []


def test_a_pensioner_certifies_and_the_deed_is_kept(storyteller: Storyteller) -> None:
    told = storyteller.tell(script_of("life-certification"), storyteller.hands())
    assert told.code == 0
    assert "record" in told.asked()
    assert storyteller.printed() == []
    # Two pictures of it lie at the centre, closed.
    rows = storyteller.centre_rows("SELECT length(closed) FROM kept_evidence")
    assert [row for row in rows if isinstance(row[0], int) and row[0] > 1_000]


def slips(storyteller: Storyteller) -> int:
    return len(list((storyteller.hall.directory / "slips").glob("slip-*.png")))


def test_a_pensioner_takes_a_slip_or_does_without(storyteller: Storyteller) -> None:
    before = slips(storyteller)
    told = storyteller.tell(script_of("life-certification"), storyteller.hands())
    assert told.code == 0
    assert "take-slip" in told.screens
    assert slips(storyteller) == before + 1
    without = Rule("offer-slip", press="offer-slip.no")
    script = [without, *script_of("life-certification")]
    assert storyteller.tell(script, storyteller.hands()).code == 0
    assert slips(storyteller) == before + 1


def test_a_certification_is_whole_where_the_receipt_printer_fails(
    storyteller: Storyteller,
) -> None:
    before = slips(storyteller)
    storyteller.bench("receipt-printer", "fault", name="paper-out")
    told = storyteller.tell(script_of("life-certification"), storyteller.hands())
    storyteller.bench("receipt-printer", "mend")
    assert told.code == 0
    assert "record" in told.asked()
    assert "offer-slip" not in told.screens
    assert slips(storyteller) == before


def test_a_stranger_with_the_residents_card_gets_nothing(
    storyteller: Storyteller,
) -> None:
    film = Move("camera", "show", {"video": str(storyteller.stranger().film)})
    again = Rule("try-again", press="try-again.again", times=2)
    told = storyteller.tell(
        [WELCOME, INSERT, AGREE, again, STOP, *GOODBYE],
        storyteller.hands(look=[film]),
    )
    assert told.code == 0
    verdicts = [e["decision"] for e in told.events if e["event"] == "face-judged"]
    assert verdicts == ["refuse"] * 3
    assert "issue-certificate" not in told.asked()
    assert storyteller.printed() == []


def test_a_card_torn_out_while_it_is_read_is_told_and_can_be_read_again(
    storyteller: Storyteller,
) -> None:
    holder = dict(storyteller.resident.holder)
    torn = Move("card-reader", "insert", {"holder": holder, "fault": "torn"})
    told = storyteller.tell(
        [
            WELCOME,
            Rule("read-card", hand="tear", times=1),
            Rule("try-again", press="try-again.again", times=1),
            INSERT,
            Rule("agree", press="agree.another-way"),
            *GOODBYE,
        ],
        storyteller.hands(tear=[torn]),
    )
    assert told.code == 0
    assert [e["fault"] for e in told.events if "fault" in e] == ["card-removed()"]
    assert told.screens.count("read-card") == 2


def test_a_card_that_is_none_of_ours_is_told_in_a_sentence(
    storyteller: Storyteller,
) -> None:
    holder = dict(storyteller.resident.holder)
    foreign = Move("card-reader", "insert", {"holder": holder, "profile": "foreign"})
    told = storyteller.tell(
        [WELCOME, Rule("read-card", hand="wrong", times=1), STOP, *GOODBYE],
        storyteller.hands(wrong=[foreign]),
    )
    assert told.code == 0
    assert "apologise" in told.screens
    assert "fetch-portrait" not in told.asked()


def test_paper_that_runs_out_is_refilled_and_prints_once(
    storyteller: Storyteller,
) -> None:
    script = [
        *script_of(CERTIFICATE)[:3],
        Rule("preview", press="preview.confirm", hand="empty-tray", times=1),
        Rule("try-again", press="try-again.again", hand="refill", times=1),
        *script_of(CERTIFICATE)[4:],
    ]
    told = storyteller.tell(
        script,
        storyteller.hands(
            **{
                "empty-tray": [Move("printer", "fault", {"name": "paper-out"})],
                "refill": [Move("printer", "clear")],
            }
        ),
    )
    assert told.code == 0
    assert "paper-out" in str([e.get("fault") for e in told.events])
    assert len(storyteller.printed()) == 1


def test_a_printer_that_loses_power_leaves_the_copy_unknown_and_prints_no_second(
    storyteller: Storyteller,
) -> None:
    storyteller.bench("printer", "pace", seconds=2.0)
    cut = [Move("printer", "fault", {"name": "power-loss"})]
    script = [
        *script_of(CERTIFICATE)[:3],
        Rule("preview", press="preview.confirm", hand="cut", times=1),
        Rule("confirm-paper", press="confirm-paper.incomplete", times=1),
        *GOODBYE,
    ]
    told = storyteller.tell(script, storyteller.hands(cut=cut))
    storyteller.bench("printer", "power", on=True)
    storyteller.bench("printer", "pace", seconds=0.2)
    assert told.code == 0
    assert "confirm-paper" in told.asked()
    assert len(storyteller.printed()) <= 1
    assert told.asked().count("submit-copy") == 1


def test_nothing_personal_is_in_the_log_of_all_these_visits(
    storyteller: Storyteller,
) -> None:
    storyteller.tell(script_of("life-certification"), storyteller.hands())
    text = (storyteller.hall.directory / "state" / "events.jsonl").read_text()
    centre = (storyteller.hall.directory / "centre.log").read_text()
    for resident in storyteller.hall.residents.values():
        for secret in (resident.holder["number"], resident.holder["name"]):
            assert secret not in text
            assert secret not in centre
