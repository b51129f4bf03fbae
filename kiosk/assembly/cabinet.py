"""Disk and network as one device: they share the thread that owns the store."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from kiosk.assembly.envelopes import Envelopes
from kiosk.domain.business import CaseOutcome, CaseWish
from kiosk.domain.certificate import CertificateOrder, IssuedCertificate
from kiosk.domain.deed import Deed, DeedKind
from kiosk.domain.fault import StoreTorn
from kiosk.logs import Event, EventLog
from kiosk.ports.centre import Centre
from kiosk.ports.clock import Clock
from kiosk.ports.device import DeviceStatus
from kiosk.ports.store import CopyState
from kiosk.settings import TerminalSettings
from offline_cache.courier import Courier
from offline_cache.envelope_post import EnvelopePost
from offline_cache.store import Store, open_store
from offline_cache.sync import SyncLoop
from offline_cache.vault import KeyFileVault, Vault

__all__ = ["STORE_FILE", "Cabinet", "open_cabinet", "vault_of"]

STORE_FILE = "store.db"


@dataclass(frozen=True, slots=True)
class Cabinet:
    """The store, the way to the centre, and the loop between the two."""

    store: Store
    centre: Centre
    sync: SyncLoop
    envelopes: Envelopes
    post: EnvelopePost
    name: str = "store"

    def status(self) -> DeviceStatus:
        """Tell the store's state; the centre's is asked for separately."""
        return self.store.status()

    def statuses(self) -> Sequence[DeviceStatus]:
        """Tell the state of the store, of the centre and of the envelopes."""
        return (self.store.status(), self.centre.status(), self.envelopes.status())

    def tidy(self) -> float:
        """Send what waits and fetch what is new; gives the seconds to the next turn."""
        return min(self.sync.step(), self.post.step())

    def issue(self, order: CertificateOrder) -> IssuedCertificate:
        """Have a copy issued, and put its serial into the audit log."""
        certificate = self.centre.issue(order)
        self.store.audit.append("copy-issued", {"serial": certificate.serial})
        return certificate

    def hand_in(self, wish: CaseWish) -> CaseOutcome:
        """Hand a form in, and put the case's number into the audit log."""
        outcome = self.centre.hand_in(wish)
        facts = {"item": wish.item, "case": outcome.number}
        self.store.audit.append("case-handed-in", facts)
        return outcome

    def record(self, deed: Deed) -> None:
        """Keep a deed durably, and put its name into the audit log."""
        self.store.outbox.append(deed)
        self.store.audit.append(
            "deed-recorded", {"deed": deed.id, "kind": str(deed.kind)}
        )

    def note_face_refused(self, trouble: str, purpose: str) -> None:
        """Put a look that was not accepted into the audit log; of whom, is not told."""
        facts = {"trouble": trouble, "service": purpose}
        self.store.audit.append("face-refused", facts)

    def settle(self, serial: str, state: CopyState) -> None:
        """Settle a copy in the ledger, and put that into the audit log."""
        self.store.ledger.settle(serial, state)
        facts = {"serial": serial, "state": str(state)}
        self.store.audit.append("copy-settled", facts)

    def close(self) -> None:
        """Close connections and files."""
        self.centre.close()
        self.store.close()


def open_cabinet(
    settings: TerminalSettings, clock: Clock, log: EventLog, new_id: Callable[[], str]
) -> Cabinet:
    """Open the store and settle what a crash left open; prepare the courier.

    A torn or foreign store was set aside by `open_store`; the fresh one that
    is opened then is logged, because a person must look at the old one.
    """
    store = _open_store(settings, clock, log)
    _settle_leftovers(store, clock, log, new_id)
    centre = Courier(
        settings.centre.url,
        client_certificate=settings.centre.certificate,
        client_key=settings.centre.key,
        centre_ca=settings.centre.authority,
        clock=clock,
    )
    return Cabinet(
        store,
        centre,
        SyncLoop(store.outbox, centre, clock),
        Envelopes(store, settings.name, clock),
        EnvelopePost(store.envelopes, centre, clock),
    )


def vault_of(settings: TerminalSettings) -> Vault:
    """Give the vault that holds the store's key."""
    return KeyFileVault(settings.state_directory / "store.key")


def _open_store(settings: TerminalSettings, clock: Clock, log: EventLog) -> Store:
    directory = settings.state_directory
    directory.mkdir(parents=True, exist_ok=True)
    vault, path = vault_of(settings), directory / STORE_FILE
    try:
        return open_store(path, vault, clock)
    except StoreTorn as fault:
        log.note(Event.STORE_SET_ASIDE, reason=fault.facts.get("reason", ""))
        return open_store(path, vault, clock)


def _settle_leftovers(
    store: Store, clock: Clock, log: EventLog, new_id: Callable[[], str]
) -> None:
    """Call copies unknown that were under way when the process ended.

    They are never printed again by themselves; a person settles them.
    """
    for entry in store.ledger.unsettled():
        if entry.state is CopyState.UNKNOWN:
            continue
        store.ledger.settle(entry.serial, CopyState.UNKNOWN)
        store.audit.append("copy-left-open", {"serial": entry.serial})
        payload = {"serial": entry.serial, "state": str(CopyState.UNKNOWN)}
        store.outbox.append(Deed(new_id(), DeedKind.COPY_SETTLED, clock.now(), payload))
        log.note(Event.COPY_LEFT_OPEN, serial=entry.serial, state=entry.state)
