"""Packing what waits in the outbox into a file, for the day there is no line."""

from __future__ import annotations

import json
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

from kiosk.assembly.export import check_export
from kiosk.assembly.inspection import opened_store
from kiosk.clock import SystemClock
from kiosk.domain.fault import NoRecipient
from kiosk.domain.parcel import Parcel, parcel_purpose
from kiosk.domain.sealed_box import close_box
from kiosk.domain.wire import to_wire
from kiosk.settings import TerminalSettings
from offline_cache.identity import IdentityFiles
from offline_cache.store import Store
from offline_cache.vault import put

__all__ = ["PackedOutbox", "pack", "pack_outbox", "revive"]

_MANY = 1_000_000


@dataclass(frozen=True, slots=True)
class PackedOutbox:
    """What waits and what was refused, closed for the centre alone, and how many."""

    name: str
    content: bytes
    count: int


def pack(settings: TerminalSettings, store: Store) -> PackedOutbox:
    """Close waiting and refused deeds for the centre; they stay in the outbox, too.

    Raises:
        StoreFault: our key cannot be read.
        NoRecipient: the terminal was never enrolled, so that there is no centre.
        ExportForbidden: the security profile lets nothing be carried by hand.
    """
    check_export(store)
    letters = [letter.deed for letter in store.outbox.dead_letters()]
    deeds = [*letters, *store.outbox.pending(_MANY)]
    parcel = _closed(settings, json.dumps(to_wire(deeds)), len(deeds))
    store.audit.append("outbox-packed", {"count": len(deeds)})
    name = f"{settings.name}-{parcel.made_at:%Y%m%d-%H%M%S}.parcel"
    return PackedOutbox(name, json.dumps(to_wire(parcel)).encode(), len(deeds))


def pack_outbox(settings: TerminalSettings, directory: Path) -> tuple[Path, int]:
    """Write waiting and refused deeds for the centre; gives the file and how many.

    Nothing leaves the outbox: with the line back the terminal sends them again,
    and gets the answers the centre gave to the file.

    Raises:
        StoreFault: the store or our key cannot be read.
        NoRecipient: the terminal was never enrolled.
        ExportForbidden: the security profile lets nothing be carried by hand.
        OSError: the directory cannot be written.
    """
    with closing(opened_store(settings)) as store:
        packed = pack(settings, store)
    put(directory / packed.name, packed.content)
    return directory / packed.name, packed.count


def revive(settings: TerminalSettings, deed_id: str) -> None:
    """Have a refused deed sent again; a person decided so.

    Raises:
        InvalidValue: there is no such dead letter.
        StoreFault: the store cannot be opened.
    """
    with closing(opened_store(settings)) as store:
        store.outbox.revive(deed_id)
        store.audit.append("deed-revived", {"deed": deed_id})


def _closed(settings: TerminalSettings, text: str, count: int) -> Parcel:
    centre = settings.centre
    try:
        recovery = centre.recovery_file.read_bytes()
    except FileNotFoundError:
        raise NoRecipient(reason="not-enrolled") from None
    sealed = close_box(text.encode(), recovery, parcel_purpose(settings.name))
    parcel = Parcel(
        settings.name,
        SystemClock().now(),
        count,
        centre.certificate.read_bytes(),
        sealed,
    )
    key = IdentityFiles(centre.key, centre.certificate).private_key()
    return replace(parcel, signature=parcel.signed(key))
