"""Names of what can be applied for at a terminal, kept for who only looks for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from kiosk.domain.business import WordsOf
from kiosk.domain.fault import InvalidValue

__all__ = ["ItemDirectory", "ItemName"]


@dataclass(frozen=True, slots=True)
class ItemName:
    """One business item, by its id in the catalogue and its name."""

    id: str
    name: WordsOf


@dataclass(frozen=True, slots=True)
class ItemDirectory:
    """The items offered at this terminal, as the centre told them last.

    Attributes:
        as_of: When it told them, with its zone; none before it ever did.
    """

    items: tuple[ItemName, ...] = ()
    as_of: datetime | None = None

    @classmethod
    def read(cls, told: Mapping[str, Any]) -> ItemDirectory:
        """Read what `as_told` gave.

        Raises:
            InvalidValue: it is in another shape.
        """
        try:
            as_of = datetime.fromisoformat(str(told["as_of"]))
            return cls(tuple(_item(each) for each in told["items"]), as_of)
        except (KeyError, TypeError, ValueError) as error:
            raise InvalidValue(field="items", reason="shape") from error

    def as_told(self) -> dict[str, object]:
        """Give the directory as JSON can hold it."""
        items = [
            {"id": item.id, "zh-CN": item.name.chinese, "en": item.name.english}
            for item in self.items
        ]
        return {"as_of": self.as_of.isoformat() if self.as_of else "", "items": items}


def _item(told: Mapping[str, Any]) -> ItemName:
    return ItemName(str(told["id"]), WordsOf(str(told["zh-CN"]), str(told["en"])))
