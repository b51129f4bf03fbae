"""Enrolment certificate (参保证明): one page that says who is insured for what.

Form after the usual provincial ones: head, opening sentence, person, kinds of
insurance, last twelve months, notes, QR at the left, seal at the right.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from reportlab.lib.units import mm

from kiosk.documents.font import FontBook
from kiosk.documents.qr_code import QrCode
from kiosk.documents.seal import SEAL_POINTS
from kiosk.documents.sheet import GREY, MARGIN, PAGE_HEIGHT, PAGE_WIDTH, Column, Sheet
from kiosk.documents.signing import SealPlace
from kiosk.documents.wording import (
    KINDS,
    SEXES,
    STATUSES,
    city_of,
    day_text,
    month_text,
)
from kiosk.domain.certificate import CopyFacts, EnrolmentFacts
from kiosk.domain.contribution import ContributionMonth, InsuranceKind
from kiosk.domain.identifier import mask_name
from kiosk.domain.money import format_yuan
from kiosk.domain.months import Month

__all__ = ["SEAL_PLACE", "draw_certificate", "draw_draft"]

_QR_SIDE = 36 * mm
_FOOT = 14 * mm
_MIDDLE_OF_SEAL = PAGE_WIDTH - MARGIN - 30 * mm
_SHOWN_MONTHS = 12

SEAL_PLACE: SealPlace = (
    _MIDDLE_OF_SEAL - SEAL_POINTS / 2,
    _FOOT + 3 * mm,
    _MIDDLE_OF_SEAL + SEAL_POINTS / 2,
    _FOOT + 3 * mm + SEAL_POINTS,
)

_ENROLMENTS = (
    Column("险种", "Insurance", 30, "left"),
    Column("参保状态", "Status", 14),
    Column("现（原）参保单位", "Employer", 42, "left"),
    Column("首次参保", "Since", 17),
    Column("缴费月数", "Months paid", 13),
    Column("最近缴费", "Last paid", 17),
)

_MONTH_KINDS = (
    (InsuranceKind.PENSION, "养老", "Pension"),
    (InsuranceKind.MEDICAL, "医疗", "Medical"),
    (InsuranceKind.UNEMPLOYMENT, "失业", "Unempl."),
    (InsuranceKind.INJURY, "工伤", "Injury"),
    (InsuranceKind.MATERNITY, "生育", "Maternity"),
)

_MONTHS = (
    Column("费款所属期", "Month", 18),
    Column("缴费单位", "Employer", 44, "left"),
    Column("缴费基数（元）", "Base (CNY)", 18, "right"),
    *(Column(title, english, 10) for _, title, english in _MONTH_KINDS),
)

_NOTES = (
    "1. 本证明由参保人自行保管，因遗失或泄露造成的不良后果由参保人负责。",
    (
        "2. 本证明信息截至上述日期，此后发生的补缴、退费、转移不再反映；"
        "缴费月数为实际到账月数（含转入）。"
    ),
    "3. ● 已到账  △ 应缴未到账  – 无记录；工伤、生育保险个人不缴费。",
    (
        "4. 核验：扫描左下角二维码（可离线），或凭证明编号与验证码查询；"
        "请将屏幕所示与纸面核对，涂改无效。"
    ),
)


@dataclass(frozen=True, slots=True)
class _Head:
    """What stands around the facts: only a real copy has names of its own."""

    issuer: str
    copy: CopyFacts | None


def draw_certificate(
    facts: EnrolmentFacts, copy: CopyFacts, credential: str, fonts: FontBook
) -> bytes:
    """Draw one copy, ready to be sealed at `SEAL_PLACE`.

    Raises:
        UnknownGlyph: a character of a name that no font has.
    """
    sheet = _draw(facts, _Head(copy.issuer, copy), fonts)
    sheet.qr(MARGIN - 4 * mm, _FOOT + 5 * mm, _QR_SIDE, QrCode.of(credential))
    return sheet.finish()


def draw_draft(facts: EnrolmentFacts, issuer: str, fonts: FontBook) -> bytes:
    """Draw a preview: the same page, masked, marked, without QR, seal or numbers."""
    number = facts.citizen_number
    masked = replace(
        facts,
        name=mask_name(facts.name),
        citizen_number=f"{number[:6]}********{number[14:]}",
    )
    sheet = _draw(masked, _Head(issuer, None), fonts)
    sheet.mark("预览 · 无效", "PREVIEW – NOT VALID")
    return sheet.finish()


def _draw(facts: EnrolmentFacts, head: _Head, fonts: FontBook) -> Sheet:
    title = f"{city_of(head.issuer)}社会保险个人参保证明"
    sheet = Sheet(title, head.issuer, fonts)
    y = _draw_head(sheet, title, head)
    y = _draw_opening(sheet, y, facts)
    y = _draw_person(sheet, y, facts)
    y = sheet.table(y - 5 * mm, _ENROLMENTS, _enrolment_rows(facts), 6.4 * mm)
    if facts.recent:
        y = _draw_months(sheet, y - 5 * mm, facts)
    _draw_notes(sheet, y - 3 * mm)
    _draw_closing(sheet, head)
    return sheet


def _draw_head(sheet: Sheet, title: str, head: _Head) -> float:
    top = PAGE_HEIGHT - 15 * mm
    right = PAGE_WIDTH - MARGIN
    if head.copy is not None:
        code = head.copy.verification_code
        grouped = " ".join(code[at : at + 4] for at in range(0, len(code), 4))
        number = f"证明编号 No.  {head.copy.number}"
        sheet.text(MARGIN, top, number, size=8.5, colour=GREY)
        told = f"验证码 Code  {grouped}"
        sheet.text(right, top, told, size=8.5, align="right", colour=GREY)
    middle = PAGE_WIDTH / 2
    sheet.text(
        middle, top - 16 * mm, title, size=21, face=sheet.fonts.serif, align="centre"
    )
    english = "Certificate of Social Insurance Enrolment"
    sheet.text(middle, top - 22 * mm, english, size=9, align="centre", colour=GREY)
    return top - 27 * mm


def _draw_opening(sheet: Sheet, y: float, facts: EnrolmentFacts) -> float:
    since = min((line.first_month for line in facts.enrolments), default=None)
    words = (
        f"　　兹证明 {facts.name}（社会保障号码：{facts.citizen_number}）"
        f"自 {month_text(since)} 起在本市参加社会保险，"
        f"截至 {day_text(facts.data_as_of)}，参保缴费情况如下："
    )
    return y - sheet.paragraph(MARGIN, y, words, 10.5, PAGE_WIDTH - 2 * MARGIN)


def _draw_person(sheet: Sheet, y: float, facts: EnrolmentFacts) -> float:
    columns = (
        Column("姓名", "Name", 24),
        Column("性别", "Sex", 10),
        Column("社会保障号码", "Social security number", 36),
        Column("个人编号", "Personal number", 26),
        Column("数据截止日期", "Data as of", 26),
    )
    row = (
        facts.name,
        SEXES[facts.sex],
        facts.citizen_number,
        facts.personal_number,
        day_text(facts.data_as_of),
    )
    return sheet.table(y - 2 * mm, columns, [row], 7 * mm, size=10)


def _enrolment_rows(facts: EnrolmentFacts) -> list[tuple[str, ...]]:
    return [
        (
            KINDS[line.kind],
            STATUSES[line.status],
            line.employer or "—",
            month_text(line.first_month),
            str(line.months_paid),
            month_text(line.last_paid_month),
        )
        for line in facts.enrolments
    ]


def _draw_months(sheet: Sheet, y: float, facts: EnrolmentFacts) -> float:
    words = "最近十二个月缴费情况  Last twelve months"
    sheet.text(MARGIN, y - 3 * mm, words, size=9, face=sheet.fonts.bold)
    return sheet.table(y - 5 * mm, _MONTHS, _month_rows(facts), 5.1 * mm, size=8.4)


def _month_rows(facts: EnrolmentFacts) -> list[tuple[str, ...]]:
    by_month: dict[Month, dict[InsuranceKind, ContributionMonth]] = {}
    for record in facts.recent:
        by_month.setdefault(record.period, {})[record.kind] = record
    newest = sorted(by_month, reverse=True)[:_SHOWN_MONTHS]
    return [_month_row(month, by_month[month]) for month in newest]


def _month_row(
    month: Month, kinds: dict[InsuranceKind, ContributionMonth]
) -> tuple[str, ...]:
    # Where somebody has several employers, the one of the pension counts.
    leading = kinds.get(InsuranceKind.PENSION) or next(iter(kinds.values()))
    marks = (_mark(kinds.get(kind)) for kind, _, _ in _MONTH_KINDS)
    base = format_yuan(leading.base_cents)
    return (month_text(month), leading.employer or "—", base, *marks)


def _mark(record: ContributionMonth | None) -> str:
    if record is None:
        return "–"
    return "●" if record.is_arrived else "△"


def _draw_notes(sheet: Sheet, y: float) -> None:
    for place, note in enumerate(_NOTES):
        sheet.text(
            MARGIN,
            y - (place + 1) * 4.2 * mm,
            note,
            size=7.6,
            colour=GREY,
            room=PAGE_WIDTH - 2 * MARGIN,
        )


def _draw_closing(sheet: Sheet, head: _Head) -> None:
    top = _FOOT + 15.5 * mm
    sheet.text(
        _MIDDLE_OF_SEAL,
        top,
        head.issuer,
        size=11,
        face=sheet.fonts.bold,
        align="centre",
    )
    copy = head.copy
    if copy is not None:
        issued = day_text(copy.issued_at.date())
        sheet.text(_MIDDLE_OF_SEAL, top - 6.5 * mm, issued, size=10.5, align="centre")
        _draw_validity(sheet, copy)
    sheet.rule(MARGIN, _FOOT, PAGE_WIDTH - MARGIN)
    page = "第 1 页 / 共 1 页  Page 1 of 1"
    sheet.text(
        PAGE_WIDTH / 2, _FOOT - 5 * mm, page, size=8, align="centre", colour=GREY
    )


def _draw_validity(sheet: Sheet, copy: CopyFacts) -> None:
    x = MARGIN + _QR_SIDE
    lines = (
        ("可核验至 Verifiable until", day_text(copy.valid_until)),
        ("本页序列号 Copy serial", copy.serial),
        ("打印时间 Issued at", f"{copy.issued_at:%Y-%m-%d %H:%M}"),
    )
    for place, (label, value) in enumerate(lines):
        y = _FOOT + 33 * mm - place * 10.5 * mm
        sheet.text(x, y, label, size=7.2, colour=GREY)
        sheet.text(x, y - 4.2 * mm, value, size=9.2)
