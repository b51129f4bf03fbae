"""Reading the catalogue from its files: every mistake is told with file and line."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import TypeVar

import yaml

from backend.catalogue.form import schema_trouble
from backend.catalogue.item import (
    Assurance,
    Audience,
    Catalogue,
    Door,
    FormField,
    Item,
    ItemKind,
    Paper,
    Picker,
    RuleCall,
    Term,
    Words,
)
from backend.eligibility.rule_entry import Entry, RulesInvalid

__all__ = ["CATALOGUE", "RulesInvalid", "city_catalogue", "load_catalogue"]

KeyedType = TypeVar("KeyedType")

CATALOGUE = Path(__file__).parent
"""The catalogue this program brings."""

_CALL = re.compile(r"(?P<name>[a-z-]+)(?:\((?P<told>[^()]*)\))?")
_ITEM_ID = re.compile(r"[A-Z]{2}-[0-9]{2}")
_MOST_DAYS = 90
_OPTIONAL = "?"


@cache
def city_catalogue() -> Catalogue:
    """Give the catalogue this program brings, read once."""
    return load_catalogue(CATALOGUE)


def load_catalogue(folder: Path) -> Catalogue:
    """Read and check a folder with ``fields``, ``vocabulary`` and ``items/*``.

    Raises:
        RulesInvalid: file, line, and what is wrong there.
        OSError: a file cannot be read.
    """
    fields = _fields(_root(folder / "fields.yaml"))
    vocabulary = _root(folder / "vocabulary.yaml")
    reader = _Reader(
        fields=fields,
        preconditions=_keyed(vocabulary, "preconditions", _term),
        effects=_keyed(vocabulary, "effects", _term),
    )
    vocabulary.close()
    for file in sorted((folder / "items").glob("*.yaml")):
        reader.read_group(_root(file))
    return Catalogue(reader.items, reader.groups, reader.preconditions, reader.effects)


class _Reader:
    """Gathers groups and items over all files."""

    def __init__(
        self,
        fields: Mapping[str, FormField],
        preconditions: Mapping[str, Term],
        effects: Mapping[str, Term],
    ) -> None:
        self._fields = fields
        self.preconditions = preconditions
        self.effects = effects
        self.items: dict[str, Item] = {}
        self.groups: dict[str, Words] = {}

    def read_group(self, root: Entry) -> None:
        """Read one file."""
        group = root.text("group")
        if group in self.groups:
            root.refuse(f"group {group} was there before")
        self.groups[group] = words_of(root.inner("title"))
        audience = root.word("audience", Audience)
        for entry in root.each("items"):
            item = self._item(entry, group, audience)
            if item.id in self.items:
                entry.refuse(f"{item.id} was there before")
            self.items[item.id] = item
        root.close()

    def _item(self, entry: Entry, group: str, audience: Audience) -> Item:
        item = Item(
            id=_id(entry, group),
            group=group,
            name=words_of(entry.inner("name")),
            audience=audience,
            kind=entry.word("kind", ItemKind),
            days=entry.whole("days", 0, _MOST_DAYS),
            assurance=entry.word("assurance", Assurance),
            doors=frozenset(entry.words("doors", Door)),
            form=self._form(entry),
            requires=_calls(entry, "requires", self.preconditions),
            effects=_calls(entry, "effects", self.effects),
            papers=tuple(_paper(paper) for paper in entry.each("papers")),
            source=entry.text("source"),
        )
        _check_sense(entry, item)
        entry.close()
        return item

    def _form(self, entry: Entry) -> tuple[tuple[FormField, bool], ...]:
        form: list[tuple[FormField, bool]] = []
        for told in entry.texts("form"):
            key = told.removesuffix(_OPTIONAL)
            if key not in self._fields:
                entry.refuse(f"form: there is no field {key}")
            if key in {field.key for field, _ in form}:
                entry.refuse(f"form: {key} is there twice")
            form.append((self._fields[key], not told.endswith(_OPTIONAL)))
        return tuple(form)


def _id(entry: Entry, group: str) -> str:
    told = entry.text("id")
    if not _ITEM_ID.fullmatch(told) or not told.startswith(f"{group}-"):
        entry.refuse(f"id: {told} is not like {group}-01")
    return told


def _check_sense(entry: Entry, item: Item) -> None:
    """Refuse what each key allows but all together do not."""
    if (item.kind is ItemKind.REVIEWED) != bool(item.days):
        entry.refuse("days: what is reviewed takes days, the rest none")
    if not item.effects:
        entry.refuse("effects: an item does something")
    if item.audience is Audience.EMPLOYER and item.assurance is not Assurance.OPERATOR:
        entry.refuse("assurance: an employer acts through an operator")
    asked = {field.key for field, _ in item.form}
    for call in (*item.requires, *item.effects):
        for name in ("field", "first", "last"):
            named = call.arguments.get(name)
            if named and named not in asked and call.name in _BY_FIELD:
                entry.refuse(f"{call}: the form has no {named}")
    if item.papers and "papers" not in asked:
        entry.refuse("papers: the form has no place for them")


_BY_FIELD = frozenset(
    {
        "month-is-open",
        "month-is-paid",
        "month-is-unpaid",
        "month-is-not-future",
        "year-is-open",
        "year-is-this-or-next",
        "days-in-order",
        "day-is-not-future",
        "day-is-open",
    }
)


def _calls(entry: Entry, name: str, known: Mapping[str, Term]) -> tuple[RuleCall, ...]:
    return tuple(_call(entry, name, told, known) for told in entry.texts(name))


def _call(entry: Entry, name: str, told: str, known: Mapping[str, Term]) -> RuleCall:
    match = _CALL.fullmatch(told)
    if match is None or match["name"] not in known:
        entry.refuse(f"{name}: there is no rule {told}")
    pairs = [pair.partition("=") for pair in (match["told"] or "").split(",") if pair]
    arguments = {key.strip(): value.strip() for key, _, value in pairs}
    if set(arguments) != known[match["name"]].takes or not all(arguments.values()):
        wanted = ", ".join(sorted(known[match["name"]].takes)) or "nothing"
        entry.refuse(f"{name}: {told} must be given {wanted}")
    return RuleCall(match["name"], arguments)


def _paper(entry: Entry) -> Paper:
    paper = Paper(words_of(entry.inner("name")), entry.text("source"))
    entry.close()
    return paper


def _fields(root: Entry) -> dict[str, FormField]:
    found = _keyed(root, "fields", _field)
    root.close()
    return found


def _field(entry: Entry) -> tuple[str, FormField]:
    key = entry.text("key")
    choices = entry.inner("choices") if entry.has("choices") else None
    schema = entry.plain("schema")
    trouble = schema_trouble(schema)
    if trouble:
        entry.refuse(f"schema: {trouble}")
    field = FormField(
        key=key,
        label=words_of(entry.inner("label")),
        help=words_of(entry.inner("help")),
        picker=entry.word("picker", Picker),
        schema=schema,
        choices={} if choices is None else _choices(choices),
    )
    entry.close()
    return key, field


def _choices(entry: Entry) -> dict[str, Words]:
    found = {name: words_of(entry.inner(name)) for name in entry.names()}
    entry.close()
    return found


def _term(entry: Entry) -> tuple[str, Term]:
    name = entry.text("name")
    term = Term(name, frozenset(entry.texts("takes")), words_of(entry.inner("words")))
    entry.close()
    return name, term


def words_of(entry: Entry) -> Words:
    """Read a text in both languages."""
    words = Words(entry.text("zh-CN"), entry.text("en"))
    entry.close()
    return words


def _keyed(
    root: Entry, name: str, read: Callable[[Entry], tuple[str, KeyedType]]
) -> dict[str, KeyedType]:
    found: dict[str, KeyedType] = {}
    for entry in root.each(name):
        key, value = read(entry)
        if key in found:
            entry.refuse(f"{key} was there before")
        found[key] = value
    return found


def _root(file: Path) -> Entry:
    try:
        node = yaml.compose(file.read_text(encoding="utf-8"), yaml.SafeLoader)
    except UnicodeDecodeError:
        raise RulesInvalid(file.name, 1, "not UTF-8") from None
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        problem = str(getattr(error, "problem", None) or "not YAML")
        raise RulesInvalid(file.name, mark.line + 1 if mark else 1, problem) from None
    return Entry.of(file.name, node)
