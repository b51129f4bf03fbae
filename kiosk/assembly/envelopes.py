"""Prepared envelopes at the terminal: opened by the card that lies in the reader."""

from __future__ import annotations

from dataclasses import dataclass, replace

from kiosk.documents.envelope import open_envelope, tag_of
from kiosk.domain.card import ResidentCard
from kiosk.domain.deed import Deed
from kiosk.domain.envelope import Dossier, PreparedCertificate
from kiosk.domain.fault import NoRecord
from kiosk.ports.clock import Clock
from kiosk.ports.device import DeviceState, DeviceStatus
from offline_cache.store import Store

__all__ = ["Envelopes"]


@dataclass(frozen=True, slots=True)
class Envelopes:
    """What was prepared for this terminal's community while the line was up.

    Attributes:
        terminal: The terminal's name at the centre, to which envelopes are bound.
    """

    store: Store
    terminal: str
    clock: Clock

    def open(self, card: ResidentCard) -> Dossier:
        """Open the envelope of a card; copies that were on paper are left out.

        Raises:
            NoRecord: nothing was prepared for this card here, it ran out, or it
                belongs to another person.
        """
        if not card.identification_code:
            raise NoRecord(reason="no-card-code")
        code = card.identification_code
        envelope = self.store.envelopes.find(tag_of(code, self.terminal))
        dossier = open_envelope(
            envelope,
            card_code=code,
            terminal=self.terminal,
            terminal_key=self.store.envelopes.key(),
            now=self.clock.now(),
        )
        if dossier.number != card.number:
            raise NoRecord(reason="not-this-card")
        self.store.audit.append("envelope-opened", {"envelope": envelope.id})
        return replace(dossier, certificates=self._unprinted(dossier))

    def reserve(self, serial: str, sheets: int, deed: Deed) -> None:
        """Reserve a prepared copy together with the deed that issues it.

        Raises:
            InvalidValue: the copy was reserved before; nothing was written.
            StoreFull: nothing was written.
        """
        with self.store.all_or_nothing():
            self.store.ledger.reserve(serial, sheets)
            self.store.outbox.append(deed)
        self.store.audit.append("prepared-issued", {"serial": serial, "deed": deed.id})

    def status(self) -> DeviceStatus:
        """Tell whether anybody could be served from envelopes now."""
        if self.store.envelopes.stock().count:
            return DeviceStatus(DeviceState.ONLINE)
        # A hall terminal has no community; that is no fault.
        return DeviceStatus(DeviceState.NO_DEVICE)

    def _unprinted(self, dossier: Dossier) -> tuple[PreparedCertificate, ...]:
        return tuple(
            each
            for each in dossier.certificates
            if not self.store.ledger.knows(each.certificate.serial)
        )
