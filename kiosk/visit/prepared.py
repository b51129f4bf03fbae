"""Serving from what was prepared for this card, while the centre is away."""

from __future__ import annotations

from kiosk.domain.card import ResidentCard
from kiosk.domain.certificate import CertificateKind
from kiosk.domain.deed import Deed, DeedKind
from kiosk.domain.envelope import Dossier, PreparedCertificate
from kiosk.domain.fault import DeviceLost, Expired, NoRecord
from kiosk.domain.staff import IdentifiedBy
from kiosk.visit.errand import NameDeed, OpenEnvelope, ReadClock, ReservePrepared

__all__ = ["prepared_copy", "prepared_portrait", "reserve_prepared"]


async def prepared_portrait(card: ResidentCard) -> bytes | None:
    """Give the enrolled portrait from the card's envelope, if there is one."""
    dossier = await _dossier(card)
    return dossier.portrait if dossier is not None else None


async def prepared_copy(
    card: ResidentCard, kind: CertificateKind
) -> PreparedCertificate | None:
    """Give a copy of a kind from the card's envelope that was never on paper."""
    dossier = await _dossier(card)
    return dossier.of_kind(kind) if dossier is not None else None


async def reserve_prepared(copy: PreparedCertificate, method: IdentifiedBy) -> None:
    """Reserve a prepared copy, and leave word for the centre that it was issued."""
    moment = await ReadClock()
    deed = Deed(
        id=await NameDeed(),
        kind=DeedKind.PREPARED_ISSUED,
        made_at=moment,
        payload={
            "serial": copy.certificate.serial,
            "method": str(method),
            "opened_at": moment.isoformat(),
        },
    )
    certificate = copy.certificate
    await ReservePrepared(certificate.serial, certificate.pages, deed)


async def _dossier(card: ResidentCard) -> Dossier | None:
    try:
        return await OpenEnvelope(card)
    except (NoRecord, DeviceLost, Expired):
        return None
