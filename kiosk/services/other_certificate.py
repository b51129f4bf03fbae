"""Every other sealed paper: records, statements, benefits, transfer, no enrolment."""

from __future__ import annotations

from kiosk.domain.certificate import WHOLE, CertificateKind, PaperScope
from kiosk.domain.fault import CentreRefused
from kiosk.services.certification_reminder import serve_and_remind
from kiosk.visit.deliver import deliver
from kiosk.visit.errand import (
    DraftCertificate,
    IssueCertificate,
    NameDeed,
    RenderPages,
)
from kiosk.visit.identify import Identified, identify
from kiosk.visit.papers import OTHER_PAPERS, REFUSALS, ChoosePaper
from kiosk.visit.patience import insist
from kiosk.visit.question import Preview, Tell
from kiosk.visit.service import Need, Service

__all__ = ["SERVICE", "converse", "serve_paper"]


async def converse() -> None:
    """Choose the paper, identify the resident, show it, seal it, print it.

    A paper that cannot be had is explained, and another one may be chosen without
    showing the card again.
    """
    kind = await ChoosePaper(OTHER_PAPERS)
    resident = await identify("other-certificate")
    if resident is not None:
        await serve_and_remind(resident, lambda: _serve(resident, kind))


async def _serve(resident: Identified, kind: CertificateKind) -> None:
    while not await serve_paper(resident, kind):
        left = tuple(each for each in OTHER_PAPERS if each is not kind)
        kind = await ChoosePaper(left)


async def serve_paper(
    resident: Identified, kind: CertificateKind, scope: PaperScope = WHOLE
) -> bool:
    """Show and print one paper; false where there is none of the kind.

    Raises:
        CentreFault: the centre does not know the person, or does not answer.
    """
    try:
        draft = await insist(DraftCertificate(kind, resident.subject, scope))
    except CentreRefused as fault:
        reason = fault.facts.get("reason")
        if reason not in REFUSALS:
            raise
        await Tell(f"no-paper-{reason}")
        return False
    if await Preview(await RenderPages(draft)):
        order = resident.order(await NameDeed(), kind, scope)
        await deliver(await insist(IssueCertificate(order)))
    return True


SERVICE = Service(
    key="other-certificate",
    needs=frozenset(Need) - {Need.SCANNER, Need.RECORDS},
    converse=converse,
    rank=15,
)
