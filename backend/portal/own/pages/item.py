"""The catalogue at the portal: found, filled in, handed in, answered."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence

from uuid6 import uuid7

from backend.cases.attachment import LARGEST_ATTACHMENT, attach
from backend.cases.case import WHOLE, CaseRefused, CaseView, Submission
from backend.cases.reading import cases_of
from backend.cases.sheet import template
from backend.cases.staff_file import COLUMNS_OF
from backend.catalogue.form import FieldTrouble
from backend.catalogue.item import Item, ItemKind
from backend.portal.own.field import answers_in, drawn_form
from backend.portal.own.firm import firms_of
from backend.portal.own.frame import AGENT, Visit
from backend.portal.own.pages.page import Page
from backend.web.answer import Answer, Download, See
from backend.web.form import Trouble, Upload
from kiosk.domain.business import LIFE_CERTIFICATION_ITEM
from kiosk.domain.fault import CentreRefused, InvalidValue, NoRecord

__all__ = ["ITEM_PAGES"]

_LARGEST = 4 * LARGEST_ATTACHMENT
_SEND_COST = 4
_SHOWN_CASES = 3
_OF_ROW = "batch."
_MOST_SHOWN = 200
_TEMPLATE_TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv",
}
_AT_ONCE = (ItemKind.QUERY, ItemKind.PRINT)


def _home(visit: Visit) -> Answer:
    """Show the groups, what is under way, and for whom one may act."""
    party, catalogue = visit.party, visit.desk.catalogue
    with visit.reading() as session:
        cases = cases_of(
            session, catalogue, person=party.person, employer=party.employer
        )
    return visit.page(
        "home.html",
        groups=_groups(visit),
        cases=cases[:_SHOWN_CASES],
        firms=firms_of(visit),
    )


def _list(visit: Visit) -> Answer:
    """Show a group's items, or those whose words have what was typed."""
    group, words = visit.query["group"], visit.query["q"].casefold()
    items = [
        item
        for item in visit.offered()
        if (not group or item.group == group) and _has(item, words)
    ]
    title = visit.desk.catalogue.groups.get(group)
    return visit.page(
        "items.html",
        items=items,
        groups=_groups(visit),
        title=title.told(visit.language) if title else "",
    )


def _form(visit: Visit) -> Answer:
    """Show an item and its form; filled in from a case that was sent back."""
    item = _item(visit)
    if item.id == LIFE_CERTIFICATION_ITEM:
        return See("/my/life-certification")
    before: Mapping[str, object] = {}
    if visit.query["from"]:
        before = visit.desk.case(visit.party, visit.query["from"]).answers
    return _drawn(visit, item, str(uuid7()), before)


def _send(visit: Visit) -> Answer:
    """Hand the form in; sent twice, it is one case."""
    item, case_id = _item(visit), visit.form["case_id"]
    answers = answers_in(item, visit.form, lambda file: _kept(visit, file))
    if not visit.form.is_good:
        return _drawn(visit, item, case_id, answers, 422)
    try:
        case = visit.desk.submit(visit.party, Submission(case_id, item.id, answers))
    except CaseRefused as refusal:
        if not refusal.troubles:
            raise
        return _refused(visit, item, answers, refusal.troubles)
    except CentreRefused as fault:
        if fault.facts.get("reason") != "id-reused":
            raise
        # The form was changed after it had gone through: it is another case now.
        return _drawn(visit, item, str(uuid7()), answers, 409, is_changed=True)
    if item.kind in _AT_ONCE:
        return _answered(visit, item, case)
    return visit.see(
        f"/cases/{case.case_id}", "said-handed-in", number=case.case_number
    )


def _answered(visit: Visit, item: Item, case: CaseView) -> Answer:
    """Show what a query found, or the paper that can be had."""
    return visit.page(
        "answer.html",
        item=item,
        table=case.result.get("table"),
        paper=case.result.get("paper"),
        answers=json.dumps(dict(case.answers), ensure_ascii=False),
        order=str(uuid7()),
        told=[each.words.told(visit.language) for each in case.effects],
    )


