"""Persons of the city, their cards and portraits."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from backend.store.schema import Row
from kiosk.domain.card import Sex

__all__ = ["Card", "Person", "Portrait"]


class Person(Row):
    """An insured person.

    Attributes:
        personal_number: 个人编号 (AAC001), the key of everything else, because it
            stays when a citizen number is corrected.
    """

    __tablename__ = "person"

    personal_number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    citizen_number: Mapped[str] = mapped_column(String(18), unique=True)
    name: Mapped[str] = mapped_column(String(64))
    sex: Mapped[Sex]
    birth_date: Mapped[date]


class Card(Row):
    """A social security card; a person has several in a life.

    Attributes:
        identification_code: 卡识别码 on the chip, 32 hex digits.
    """

    __tablename__ = "card"

    identification_code: Mapped[str] = mapped_column(String(32), primary_key=True)
    personal_number: Mapped[int] = mapped_column(
        ForeignKey("person.personal_number"), index=True
    )
    issued_on: Mapped[date]


class Portrait(Row):
    """An enrolled portrait; the newest counts."""

    __tablename__ = "portrait"

    portrait_id: Mapped[int] = mapped_column(primary_key=True)
    personal_number: Mapped[int] = mapped_column(
        ForeignKey("person.personal_number"), index=True
    )
    image: Mapped[bytes]
    enrolled_at: Mapped[datetime]
