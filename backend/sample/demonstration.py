"""The residents every installation has for trying out and for showing refusals.

They are invented; dates are laid out around the day they are made, so that the
due one is due and the suspended one suspended on any day.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from backend.sample.career import Spell
from backend.sample.community import COMMUNITIES
from backend.sample.life import Life, yearly_passes
from backend.sample.number import card_code, citizen_number
from kiosk.domain.card import Sex
from kiosk.domain.months import Month

__all__ = ["DEMONSTRATION", "DemonstrationResident", "demonstration_life"]

_WAGE = 0.95
_PENSION_CENTS = 338_650
_LONG_AGO = Month(2004, 3)


@dataclass(frozen=True, slots=True)
class DemonstrationResident:
    """A fixed resident: who it is and what can be shown with them.

    Attributes:
        is_recorded: False for the one whose card is good but who is not insured here.
    """

    key: str
    name: str
    sex: Sex
    birth: date
    sequence: int
    purpose: str
    is_recorded: bool = True

    @property
    def number(self) -> str:
        """Citizen number, the same on every installation."""
        return citizen_number(self.birth, self.sequence)

    def card(self) -> dict[str, object]:
        """Describe the person and the card for a virtual card, JSON-ready."""
        return {
            "key": self.key,
            "number": self.number,
            "name": self.name,
            "sex": str(self.sex),
            "birth_date": self.birth.isoformat(),
            "identification_code": card_code(self.number),
            "is_recorded": self.is_recorded,
            "community": COMMUNITIES[0],
            "purpose": self.purpose,
        }


DEMONSTRATION: Mapping[str, DemonstrationResident] = {
    resident.key: resident
    for resident in (
        DemonstrationResident(
            "pensioner-due", "王秀兰", Sex.FEMALE, date(1956, 3, 8), 342,
            "draws a pension, life certification is due",
        ),
        DemonstrationResident(
            "employee", "李建国", Sex.MALE, date(1985, 6, 15), 217,
            "insured employee, every month paid; acts for the employer",
        ),
        DemonstrationResident(
            "pensioner-suspended", "周玉华", Sex.FEMALE, date(1950, 11, 2), 128,
            "pension suspended, certification is overdue",
        ),
        DemonstrationResident(
            "pensioner-valid", "陈德明", Sex.MALE, date(1952, 9, 21), 455,
            "pension, certified a month ago",
        ),
        DemonstrationResident(
            "paused", "张伟", Sex.MALE, date(1990, 1, 30), 73,
            "between jobs, insurance paused",
        ),
        DemonstrationResident(
            "no-portrait", "赵敏", Sex.FEMALE, date(1992, 7, 4), 586,
            "insured, meant to be left without a portrait",
        ),
        DemonstrationResident(
            "nothing-to-certify", "刘洋", Sex.MALE, date(2003, 12, 12), 11,
            "known to the city but never insured",
        ),
        DemonstrationResident(
            "rare-name", "龚𬱖", Sex.FEMALE, date(1995, 2, 17), 904,
            "insured; the name needs a rare character (U+2CC56)",
        ),
        DemonstrationResident(
            "not-recorded", "何小燕", Sex.FEMALE, date(1988, 4, 26), 660,
            "has a good card, but the city knows no such person",
            is_recorded=False,
        ),
    )
}  # fmt: skip
"""All fixed residents by key."""


def demonstration_life(resident: DemonstrationResident, today: date) -> Life | None:
    """Tell a fixed resident's story as of today; none for who is not recorded."""
    if not resident.is_recorded:
        return None
    spells, pension_from = _work(resident, Month.of(today))
    return Life(
        number=resident.number,
        name=resident.name,
        sex=resident.sex,
        birth=resident.birth,
        spells=spells,
        pension_from=pension_from,
        pension_cents=_PENSION_CENTS,
        certified_on=_passes(resident.key, today, pension_from),
        acts_for=1 if resident.key == "employee" else None,
        community=COMMUNITIES[0],
    )


def _work(
    resident: DemonstrationResident, now: Month
) -> tuple[tuple[Spell, ...], Month | None]:
    if resident.key == "nothing-to-certify":
        return (), None
    if resident.key.startswith("pensioner"):
        age = 60 if resident.sex is Sex.MALE else 55
        pension_from = Month.of(resident.birth).plus(12 * age)
        return (Spell(1, _LONG_AGO.plus(-36), pension_from.plus(-1), _WAGE),), (
            pension_from
        )
    first = max(_LONG_AGO, Month.of(resident.birth).plus(12 * 22))
    middle = first.plus(50)
    end = now.plus(-7) if resident.key == "paused" else now
    return (
        Spell(2, first, middle, _WAGE * 0.7),
        Spell(1, middle.plus(4), end, _WAGE),
    ), None


def _passes(key: str, today: date, first: Month | None) -> tuple[date, ...]:
    ages = {
        # A year ago less twenty days: twenty days are left.
        "pensioner-due": 345,
        "pensioner-suspended": 460,
        "pensioner-valid": 30,
    }
    if key not in ages or first is None:
        return ()
    return yearly_passes(today - timedelta(days=ages[key]), first)
