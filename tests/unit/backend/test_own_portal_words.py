"""The portal's own pages have their words in both languages, and ask for no others."""

from __future__ import annotations

import json
import re
from pathlib import Path

import backend.portal.own
from backend.catalogue.item import ItemKind
from backend.store.words import CaseState

HERE = Path(backend.portal.own.__file__).parent
SHARED = HERE.parents[1] / "web" / "templates"


def words(language: str) -> dict[str, str]:
    text = (HERE / "texts" / f"own.{language}.json").read_text("utf-8")
    pairs = json.loads(text, object_pairs_hook=list)
    keys = [key for key, _ in pairs]
    assert keys == sorted(set(keys))
    return dict(pairs)


def test_both_languages_say_the_same_things() -> None:
    chinese, english = words("zh-CN"), words("en")
    assert chinese.keys() == english.keys()
    for key in chinese:
        facts = [sorted(re.findall(r"{(\w+)}", it[key])) for it in (chinese, english)]
        assert facts[0] == facts[1], key
        assert chinese[key].strip(), key


def test_templates_and_data_ask_for_words_there_are() -> None:
    known = words("en").keys()
    for file in [*(HERE / "templates").glob("*.html"), *SHARED.glob("*.html")]:
        text = file.read_text("utf-8")
        assert not re.search(
            r"<script(?! src=\"/static/)|<style|\sstyle=|\son\w+=", text
        ), file.name
        asked = re.findall(r'\bt\("([a-z0-9-]+)"[,)]', text)
        assert set(asked) <= known, file.name
    assert {f"state-{state}" for state in CaseState} <= known
    assert {f"kind-{kind}" for kind in ItemKind} <= known
    assert {f"do-{kind}" for kind in ItemKind} <= known
