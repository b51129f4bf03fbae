"""Staff's side of a case: take it on, approve, send back, refuse; one clerk decides."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from backend.access.audit import AuditEvent, note
from backend.cases.case import CaseRefused, CaseView
from backend.cases.duty import ALL_OFFICES, is_on_duty
from backend.cases.ledger import Ledger
from backend.cases.matter import Matter, row_of
from backend.cases.reading import case_view, find_case
from backend.cases.reversal import reverse_effects
from backend.cases.rule import troubles_in
from backend.cases.step import carry_out_effects, claim, note_step
from backend.catalogue.item import Catalogue, Door
from backend.catalogue.load import city_catalogue
from backend.store.cases import BusinessCase
from backend.store.database import Database
from backend.store.insurance import Employer
from backend.store.people import Person
from backend.store.words import CaseState
from kiosk.domain.fault import CentreRefused, InvalidValue

__all__ = ["Review"]

_OPEN = (CaseState.SUBMITTED, CaseState.ACCEPTED)
_LONGEST_REASON = 500


@dataclass(frozen=True, slots=True)
class Review:
    """Decides cases for one member of staff at one moment.

    Every method names the revision the clerk has seen; whoever comes second, in the
    same moment or later, gets `CaseMoved` and nothing is done twice. A case of
    another office is refused with `CentreRefused`, reason ``other-office``.

    Attributes:
        offices: Offices the clerk works for; see `backend.cases.duty`.
    """

    database: Database
    now: datetime
    clerk: str
    catalogue: Catalogue
    offices: frozenset[str] = ALL_OFFICES

    @classmethod
    def of(
        cls,
        database: Database,
        now: datetime,
        clerk: str,
        offices: frozenset[str] = ALL_OFFICES,
    ) -> Review:
        """Decide over the catalogue this program brings."""
        return cls(database, now, clerk, city_catalogue(), offices)

    def accept(self, case_id: str, revision: int) -> CaseView:
        """Take a submitted case on (受理).

        Raises:
            NoRecord: there is none.
            CaseMoved: it was moved since.
            CentreRefused: ``not-open``.
        """
        with self.database.writing() as session:
            case = self._claimed(session, case_id, revision, (CaseState.SUBMITTED,))
            self._step(session, case, CaseState.ACCEPTED, "")
            return case_view(session, self.catalogue, case_id)

    def approve(
        self,
        case_id: str,
        revision: int,
        reason: str = "",
        figures: Mapping[str, int] | None = None,
    ) -> CaseView:
        """Approve a case and do what it asks, in one transaction (审核、办结).

        The rules are asked again: what held when it was submitted may not hold now.

        Args:
            case_id: The door's id.
            revision: Revision the clerk has seen.
            reason: The clerk's words; wanted where they are all that comes of it.
            figures: Fen that no record tells, ``amount_cents`` or ``monthly_cents``.

        Raises:
            CaseRefused: ``rules``, with the troubles; nothing was done.
            NoRecord, CaseMoved, CentreRefused: as `accept`.
        """
        _check_reason(reason)
        with self.database.writing() as session:
            case = self._claimed(session, case_id, revision, _OPEN)
            matter = self._matter(session, case, figures or {})
            troubles = tuple(troubles_in(matter, self.catalogue))
            if troubles:
                raise CaseRefused(reason="rules", troubles=troubles)
            self._step(session, case, CaseState.REVIEWED, reason)
            carry_out_effects(session, case, matter)
            self._step(session, case, CaseState.DONE, reason)
            self._note(session, case, AuditEvent.CASE_DECIDED, "approved")
            return case_view(session, self.catalogue, case_id)

    def send_back(self, case_id: str, revision: int, reason: str) -> CaseView:
        """Send a case back with a reason the applicant can act on (退回).

        Raises:
            InvalidValue: no reason, or a longer one than 500 characters.
            NoRecord, CaseMoved, CentreRefused: as `accept`.
        """
        return self._closed(case_id, revision, reason, CaseState.RETURNED)

    def refuse(self, case_id: str, revision: int, reason: str) -> CaseView:
        """Refuse a case for good, with the reason its applicant is told (不予办理).

        Unlike what is sent back, nothing can be mended: another case has to be
        handed in, or the decision contested (社会保险法 art. 83).

        Raises:
            InvalidValue, NoRecord, CaseMoved, CentreRefused: as `send_back`.
        """
        return self._closed(case_id, revision, reason, CaseState.REFUSED)

    def _closed(
        self, case_id: str, revision: int, reason: str, state: CaseState
    ) -> CaseView:
        _check_reason(reason, is_wanted=True)
        with self.database.writing() as session:
            case = self._claimed(session, case_id, revision, _OPEN)
            self._step(session, case, state, reason)
            self._note(session, case, AuditEvent.CASE_DECIDED, str(state))
            return case_view(session, self.catalogue, case_id)

    def reverse(self, case_id: str, revision: int, reason: str) -> CaseView:
        """Take the effects of a done case back by bookings of their own (撤销).

        Raises:
            InvalidValue: no reason.
            CentreRefused: ``not-done``; ``nothing-to-reverse``; or ``built-upon``,
                something later rests on what the case booked.
            NoRecord, CaseMoved: as `accept`.
        """
        _check_reason(reason, is_wanted=True)
        with self.database.writing() as session:
            case = self._claimed(
                session, case_id, revision, (CaseState.DONE,), "not-done"
            )
            reverse_effects(session, case, self.now)
            self._step(session, case, CaseState.REVERSED, reason)
            self._note(session, case, AuditEvent.CASE_REVERSED, "reversed")
            return case_view(session, self.catalogue, case_id)

    def _claimed(
        self,
        session: Session,
        case_id: str,
        revision: int,
        states: tuple[CaseState, ...],
        refusal: str = "not-open",
    ) -> BusinessCase:
        case = find_case(session, case_id)
        claim(session, case, revision)
        if not is_on_duty(case.office, self.offices):
            raise CentreRefused(reason="other-office")
        if case.state not in states:
            raise CentreRefused(reason=refusal)
        return case

    def _step(
        self, session: Session, case: BusinessCase, state: CaseState, reason: str
    ) -> None:
        note_step(session, case, state, now=self.now, actor=self.clerk, reason=reason)

    def _matter(
        self, session: Session, case: BusinessCase, figures: Mapping[str, int]
    ) -> Matter:
        item = self.catalogue.items.get(case.item)
        if item is None:
            raise CentreRefused(reason="no-such-item")
        return Matter(
            session=session,
            item=item,
            door=Door(case.door),
            answers=json.loads(case.answers),
            now=self.now,
            person=row_of(session, Person, case.personal_number, is_held=True),
            employer=row_of(session, Employer, case.employer_number, is_held=True),
            applicant=row_of(session, Person, case.applicant, is_held=True),
            ledger=Ledger(session, case.case_id, self.now),
            figures=figures,
        )

    def _note(
        self, session: Session, case: BusinessCase, event: AuditEvent, result: str
    ) -> None:
        note(
            session,
            self.now,
            self.clerk,
            event,
            result,
            subject=case.personal_number or case.applicant,
            reference=case.case_id,
        )


def _check_reason(reason: str, *, is_wanted: bool = False) -> None:
    if len(reason) > _LONGEST_REASON or (is_wanted and not reason.strip()):
        raise InvalidValue(field="reason", reason="1 to 500 characters")
