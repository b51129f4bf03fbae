"""Who must be reached: due soon, never certified, suspended, waiting for a visit."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.clock import CITY_ZONE
from backend.eligibility.payment import arrears
from backend.eligibility.reckoning import Reckoning, reckon
from backend.eligibility.rows import Beneficiary, beneficiaries
from backend.eligibility.rulebook import city_rules
from backend.eligibility.standing import reasons_of
from backend.store.eligibility import Community, Residence
from kiosk.domain.eligibility import CertificationStanding
from kiosk.domain.months import Month

__all__ = ["OutreachKind", "OutreachLine", "outreach", "outreach_counts"]


class OutreachKind(StrEnum):
    """Lists the offices work through; a person may stand on several.

    ``never-certified`` leaves those out whose grant is still their proof.
    """

    DUE_SOON = "due-soon"
    NEVER_CERTIFIED = "never-certified"
    SUSPENDED = "suspended"
    HOME_VISIT = "home-visit"
    STOPPED = "stopped"


@dataclass(frozen=True, slots=True)
class OutreachLine:
    """One person to reach for one benefit.

    Attributes:
        days_left: Negative when the day is past.
        owed_months, owed_cents: Withheld so far; only on the suspended list.
    """

    kind: OutreachKind
    personal_number: int
    name: str = field(repr=False)
    citizen_number: str = field(repr=False)
    community: str
    office: str
    benefit: str
    due_on: date | None
    days_left: int | None
    reasons: tuple[str, ...]
    suspended_since: Month | None = None
    owed_months: int = 0
    owed_cents: int = 0


def outreach(
    session: Session,
    today: date,
    kind: OutreachKind,
    community: str = "",
    office: str = "",
) -> Iterator[OutreachLine]:
    """Walk through all who draw something and give those a list is for.

    Args:
        session: Reads in four ordered streams; memory stays one person's.
        today: The day the list is for.
        kind: Which list.
        community: Only those who live there, by code.
        office: Only those whose community an office serves.
    """
    rules = city_rules()
    homes = _homes(session)
    for person in beneficiaries(session):
        home = homes.get(person.personal_number)
        if community and (home is None or home.community_code != community):
            continue
        if office and (home is None or home.office != office):
            continue
        for each in reckon(rules, person.ledger, person.entitlements, today):
            if kind in _kinds(each):
                yield _line(kind, person, home, each, today)


def outreach_counts(
    session: Session, today: date
) -> Mapping[str, Counter[OutreachKind]]:
    """Count every list for every community, by code; empty code: home not known."""
    rules = city_rules()
    homes = _homes(session)
    found: dict[str, Counter[OutreachKind]] = {}
    for person in beneficiaries(session):
        home = homes.get(person.personal_number)
        counter = found.setdefault(home.community_code if home else "", Counter())
        for each in reckon(rules, person.ledger, person.entitlements, today):
            counter.update(_kinds(each))
    return found


def _kinds(each: Reckoning) -> Iterator[OutreachKind]:
    late_or_due = (CertificationStanding.DUE, CertificationStanding.SUSPENDED)
    if each.standing is CertificationStanding.DUE:
        yield OutreachKind.DUE_SOON
    if each.standing is CertificationStanding.SUSPENDED:
        yield OutreachKind.SUSPENDED
    if each.standing is CertificationStanding.STOPPED:
        yield OutreachKind.STOPPED
    if each.due_on and each.proof is None and not each.has_first_term:
        yield OutreachKind.NEVER_CERTIFIED
    if each.is_home_visit and each.standing in late_or_due:
        yield OutreachKind.HOME_VISIT


def _line(
    kind: OutreachKind,
    person: Beneficiary,
    home: Community | None,
    each: Reckoning,
    today: date,
) -> OutreachLine:
    owed, since = None, None
    if each.standing is CertificationStanding.SUSPENDED:
        moment = datetime.combine(today, time.max, CITY_ZONE)
        owed = arrears(city_rules(), person.ledger, each.entitlement, moment)
        since = each.paid_until.plus(1) if each.paid_until else None
    return OutreachLine(
        kind=kind,
        personal_number=person.personal_number,
        name=person.name,
        citizen_number=person.citizen_number,
        community=home.name if home else "",
        office=home.office if home else "",
        benefit=each.entitlement.benefit,
        due_on=each.due_on,
        days_left=(each.due_on - today).days if each.due_on else None,
        reasons=reasons_of(each),
        suspended_since=since,
        owed_months=len(owed.months) if owed else 0,
        owed_cents=owed.cents if owed else 0,
    )


def _homes(session: Session) -> dict[int, Community]:
    """Read where everybody lives now; a later row replaces an earlier one."""
    places = {each.community_code: each for each in session.scalars(select(Community))}
    asked = select(Residence.personal_number, Residence.community_code)
    rows = session.execute(asked.order_by(Residence.since))
    return {number: places[code] for number, code in rows}
