"""Taking in deeds: each has its effect once, whatever is repeated or reordered.

A deed that was accepted gets the same answer for ever. One that was refused had no
effect: a terminal sends it again only because a person said so, mostly after the
record was put right that stood against it. So it is judged anew.
"""

from __future__ import annotations

import hashlib
import json
import re
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm import Session

from backend.access.audit import AuditEvent, note
from backend.access.staff import StaffTrust
from backend.deeds.effect import EFFECTS
from backend.deeds.foreknown import Foreknown
from backend.deeds.reception import Reception
from backend.eligibility.keeping import erase_old
from backend.journal import Journal
from backend.store.database import Database
from backend.store.fleet import ReceivedDeed
from kiosk.domain.deed import Deed, DeedAnswer, DeedKind, DeedOutcome
from kiosk.domain.fault import CentreRefused, InvalidValue, NoRecord
from kiosk.domain.wire import from_wire

__all__ = ["Intake"]

_HALF_CHARACTER = re.compile("[\ud800-\udfff]")
_TOGETHER = 50
"""Deeds taken in at once: one that is refused makes as many be taken in singly."""

_KINDS = frozenset(map(str, DeedKind))


@dataclass(frozen=True, slots=True)
class Intake:
    """Takes in the deeds of one terminal at one moment.

    Attributes:
        kinds: What its security profile lets it tell of.
    """

    database: Database
    journal: Journal
    terminal: str
    now: datetime
    staff: StaffTrust | None = None
    kinds: frozenset[DeedKind] = frozenset(DeedKind)

    @property
    def _reception(self) -> Reception:
        return Reception(self.now, self.terminal, self.staff, kinds=self.kinds)

    def receive(self, items: Sequence[object]) -> list[DeedAnswer]:
        """Answer each deed, in the same order; one bad deed never blocks others.

        Answers are committed together with the effects before they are given.
        """
        answers: list[DeedAnswer] = []
        with self.database.writing() as session:
            erase_old(session, self.now)
            for start in range(0, len(items), _TOGETHER):
                answers += self._some(session, items[start : start + _TOGETHER])
        return answers

    def _some(self, session: Session, items: Sequence[object]) -> list[DeedAnswer]:
        """Take in several at once, or else one by one.

        Nearly all deeds are accepted, and asking for many rows at once costs
        little more than for one. Whatever is refused, or goes wrong, undoes the
        attempt; then each is taken in by itself, so that none holds up others.
        """
        try:
            with session.begin_nested():
                return self._together(session, items)
        except OperationalError:
            raise
        except Exception:  # noqa: BLE001 - found again, and told, one by one
            return [self._answered(session, item) for item in items]

    def _together(self, session: Session, items: Sequence[object]) -> list[DeedAnswer]:
        known = _known(session, items)
        foreknown = Foreknown.of(session, items, self.terminal)
        reception = replace(self._reception, foreknown=foreknown)
        answers = []
        for item in items:
            deed_id, deed_hash = _id_of(item), _hash(item)
            if deed_id is None:
                raise InvalidValue(field="id", reason="not a UUID")
            if deed_id not in known:
                subject = _effect(session, item, reception)
                answer = DeedAnswer(deed_id, DeedOutcome.ACCEPTED)
                self._keep(session, item, deed_hash, answer, subject)
                known[deed_id] = (deed_hash, answer)
            elif _is_judged_anew(deed_hash, *known[deed_id]):
                raise CentreRefused(reason="refused-before")
            answers.append(_repeated(deed_hash, *known[deed_id]))
        return answers

    def _answered(self, session: Session, item: object) -> DeedAnswer:
        deed_id = _id_of(item)
        if deed_id is None:
            stated = item.get("id") if isinstance(item, dict) else None
            named = stated if isinstance(stated, str) else ""
            return DeedAnswer(named, DeedOutcome.REFUSED, "invalid-id")
        try:
            with session.begin_nested():
                return self._settled(session, deed_id, item)
        except IntegrityError:
            # The same deed came in over another line at this very moment.
            return DeedAnswer(deed_id, DeedOutcome.RETRY, "busy")
        except OperationalError:
            raise
        except Exception as bug:  # noqa: BLE001 - a bug in one must not hold up others
            self.journal.bug(bug)
            return DeedAnswer(deed_id, DeedOutcome.RETRY, "bug")

    def _settled(self, session: Session, deed_id: str, item: object) -> DeedAnswer:
        deed_hash = _hash(item)
        before = _kept(session, deed_id)
        if before is not None:
            told = (before.deed_hash, _answer_of(before))
            if not _is_judged_anew(deed_hash, *told):
                return _repeated(deed_hash, *told)
        outcome, reason, subject = self._applied(session, item)
        answer = DeedAnswer(deed_id, outcome, reason)
        if before is None:
            self._keep(session, item, deed_hash, answer, subject)
        elif answer != _answer_of(before):
            before.outcome, before.reason = outcome, reason
            before.terminal, before.received_at = self.terminal, self.now
            self._note(session, answer, subject)
        return answer

    def _keep(
        self,
        session: Session,
        item: object,
        deed_hash: str,
        answer: DeedAnswer,
        subject: int | None,
    ) -> None:
        """Keep an answer, with its line in the audit trail."""
        session.add(
            ReceivedDeed(
                deed_id=answer.id,
                deed_hash=deed_hash,
                kind=_kind_of(item),
                terminal=self.terminal,
                received_at=self.now,
                outcome=answer.outcome,
                reason=answer.reason,
            )
        )
        self._note(session, answer, subject)

    def _note(self, session: Session, answer: DeedAnswer, subject: int | None) -> None:
        note(
            session,
            self.now,
            self.terminal,
            AuditEvent.DEED_RECEIVED,
            answer.reason or str(answer.outcome),
            subject=subject,
            reference=answer.id,
        )

    def _applied(
        self, session: Session, item: object
    ) -> tuple[DeedOutcome, str, int | None]:
        try:
            with session.begin_nested():
                subject = _effect(session, item, self._reception)
        except InvalidValue:
            return DeedOutcome.REFUSED, "invalid", None
        except (NoRecord, CentreRefused) as fault:
            return DeedOutcome.REFUSED, str(fault.facts["reason"]), None
        return DeedOutcome.ACCEPTED, "", subject


