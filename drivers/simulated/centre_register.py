"""Whom the twin of the centre knows, and the copies it has issued to them."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from reportlab.pdfgen.canvas import Canvas

from kiosk.domain.certificate import (
    CertificateKind,
    CertificateOrder,
    IssuedCertificate,
)
from kiosk.domain.eligibility import (
    CertificationStanding,
    CertificationState,
    next_due_date,
)
from kiosk.domain.fault import CentreRefused, NoRecord
from kiosk.domain.resident import Subject
from kiosk.ports.clock import Clock

__all__ = ["Register", "SimulatedResident", "plain_page"]

_VALID_MONTHS = 3
_NOT_REQUIRED = CertificationState(CertificationStanding.NOT_REQUIRED, "", None)


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


class Register:
    """People on record, their certification, and their copies."""

    def __init__(
        self,
        residents: Sequence[SimulatedResident],
        clock: Clock,
        paper: Callable[[CertificateOrder, str], bytes] | None,
    ) -> None:
        """Begin with some people; see `SimulatedCentre`."""
        self._residents = {each.subject: each for each in residents}
        self._clock = clock
        self._paper = paper or _plain_paper
        self._issued: dict[str, tuple[CertificateOrder, IssuedCertificate]] = {}

    def known(self, subject: Subject) -> SimulatedResident:
        """Give who is meant, or raise `NoRecord`."""
        try:
            return self._residents[subject]
        except KeyError:
            raise NoRecord from None

    def has_number(self, number: object) -> bool:
        """Whether anybody known has this number."""
        return number in {each.number for each in self._residents}

    def has_copy(self, serial: object) -> bool:
        """Whether a copy of this serial was issued."""
        return serial in {copy.serial for _, copy in self._issued.values()}

    def draft(self, kind: CertificateKind, subject: Subject) -> bytes:
        """Draw a preview, of what may be certified."""
        self._check(kind, subject)
        return plain_page(f"NOT VALID: {kind}")

    def issue(self, order: CertificateOrder) -> IssuedCertificate:
        """Issue a copy once for each order."""
        self._check(order.kind, order.subject)
        made = self._issued.get(order.id) or (order, self._new_copy(order))
        if made[0] != order:
            raise CentreRefused(reason="id-reused")
        self._issued[order.id] = made
        return made[1]

    def certify(self, payload: Mapping[str, object]) -> None:
        """Renew who was certified."""
        resident = self.known(Subject(str(payload["number"]), str(payload["name"])))
        until = next_due_date(date.fromisoformat(str(payload["certified_on"])))
        state = replace(
            resident.state, standing=CertificationStanding.VALID, valid_until=until
        )
        self._residents[resident.subject] = replace(resident, state=state)

    def _check(self, kind: CertificateKind, subject: Subject) -> None:
        """Refuse a paper on what is not, and one on nothing where something is."""
        insured = self.known(subject).is_insured
        if insured is (kind is CertificateKind.NO_ENROLMENT):
            reason = "enrolled" if insured else "nothing-to-certify"
            raise CentreRefused(reason=reason)

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


def plain_page(text: str) -> bytes:
    """Draw a one-page PDF with a line of text, the same bytes each time."""
    file = io.BytesIO()
    canvas = Canvas(file, invariant=1)
    canvas.drawString(72, 720, text)
    canvas.save()
    return file.getvalue()


def _plain_paper(order: CertificateOrder, serial: str) -> bytes:
    return plain_page(f"{order.kind} {serial}")