def _refused(
    visit: Visit,
    item: Item,
    answers: Mapping[str, object],
    troubles: Sequence[FieldTrouble],
) -> Answer:
    """Draw the form again with each trouble beside its field."""
    known = {field.key for field, _ in item.form}
    whole: list[str] = []
    rows = [each for each in troubles if each.field.startswith(_OF_ROW)]
    if rows:
        visit.form.refuse("batch", "rows", count=len(rows))
    for trouble in troubles:
        words = trouble.words.told(visit.language)
        if trouble in rows:
            continue
        if trouble.field in known:
            visit.form.troubles.setdefault(
                trouble.field, Trouble("told", {"words": words})
            )
        if trouble.field == WHOLE or trouble.field not in known:
            whole.append(words)
    told = [_of_row(visit, item, each) for each in rows[:_MOST_SHOWN]]
    return _drawn(visit, item, str(uuid7()), answers, 422, whole=whole, rows=told)


def _of_row(visit: Visit, item: Item, trouble: FieldTrouble) -> tuple[str, str, str]:
    """Give row, heading of the column, and words of one trouble in a file."""
    _, row, *column = trouble.field.split(".")
    headings = {
        each.key: each.heading.told(visit.language) for each in COLUMNS_OF[item.id]
    }
    heading = headings.get(column[0], "") if column else ""
    return row, heading, trouble.words.told(visit.language)


def _template(visit: Visit) -> Answer:
    """Hand out the file an employer fills in, with one example row."""
    item, ending = _item(visit), visit.path["ending"]
    if item.id not in COLUMNS_OF or ending not in _TEMPLATE_TYPES:
        raise NoRecord(reason="no-such-template")
    data = template(COLUMNS_OF[item.id], is_workbook=ending == "xlsx")
    return Download(f"{item.id}.{ending}", _TEMPLATE_TYPES[ending], data)


def _drawn(  # noqa: PLR0913 - what a form's page shows
    visit: Visit,
    item: Item,
    case_id: str,
    answers: Mapping[str, object],
    status: int = 200,
    *,
    whole: Iterable[str] = (),
    rows: Sequence[tuple[str, str, str]] = (),
    is_changed: bool = False,
) -> Answer:
    return visit.page(
        "form.html",
        status,
        item=item,
        case_id=case_id,
        fields=drawn_form(item, visit.form, answers, visit.language),
        whole=list(whole),
        rows=rows,
        has_template=item.id in COLUMNS_OF,
        is_changed=is_changed,
    )


def _item(visit: Visit) -> Item:
    for item in visit.offered():
        if item.id == visit.path["item"]:
            return item
    raise NoRecord(reason="no-such-item")


def _kept(visit: Visit, file: Upload) -> str:
    """Keep a file; what is none of ours is a trouble of the form, not of the page."""
    try:
        return attach(visit.centre.database, file.data, AGENT, visit.now)
    except InvalidValue as fault:
        field = next(name for name, files in visit.form.files.items() if file in files)
        visit.form.refuse(field, f"file-{fault.facts['reason']}")
        return ""


def _groups(visit: Visit) -> list[tuple[str, str, int]]:
    """Give key, title and count of each group that has items here."""
    items, titles = visit.offered(), visit.desk.catalogue.groups
    keys = dict.fromkeys(item.group for item in items)
    return [
        (
            key,
            _short(titles[key].told(visit.language)),
            sum(item.group == key for item in items),
        )
        for key in keys
    ]


def _short(title: str) -> str:
    """Leave out for whom a group is, which everybody here knows of themselves."""
    told = title.rpartition(": ")[2]
    return told[:1].upper() + told[1:]


def _has(item: Item, words: str) -> bool:
    told = f"{item.id} {item.name.zh} {item.name.en}".casefold()
    return all(word in told for word in words.split())


ITEM_PAGES = (
    Page("GET", "/", _home),
    Page("GET", "/items", _list),
    Page("GET", "/items/{item}", _form),
    Page("GET", "/items/{item}/template.{ending}", _template),
    Page("POST", "/items/{item}", _send, largest=_LARGEST, cost=_SEND_COST),
)
