"""Receipts (凭条): small papers without seal or legal force, for the resident's pocket.

They repeat what was said on the screen. Names and numbers stand on them masked,
because slips get lost; a service office finds the matter by its number.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from kiosk.domain.card import CardKind
from kiosk.domain.identifier import mask_name

__all__ = [
    "AcceptanceReceipt",
    "CertificationReceipt",
    "LeafletReceipt",
    "PortalCodeReceipt",
    "Receipt",
    "Slip",
    "slip_of",
]

_NO_SEAL = "本凭条仅供本人留存，不作为证明使用。"
_LEAFLET = "内容如有更新，以经办机构最新公布为准。咨询电话 12333。"
_MOMENT = "%Y-%m-%d %H:%M"
_CARDS = {
    CardKind.SOCIAL_SECURITY: "社保卡",
    CardKind.RESIDENT_ID: "身份证",
}
_OTHER = "居留证件"
_SHOWN_FIRST, _SHOWN_LAST = 6, 4
"""Of a number; the birth date between them is hidden."""


@dataclass(frozen=True, slots=True)
class Slip:
    """What stands on the paper, from top to bottom; every text is finished.

    Attributes:
        lines: Label and value of each fact.
        qr: Content of the QR code under the facts, empty for none.
        notes: Small print at the end.
    """

    title: str
    lines: tuple[tuple[str, str], ...] = field(repr=False)
    qr: str = field(default="", repr=False)
    notes: tuple[str, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class CertificationReceipt:
    """Says that a life certification was passed (资格认证回执).

    Attributes:
        name, number: As on the card; printed masked.
        card_kind: The card that was compared with the face.
        due: Last day of the next certification.
    """

    name: str = field(repr=False)
    number: str = field(repr=False)
    certified_at: datetime
    card_kind: CardKind
    due: date


@dataclass(frozen=True, slots=True)
class AcceptanceReceipt:
    """Says that a matter was taken in and by when it is decided (业务受理回执).

    Attributes:
        acceptance_number: Under which the matter is found again; also the QR code.
        applicant: Name as on the card; printed masked.
        promised_on: Last day of the promised time, or none where none is promised.
        enquiry: How to ask about it, e.g. ``12333``.
        office: Who decides.
    """

    acceptance_number: str
    matter: str
    applicant: str = field(repr=False)
    accepted_at: datetime
    promised_on: date | None
    enquiry: str
    office: str


@dataclass(frozen=True, slots=True)
class PortalCodeReceipt:
    """Carries a code for one sign-in at the portal home.

    Attributes:
        name: As on the card; printed masked, and no number, for slips get lost.
        code: Good for one sign-in, together with the number nobody finds here.
    """

    name: str = field(repr=False)
    code: str = field(repr=False)
    good_until: datetime


@dataclass(frozen=True, slots=True)
class LeafletReceipt:
    """An article to take along (便民服务指南).

    Attributes:
        lines: Its paragraphs and numbered steps.
    """

    title: str
    lines: tuple[str, ...]


Receipt = CertificationReceipt | AcceptanceReceipt | PortalCodeReceipt | LeafletReceipt


def slip_of(receipt: Receipt) -> Slip:
    """Write a receipt out, masked, in the words of the trade."""
    if isinstance(receipt, CertificationReceipt):
        return _certification(receipt)
    if isinstance(receipt, PortalCodeReceipt):
        return _portal_code(receipt)
    if isinstance(receipt, LeafletReceipt):
        return Slip(receipt.title, (), notes=(*receipt.lines, _LEAFLET))
    return _acceptance(receipt)


def _certification(receipt: CertificationReceipt) -> Slip:
    return Slip(
        "资格认证回执",
        (
            ("姓名", mask_name(receipt.name)),
            ("证件号码", _masked(receipt.number)),
            ("认证时间", receipt.certified_at.strftime(_MOMENT)),
            ("认证方式", f"{_CARDS.get(receipt.card_kind, _OTHER)}和人脸识别"),
            ("认证结果", "通过"),
            ("下次认证截止", receipt.due.strftime("%Y年%m月%d日")),
        ),
        notes=(_NO_SEAL,),
    )


def _portal_code(receipt: PortalCodeReceipt) -> Slip:
    return Slip(
        "网上服务登录码",
        (
            ("姓名", mask_name(receipt.name)),
            ("登录码", receipt.code),
            ("有效至", receipt.good_until.strftime(_MOMENT)),
        ),
        notes=("只能使用一次，请勿告诉他人。", _NO_SEAL),
    )


def _masked(number: str) -> str:
    hidden = max(0, len(number) - _SHOWN_FIRST - _SHOWN_LAST)
    return number[:_SHOWN_FIRST] + "*" * hidden + number[-_SHOWN_LAST:]


def _acceptance(receipt: AcceptanceReceipt) -> Slip:
    promised = receipt.promised_on
    lines = (
        ("受理编号", receipt.acceptance_number),
        ("事项", receipt.matter),
        ("申请人", mask_name(receipt.applicant)),
        ("受理时间", receipt.accepted_at.strftime(_MOMENT)),
        ("承诺办结日", promised.isoformat() if promised else ""),
        ("查询方式", receipt.enquiry),
        ("经办机构", receipt.office),
    )
    told = tuple((label, value) for label, value in lines if value)
    return Slip("业务受理回执", told, receipt.acceptance_number, (_NO_SEAL,))
