"""Deeds as the twin of the centre takes them in: each once, whatever is repeated."""

from __future__ import annotations

import json

from drivers.simulated.centre_register import Register
from drivers.simulated.question_book import QuestionBook
from kiosk.domain.deed import Deed, DeedAnswer, DeedKind, DeedOutcome
from kiosk.domain.fault import NoRecord
from kiosk.domain.resident import Subject
from kiosk.domain.wire import to_wire
from kiosk.ports.clock import Clock

__all__ = ["DeedIntake"]


class DeedIntake:
    """Lets deeds take effect on a register and a book of questions.

    Attributes:
        effects: Ids of the deeds that took effect, in the order they did.
    """

    def __init__(self, register: Register, book: QuestionBook, clock: Clock) -> None:
        """Begin with none."""
        self._register = register
        self._book = book
        self._clock = clock
        self._answers: dict[str, tuple[str, DeedAnswer]] = {}
        self.effects: list[str] = []

    def answered(self, deed: Deed, *, puts_off: bool) -> DeedAnswer:
        """Answer a deed; one that is new may be put off."""
        text = json.dumps(to_wire(deed), sort_keys=True)
        known = self._answers.get(deed.id)
        if known is not None and known[0] != text:
            return DeedAnswer(deed.id, DeedOutcome.REFUSED, "id-reused")
        if known is None and puts_off:
            return DeedAnswer(deed.id, DeedOutcome.RETRY, "simulated")
        answer = known[1] if known else self._taken(deed)
        self._answers[deed.id] = (text, answer)
        return answer

    def _taken(self, deed: Deed) -> DeedAnswer:
        try:
            self._take_effect(deed)
        except NoRecord as fault:
            reason = str(fault.facts.get("reason", fault.key))
            return DeedAnswer(deed.id, DeedOutcome.REFUSED, reason)
        except (KeyError, ValueError):
            return DeedAnswer(deed.id, DeedOutcome.REFUSED, "invalid")
        self.effects.append(deed.id)
        return DeedAnswer(deed.id, DeedOutcome.ACCEPTED)

    def _take_effect(self, deed: Deed) -> None:
        kind, payload = deed.kind, deed.payload
        if kind is DeedKind.COPY_SETTLED:
            if not self._register.has_copy(payload["serial"]):
                raise NoRecord(reason="no-such-copy")
        elif kind is DeedKind.REVIEW_REQUESTED:
            if not self._register.has_number(payload["number"]):
                raise NoRecord
        elif kind is DeedKind.QUESTION_ASKED:
            self._register.known(Subject(str(payload["number"]), str(payload["name"])))
            self._book.keep(deed.id, payload, self._clock.now().date())
        elif kind in (DeedKind.QUESTION_FOLLOWED, DeedKind.QUESTION_RATED):
            raise NoRecord(reason="no-such-question")
        else:
            self._register.certify(payload)
