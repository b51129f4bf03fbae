"""One request of a member of staff, with all that a page's work may use."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import urlencode

from sqlalchemy.orm import Session

from backend.access.audit import AuditEvent, note
from backend.centre import Centre
from backend.console.area import Area
from backend.console.frame import Frame
from backend.console.member import StaffMember
from backend.web.answer import Answer, Download, Html, Saying, See
from backend.web.form import Form

__all__ = ["Visit"]

_LONGEST_RESULT = 64


@dataclass(slots=True)
class Visit:
    """What a page's work is given.

    Attributes:
        area: The area whose page it is; none on the home page.
        here: Path and query of this request, for the way back.
        path: Values of the address, as ``visit.path["case_no"]``.
        query: Fields of the address: filters, page.
        form: What was sent; empty for a look.
        now: The city's time when the request came.
        is_look: The page is only looked at; nothing was sent.
        saying: What an act just before left to be said.
    """

    centre: Centre
    frame: Frame
    member: StaffMember
    area: Area | None
    language: str
    here: str
    path: Mapping[str, str]
    query: Form
    form: Form
    now: datetime
    is_look: bool = True
    saying: Saying | None = None
    _subject: int | None = field(default=None, init=False)
    _reference: str = field(default="", init=False)
    _has_acted: bool = field(default=False, init=False)

    @property
    def key(self) -> str:
        """Part of the words and templates this visit is in."""
        return self.area.key if self.area else "shell"

    def say(self, key: str, **facts: object) -> str:
        """Give a text of the area, or of the shell, in the visitor's language."""
        return self.frame.wording.say(self.key, self.language, key, **facts)

    def say_or(self, key: str, otherwise: str) -> str:
        """Give a text if there is one, for words that data may bring newly."""
        return self.frame.wording.find(self.key, self.language, key) or otherwise

    def page(self, template: str, status: int = 200, **facts: object) -> Answer:
        """Draw a template of the area; every fact is a name in it."""
        return Html(self.frame.draw(self, f"{self.key}/{template}", facts), status)

    def see(
        self, path: str, saying: str = "", tone: str = "good", **facts: object
    ) -> Answer:
        """Lead to a page of this area, which then says what was done."""
        told = Saying(saying, facts, tone) if saying else None
        return See(self.address(path), told)

    def download(self, name: str, media_type: str, data: bytes) -> Answer:
        """Hand out a file."""
        return Download(name, media_type, data)

    def address(self, path: str, **query: object) -> str:
        """Give the address of a page of this area."""
        place = f"/{self.key}{path}" if self.area else path
        told = {name: value for name, value in query.items() if value not in ("", None)}
        return f"{place}?{urlencode(told)}" if told else place

    def reading(self) -> AbstractContextManager[Session]:
        """Open a session that changes nothing."""
        return self.centre.database.reading()

    def concerns(self, subject: int | None = None, reference: str = "") -> None:
        """Name the person (个人编号) and the thing this page shows, for the trail."""
        self._subject, self._reference = subject, reference

    @contextmanager
    def acting(
        self, act: str, subject: int | None = None, reference: str = ""
    ) -> Iterator[Session]:
        """Open a session that changes something, with its line in the trail.

        Both are committed together, or neither is.

        Args:
            act: What is done, a short English word or two.
            subject: 个人编号 of the person concerned.
            reference: Number of the case, certificate, terminal …
        """
        self.concerns(subject, reference)
        with self.centre.database.writing() as session:
            yield session
            self._note(session, AuditEvent.CONSOLE_ACTED, act)
        self._has_acted = True

    def has_noted(self) -> None:
        """Say that the act has left its line already, in its own transaction."""
        self._has_acted = True

    def note_look(self, page: str, status: int) -> None:
        """Leave the line of a look, or of an act that was not done.

        Nothing is told to anybody before this line is on disk.
        """
        if self._has_acted:
            return
        event = AuditEvent.CONSOLE_LOOKED
        result = page if status < 400 else f"{page} {status}"  # noqa: PLR2004 - HTTP
        with self.centre.database.writing() as session:
            self._note(session, event, result)

    def _note(self, session: Session, event: AuditEvent, told: str) -> None:
        note(
            session,
            self.now,
            f"staff:{self.member.number}",
            event,
            f"{self.key} {told}"[:_LONGEST_RESULT],
            subject=self._subject,
            reference=self._reference[:_LONGEST_RESULT],
        )
