"""Disk and network as one device: they share the thread that owns the store."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from kiosk.assembly.bookshelf import Bookshelf
from kiosk.assembly.dismissal import DISMISSED, STORE_FILE, Dismissal, key_box_of
from kiosk.assembly.envelopes import Envelopes
from kiosk.assembly.item_shelf import ItemShelf
from kiosk.assembly.list_post import ListPost
from kiosk.assembly.pulse import Pulse
from kiosk.assembly.recall import Recall
from kiosk.assembly.ring import ring_of
from kiosk.assembly.supplies import Supplies
from kiosk.assembly.upkeep import Upkeep
from kiosk.domain.business import CaseOutcome, CaseWish
from kiosk.domain.certificate import CertificateOrder, IssuedCertificate
from kiosk.domain.deed import Deed, DeedKind
from kiosk.domain.fault import StoreTorn
from kiosk.logs import Event, EventLog
from kiosk.ports.centre import Centre
from kiosk.ports.clock import Clock
from kiosk.ports.device import DeviceStatus
from kiosk.ports.store import CopyEntry, CopyState
from kiosk.settings import TerminalSettings
from kiosk.work.noticeboard import Noticeboard
from kiosk.work.turns import Turns
from offline_cache.audit import DEED_RECORDED
from offline_cache.bandwidth import Bandwidth
from offline_cache.envelope_post import EnvelopePost
from offline_cache.identity import IdentityFiles, IdentityKeeper
from offline_cache.origin import Origins
from offline_cache.store import Store, open_store
from offline_cache.sync import SyncLoop

if TYPE_CHECKING:
    from offline_cache.courier import Courier

__all__ = ["Cabinet", "open_cabinet"]
_DISMISSED_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class Cabinet:
    """The store, the way to the centre, and the loop between the two."""

    store: Store
    centre: Centre
    sync: SyncLoop
    envelopes: Envelopes
    post: EnvelopePost
    keeper: IdentityKeeper
    dismissal: Dismissal
    pulse: Pulse
    lists: ListPost
    shelf: Bookshelf
    items: ItemShelf
    recall: Recall
    name: str = "store"
    turns: Turns = field(init=False, repr=False)

    def __post_init__(self) -> None:
        """Put what goes by itself in its order: what a resident has done goes first."""
        parts = (
            self.sync,
            self.pulse,
            self.post,
            self.lists,
            self.keeper,
            self.shelf,
            self.items,
        )
        object.__setattr__(self, "turns", Turns(parts))

    def status(self) -> DeviceStatus:
        """Tell the store's state; the centre's is asked for separately."""
        if self.dismissal.is_final:
            return DISMISSED
        return self.store.status()

    def statuses(self) -> Sequence[DeviceStatus]:
        """Tell the state of the store, of the centre and of the envelopes."""
        if self.dismissal.is_final:
            return (DISMISSED,) * 3
        return (self.store.status(), self.centre.status(), self.envelopes.status())

    def tidy(self) -> float:
        """Do a whole round; gives the seconds to the next one."""
        while not (wait := self.take_turn()):
            if self.turns.is_round:
                break
        return wait

    def take_turn(self) -> float:
        """Do the next thing that goes by itself; gives the seconds to the one after.

        One at a time: on a bad line each may take ten seconds, and a resident whose
        paper is at the printer waits for this thread, too.
        """
        if self.dismissal.is_final:
            return _DISMISSED_SECONDS
        wait = self.turns.step()
        self.dismissal.carry_out(self.store, is_forsaken=self.pulse.is_forsaken)
        return wait

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
        """Keep a deed durably, with its name in the audit log: both or neither."""
        record(self.store, deed)
        if deed.kind is DeedKind.COPY_SETTLED:
            serial, state = _copy_told(deed)
            if state is CopyState.UNKNOWN:
                self.recall.add(serial)

    def note_face_refused(self, trouble: str, purpose: str) -> None:
        """Put a look that was not accepted into the audit log; of whom, is not told."""
        facts = {"trouble": trouble, "service": purpose}
        self.store.audit.append("face-refused", facts)

    def settle(self, serial: str, state: CopyState) -> None:
        """Settle a copy in the ledger, and put that into the audit log."""
        with self.store.all_or_nothing():
            self.store.ledger.settle(serial, state)
            facts = {"serial": serial, "state": str(state)}
            self.store.audit.append("copy-settled", facts)

    def close(self) -> None:
        """Close connections and files."""
        self.centre.close()
        self.store.close()


def open_cabinet(  # noqa: PLR0913, PLR0917 - what its parts need
    settings: TerminalSettings,
    clock: Clock,
    log: EventLog,
    new_id: Callable[[], str],
    noticeboard: Noticeboard | None = None,
    recall: Recall | None = None,
) -> Cabinet:
    """Open the store and settle what a crash left open; prepare the courier.

    A torn or foreign store was set aside by `open_store`; the fresh one that
    is opened then is logged, because a person must look at the old one. Copies
    of unknown outcome go to ``recall``, for the printer's thread to call off.
    """
    store = _open_store(settings, clock, log)
    _settle_leftovers(store, clock, log, new_id)
    recall = recall or Recall()
    for entry in store.ledger.unsettled():
        recall.add(entry.serial)
    centre = _courier(settings, clock, store.outbox.origins)
    files = IdentityFiles(settings.centre.key, settings.centre.certificate)
    name = settings.name
    recovery = settings.centre.recovery_file
    sync = SyncLoop(store.outbox, centre, clock)
    post = EnvelopePost(store.envelopes, centre, clock)
    lists = ListPost(settings.centre.trust, centre, clock)
    noticeboard = noticeboard or Noticeboard()
    items = ItemShelf(
        settings.state_directory / "library" / "items.json",
        centre,
        clock,
        noticeboard.tell_directory,
    )
    pulse = Pulse(
        store,
        centre,
        centre.status,
        noticeboard,
        clock,
        lists.issued,
        lambda: _hurry(sync, post, lists, items),
        settings.state_directory / "events.jsonl",
        lambda: centre.skew_seconds,
        Upkeep(settings).report,
        Supplies(store, settings.printer, clock),
        ring_of(settings),
    )
    return Cabinet(
        store,
        centre,
        sync,
        Envelopes(store, name, clock),
        post,
        IdentityKeeper(files, name, centre, clock),
        Dismissal(name, key_box_of(settings), recovery, centre, log),
        pulse,
        lists,
        Bookshelf(
            settings.state_directory / "library",
            settings.centre.trust,
            centre,
            clock,
            Bandwidth(settings.software.kilobytes_per_second, clock.monotonic),
        ),
        items,
        recall,
    )


def _hurry(*parts: SyncLoop | EnvelopePost | ListPost | ItemShelf) -> None:
    for part in parts:
        part.hurry()


def _courier(settings: TerminalSettings, clock: Clock, origins: Origins) -> Courier:
    # What talks HTTPS is loaded in this thread, beside the first screen.
    from offline_cache.courier import Courier  # noqa: PLC0415

    return Courier(
        settings.centre.url,
        client_certificate=settings.centre.certificate,
        client_key=settings.centre.key,
        centre_ca=settings.centre.authority,
        clock=clock,
        origins=origins,
    )


def _open_store(settings: TerminalSettings, clock: Clock, log: EventLog) -> Store:
    directory = settings.state_directory
    directory.mkdir(parents=True, exist_ok=True)
    vault, path = key_box_of(settings), directory / STORE_FILE
    try:
        return open_store(path, vault, clock)
    except StoreTorn as fault:
        log.note(Event.STORE_SET_ASIDE, reason=fault.facts.get("reason", ""))
        return open_store(path, vault, clock)


def _settle_leftovers(
    store: Store, clock: Clock, log: EventLog, new_id: Callable[[], str]
) -> None:
    """Call copies unknown that were under way when the process ended; tell of them.

    They are never printed again by themselves; a person settles them. An outcome
    that was known but not yet in the outbox is told now.
    """
    for entry in store.ledger.untold():
        with store.all_or_nothing():
            state = _left(store, entry, log)
            payload = {"serial": entry.serial, "state": str(state)}
            deed = Deed(new_id(), DeedKind.COPY_SETTLED, clock.now(), payload)
            record(store, deed)


def _left(store: Store, entry: CopyEntry, log: EventLog) -> CopyState:
    if entry.state not in (CopyState.RESERVED, CopyState.SENT):
        return entry.state
    store.ledger.settle(entry.serial, CopyState.UNKNOWN)
    store.audit.append("copy-left-open", {"serial": entry.serial})
    log.note(Event.COPY_LEFT_OPEN, serial=entry.serial, state=entry.state)
    return CopyState.UNKNOWN


def record(store: Store, deed: Deed) -> None:
    """Keep a deed, its name in the audit log, and that a copy's outcome was told."""
    with store.all_or_nothing():
        store.outbox.append(deed)
        facts = {"deed": deed.id, "kind": str(deed.kind)}
        store.audit.append(DEED_RECORDED, facts)
        if deed.kind is DeedKind.COPY_SETTLED:
            store.ledger.note_told(*_copy_told(deed))


def _copy_told(deed: Deed) -> tuple[str, CopyState]:
    serial, state = deed.payload["serial"], deed.payload["state"]
    return str(serial), CopyState(str(state))
