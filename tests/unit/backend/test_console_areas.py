"""Every area has its words in both languages, and its templates ask for no others."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

import backend.console
from backend.console.pages import all_areas
from backend.store.words import CaseState
from kiosk.domain.staff import StaffRole

HERE = Path(backend.console.__file__).parent
PARTS = ["shell", *(area.key for area in all_areas())]
SHARED = Path(backend.console.__file__).parents[1] / "web" / "templates"


def words(part: str, language: str) -> dict[str, str]:
    text = (HERE / "texts" / f"{part}.{language}.json").read_text("utf-8")
    pairs = json.loads(text, object_pairs_hook=list)
    keys = [key for key, _ in pairs]
    assert keys == sorted(set(keys)), "sorted, none twice"
    return dict(pairs)


@pytest.mark.parametrize("part", PARTS)
def test_both_languages_say_the_same_things(part: str) -> None:
    chinese, english = words(part, "zh-CN"), words(part, "en")
    assert chinese.keys() == english.keys()
    for key in chinese:
        facts = [sorted(re.findall(r"{(\w+)}", it[key])) for it in (chinese, english)]
        assert facts[0] == facts[1], key
        assert chinese[key].strip(), key
        assert english[key].strip(), key


@pytest.mark.parametrize("part", PARTS)
def test_templates_ask_for_words_there_are(part: str) -> None:
    known = words("shell", "en").keys() | words(part, "en").keys()
    shell = words("shell", "en").keys()
    files = [*(HERE / "templates" / part).glob("*.html"), *SHARED.glob("*.html")]
    assert (HERE / "templates" / part).is_dir()
    for file in files:
        text = file.read_text("utf-8")
        assert not re.search(r"<script|<style|\sstyle=|\son\w+=", text), file.name
        asked = re.findall(r'\bt\("([a-z0-9-]+)"[,)]', text)
        assert set(asked) <= known, file.name
        assert set(re.findall(r'\bs\("([a-z0-9-]+)"[,)]', text)) <= shell, file.name


def test_every_role_and_every_state_of_a_case_has_its_word() -> None:
    assert {f"role-{role}" for role in StaffRole} <= words("shell", "en").keys()
    assert {f"state-{state}" for state in CaseState} <= words("cases", "en").keys()


def test_areas_are_found_in_order_and_named_by_their_files() -> None:
    areas = all_areas()
    assert [area.rank for area in areas] == sorted(area.rank for area in areas)
    assert {"trail", "cards"} <= {area.key for area in areas}
    for area in areas:
        assert re.fullmatch(r"[a-z][a-z-]*", area.key)
        assert {"title", "about"} <= words(area.key, "en").keys()
        assert any(page.path == "/" and page.method == "GET" for page in area.routes)
