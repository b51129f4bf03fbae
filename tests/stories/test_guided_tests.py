"""A technician's whole round of guided tests, on the hall's real daemons and twins."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from kiosk.assembly.inspection import last_tests
from kiosk.assembly.workbench import software_version
from kiosk.demonstration.play import Move
from kiosk.settings import TerminalSettings, load_settings
from tests.stories.conftest import Storyteller
from tests.stories.test_other_ways import enrolled, typed
from ui.player import Rule

pytestmark = [pytest.mark.xdist_group("hall"), pytest.mark.timeout(400)]

BACK = "technician.option.back"
SEEN_WELL, DONE = "technician.option.seen-well", "technician.option.done"
TESTS = (
    "card",
    "id-card",
    "page",
    "camera",
    "face",
    "scanner",
    "lights",
    "sound",
    "line",
    "disk",
    "memory",
    "power",
)
PASSED_HERE = set(TESTS) - {"sound"}


def test_a_round_of_guided_tests_is_kept_with_person_day_and_version(
    storyteller: Storyteller,
) -> None:
    storyteller.bench("card-reader", "remove")
    storyteller.bench("id-card-reader", "lift")
    card = enrolled(storyteller, "T3009", "technician")
    began, sheets = datetime.now(UTC), len(storyteller.printed())
    told = storyteller.tell(
        [
            Rule("welcome", hand="staff-card", times=1),
            Rule("enter-pin", press=typed("135790"), times=1),
            Rule("technician-board", press="technician.option.tests", times=1),
            *(
                Rule("technician-tests", press=f"technician.test.{key}", times=1)
                for key in TESTS
            ),
            Rule("technician-tests", press="foot.leave", times=1),
            # A card that was read is read again only when it was taken up.
            Rule("technician-result", press=BACK, hand="lift"),
            Rule("read-other-card", hand="place-id-card"),
            Rule("match-face"),
            Rule("technician-page-test", press=SEEN_WELL),
            Rule("watch-camera", press=SEEN_WELL, hand="look"),
            Rule("scan-code", hand="scan"),
            Rule("technician-light-test", press=SEEN_WELL),
            Rule("hear-tone", press="technician.option.not-heard"),
            Rule("technician-power-mains", press=DONE),
            Rule("technician-power-pull", press=DONE, hand="pull-plug"),
            Rule("technician-power-back", press=DONE, hand="plug-in"),
            Rule("take-card", hand="take-card"),
        ],
        storyteller.hands(
            **{
                "staff-card": card,
                "lift": [Move("id-card-reader", "lift")],
                "scan": [Move("scanner", "scan", {"text": "KIOSK-TEST-0042"})],
                "pull-plug": [Move("panel", "power", {"source": "battery"})],
                "plug-in": [Move("panel", "power", {"source": "mains"})],
            }
        ),
    )
    storyteller.bench("id-card-reader", "lift")
    assert told.code == 0
    kept = {note.subject: note for note in last_tests(_settings(storyteller))}
    assert {key: kept[key].outcome for key in TESTS} == {
        key: "passed" if key in PASSED_HERE else "failed" for key in TESTS
    }, {key: kept[key].facts for key in TESTS}
    for key in TESTS:
        note = kept[key]
        assert (note.person, note.version) == ("T3009", software_version())
        assert timedelta(0) <= note.at - began < timedelta(hours=1)
    assert len(storyteller.printed()) == sheets + 1
    assert "test-page ✓" in kept["scanner"].facts


def _settings(storyteller: Storyteller) -> TerminalSettings:
    return load_settings(storyteller.hall.settings)
