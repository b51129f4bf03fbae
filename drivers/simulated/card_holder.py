"""An invented person as the virtual cards carry one; speaks JSON."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date

from kiosk.domain.card import Sex
from kiosk.domain.fault import InvalidValue

__all__ = ["CardHolder"]


@dataclass(frozen=True, slots=True)
class CardHolder:
    """What is printed on and written into a card; days are ``YYYYMMDD``.

    Attributes:
        sex: ``1`` or ``2`` (GB/T 2261.1).
        birth_date: Characters 7-14 of the number when empty.
        identification_code: 卡识别码, 32 hex digits; made from the number when
            empty, so that one person's card has the same code in every run.
        foreign_name: Name in Latin letters, on cards of foreigners.
    """

    number: str = field(repr=False)
    name: str = field(repr=False)
    sex: str = "2"
    birth_date: str = field(default="", repr=False)
    valid_until: str = "20391231"
    issued_on: str = "20190101"
    identification_code: str = field(default="", repr=False)
    nation: str = "01"
    address: str = field(default="四川省成都市武侯区样板街道样板社区", repr=False)
    authority: str = "成都市公安局样板分局"
    foreign_name: str = field(default="", repr=False)
    nationality: str = ""

    def __post_init__(self) -> None:
        """Refuse what no chip could hold; a wrong check digit is allowed.

        Raises:
            InvalidValue: number, sex or a day is not of its form.
        """
        if not (self.number.isascii() and self.number.isalnum()):
            raise InvalidValue(field="number", reason="characters")
        if self.sex not in set(Sex):
            raise InvalidValue(field="sex", reason="not of GB/T 2261.1")
        for day in (self.birth_digits, self.valid_until, self.issued_on):
            _check_day(day)

    @classmethod
    def from_json(cls, facts: Mapping[str, object]) -> CardHolder:
        """Make a holder of a JSON object.

        Raises:
            InvalidValue: a name that no holder has, or one is missing.
        """
        known = {each.name for each in fields(cls)}
        wrong = sorted(set(facts) - known)
        if wrong or not {"number", "name"} <= set(facts):
            reason = ",".join(wrong) or "number and name are needed"
            raise InvalidValue(field="card-holder", reason=reason)
        return cls(**{key: str(fact) for key, fact in facts.items()})

    @property
    def birth_digits(self) -> str:
        """The birth date as ``YYYYMMDD``."""
        return self.birth_date or self.number[6:14]

    @property
    def code_digits(self) -> str:
        """The identification code: region, 人社 identifier, and a serial."""
        if self.identification_code:
            return self.identification_code
        serial = "".join(char for char in self.number if char.isdigit())
        return ("510100D156000005" + serial[-16:].rjust(16, "0"))[:32]


def _check_day(day: str) -> None:
    try:
        date.fromisoformat(day)
    except ValueError:
        raise InvalidValue(field="day", reason="not YYYYMMDD") from None
