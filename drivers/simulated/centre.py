"""A centre inside the process: answers like the real one, with troubles at will."""

from __future__ import annotations

import io
import json
import secrets
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from typing import Any

from reportlab.pdfgen.canvas import Canvas

from drivers.simulated.business import SIMULATED_ITEMS, SimulatedCases
from drivers.simulated.question_book import QuestionBook
from kiosk.domain.business import BusinessList, CaseOutcome, CaseWish
from kiosk.domain.certificate import (
    WHOLE,
    CertificateKind,
    CertificateOrder,
    IssuedCertificate,
    PaperScope,
)
from kiosk.domain.consultation import AskedQuestion
from kiosk.domain.deed import Deed, DeedAnswer, DeedKind, DeedOutcome
from kiosk.domain.eligibility import (
    CertificationStanding,
    CertificationState,
    next_due_date,
)
from kiosk.domain.envelope import Envelope, EnvelopePage
from kiosk.domain.fault import (
    CentreRefused,
    CentreUnreachable,
    InvalidValue,
    NoRecord,
    Revoked,
)
from kiosk.domain.medium_piece import PIECE_BYTES, MediumPiece
from kiosk.domain.portal_code import PortalCode, PortalCodeWish
from kiosk.domain.resident import Subject
from kiosk.domain.wire import from_wire, to_wire
from kiosk.ports.clock import Clock
from kiosk.ports.device import DeviceState, DeviceStatus

__all__ = ["CentreTrouble", "SimulatedCentre", "SimulatedResident", "plain_page"]

_MOST_CODES = 5
_VALID_MONTHS = 3
_NOT_REQUIRED = CertificationState(CertificationStanding.NOT_REQUIRED, "", None)


class CentreTrouble(StrEnum):
    """What may be wrong with the centre or the way to it.

    ``ANSWER_LOST`` has the next question answered while the answer goes astray,
    once; ``PUT_OFF`` answers each deed with *retry*; ``SLOW`` waits ``seconds``
    and then counts as no answer. A centre put back from a copy does not know a
    terminal that is younger: ``UNKNOWN``.
    """

    UNREACHABLE = "unreachable"
    SLOW = "slow"
    BUSY = "busy"
    REFUSE = "refuse"
    REVOKED = "revoked"
    UNKNOWN = "unknown"
    ANSWER_LOST = "answer-lost"
    PUT_OFF = "put-off"


@dataclass(frozen=True, slots=True)
class SimulatedResident:
    """An invented person the twin knows.

    Attributes:
        portrait: Enrolled picture; none makes asking for it end in `NoRecord`.
        state: Standing with life certification.
        is_insured: Whether there is anything to certify.
    """

    subject: Subject
    portrait: bytes | None = field(default=None, repr=False)
    state: CertificationState = _NOT_REQUIRED
    is_insured: bool = True


