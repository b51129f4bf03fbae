"""What a client may ask about items and cases; plain functions, JSON in and out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from backend.business_api.client import Client
from backend.business_api.shape import (
    case_object,
    groups_object,
    item_object,
    troubles_object,
)
from backend.cases.admission import is_operator
from backend.cases.attachment import attach
from backend.cases.case import Submission
from backend.cases.desk import Desk
from backend.cases.reading import cases_of
from backend.cases.sheet import template
from backend.cases.staff_file import COLUMNS_OF
from backend.catalogue.item import Audience, Item
from backend.catalogue.load import city_catalogue
from backend.centre import Centre
from kiosk.domain.fault import CentreRefused, InvalidValue, NoRecord

__all__ = [
    "Asked",
    "cases",
    "check",
    "item",
    "items",
    "one_case",
    "submit",
    "template_file",
    "upload",
    "withdraw",
]

_MOST_TROUBLES = 500
_OWN = (Audience.INDIVIDUAL, Audience.ANYBODY)


@dataclass(frozen=True, slots=True)
class Asked:
    """One request: who asks, the parts of the path, and the body.

    Attributes:
        told: The JSON body; empty for none.
        content: The raw body of an upload.
    """

    centre: Centre
    client: Client
    path: Mapping[str, str]
    told: Mapping[str, object] = field(default_factory=dict, repr=False)
    content: bytes = field(default=b"", repr=False)

    @property
    def desk(self) -> Desk:
        """A desk at this moment."""
        return Desk.of(self.centre.database, self.centre.clock())


def items(asked: Asked) -> object:
    """List what is offered at the client's door, each with its form."""
    return {
        "groups": groups_object(city_catalogue()),
        "items": [item_object(each) for each in _offered(asked)],
    }


def item(asked: Asked) -> object:
    """Give one item with its form."""
    for each in _offered(asked):
        if each.id == asked.path["item"]:
            return item_object(each)
    raise NoRecord(reason="no-such-item")


def check(asked: Asked) -> object:
    """Tell what would be refused, without doing anything."""
    party = asked.client.party(asked.centre, asked.told.get("holder"))
    troubles = asked.desk.check(party, asked.path["item"], _answers(asked))
    return {"troubles": troubles_object(troubles[:_MOST_TROUBLES])}


def submit(asked: Asked) -> object:
    """Hand a case in; the same id gives the same case."""
    party = asked.client.party(asked.centre, asked.told.get("holder"))
    submission = Submission(_text(asked, "id"), _text(asked, "item"), _answers(asked))
    return case_object(asked.desk.submit(party, submission))


def cases(asked: Asked) -> object:
    """List the employer's cases, the newest first; a terminal keeps no list."""
    employer, person = asked.client.employer, asked.client.operator
    if employer is None or person is None:
        raise NoRecord(reason="no-such-list")
    with asked.centre.database.reading() as session:
        if not is_operator(session, employer, person, asked.centre.clock().date()):
            raise CentreRefused(reason="not-operator")
        found = cases_of(session, city_catalogue(), employer=employer)
    return {"cases": [case_object(each) for each in found]}


def one_case(asked: Asked) -> object:
    """Show one of the employer's cases."""
    party = asked.client.party(asked.centre, None)
    return case_object(asked.desk.case(party, asked.path["case"]))


def withdraw(asked: Asked) -> object:
    """Take a case back that nobody has decided yet."""
    party = asked.client.party(asked.centre, asked.told.get("holder"))
    return case_object(asked.desk.withdraw(party, asked.path["case"]))


def upload(asked: Asked) -> object:
    """Keep a picture, PDF or table, and give its SHA-256 for a form."""
    centre = asked.centre
    name = attach(centre.database, asked.content, asked.client.name, centre.clock())
    return {"sha256": name}


def template_file(asked: Asked) -> bytes:
    """Give the file to fill in for an item of many rows."""
    columns = COLUMNS_OF.get(asked.path["item"])
    if columns is None:
        raise NoRecord(reason="no-such-item")
    return template(columns, is_workbook=asked.path["format"] == "xlsx")


def _offered(asked: Asked) -> list[Item]:
    is_terminal = asked.client.employer is None
    return [
        each
        for each in city_catalogue().offered_at(asked.client.door)
        if (each.audience in _OWN) == is_terminal
    ]


def _answers(asked: Asked) -> Mapping[str, object]:
    told = asked.told.get("answers", {})
    if not isinstance(told, dict):
        raise InvalidValue(field="answers", reason="not an object")
    return told


def _text(asked: Asked, name: str) -> str:
    told = asked.told.get(name)
    if not isinstance(told, str):
        raise InvalidValue(field=name, reason="not a text")
    return told
