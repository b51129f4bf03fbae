"""Both languages say everything that may have to be said."""

from __future__ import annotations

import re
from datetime import date

import pytest

from kiosk.assembly.probing.catalogue import PROBES
from kiosk.diagnostics import errand as staff_errand
from kiosk.diagnostics import sign_in, upkeep
from kiosk.diagnostics.test_list import TESTS
from kiosk.diagnostics.work import WORKS
from kiosk.domain.deed import DeedKind
from kiosk.domain.fault import Fault
from kiosk.domain.library import Column, Topic
from kiosk.domain.paper_finding import PaperVerdict
from kiosk.ports.device import DeviceState, MediaState, SupplyLevel
from kiosk.ports.face_judge import Advice
from kiosk.services.catalogue import all_services
from kiosk.terminal.stage import Closure
from kiosk.visit import (
    business,
    checking,
    consulting,
    errand,
    leaflet,
    question,
    reading,
    speaking,
    staffing,
    watching,
)
from kiosk.visit.ask import Ask
from kiosk.visit.service import Need
from kiosk.visit.staffing import Way, Why
from ui.comfort import Contrast, Language, TextSize
from ui.icon import ICONS
from ui.playbill import SCREENS
from ui.texts import TextMissing, Texts

SUPPLIES = ("paper", "toner", "receipt-paper", "ups")
TOPICS = (
    "certified",
    "certified-flagged",
    "certification-not-required",
    "copy-failed",
    "copy-unknown",
    "left-card",
    "slip-failed",
    "slip-unknown",
    "review-noted",
    "staff-not-confirmed",
    "no-library",
    "no-questions",
    "question-noted",
    "rated",
    "leaflet-failed",
    "leaflet-unknown",
    "no-microphone",
    "film-unreadable",
)
PICKS = (
    "shelf",
    "topic",
    "article",
    "agency",
    "desk",
    "suggested",
    "question",
    "way",
    "speak-consent",
    "recording",
    "unheard",
    "film",
)
REASONS = (
    "unreadable",
    "not-authentic",
    "expired",
    "not-yet-valid",
    "revoked",
    "other",
)


def faults() -> list[str]:
    kinds, keys = [Fault], ["face-not-alike", "bug", "left-card", "tampered"]
    keys += ["another-persons-card", "no-staff-card"]
    keys += ["code-empty", "code-credential", "code-unknown"]
    keys += ["code-length", "code-torn", "code-not-text"]
    while kinds:
        kind = kinds.pop()
        kinds += kind.__subclasses__()
        if kind.__module__ == Fault.__module__:
            keys.append(kind.key)
    return keys


def asks(module: object) -> list[type[Ask[object]]]:
    return [
        value
        for value in vars(module).values()
        if isinstance(value, type) and issubclass(value, Ask) and value is not Ask
    ]


def needed() -> set[str]:
    keys = {f"advice.{advice}" for advice in Advice}
    keys |= {f"closed.{closure}" for closure in Closure}
    keys |= {f"tool.text-size.{size}" for size in TextSize}
    keys |= {f"tool.contrast.{contrast}" for contrast in Contrast}
    keys |= {f"month.{month}" for month in range(1, 13)}
    keys |= {f"weekday.{day}" for day in range(1, 8)}
    for topic in TOPICS:
        keys |= {f"tell.{topic}.title", f"tell.{topic}.body"}
    for fault in faults():
        keys |= {
            f"fault.{fault}.{part}" for part in ("title", "resident", "technician")
        }
    for service in all_services():
        keys |= {f"service.{service.key}.{part}" for part in ("title", "subtitle")}
        if Need.FACE in service.needs:
            keys.add(f"agree.purpose.{service.key}")
    keys |= {f"wait.{ask.key}" for ask in asks(errand)}
    for module in (
        business,
        checking,
        consulting,
        leaflet,
        reading,
        speaking,
        staffing,
        watching,
    ):
        keys |= {f"wait.{ask.key}" for ask in asks(module) if ask not in SCREENS}
    keys |= staffs()
    for pick in PICKS:
        keys |= {f"pick.{pick}.title", f"pick.{pick}.body"}
    keys |= {f"topic.{topic}" for topic in Topic}
    keys |= {f"shelf.{column}" for column in Column}
    keys |= {f"show-answer.{reaction}" for reaction in consulting.Reaction}
    keys |= {f"read-article.{wish}" for wish in reading.Reading}
    keys |= {f"choose-way.why.{why}" for why in Why}
    keys |= {f"choose-way.{way}{part}" for way in Way for part in ("", ".line")}
    keys |= {f"finding.{verdict}.title" for verdict in PaperVerdict}
    keys |= {f"finding.reason.{reason}" for reason in REASONS}
    return keys


