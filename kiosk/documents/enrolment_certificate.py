"""Enrolment certificate (参保证明): who is insured for what, and since when.

Form after the usual provincial ones: head, opening sentence, person, kinds of
insurance, last twelve months, notes, QR at the left, seal at the right.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from reportlab.lib.units import mm

from kiosk.documents.flow import Block, paginate
from kiosk.documents.font import FontBook
from kiosk.documents.page_frame import FIRST_ROOM, FIRST_TOP, ROOM, TOP, PageFrame
from kiosk.documents.prose import Prose
from kiosk.documents.qr_code import QrCode
from kiosk.documents.sheet import GREY, Sheet
from kiosk.documents.table import Column, Table
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

__all__ = ["draw_certificate", "draw_draft"]

_SHOWN_MONTHS = 12
_ENGLISH = "Certificate of Social Insurance Enrolment"

_PERSON = (
    Column("姓名", "Name", 30),
    Column("性别", "Sex", 9),
    Column("社会保障号码", "Social security number", 36),
    Column("个人编号", "Personal number", 24),
    Column("数据截止日期", "Data as of", 25),
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
    Column("缴费单位", "Employer", 44, "left", is_merged=True),
    Column("缴费基数（元）", "Base (CNY)", 18, "right"),
    *(Column(title, english, 10) for _, title, english in _MONTH_KINDS),
)
_MONTHS_CAPTION = "最近十二个月缴费情况  Last twelve months"
_NO_MONTHS = (
    "最近十二个月无缴费记录。No contributions are on record for the last twelve months."
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


def draw_certificate(
    facts: EnrolmentFacts, copy: CopyFacts, credential: str, fonts: FontBook
) -> bytes:
    """Draw one copy, ready to be sealed at `page_frame.SEAL_PLACE` of its last page.

    Raises:
        UnknownGlyph: a character of a name that no font has.
    """
    code = QrCode.of(credential)
    frame = PageFrame(_title(copy.issuer), _ENGLISH, copy.issuer, copy, code)
    return _drawn(facts, frame, fonts)


def draw_draft(facts: EnrolmentFacts, issuer: str, fonts: FontBook) -> bytes:
    """Draw a preview: the same pages, masked, marked, without QR, seal or numbers.

    Raises:
        UnknownGlyph: a character of a name that no font has.
    """
    number = facts.citizen_number
    masked = replace(
        facts,
        name=mask_name(facts.name),
        citizen_number=f"{number[:6]}********{number[14:]}",
    )
    return _drawn(masked, PageFrame(_title(issuer), _ENGLISH, issuer), fonts)


def _drawn(facts: EnrolmentFacts, frame: PageFrame, fonts: FontBook) -> bytes:
    sheet = Sheet(frame.title, frame.issuer, fonts)
    pages = paginate(_blocks(facts, fonts), FIRST_ROOM, ROOM)
    for number, blocks in enumerate(pages, start=1):
        if number > 1:
            sheet.turn()
        _draw_blocks(sheet, FIRST_TOP if number == 1 else TOP, blocks)
        frame.draw(sheet, number, len(pages))
        if frame.copy is None:
            sheet.mark("预览 · 无效", "PREVIEW – NOT VALID")
    return sheet.finish()


def _draw_blocks(sheet: Sheet, y: float, blocks: list[Block]) -> None:
    for place, block in enumerate(blocks):
        y -= block.gap if place else 0.0
        block.draw(sheet, y)
        y -= block.height


def _title(issuer: str) -> str:
    return f"{city_of(issuer)}社会保险个人参保证明"


def _blocks(facts: EnrolmentFacts, fonts: FontBook) -> Iterator[Block]:
    regular = fonts.regular
    yield Prose.wrapped((_opening(facts),), regular, 10.5, 1.55)
    person = (_person_row(facts),)
    yield Table(_PERSON, person, 7 * mm, fonts, size=10, gap=2 * mm)
    rows = tuple(_enrolment_rows(facts))
    yield Table(_ENROLMENTS, rows, 6 * mm, fonts, gap=4 * mm)
    yield _months(facts, fonts)
    yield Prose.wrapped(_NOTES, regular, 7.6, 1.55, gap=2 * mm, colour=GREY)


def _opening(facts: EnrolmentFacts) -> str:
    since = min((line.first_month for line in facts.enrolments), default=None)
    return (
        f"　　兹证明 {facts.name}（社会保障号码：{facts.citizen_number}）"
        f"自 {month_text(since)} 起在本市参加社会保险，"
        f"截至 {day_text(facts.data_as_of)}，参保缴费情况如下："
    )


def _person_row(facts: EnrolmentFacts) -> tuple[str, ...]:
    return (
        facts.name,
        SEXES[facts.sex],
        facts.citizen_number,
        facts.personal_number,
        day_text(facts.data_as_of),
    )


def _enrolment_rows(facts: EnrolmentFacts) -> Iterator[tuple[str, ...]]:
    for line in facts.enrolments:
        yield (
            KINDS[line.kind],
            STATUSES[line.status],
            line.employer or "—",
            month_text(line.first_month),
            str(line.months_paid),
            month_text(line.last_paid_month),
        )


def _months(facts: EnrolmentFacts, fonts: FontBook) -> Block:
    rows = tuple(_month_rows(facts))
    if not rows:
        return Prose((_NO_MONTHS,), 9, 1.55, gap=4 * mm)
    return Table(
        _MONTHS,
        rows,
        5 * mm,
        fonts,
        size=8.4,
        gap=4 * mm,
        caption=_MONTHS_CAPTION,
    )


def _month_rows(facts: EnrolmentFacts) -> Iterator[tuple[str, ...]]:
    by_month: dict[Month, dict[InsuranceKind, ContributionMonth]] = {}
    for record in facts.recent:
        by_month.setdefault(record.period, {})[record.kind] = record
    for month in sorted(by_month, reverse=True)[:_SHOWN_MONTHS]:
        yield _month_row(month, by_month[month])


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
