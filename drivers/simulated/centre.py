"""A centre inside the process: answers like the real one, with troubles at will."""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from drivers.simulated.business import SIMULATED_ITEMS, SimulatedCases
from drivers.simulated.centre_deeds import DeedIntake
from drivers.simulated.centre_register import Register, SimulatedResident
from drivers.simulated.centre_trouble import CentreTrouble, Troubles
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
from kiosk.domain.deed import Deed, DeedAnswer
from kiosk.domain.eligibility import CertificationState
from kiosk.domain.envelope import Envelope, EnvelopePage
from kiosk.domain.fault import CentreRefused, InvalidValue, NoRecord
from kiosk.domain.medium_piece import PIECE_BYTES, MediumPiece
from kiosk.domain.portal_code import PortalCode, PortalCodeWish
from kiosk.domain.resident import Subject
from kiosk.domain.wire import from_wire
from kiosk.ports.clock import Clock
from kiosk.ports.device import DeviceStatus

__all__ = ["SimulatedCentre"]

_MOST_CODES = 5


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
        self._register = Register(residents, clock, paper)
        self._book = QuestionBook()
        self._deeds = DeedIntake(self._register, self._book, clock)
        self._cases = SimulatedCases(clock)
        self._codes: Counter[str] = Counter()
        self._envelopes: list[Envelope] = []
        self._envelope_key = b""
        self._troubles = Troubles()
        self.library_text = ""
        self.media: dict[str, bytes] = {}

    def do(self, command: str, **details: Any) -> Any:  # noqa: ANN401 - as the bench sends
        """Obey a command of the bench.

        Raises:
            InvalidValue: no such command or trouble.
        """
        commands: Mapping[str, Callable[..., Any]] = {
            "fault": self._troubles.add,
            "clear": self._troubles.clear,
            "deeds": lambda: list(self._deeds.effects),
            "envelope": self._put_envelope,
        }
        try:
            with self._troubles.changed:
                told = commands[command](**details)
                self._troubles.changed.notify_all()
        except (KeyError, ValueError, TypeError):
            raise InvalidValue(field="command", reason=command) from None
        return told

    def status(self) -> DeviceStatus:
        """Tell whether a question would be answered now."""
        return self._troubles.status()

    def close(self) -> None:
        """Nothing to hang up."""

    def portrait(self, subject: Subject) -> bytes:
        """Give the enrolled portrait; see `Centre.portrait`."""
        with self._troubles.asked():
            portrait = self._register.known(subject).portrait
            if portrait is None:
                raise NoRecord
            return portrait

    def certification_state(self, subject: Subject) -> CertificationState:
        """Tell the standing; see `Centre.certification_state`."""
        with self._troubles.asked():
            return self._register.known(subject).state

    def portal_code(self, wish: PortalCodeWish) -> PortalCode:
        """Give a code; no more than five, as the real centre in an hour."""
        with self._troubles.asked():
            self._register.known(wish.subject)
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
        with self._troubles.asked():
            return self._register.draft(kind, subject)

    def issue(self, order: CertificateOrder) -> IssuedCertificate:
        """Issue a copy once for each order; see `Centre.issue`."""
        with self._troubles.asked():
            return self._register.issue(order)

    def register_envelope_key(self, public_key: bytes) -> None:
        """Keep the key; see `Centre.register_envelope_key`."""
        with self._troubles.asked():
            self._envelope_key = public_key

    def envelopes(self, after: str, limit: int) -> EnvelopePage:
        """Hand out what the bench put here; see `Centre.envelopes`."""
        with self._troubles.asked():
            later = [each for each in self._envelopes if each.id > after]
            later.sort(key=lambda each: each.id)
            return EnvelopePage(tuple(later[:limit]), (), len(later) <= limit)

    def items(self) -> BusinessList:
        """Offer two items; see `Centre.items`."""
        with self._troubles.asked():
            return SIMULATED_ITEMS

    def hand_in(self, wish: CaseWish) -> CaseOutcome:
        """Take a form in once for its id; see `Centre.hand_in`."""
        with self._troubles.asked():
            if wish.holder is not None:
                self._register.known(wish.holder.subject)
            return self._cases.hand_in(wish)

    def library(self, have: int) -> str:
        """Give the library it was given, to who has an older one."""
        with self._troubles.asked():
            return "" if have else self.library_text

    def medium(self, digest: str, start: int) -> MediumPiece:
        """Give a piece of what was put into `media`, which is empty at first."""
        with self._troubles.asked():
            if digest not in self.media:
                raise NoRecord(reason=f"no-medium-{digest[:8]}")
            whole = self.media[digest]
            return MediumPiece(whole[start : start + PIECE_BYTES], len(whole))

    def suggest(self, text: str) -> Sequence[str]:
        """Suggest nothing: the twin reads no articles."""
        del text
        with self._troubles.asked():
            return ()

    def questions(self, subject: Subject) -> Sequence[AskedQuestion]:
        """Give what a known person has asked here, none of it answered."""
        with self._troubles.asked():
            self._register.known(subject)
            return self._book.of(subject.number)

    def send(self, deeds: Sequence[Deed]) -> Sequence[DeedAnswer]:
        """Take in deeds, each once; see `Centre.send`."""
        with self._troubles.asked():
            puts_off = CentreTrouble.PUT_OFF in self._troubles
            return [self._deeds.answered(deed, puts_off=puts_off) for deed in deeds]

    def _put_envelope(self, envelope: Mapping[str, str]) -> str:
        self._envelopes.append(from_wire(Envelope, dict(envelope)))
        return self._envelope_key.hex()
