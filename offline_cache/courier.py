"""The courier: carries the terminal's questions to the centre over mutual TLS."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

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
from kiosk.domain.enrolment import RenewalAnswer, RenewalRequest
from kiosk.domain.envelope import EnvelopePage
from kiosk.domain.fault import CentreUnreachable
from kiosk.domain.heartbeat import Heartbeat, HeartbeatAnswer, LogExcerpt
from kiosk.domain.medium_piece import MediumPiece
from kiosk.domain.portal_code import PortalCode, PortalCodeWish
from kiosk.domain.resident import Subject
from kiosk.domain.wire import to_wire
from kiosk.ports.clock import Clock
from kiosk.ports.device import DeviceStatus
from offline_cache.line import Identity, Line
from offline_cache.origin import Origins
from offline_cache.road import Road
from offline_cache.shape import NotTaken, read_as, shaped

__all__ = ["Courier"]


@dataclass(frozen=True, slots=True)
class _Keys:
    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Questions:
    questions: tuple[AskedQuestion, ...] = field(repr=False)


class Courier:
    """Implements `Centre` and `Headquarters` over HTTPS with a client certificate.

    Every question ends after `connect_seconds` + `read_seconds` (and half a second
    at most), whatever the network does. Answers of another shape count as no answer.
    """

    name = "centre"

    def __init__(  # noqa: PLR0913 - an identity has this many parts
        self,
        base_url: str,
        *,
        client_certificate: Path,
        client_key: Path,
        centre_ca: Path,
        clock: Clock,
        connect_seconds: float = 2.0,
        read_seconds: float = 8.0,
        origins: Origins | None = None,
    ) -> None:
        """Prepare; nothing is sent before the first question."""
        self._origins = origins or Origins()
        self._road = Road(
            Line(base_url, Identity(client_certificate, client_key, centre_ca)),
            clock,
            connect_seconds=connect_seconds,
            read_seconds=read_seconds,
        )

    @property
    def skew_seconds(self) -> float | None:
        """Centre's clock minus ours, as of the last sign of life; none before."""
        return self._road.skew_seconds

    @property
    def dismissal(self) -> str:
        """Why the centre last refused to know us; see `Headquarters`."""
        return self._road.dismissal

    def status(self) -> DeviceStatus:
        """Ask for a sign of life, for less than half a second."""
        return self._road.status()

    def close(self) -> None:
        """Hang up; a second call does nothing."""
        self._road.close()

    def portrait(self, subject: Subject) -> bytes:
        """Fetch the enrolled portrait; see `Centre.portrait`."""
        return self._bytes("portrait", "/v1/portraits", to_wire(subject))

    def certification_state(self, subject: Subject) -> CertificationState:
        """Ask for the state of life certification; see `Centre`."""
        told = self._post("/v1/certification-states", to_wire(subject))
        return shaped(CertificationState, told)

    def portal_code(self, wish: PortalCodeWish) -> PortalCode:
        """Have a code for the portal given; see `Centre`."""
        return shaped(PortalCode, self._post("/v1/portal-codes", to_wire(wish)))

    def draft(
        self,
        kind: CertificateKind,
        subject: Subject,
        language: str,
        scope: PaperScope = WHOLE,
    ) -> bytes:
        """Fetch a preview; see `Centre.draft`."""
        wish = {
            "kind": str(kind),
            "subject": to_wire(subject),
            "language": language,
            "scope": to_wire(scope),
        }
        return self._bytes("pdf", "/v1/certificates/drafts", wish)

    def issue(self, order: CertificateOrder) -> IssuedCertificate:
        """Have one copy issued; see `Centre.issue`."""
        return shaped(IssuedCertificate, self._post("/v1/certificates", to_wire(order)))

    def register_envelope_key(self, public_key: bytes) -> None:
        """Tell the centre our half of the lock; see `Centre`."""
        self._post("/v1/envelope-key", {"public_key": to_wire(public_key)})

    def envelopes(self, after: str, limit: int) -> EnvelopePage:
        """Fetch prepared envelopes; see `Centre.envelopes`."""
        wish = {"after": after, "limit": limit}
        return shaped(EnvelopePage, self._post("/v1/envelopes", wish))

    def items(self) -> BusinessList:
        """Fetch the items offered here; see `Centre.items`."""
        return read_as(BusinessList.read, self._road.ask("GET", "/v1/items", None))

    def hand_in(self, wish: CaseWish) -> CaseOutcome:
        """Hand a filled form in; see `Centre.hand_in`."""
        for page in wish.pages:
            # Named by its hash: handed in again, it is the same one.
            self._road.ask("POST", "/v1/attachments", page)
        try:
            told = self._road.ask("POST", "/v1/cases", wish.as_wire())
        except NotTaken as refusal:
            told = refusal.told
        return read_as(CaseOutcome.read, told)

    def renew_identity(self, request: bytes) -> bytes:
        """Have a younger certificate made; see `Headquarters`."""
        told = self._post("/v1/identity", to_wire(RenewalRequest(request)))
        return shaped(RenewalAnswer, told).certificate

    def beat(self, beat: Heartbeat) -> HeartbeatAnswer:
        """Tell how we are; see `Headquarters`."""
        return shaped(HeartbeatAnswer, self._post("/v1/heartbeats", to_wire(beat)))

    def hand_in_log(self, excerpt: LogExcerpt) -> None:
        """Hand in the end of the event log; see `Headquarters`."""
        self._post("/v1/logs", to_wire(excerpt))

    def signed_lists(self) -> dict[str, str]:
        """Fetch the newest signed lists; see `Headquarters`."""
        return shaped(dict[str, str], self._post("/v1/lists", None))

    def library(self, have: int) -> str:
        """Fetch the library; see `Centre.library`."""
        return shaped(str, self._post("/v1/library", {"version": have}).get("text"))

    def medium(self, digest: str, start: int) -> MediumPiece:
        """Fetch a piece of a picture or film; see `Centre.medium`."""
        told = self._post("/v1/media", {"digest": digest, "start": start})
        return shaped(MediumPiece, told)

    def suggest(self, text: str) -> Sequence[str]:
        """Ask for likely answers; see `Centre.suggest`."""
        told = self._post("/v1/suggestions", {"text": text})
        return shaped(_Keys, told).keys

    def questions(self, subject: Subject) -> Sequence[AskedQuestion]:
        """Fetch a person's questions; see `Centre.questions`."""
        told = self._post("/v1/questions", to_wire(subject))
        return shaped(_Questions, told).questions

    def send(self, deeds: Sequence[Deed]) -> Sequence[DeedAnswer]:
        """Deliver deeds; see `Centre.send`."""
        body: dict[str, object] = {"deeds": [to_wire(deed) for deed in deeds]}
        spans = self._origins.of(deeds)
        if spans:
            body["traces"] = spans
        told = self._post("/v1/deeds", body)
        listed = told.get("answers")
        if not isinstance(listed, list):
            raise CentreUnreachable(reason="ill-formed")
        answers = [shaped(DeedAnswer, each) for each in listed]
        if [answer.id for answer in answers] != [deed.id for deed in deeds]:
            raise CentreUnreachable(reason="ill-formed")
        return answers

    def _bytes(self, name: str, path: str, body: object) -> bytes:
        return shaped(bytes, self._post(path, body).get(name))

    def _post(self, path: str, body: object) -> dict[str, Any]:
        return self._road.ask("POST", path, body)
