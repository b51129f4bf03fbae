"""What the terminal asks of the central system."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from kiosk.domain.certificate import WHOLE
from kiosk.ports.device import Part

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kiosk.domain.business import BusinessList, CaseOutcome, CaseWish
    from kiosk.domain.certificate import (
        CertificateKind,
        CertificateOrder,
        IssuedCertificate,
        PaperScope,
    )
    from kiosk.domain.consultation import AskedQuestion
    from kiosk.domain.deed import Deed, DeedAnswer
    from kiosk.domain.eligibility import CertificationState
    from kiosk.domain.envelope import EnvelopePage
    from kiosk.domain.medium_piece import MediumPiece
    from kiosk.domain.portal_code import PortalCode, PortalCodeWish
    from kiosk.domain.resident import Subject

__all__ = ["Centre"]


class Centre(Part, Protocol):
    """The central system as one terminal sees it.

    Every method may raise:
        CentreUnreachable: no answer in time; trying later is right.
        CentreRefused: the centre said no; fact ``reason``.
        Revoked: this terminal's identity is no longer accepted.
    """

    def portrait(self, subject: Subject) -> bytes:
        """Fetch the enrolled portrait as an image file.

        Raises:
            NoRecord: the city knows no such person, or has no portrait.
        """

    def certification_state(self, subject: Subject) -> CertificationState:
        """Ask where the person stands with life certification.

        Raises:
            NoRecord: the city knows no such person.
        """

    def portal_code(self, wish: PortalCodeWish) -> PortalCode:
        """Have a code for one sign-in at the portal given to a person.

        Raises:
            NoRecord: the city knows no such person.
            CentreRefused: ``too-many-codes``, several were given in the last hour.
        """

    def draft(
        self,
        kind: CertificateKind,
        subject: Subject,
        language: str,
        scope: PaperScope = WHOLE,
    ) -> bytes:
        """Fetch a preview of a certificate: a PDF marked as not valid, unsealed.

        Raises:
            NoRecord: the city knows no such person.
        """

    def issue(self, order: CertificateOrder) -> IssuedCertificate:
        """Have one copy issued and sealed; the same order gives the same copy.

        Raises:
            NoRecord: the city knows no such person.
        """

    def register_envelope_key(self, public_key: bytes) -> None:
        """Tell the centre for which key to close this terminal's envelopes.

        Args:
            public_key: X25519, 32 bytes. Envelopes for an earlier one are void.

        Raises:
            CentreRefused: the terminal serves no community.
        """

    def envelopes(self, after: str, limit: int) -> EnvelopePage:
        """Fetch envelopes with ids after one, the oldest first."""

    def items(self) -> BusinessList:
        """Fetch the business items offered at terminals, each with its form."""

    def hand_in(self, wish: CaseWish) -> CaseOutcome:
        """Hand a filled form and its pages in; the same wish gives the same case.

        A form or rule that does not hold is an outcome with troubles, no fault.

        Raises:
            NoRecord: the city knows no such person.
        """

    def library(self, have: int) -> str:
        """Fetch the library, a signed list; empty when there is none newer.

        Args:
            have: Version this terminal has; 0 for none.
        """

    def medium(self, digest: str, start: int) -> MediumPiece:
        """Fetch a piece of a picture or film of the library.

        Args:
            digest: The whole medium's SHA-256.
            start: Bytes that are here already.

        Raises:
            NoRecord: there is none.
        """

    def suggest(self, text: str) -> Sequence[str]:
        """Ask which articles most likely answer a question; gives their keys."""

    def questions(self, subject: Subject) -> Sequence[AskedQuestion]:
        """Fetch what a person has asked at terminals, the newest first.

        Raises:
            NoRecord: the city knows no such person.
        """

    def send(self, deeds: Sequence[Deed]) -> Sequence[DeedAnswer]:
        """Deliver deeds in order; exactly one answer for each, in the same order."""
