"""Staff at the residents' card reader, and which other ways this hall has now."""

from __future__ import annotations

from collections.abc import Callable, Collection
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509

from drivers.pcsc.reader import PcscCardReader
from drivers.pcsc.staff_card import PcscStaffCard
from kiosk.diagnostics.sign_in import SignIn
from kiosk.domain.card import CardKind
from kiosk.domain.fault import CardFault, StaffCardBlocked, StaffNotTrusted
from kiosk.domain.staff import StaffRole, StaffSession
from kiosk.domain.staff_proof import (
    CONFIRMING_ROLES,
    StaffProof,
    check_certificate,
    load_authority,
    new_challenge,
    verify_proof,
)
from kiosk.ports.clock import Clock
from kiosk.ports.device import Cancellation
from kiosk.ports.staff_card import PinCheck, StaffBadge
from kiosk.settings import SettingsInvalid
from kiosk.terminal.board import Board
from kiosk.visit.staffing import ProveStaff, SurveyWays, TypedPin, Way
from kiosk.work.worker import Tools

__all__ = ["StaffReader", "read_authority", "surveyor"]

_LOOK_SECONDS = 0.4


def read_authority(path: Path | None) -> x509.Certificate | None:
    """Read the pinned staff authority; none where none is named.

    Raises:
        SettingsInvalid: the file is no certificate; a terminal must not start
            without knowing whom of staff to believe.
    """
    if path is None:
        return None
    try:
        return load_authority(path.read_bytes())
    except (OSError, ValueError) as error:
        message = f"{path}: no certificate of a staff authority"
        raise SettingsInvalid(message) from error


@dataclass(frozen=True, slots=True)
class StaffReader:
    """Staff cards in the contact reader, on the reader's own thread.

    Attributes:
        terminal: Name of this terminal, to which a sign-in is bound.
    """

    authority: x509.Certificate
    clock: Clock
    terminal: str = ""

    def present(self, reader: PcscCardReader, tools: Tools) -> StaffBadge:
        """Wait for a staff card that may confirm; a card left inside is waited out.

        Raises:
            StaffNotTrusted, StaffCardBlocked: the card is of no use here.
            CardFault, DeviceLost: as `kiosk.ports.staff_card.StaffCard` tells.
        """
        card = PcscStaffCard(reader)
        badge = self._in_place_of(card, reader, tools.cancellation)
        if badge is None:
            badge = card.present(tools.cancellation)
        self._check(badge)
        return badge

    def _in_place_of(
        self, card: PcscStaffCard, reader: PcscCardReader, cancellation: Cancellation
    ) -> StaffBadge | None:
        """Wait until the resident's own card is out; a swift exchange is seen, too.

        Gives the badge where staff's card lay there already or took its place;
        none when the reader is empty.
        """
        while reader.reader_with_card() is not None:
            with suppress(CardFault):
                return card.present(cancellation)
            cancellation.wait(_LOOK_SECONDS)
        return None

    def prove(
        self, reader: PcscCardReader, ask: ProveStaff, tools: Tools
    ) -> PinCheck | StaffProof:
        """Have the PIN checked and, if it is right, a fresh challenge signed.

        Raises:
            StaffNotTrusted: another card signed than the one presented.
            CardFault, DeviceLost: as `kiosk.ports.staff_card.StaffCard` tells.
        """
        proof = self._proof(reader, ask.badge, ask.pin, ask.subject_number, tools)
        if isinstance(proof, PinCheck):
            return proof
        verify_proof(proof, ask.subject_number, self.authority, self.clock.now())
        return proof

    def present_worker(
        self, reader: PcscCardReader, _ask: object, tools: Tools
    ) -> StaffBadge:
        """Wait for any staff card; a resident's left inside is waited out.

        Raises:
            StaffNotTrusted, StaffCardBlocked: the card is of no use here.
            CardFault, DeviceLost: as `kiosk.ports.staff_card.StaffCard` tells.
        """
        card = PcscStaffCard(reader)
        badge = card.present(tools.cancellation)
        self._check(badge, frozenset(StaffRole))
        return badge

    def sign_in(
        self, reader: PcscCardReader, ask: SignIn, tools: Tools
    ) -> PinCheck | StaffSession:
        """Have the PIN checked and a challenge for this very terminal signed.

        Raises:
            StaffNotTrusted: another card signed than the one presented.
            CardFault, DeviceLost: as `kiosk.ports.staff_card.StaffCard` tells.
        """
        proof = self._proof(reader, ask.badge, ask.pin, self.terminal, tools)
        if isinstance(proof, PinCheck):
            return proof
        roles, now = frozenset(StaffRole), self.clock.now()
        staff = verify_proof(proof, self.terminal, self.authority, now, roles)
        return StaffSession(staff.number, staff.role)

    def _proof(
        self,
        reader: PcscCardReader,
        badge: StaffBadge,
        pin: TypedPin,
        subject: str,
        tools: Tools,
    ) -> PinCheck | StaffProof:
        card = PcscStaffCard(reader)
        check = card.verify_pin(pin.spend(), tools.cancellation)
        if not check.is_right:
            return check
        challenge = new_challenge(subject)
        signature = card.prove(challenge, tools.cancellation)
        return StaffProof(badge.number, badge.certificate, challenge, signature)

    def _check(
        self, badge: StaffBadge, roles: Collection[StaffRole] = CONFIRMING_ROLES
    ) -> None:
        now = self.clock.now()
        staff = check_certificate(badge.certificate, self.authority, now)
        if (staff.number, staff.role) != (badge.number, badge.role):
            raise StaffNotTrusted(reason="number")
        if staff.role not in roles:
            raise StaffNotTrusted(reason="role")
        if badge.tries_left == 0:
            raise StaffCardBlocked


def surveyor(
    board: Board, contact_reader: str, id_reader: str, *, has_authority: bool
) -> Callable[[SurveyWays], tuple[Way, ...]]:
    """Give what tells the other ways that are open at a moment."""

    def works(name: str) -> bool:
        return board.knows(name) and board.status(name).is_usable

    def survey(ask: SurveyWays) -> tuple[Way, ...]:
        is_first = ask.first is CardKind.SOCIAL_SECURITY
        other = id_reader if is_first else contact_reader
        ways = [Way.STAFF] if has_authority and works(contact_reader) else []
        ways += [Way.OTHER_DOCUMENT] if works(other) else []
        return (*ways, Way.REVIEW)

    return survey