class SimulatedCentre:
    """Twin that implements `kiosk.ports.centre.Centre`.

    Attributes:
        library_text: The signed library it hands out; empty for none.

    Commands of `do`: ``fault`` (``name`` of a `CentreTrouble`, ``seconds`` for
    ``slow``), ``clear`` (one ``name``, or everything), ``deeds`` (gives the ids
    of the deeds that took effect, in the order they did), ``envelope`` (puts one
    in, on its wire form; gives the terminal's key in hex). They may come from
    another thread than the centre's own.
    """

    name = "centre"

    def __init__(
        self,
        residents: Sequence[SimulatedResident],
        clock: Clock,
        *,
        paper: Callable[[CertificateOrder, str], bytes] | None = None,
    ) -> None:
        """Found a centre that knows some people.

        Args:
            residents: Who is on record.
            clock: Time of the answers.
            paper: Makes an order's sealed file, given its serial; by default a
                plain page without a seal, which a terminal must not print.
        """
        self._residents = {each.subject: each for each in residents}
        self._clock = clock
        self._paper = paper or _plain_paper
        self._issued: dict[str, tuple[CertificateOrder, IssuedCertificate]] = {}
        self._answers: dict[str, tuple[str, DeedAnswer]] = {}
        self._effects: list[str] = []
        self._codes: Counter[str] = Counter()
        self._envelopes: list[Envelope] = []
        self._cases = SimulatedCases(clock)
        self._envelope_key = b""
        self._troubles: set[CentreTrouble] = set()
        self._slow_seconds = 0.0
        self._changed = threading.Condition()
        self._book = QuestionBook()
        self.library_text = ""
        self.media: dict[str, bytes] = {}

    def do(self, command: str, **details: Any) -> Any:  # noqa: ANN401 - as the bench sends
        """Obey a command of the bench.

        Raises:
            InvalidValue: no such command or trouble.
        """
        commands: Mapping[str, Callable[..., Any]] = {
            "fault": self._fault,
            "clear": self._clear,
            "deeds": self._deeds,
            "envelope": self._put_envelope,
        }
        try:
            with self._changed:
                told = commands[command](**details)
                self._changed.notify_all()
        except (KeyError, ValueError, TypeError):
            raise InvalidValue(field="command", reason=command) from None
        return told

    def status(self) -> DeviceStatus:
        """Tell whether a question would be answered now."""
        silent = {CentreTrouble.UNREACHABLE, CentreTrouble.SLOW}
        with self._changed:
            if self._troubles & silent:
                cause = CentreUnreachable.key
                return DeviceStatus(DeviceState.OFFLINE, cause=cause)
            if self._troubles & {CentreTrouble.REVOKED, CentreTrouble.UNKNOWN}:
                return DeviceStatus(DeviceState.USER_ERROR, cause=Revoked.key)
        return DeviceStatus(DeviceState.ONLINE)

    def close(self) -> None:
        """Nothing to hang up."""

    def portrait(self, subject: Subject) -> bytes:
        """Give the enrolled portrait; see `Centre.portrait`."""
        with self._asked():
            portrait = self._known(subject).portrait
            if portrait is None:
                raise NoRecord
            return portrait

    def certification_state(self, subject: Subject) -> CertificationState:
        """Tell the standing; see `Centre.certification_state`."""
        with self._asked():
            return self._known(subject).state

    def portal_code(self, wish: PortalCodeWish) -> PortalCode:
        """Give a code; no more than five, as the real centre in an hour."""
        with self._asked():
            self._known(wish.subject)
            self._codes[wish.subject.number] += 1
            if self._codes[wish.subject.number] > _MOST_CODES:
                raise CentreRefused(reason="too-many-codes")
            return PortalCode(f"{secrets.randbelow(10**8):08d}", 10)

    def draft(
        self,
        kind: CertificateKind,
        subject: Subject,
        language: str,
        scope: PaperScope = WHOLE,
    ) -> bytes:
        """Draw a preview; see `Centre.draft`."""
        del language, scope
        with self._asked():
            resident = self._known(subject)
            if resident.is_insured is (kind is CertificateKind.NO_ENROLMENT):
                reason = "enrolled" if resident.is_insured else "nothing-to-certify"
                raise CentreRefused(reason=reason)
            return plain_page(f"NOT VALID: {kind}")

    def issue(self, order: CertificateOrder) -> IssuedCertificate:
        """Issue a copy once for each order; see `Centre.issue`."""
        with self._asked():
            insured = self._known(order.subject).is_insured
            if insured is (order.kind is CertificateKind.NO_ENROLMENT):
                reason = "enrolled" if insured else "nothing-to-certify"
                raise CentreRefused(reason=reason)
            made = self._issued.get(order.id) or (order, self._new_copy(order))
            if made[0] != order:
                raise CentreRefused(reason="id-reused")
            self._issued[order.id] = made
            return made[1]

    def register_envelope_key(self, public_key: bytes) -> None:
        """Keep the key; see `Centre.register_envelope_key`."""
        with self._asked():
            self._envelope_key = public_key

    def envelopes(self, after: str, limit: int) -> EnvelopePage:
        """Hand out what the bench put here; see `Centre.envelopes`."""
        with self._asked():
            later = [each for each in self._envelopes if each.id > after]
            later.sort(key=lambda each: each.id)
            return EnvelopePage(tuple(later[:limit]), (), len(later) <= limit)

    def items(self) -> BusinessList:
        """Offer two items; see `Centre.items`."""
        with self._asked():
            return SIMULATED_ITEMS

    def hand_in(self, wish: CaseWish) -> CaseOutcome:
        """Take a form in once for its id; see `Centre.hand_in`."""
        with self._asked():
            if wish.holder is not None:
                self._known(wish.holder.subject)
            return self._cases.hand_in(wish)

    def library(self, have: int) -> str:
        """Give the library it was given, to who has an older one."""
        with self._asked():
            return "" if have else self.library_text

    def medium(self, digest: str, start: int) -> MediumPiece:
        """Give a piece of what was put into `media`, which is empty at first."""
        with self._asked():
            if digest not in self.media:
                raise NoRecord(reason=f"no-medium-{digest[:8]}")
            whole = self.media[digest]
            return MediumPiece(whole[start : start + PIECE_BYTES], len(whole))

    def suggest(self, text: str) -> Sequence[str]:
        """Suggest nothing: the twin reads no articles."""
        del text
        with self._asked():
            return ()

    def questions(self, subject: Subject) -> Sequence[AskedQuestion]:
        """Give what a known person has asked here, none of it answered."""
        with self._asked():
            self._known(subject)
            return self._book.of(subject.number)

    def send(self, deeds: Sequence[Deed]) -> Sequence[DeedAnswer]:
        """Take in deeds, each once; see `Centre.send`."""
        with self._asked():
            return [self._answered(deed) for deed in deeds]

    # Troubles -------------------------------------------------------------

    def _fault(self, name: str, seconds: float = 0.0) -> None:
        self._troubles.add(CentreTrouble(name))
        self._slow_seconds = max(self._slow_seconds, seconds)

    def _clear(self, name: str = "") -> None:
        self._troubles -= {CentreTrouble(name)} if name else set(CentreTrouble)

    def _put_envelope(self, envelope: Mapping[str, str]) -> str:
        self._envelopes.append(from_wire(Envelope, dict(envelope)))
        return self._envelope_key.hex()

    def _deeds(self) -> list[str]:
        return list(self._effects)

    @contextmanager
    def _asked(self) -> Iterator[None]:
        """Let the troubles happen before and after a question is answered."""
        with self._changed:
            if CentreTrouble.SLOW in self._troubles:
                self._changed.wait_for(self._is_quick, self._slow_seconds)
            self._complain()
            yield
            if CentreTrouble.ANSWER_LOST in self._troubles:
                self._troubles.discard(CentreTrouble.ANSWER_LOST)
                raise CentreUnreachable(reason="answer-lost")

    def _is_quick(self) -> bool:
        return CentreTrouble.SLOW not in self._troubles

    def _complain(self) -> None:
        if self._troubles & {CentreTrouble.UNREACHABLE, CentreTrouble.SLOW}:
            raise CentreUnreachable(reason="simulated")
        if CentreTrouble.BUSY in self._troubles:
            raise CentreUnreachable(reason="busy", retry_after_seconds=1)
        for trouble in (CentreTrouble.REVOKED, CentreTrouble.UNKNOWN):
            if trouble in self._troubles:
                raise Revoked(reason=str(trouble))
        if CentreTrouble.REFUSE in self._troubles:
            raise CentreRefused(reason="simulated")

    # Records --------------------------------------------------------------

    def _known(self, subject: Subject) -> SimulatedResident:
        try:
            return self._residents[subject]
        except KeyError:
            raise NoRecord from None

    def _new_copy(self, order: CertificateOrder) -> IssuedCertificate:
        number = f"{self._clock.now():%Y}-{len(self._issued) + 1:06d}"
        serial = f"{number}-01"
        return IssuedCertificate(
            number=number,
            serial=serial,
            verification_code=f"TWIN{len(self._issued) + 1:012d}",
            issued_at=self._clock.now(),
            valid_until=next_due_date(self._clock.now().date(), _VALID_MONTHS),
            pages=1,
            pdf=self._paper(order, serial),
        )

    def _answered(self, deed: Deed) -> DeedAnswer:
        text = json.dumps(to_wire(deed), sort_keys=True)
        known = self._answers.get(deed.id)
        if known is not None and known[0] != text:
            return DeedAnswer(deed.id, DeedOutcome.REFUSED, "id-reused")
        if known is None and CentreTrouble.PUT_OFF in self._troubles:
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
        self._effects.append(deed.id)
        return DeedAnswer(deed.id, DeedOutcome.ACCEPTED)

    def _take_effect(self, deed: Deed) -> None:
        kind, payload = deed.kind, deed.payload
        if kind is DeedKind.COPY_SETTLED:
            serials = {copy.serial for _, copy in self._issued.values()}
            if payload["serial"] not in serials:
                raise NoRecord(reason="no-such-copy")
        elif kind is DeedKind.REVIEW_REQUESTED:
            if payload["number"] not in {each.number for each in self._residents}:
                raise NoRecord
        elif kind is DeedKind.QUESTION_ASKED:
            self._known(Subject(str(payload["number"]), str(payload["name"])))
            self._book.keep(deed.id, payload, self._clock.now().date())
        elif kind in (DeedKind.QUESTION_FOLLOWED, DeedKind.QUESTION_RATED):
            raise NoRecord(reason="no-such-question")
        else:
            self._certify(payload)

    def _certify(self, payload: Mapping[str, object]) -> None:
        resident = self._known(Subject(str(payload["number"]), str(payload["name"])))
        until = next_due_date(date.fromisoformat(str(payload["certified_on"])))
        state = replace(
            resident.state, standing=CertificationStanding.VALID, valid_until=until
        )
        self._residents[resident.subject] = replace(resident, state=state)


def plain_page(text: str) -> bytes:
    """Draw a one-page PDF with a line of text, the same bytes each time."""
    file = io.BytesIO()
    canvas = Canvas(file, invariant=1)
    canvas.drawString(72, 720, text)
    canvas.save()
    return file.getvalue()


def _plain_paper(order: CertificateOrder, serial: str) -> bytes:
    return plain_page(f"{order.kind} {serial}")
