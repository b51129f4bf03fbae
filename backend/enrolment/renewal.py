"""Renewing a terminal's certificate over the line that the present one opened."""

from __future__ import annotations

from backend.access.audit import AuditEvent, note
from backend.access.identity import fingerprint_of, request_of
from backend.access.terminals import admit_younger
from backend.centre import Centre
from backend.fleet.assignment import profile_of
from kiosk.domain.enrolment import RenewalAnswer, RenewalRequest
from kiosk.domain.fault import CentreRefused

__all__ = ["renew"]


def renew(centre: Centre, terminal: str, asked: RenewalRequest) -> RenewalAnswer:
    """Give a known terminal a younger certificate.

    Raises:
        CentreRefused: this centre has no machine authority at hand; or
            ``just-revoked``, see `admit_younger`.
        InvalidValue: the request is none, or is not signed by its own key.
    """
    if centre.machines is None:
        raise CentreRefused(reason="no-authority")
    with centre.database.reading() as session:
        days = profile_of(session, terminal, centre.profiles).certificate_days
    certificate = centre.machines.certify(terminal, request_of(asked.request), days)
    now = centre.clock()
    with centre.database.writing() as session:
        admit_younger(session, terminal, fingerprint_of(certificate), now)
        note(session, now, terminal, AuditEvent.TERMINAL_ENROLLED, "renewed")
    return RenewalAnswer(certificate)
