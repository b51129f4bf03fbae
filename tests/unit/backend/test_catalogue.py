"""The catalogue of business items: what it holds, and mistakes told by line."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from backend.__main__ import main
from backend.catalogue.form import form_schema, troubles_of
from backend.catalogue.item import Door, Item, ItemKind
from backend.catalogue.load import (
    CATALOGUE,
    RulesInvalid,
    city_catalogue,
    load_catalogue,
)

_ITEMS = tuple(city_catalogue().items.values())
_BY_ID = city_catalogue().items

_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=6,
)


def test_about_a_hundred_items_of_every_kind() -> None:
    assert len(_ITEMS) >= 100
    assert {item.kind for item in _ITEMS} == set(ItemKind)
    assert len(city_catalogue().offered_at(Door.TERMINAL)) > 50


def test_every_term_of_the_vocabulary_is_used() -> None:
    catalogue = city_catalogue()
    required = {call.name for item in _ITEMS for call in item.requires}
    caused = {call.name for item in _ITEMS for call in item.effects}
    assert required == set(catalogue.preconditions)
    assert caused == set(catalogue.effects)


@pytest.mark.parametrize("item", _ITEMS, ids=lambda item: item.id)
def test_every_form_is_a_schema_that_asks_in_both_languages(item: Item) -> None:
    schema = form_schema(item)
    Draft202012Validator.check_schema(schema)
    assert schema["x-order"] == list(schema["properties"])
    for asked in schema["properties"].values():
        assert set(asked["x-label"]) == {"zh-CN", "en"}
        assert all(asked["x-help"].values())


def test_a_choice_by_word_has_words_for_every_value() -> None:
    for item in _ITEMS:
        for field, _ in item.form:
            values = field.schema.get("enum") or []
            assert isinstance(values, list)
            if any(isinstance(value, str) for value in values):
                assert set(field.choices) == set(values), field.key


def test_good_answers_have_no_trouble() -> None:
    answers = {"phone": "13800000000", "address": "成都市锦江区样板路 1 号"}
    assert troubles_of(_BY_ID["PR-07"], answers) == ()


def test_each_wrong_field_is_told_once_in_order_and_in_both_languages() -> None:
    answers = {
        "person_number": "510199198808151230",
        "kinds": ["110", "nonsense"],
        "wage": -5,
        "first_month": "2026-13",
        "surprise": True,
    }
    troubles = troubles_of(_BY_ID["ES-01"], answers)
    told = [trouble.field for trouble in troubles]
    assert told == [
        "surprise",
        "person_number",
        "person_name",
        "kinds",
        "wage",
        "first_month",
    ]
    assert all(trouble.words.zh and trouble.words.en for trouble in troubles)
    assert "510199198808151230" not in repr(troubles)


@given(st.sampled_from(_ITEMS), st.dictionaries(st.text(max_size=8), _JSON, max_size=4))
def test_any_answers_give_troubles_and_never_an_error(
    item: Item, answers: dict[str, object]
) -> None:
    needed = any(is_needed for _, is_needed in item.form)
    troubles = troubles_of(item, answers)
    assert bool(troubles) == bool(needed or answers)


@given(st.sampled_from([i for i in _ITEMS if i.form]), st.data())
def test_any_value_in_a_known_field_is_judged(item: Item, data: st.DataObject) -> None:
    field, _ = data.draw(st.sampled_from(item.form))
    value = data.draw(_JSON)
    for trouble in troubles_of(item, {field.key: value}):
        assert trouble.words.en


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    copy = tmp_path / "catalogue"
    shutil.copytree(CATALOGUE, copy, ignore=shutil.ignore_patterns("*.py", "__*"))
    return copy


@pytest.mark.parametrize(
    ("file", "before", "after", "told"),
    [
        ("items/er.yaml", "kind: reviewed", "kind: perhaps", "kind"),
        ("items/er.yaml", "[employer-unknown]", "[no-such-rule]", "no rule"),
        ("items/es.yaml", "(field=first_month)", "(field=wage_month)", "no wage_month"),
        ("items/es.yaml", "(change=11)", "()", "must be given change"),
        ("items/pr.yaml", "[phone, ", "[fone, ", "no field fone"),
        ("items/pr.yaml", "id: PR-02", "id: PR-01", "there before"),
        ("items/pr.yaml", "id: PR-02", "id: PX-02", "not like"),
        ("items/pr.yaml", "days: 5", "days: 0", "days"),
        ("items/qa.yaml", "audience: anybody", "audience: [", "expected"),
        ("fields.yaml", "format: month", "format: moon", "unknown format"),
        ("fields.yaml", "type: string", "type: strong", "schema"),
        ("vocabulary.yaml", "name: employer-active", "nom: employer-active", "name"),
    ],
)
def test_a_mistake_is_told_with_file_and_line(
    folder: Path, file: str, before: str, after: str, told: str
) -> None:
    place = folder / file
    text = place.read_text(encoding="utf-8")
    assert before in text
    place.write_text(text.replace(before, after, 1), encoding="utf-8")
    with pytest.raises(RulesInvalid) as caught:
        load_catalogue(folder)
    message = str(caught.value)
    assert message.startswith(f"{place.name}:")
    assert caught.value.line >= 1
    assert told in message


def test_a_city_adds_an_item_without_code(folder: Path) -> None:
    place = folder / "items" / "qa.yaml"
    entry = """
  - id: QA-07
    name: {zh-CN: "预约上门服务", en: "Ask for a visit at home"}
    kind: reviewed
    days: 5
    assurance: card
    doors: [terminal]
    form: [address, phone, appointment_day]
    requires: [insured, "day-is-open(field=appointment_day)"]
    effects: [note-outcome]
    papers: []
    source: "无障碍环境建设法 第三十九条"
"""
    place.write_text(place.read_text(encoding="utf-8") + entry, encoding="utf-8")
    assert load_catalogue(folder).items["QA-07"].name.en == "Ask for a visit at home"


def test_commands_check_and_list(
    capsys: pytest.CaptureFixture[str], folder: Path
) -> None:
    assert main(["catalogue", "check"]) == 0
    assert "good" in capsys.readouterr().out
    assert main(["catalogue", "list", "--json"]) == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [line["id"] for line in lines] == list(_BY_ID)
    (folder / "fields.yaml").write_text("fields: 5\n", encoding="utf-8")
    assert main(["catalogue", "check", "--folder", str(folder)]) == 1
    assert "fields.yaml:1:" in capsys.readouterr().err