def staffs() -> set[str]:
    """Give the keys of what staff may be told."""
    machine = (ask for m in (staff_errand, upkeep, sign_in) for ask in asks(m))
    keys = {f"wait.{ask.key}" for ask in machine if ask not in SCREENS}
    keys |= {f"technician.state.{state}" for state in DeviceState}
    keys |= {f"technician.media.{media}" for media in MediaState}
    keys |= {f"technician.level.{level}" for level in SupplyLevel}
    keys |= {f"technician.supply.{name}" for name in SUPPLIES}
    keys |= {f"technician.probe.{probe.name}" for probe in PROBES}
    keys |= {f"technician.test.{test.key}" for test in TESTS}
    keys |= {f"technician.device.{test.device}" for test in TESTS if test.device}
    keys |= {f"technician.work.{work.key}{p}" for work in WORKS for p in ("", ".line")}
    keys |= {f"technician.deed.{kind}" for kind in DeedKind}
    return keys


@pytest.mark.parametrize("language", list(Language))
def test_a_language_has_every_text(language: Language) -> None:
    assert needed() - Texts.load(language).keys == set()


def test_both_languages_have_the_same_keys_and_places() -> None:
    chinese, english = (Texts.load(language) for language in Language)
    assert chinese.keys == english.keys
    for key in chinese.keys:
        assert places(chinese, key) == places(english, key), key


def places(texts: Texts, key: str) -> set[str]:
    class Recorder(dict[str, str]):
        def __missing__(self, name: str) -> str:
            self[name] = ""
            return ""

    seen = Recorder()
    texts.raw(key).format_map(seen)
    return set(seen)


def test_chinese_texts_are_chinese_and_english_ones_are_not() -> None:
    ideograph = re.compile(r"[\u4e00-\u9fff]")
    english = Texts.load(Language.ENGLISH)
    for key in english.keys - {"tool.language"}:
        assert not ideograph.search(english.raw(key)), key


def test_every_question_has_a_screen_of_its_own() -> None:
    assert [ask for ask in asks(question) if ask not in SCREENS] == []


def test_every_service_has_its_icon() -> None:
    for service in all_services():
        assert (ICONS / f"{service.key}.svg").is_file()


def test_a_missing_text_is_loud_in_strict_texts_and_shown_otherwise(
    caplog: pytest.LogCaptureFixture,
) -> None:
    with pytest.raises(TextMissing):
        Texts.load(Language.ENGLISH, is_strict=True).say("no.such.key")
    assert Texts.load(Language.ENGLISH).say("no.such.key") == "no.such.key"
    assert [record.message for record in caplog.records] == ["text-missing"]


def test_days_are_written_as_people_write_them() -> None:
    chinese, english = (Texts.load(language) for language in Language)
    day = date(2026, 11, 23)
    assert chinese.say_day(day) == "11月23日 星期一"
    assert english.say_day(day) == "Monday, 23 November"
    assert "2027年11月23日" in chinese.say("tell.certified.body", due="2027-11-23")
    assert "23 November 2027" in english.say("tell.certified.body", due="2027-11-23")


def test_a_place_without_its_fact_is_shown_rather_than_raised(
    caplog: pytest.LogCaptureFixture,
) -> None:
    assert "{due}" in Texts.load(Language.ENGLISH).say("tell.certified.body")
    assert caplog.records
