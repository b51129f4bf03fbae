"""The frame round the pages of one's own business, and what every page may use."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from urllib.parse import urlencode

from jinja2 import Environment
from sqlalchemy.orm import Session

from backend.access.audit import AuditEvent, note
from backend.access.portal_session import Visitor
from backend.cases.case import Party
from backend.cases.desk import Desk
from backend.catalogue.item import Audience, Door, Item
from backend.centre import Centre
from backend.store.words import CaseState
from backend.web.address import in_language, other_language, page_of
from backend.web.answer import Answer, Html, Saying, See
from backend.web.form import Form
from backend.web.template import templates
from backend.web.token import Signer
from backend.web.wording import Wording
from backend.web.written_day import written_day
from kiosk.domain.identifier import mask_name

__all__ = ["AGENT", "TONES", "Firm", "Frame", "Visit"]

AGENT = "portal"
"""How the audit trail and the cases name this door."""

_HERE = Path(__file__).parent
_PART = "own"


TONES = {
    CaseState.SUBMITTED: "calm",
    CaseState.ACCEPTED: "calm",
    CaseState.REVIEWED: "calm",
    CaseState.DONE: "good",
    CaseState.RETURNED: "soon",
    CaseState.REFUSED: "bad",
    CaseState.WITHDRAWN: "calm",
    CaseState.REVERSED: "bad",
}
"""Tone of the mark that tells where a case stands, beside its word."""


@dataclass(frozen=True, slots=True)
class Firm:
    """An employer somebody may act for; rights are empty for all of them."""

    number: int
    name: str
    credit_code: str
    rights: frozenset[str]


@dataclass(frozen=True, slots=True)
class Frame:
    """Draws pages; shared by all requests."""

    signer: Signer
    wording: Wording = field(default_factory=lambda: Wording(_HERE / "texts", _PART))
    environment: Environment = field(
        default_factory=lambda: templates(_HERE / "templates")
    )

    def draw(self, template: str, names: Mapping[str, object]) -> str:
        """Fill a template."""
        return self.environment.get_template(template).render(names)


@dataclass(slots=True)
class Visit:
    """One request at the portal's own pages.

    Attributes:
        visitor: Who is signed in; none on the pages before.
        firm: Employer acted for; none when one acts for oneself.
        has_certificate: The connection brought an operator's certificate.
    """

    centre: Centre
    frame: Frame
    visitor: Visitor | None
    firm: Firm | None
    language: str
    here: str
    path: Mapping[str, str]
    query: Form
    form: Form
    now: datetime
    sender: str
    is_look: bool = True
    saying: Saying | None = None
    fingerprint: str = ""

    @property
    def me(self) -> Visitor:
        """Who is signed in; pages behind the door are not reached without."""
        assert self.visitor is not None  # noqa: S101 - the door has looked
        return self.visitor

    @property
    def party(self) -> Party:
        """Who acts, for whom, and how sure the portal is of it."""
        number = self.firm.number if self.firm else None
        me = self.me
        return Party(me.personal_number, number, me.assurance, Door.PORTAL, AGENT)

    @property
    def desk(self) -> Desk:
        """Where cases are handed in."""
        return Desk.of(self.centre.database, self.now)

    @property
    def base(self) -> str:
        """Where the addresses of this visitor's business begin."""
        return f"/for/{self.firm.number}" if self.firm else "/my"

    def offered(self) -> list[Item]:
        """Give the items this visitor may find here, in the catalogue's order."""
        mine = Audience.EMPLOYER if self.firm else Audience.INDIVIDUAL
        return [
            item
            for item in self.desk.catalogue.offered_at(Door.PORTAL)
            if item.audience is mine
            or (item.audience is Audience.ANYBODY and self.firm is None)
        ]

    def say(self, key: str, **facts: object) -> str:
        """Give a text in the visitor's language; days among the facts written out."""
        told = {name: self._told(fact) for name, fact in facts.items()}
        return self.frame.wording.say(_PART, self.language, key, **told)

    def day(self, day: date) -> str:
        """Write a day out in the visitor's language."""
        return written_day(day, self.language)

    def has_words(self, key: str) -> bool:
        """Tell whether there is such a text."""
        return self.frame.wording.find(_PART, self.language, key) is not None

    def link(self, path: str, **query: object) -> str:
        """Give the address of a page of this visitor's business."""
        told = {name: value for name, value in query.items() if value not in ("", None)}
        return f"{self.base}{path}" + (f"?{urlencode(told)}" if told else "")

    def page(self, template: str, status: int = 200, **facts: object) -> Answer:
        """Draw a template; every fact is a name in it."""
        identity = self.visitor.session if self.visitor else self.sender
        other = other_language(self.language)
        names: dict[str, object] = {
            "t": self.say,
            "day": self.day,
            "link": self.link,
            "token": self.frame.signer.form_token(identity),
            "visitor": self.visitor,
            "called": mask_name(self.visitor.name) if self.visitor else "",
            "firm": self.firm,
            "language": self.language,
            "other_language": other,
            "here_in_other": self._switched(other),
            "query": self.query,
            "form": self.form,
            "now": self.now,
            "saying": self.saying,
            "trouble_of": self._trouble,
            "tones": TONES,
            "page_link": self._page_link,
        }
        return Html(self.frame.draw(template, names | facts), status)

    def see(self, path: str, saying: str = "", **facts: object) -> Answer:
        """Lead to a page of this visitor's business, which says what was done."""
        return See(self.link(path), Saying(saying, facts) if saying else None)

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """Open a session that changes nothing."""
        with self.centre.database.reading() as session:
            yield session

    def note(self, event: AuditEvent, result: str, reference: str = "") -> None:
        """Leave a line in the audit trail."""
        subject = self.visitor.personal_number if self.visitor else None
        with self.centre.database.writing() as session:
            note(
                session,
                self.now,
                AGENT,
                event,
                result,
                subject=subject,
                reference=reference,
            )

    def _trouble(self, name: str) -> str:
        trouble = self.form.troubles.get(name)
        if trouble is None:
            return ""
        if "words" in trouble.facts:
            return str(trouble.facts["words"])
        return self.say(f"trouble-{trouble.key}", **trouble.facts)

    def _told(self, fact: object) -> object:
        if isinstance(fact, date) and not isinstance(fact, datetime):
            return self.day(fact)
        return fact

    def _switched(self, other: str) -> str:
        place = self._place if self.is_look else self.link("/")
        return in_language(place, self.query, other)

    def _page_link(self, number: int) -> str:
        return page_of(self._place, self.query, number)

    @property
    def _place(self) -> str:
        return self.here.partition("?")[0]