def _effect(session: Session, item: object, reception: Reception) -> int | None:
    """Let a deed have its effect; gives the person concerned, if any."""
    deed = _deed(item)
    if deed.kind not in reception.kinds:
        raise CentreRefused(reason="outside-profile")
    return EFFECTS[deed.kind](session, deed, reception)


def _known(
    session: Session, items: Sequence[object]
) -> dict[str, tuple[str, DeedAnswer]]:
    """Give hash and answer of the deeds that had one before."""
    ids = {deed_id for item in items if (deed_id := _id_of(item)) is not None}
    columns = (
        ReceivedDeed.deed_id,
        ReceivedDeed.deed_hash,
        ReceivedDeed.outcome,
        ReceivedDeed.reason,
    )
    rows = session.execute(
        select(*columns).where(ReceivedDeed.deed_id.in_(sorted(ids)))
    )
    return {
        deed_id: (deed_hash, DeedAnswer(deed_id, outcome, reason))
        for deed_id, deed_hash, outcome, reason in rows
    }


def _kept(session: Session, deed_id: str) -> ReceivedDeed | None:
    """Give the answer a deed had; one that may change is held until the end."""
    known = session.get(ReceivedDeed, deed_id)
    if known is not None and known.outcome is DeedOutcome.REFUSED:
        session.refresh(known, with_for_update=True)
    return known


def _answer_of(known: ReceivedDeed) -> DeedAnswer:
    return DeedAnswer(known.deed_id, known.outcome, known.reason)


def _is_judged_anew(deed_hash: str, known_hash: str, answer: DeedAnswer) -> bool:
    """Whether a deed had no effect so far and is still the same one."""
    return answer.outcome is DeedOutcome.REFUSED and deed_hash == known_hash


def _repeated(deed_hash: str, known_hash: str, answer: DeedAnswer) -> DeedAnswer:
    """Give the answer of the first time, unless the id now means another deed."""
    if known_hash != deed_hash:
        return DeedAnswer(answer.id, DeedOutcome.REFUSED, "id-reused")
    return answer


def _id_of(item: object) -> str | None:
    """Give the id when it is a UUID in its one canonical form."""
    if not isinstance(item, dict):
        return None
    stated = item.get("id")
    try:
        return stated if stated == str(uuid.UUID(stated)) else None
    except (ValueError, AttributeError, TypeError):
        return None


def _deed(item: object) -> Deed:
    """Read a deed, text that no database can keep left out.

    Raises:
        InvalidValue: another shape, no zone, half characters or zero bytes.
    """
    text = json.dumps(item, ensure_ascii=False)
    if "\\u0000" in text or _HALF_CHARACTER.search(text):
        raise InvalidValue(field="deed", reason="text")
    deed = from_wire(Deed, item)
    if deed.made_at.tzinfo is None:
        raise InvalidValue(field="made_at", reason="zone")
    return deed


def _kind_of(item: object) -> str:
    stated = item.get("kind") if isinstance(item, dict) else None
    return stated if isinstance(stated, str) and stated in _KINDS else "unknown"


def _hash(item: object) -> str:
    text = json.dumps(item, sort_keys=True, ensure_ascii=True)
    return hashlib.sha256(text.encode()).hexdigest()
