"""Twelve items of every kind, played by the same people at every door."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from backend.clock import city_time
from backend.sample.number import citizen_number
from kiosk.domain.workday import working_days_after
from tests.unit.backend.running_centre import subject_of

__all__ = ["FURTHER", "PICTURE", "STAFF_FILE", "TWELVE", "Played"]

PICTURE = bytes.fromhex("ffd8ffe000104a46494600010100000100010000") + b"scan" * 200
"""Beginning of a JPEG file, as a phone would send a scan."""

_MONTH = f"{city_time():%Y-%m}"
_TODAY = city_time().date()
_NEXT_WORKDAY = working_days_after(_TODAY, 1).isoformat()
_BANK = {"bank_name": "样本银行东园支行", "bank_account": "6222000000000001"}
_NEW_STAFF = [
    f"{citizen_number(date(1991, 2, 3), each)},新员工,全部,8500.00,{_MONTH}"
    for each in range(3)
]
STAFF_FILE = "\n".join(
    ["社会保障号码,姓名,险种,月工资（元）,开始年月", *_NEW_STAFF]
).encode()
"""Three new members of an employer's staff, as CSV."""


@dataclass(frozen=True)
class Played:
    """One item as one person fills it in.

    Attributes:
        who: Key of the fixed resident.
        answers: In the values the form checks; files are added by each door.
        file: Field and content of the file, where one is wanted.
        is_firms: Played for employer 1.
    """

    who: str
    item: str
    answers: Mapping[str, object] = field(default_factory=dict)
    file: tuple[str, str, bytes] | None = None
    is_firms: bool = False


TWELVE = (
    Played(
        "paused", "PT-02", {"region_code": "500100", "other_agency": "当地社会保险局"}
    ),
    Played("paused", "PB-06", _BANK),
    Played(
        "paused",
        "PR-01",
        {"tier": 60, "first_month": _MONTH, "phone": "13800000000"},
    ),
    Played("employee", "PR-07", {"phone": "13800000001"}),
    Played("employee", "PR-11", {"reason": "卡片丢失"}),
    Played(
        "employee",
        "PR-12",
        {"phone": "13800000001", "address": "东园社区一号", "reason": "卡片损坏"},
    ),
    Played("employee", "PQ-01"),
    Played("employee", "PQ-02", {"year": city_time().year - 1}),
    Played("employee", "PC-01"),
    Played(
        "employee",
        "QA-05",
        {"appointment_day": _NEXT_WORKDAY, "phone": "13800000001"},
    ),
    Played("pensioner-due", "PB-04", _BANK),
    Played("pensioner-valid", "PB-08", {"reason": "长期出国"}),
)
"""The items that are played at the terminal and over HTTP, too."""

FURTHER = (
    Played(
        "employee",
        "PB-05",
        {
            "beneficiary_number": subject_of("pensioner-suspended").number,
            "event_day": "2026-11-01",
            **_BANK,
        },
        file=("papers", "scan.jpg", PICTURE),
    ),
    Played("pensioner-due", "PQ-04"),
    Played("employee", "ES-06", file=("batch", "staff.csv", STAFF_FILE), is_firms=True),
    Played("employee", "EQ-02", is_firms=True),
)
"""What the terminal does not offer, or has a camera for: files and employers."""
