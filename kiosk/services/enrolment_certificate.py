"""Enrolment certificate (参保证明): sealed proof of who is insured, and since when."""

from __future__ import annotations

from kiosk.domain.certificate import CertificateKind
from kiosk.domain.envelope import PreparedCertificate
from kiosk.services.certification_reminder import serve_and_remind
from kiosk.visit.deliver import deliver, deliver_prepared
from kiosk.visit.errand import (
    DraftCertificate,
    IssueCertificate,
    NameDeed,
    RenderPages,
)
from kiosk.visit.identified import Identified
from kiosk.visit.identify import identify
from kiosk.visit.patience import insist
from kiosk.visit.prepared import prepared_copy
from kiosk.visit.question import Preview
from kiosk.visit.service import Need, Service

__all__ = ["SERVICE", "converse"]


async def converse() -> None:
    """Identify the resident, show what it will say, seal it, print it."""
    resident = await identify("enrolment-certificate")
    if resident is not None:
        await serve_and_remind(resident, lambda: _print(resident))


async def _print(resident: Identified) -> None:
    kind = CertificateKind.ENROLMENT
    draft = await insist(
        DraftCertificate(kind, resident.subject),
        lambda: prepared_copy(resident.card, kind),
    )
    if isinstance(draft, PreparedCertificate):
        if await Preview(await RenderPages(draft.draft)):
            await deliver_prepared(draft, resident.method)
    elif await Preview(await RenderPages(draft)):
        order = resident.order(await NameDeed(), kind)
        await deliver(await insist(IssueCertificate(order)))


SERVICE = Service(
    key="enrolment-certificate",
    needs=frozenset(Need) - {Need.SCANNER, Need.CENTRE},
    converse=converse,
    rank=10,
)
