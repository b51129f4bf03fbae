"""Where doors hand cases in: checked by form and rules, decided at once or queued."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from backend.access.audit import AuditEvent, note
from backend.cases.admission import admitted_item, is_operator
from backend.cases.attachment import attachments_in, missing_attachments
from backend.cases.case import CaseRefused, CaseView, Party, Submission
from backend.cases.ledger import Ledger
from backend.cases.matter import Matter, row_of
from backend.cases.number import case_hash, case_number, check_case_id
from backend.cases.reading import case_view, find_case, view_of
from backend.cases.rule import troubles_in
from backend.cases.step import (
    RULES,
    begin,
    carried_out,
    carry_out_effects,
    claim,
    note_step,
)
from backend.catalogue.form import FieldTrouble, troubles_of
from backend.catalogue.item import Audience, Catalogue, Item, ItemKind
from backend.catalogue.load import city_catalogue
from backend.store.cases import BusinessCase, CaseAttachment
from backend.store.database import Database
from backend.store.eligibility import Community, Residence
from backend.store.insurance import Employer
from backend.store.people import Person
from backend.store.words import CaseState
from kiosk.domain.fault import CentreRefused, NoRecord
from kiosk.domain.review import working_days_after

__all__ = ["Desk"]

_MAY_WITHDRAW = (CaseState.SUBMITTED, CaseState.ACCEPTED)
_AT_ONCE = (ItemKind.QUERY, ItemKind.PRINT)


@dataclass(frozen=True, slots=True)
class Desk:
    """Takes cases in at one moment, for whichever door.

    Attributes:
        catalogue: The items offered.
    """

    database: Database
    now: datetime
    catalogue: Catalogue

    @classmethod
    def of(cls, database: Database, now: datetime) -> Desk:
        """Open a desk over the catalogue this program brings."""
        return cls(database, now, city_catalogue())

    def check(
        self, party: Party, item_id: str, answers: Mapping[str, object]
    ) -> tuple[FieldTrouble, ...]:
        """Tell what would be refused, without doing anything.

        Raises:
            CaseRefused: the party may not ask for this item at all.
        """
        with self.database.reading() as session:
            item = admitted_item(
                session, self.catalogue, party, item_id, self.now.date()
            )
            matter = self._matter(
                session, item, party, Submission("", item_id, answers)
            )
            return self._troubles(matter)

    def submit(self, party: Party, submission: Submission) -> CaseView:
        """Take a case in, once for ever under its id.

        What is decided at once is decided in the same transaction as its records;
        queries and papers are answered and leave an audit line only.

        Raises:
            InvalidValue: the id is no UUID.
            CaseRefused: the party may not ask, or form or rules do not hold; the
                troubles name the fields. Nothing was done.
            CentreRefused: ``id-reused``, the id belongs to another case.
        """
        check_case_id(submission.case_id)
        try:
            return self._submitted(party, submission)
        except IntegrityError:
            # PostgreSQL lets two hand in the same case; the other one stands now.
            return self._submitted(party, submission)

    def withdraw(self, party: Party, case_id: str) -> CaseView:
        """Take back a case of one's own that nobody has decided yet.

        Raises:
            NoRecord: no case of this party has the id.
            CentreRefused: ``too-late``, it is decided; ``case-moved``.
        """
        with self.database.writing() as session:
            case = self._own_case(session, party, case_id)
            if case.state is CaseState.WITHDRAWN:
                return case_view(session, self.catalogue, case_id)
            if case.state not in _MAY_WITHDRAW:
                raise CentreRefused(reason="too-late")
            claim(session, case, case.revision)
            note_step(
                session, case, CaseState.WITHDRAWN, now=self.now, actor=party.agent
            )
            self._note(session, party, AuditEvent.CASE_WITHDRAWN, case)
            return case_view(session, self.catalogue, case_id)

    def case(self, party: Party, case_id: str) -> CaseView:
        """Show a case to who may see it.

        Raises:
            NoRecord: no case of this party has the id.
        """
        with self.database.reading() as session:
            self._own_case(session, party, case_id)
            return case_view(session, self.catalogue, case_id)

    def _own_case(self, session: Session, party: Party, case_id: str) -> BusinessCase:
        """Give a case to whoever it belongs to today.

        An employer's case is the employer's: who has handed it in and acts for it
        no more sees the staff's data no more, either.
        """
        case, person = find_case(session, case_id), party.person
        if person is None:
            raise NoRecord(reason="no-such-case")
        if case.employer_number is None:
            is_theirs = person in (case.personal_number, case.applicant)
        else:
            is_theirs = case.employer_number == party.employer and is_operator(
                session, case.employer_number, person, self.now.date()
            )
        if not is_theirs:
            raise NoRecord(reason="no-such-case")
        return case

    def _submitted(self, party: Party, submission: Submission) -> CaseView:
        stated = case_hash(
            submission.item, submission.answers, party.person, party.employer
        )
        with self.database.writing() as session:
            known = session.get(BusinessCase, submission.case_id)
            if known is not None:
                if known.case_hash != stated:
                    raise CentreRefused(reason="id-reused")
                return case_view(session, self.catalogue, known.case_id)
            item = admitted_item(
                session, self.catalogue, party, submission.item, self.now.date()
            )
            matter = self._matter(session, item, party, submission, is_held=True)
            troubles = self._troubles(matter)
            if troubles:
                has_form_trouble = bool(troubles_of(item, submission.answers))
                reason = "form" if has_form_trouble else "rules"
                raise CaseRefused(reason=reason, troubles=troubles)
            return self._taken(session, matter, party, stated)

    def _taken(
        self, session: Session, matter: Matter, party: Party, stated: str
    ) -> CaseView:
        case = self._new_case(session, matter, party, stated)
        if matter.item.kind in _AT_ONCE:
            return self._answered(session, case, matter, party)
        begin(session, case, self.now, party.agent)
        for place, name in enumerate(attachments_in(matter.answers)):
            session.add(CaseAttachment(case_id=case.case_id, place=place, sha256=name))
        if matter.item.kind is ItemKind.INSTANT:
            carry_out_effects(session, case, matter)
            note_step(session, case, CaseState.DONE, now=self.now, actor=RULES)
        self._note(session, party, AuditEvent.CASE_SUBMITTED, case)
        session.flush()
        return case_view(session, self.catalogue, case.case_id)

    def _answered(
        self, session: Session, case: BusinessCase, matter: Matter, party: Party
    ) -> CaseView:
        """Answer a query or name a paper; only that it was asked is noted."""
        for _ in carried_out(matter):
            pass
        case.state = CaseState.DONE
        case.result = json.dumps(matter.result, ensure_ascii=False)
        self._note(session, party, AuditEvent.CASE_ANSWERED, case)
        return view_of(case, self.catalogue)

    def _troubles(self, matter: Matter) -> tuple[FieldTrouble, ...]:
        """Check the form first: rules read only answers that are in shape."""
        found = troubles_of(matter.item, matter.answers)
        found = found or tuple(missing_attachments(matter.session, matter.answers))
        return found or tuple(troubles_in(matter, self.catalogue))

    def _matter(
        self,
        session: Session,
        item: Item,
        party: Party,
        submission: Submission,
        *,
        is_held: bool = False,
    ) -> Matter:
        """Gather what the rules see; held, so that nobody books between."""
        applicant = row_of(session, Person, party.person, is_held=is_held)
        is_employers = item.audience is Audience.EMPLOYER
        number = party.employer if is_employers else None
        return Matter(
            session=session,
            item=item,
            door=party.door,
            answers=dict(submission.answers),
            now=self.now,
            person=None if is_employers else applicant,
            employer=row_of(session, Employer, number, is_held=is_held),
            applicant=applicant,
            ledger=Ledger(session, submission.case_id, self.now),
        )

    def _new_case(
        self, session: Session, matter: Matter, party: Party, stated: str
    ) -> BusinessCase:
        item, today = matter.item, self.now.date()
        case_id = matter.ledger.case_id
        return BusinessCase(
            case_id=case_id,
            case_hash=stated,
            case_number=case_number(case_id, today),
            item=item.id,
            personal_number=matter.person and matter.person.personal_number,
            employer_number=matter.employer and matter.employer.employer_number,
            applicant=party.person,
            door=str(party.door),
            agent=party.agent,
            office=_office(session, party.person),
            answers=json.dumps(dict(matter.answers), ensure_ascii=False),
            state=CaseState.SUBMITTED,
            revision=1,
            submitted_at=self.now,
            due_on=working_days_after(today, item.days) if item.days else None,
            result="{}",
        )

    def _note(
        self, session: Session, party: Party, event: AuditEvent, case: BusinessCase
    ) -> None:
        note(
            session,
            self.now,
            party.agent,
            event,
            case.item,
            subject=case.personal_number or case.applicant,
            reference=case.case_id,
        )


def _office(session: Session, person: int | None) -> str:
    """Name the office of where somebody lives; empty where nobody knows."""
    found = session.scalar(
        select(Community.office)
        .join(Residence, Residence.community_code == Community.community_code)
        .where(Residence.personal_number == person)
        .order_by(Residence.since.desc())
        .limit(1)
    )
    return found or ""
