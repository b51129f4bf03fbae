"""Contribution record (参保缴费证明): every month, by payer and kind, with totals."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby

from reportlab.lib.units import mm

from kiosk.documents.flow import Block
from kiosk.documents.font import FontBook
from kiosk.documents.form import Form
from kiosk.documents.holder_table import holder_table
from kiosk.documents.notes import KEEP, notes, opening
from kiosk.documents.table import Column, Table
from kiosk.documents.wording import KINDS, day_text
from kiosk.domain.certificate import PaperScope
from kiosk.domain.contribution import ContributionMonth, InsuranceKind
from kiosk.domain.facts.contribution_record import ContributionRecordFacts
from kiosk.domain.money import format_yuan
from kiosk.domain.months import Month

__all__ = ["FORM"]

_TOTALS = (
    Column("险种", "Insurance", 40, "left"),
    Column("到账月数", "Months paid", 18),
    Column("欠缴月数", "Months owed", 18),
    Column("单位缴费（元）", "Employer (CNY)", 26, "right"),
    Column("个人缴费（元）", "Person (CNY)", 26, "right"),
)
_MONTHS = (
    Column("年月", "Month", 14),
    Column("缴费单位", "Employer", 38, "left", is_merged=True),
    Column("养老基数", "Pension base", 17, "right"),
    Column("单位", "Employer", 16, "right"),
    Column("个人", "Person", 15, "right"),
    Column("医疗基数", "Medical base", 17, "right"),
    Column("个人", "Person", 14, "right"),
    Column("失业个人", "Unempl.", 14, "right"),
    Column("工伤", "Injury", 9),
    Column("生育", "Mat.", 9),
)
_TOTALS_CAPTION = "累计缴费（已到账）  Totals (arrived)"
_PART_CAPTION = "所列范围合计（已到账）  Totals of this part (arrived)"
_MONTHS_CAPTION = "逐月缴费（元）  Months (CNY)"
_NOTES = (
    KEEP,
    (
        "△ 应缴未到账（金额为应缴数）  ● 已到账  – 无记录；补缴、退费已计入所属月份，"
        "负数为退费；工伤、生育保险个人不缴费。"
    ),
    "本证明信息截至上述日期，此后发生的补缴、退费、转移不再反映。",
)
_PENSIONS = (
    InsuranceKind.PENSION,
    InsuranceKind.PUBLIC_PENSION,
    InsuranceKind.RESIDENT_PENSION,
)
_MEDICALS = (InsuranceKind.MEDICAL, InsuranceKind.RESIDENT_MEDICAL)

_ByKind = dict[InsuranceKind, ContributionMonth]


def _blocks(facts: ContributionRecordFacts, fonts: FontBook) -> Iterator[Block]:
    yield opening(_sentence(facts), fonts)
    yield holder_table(facts, fonts)
    totals = tuple(_totals(facts.months))
    caption = _TOTALS_CAPTION if facts.scope.is_whole else _PART_CAPTION
    yield Table(_TOTALS, totals, 5.6 * mm, fonts, size=9, gap=4 * mm, caption=caption)
    rows = tuple(_rows(facts.months))
    yield Table(
        _MONTHS, rows, 4.7 * mm, fonts, size=7.8, gap=4 * mm, caption=_MONTHS_CAPTION
    )
    yield notes(_NOTES, fonts)


def _sentence(facts: ContributionRecordFacts) -> str:
    return (
        f"兹证明 {facts.name}（社会保障号码：{facts.citizen_number}）"
        f"截至 {day_text(facts.data_as_of)} 在本市的社会保险缴费记录"
        f"{_scope_text(facts.scope)}如下："
    )


def _scope_text(scope: PaperScope) -> str:
    """Say what part is stated, so that nobody takes it for the whole."""
    if scope.is_whole:
        return ""
    parts = []
    if scope.first or scope.last:
        first = _month_text(scope.first) if scope.first else "参保起"
        parts.append(f"{first}至{_month_text(scope.last) if scope.last else '今'}")
    if scope.kinds:
        parts.append("、".join(KINDS[kind] for kind in scope.kinds))
    return f"（仅限：{'；'.join(parts)}）"


def _month_text(month: Month) -> str:
    return f"{month.year}年{month.month}月"


def _totals(months: Iterable[ContributionMonth]) -> Iterator[tuple[str, ...]]:
    by_kind: dict[InsuranceKind, list[ContributionMonth]] = {}
    for month in months:
        by_kind.setdefault(month.kind, []).append(month)
    for kind in sorted(by_kind):
        yield _total(kind, by_kind[kind])


def _total(kind: InsuranceKind, months: list[ContributionMonth]) -> tuple[str, ...]:
    arrived = [month for month in months if month.is_arrived]
    paid = {month.period for month in arrived}
    owed = {month.period for month in months if not month.is_arrived}
    return (
        KINDS[kind],
        str(len(paid)),
        str(len(owed - paid)),
        format_yuan(sum(month.employer_cents for month in arrived)),
        format_yuan(sum(month.person_cents for month in arrived)),
    )


def _rows(months: Iterable[ContributionMonth]) -> Iterator[tuple[str, ...]]:
    """Give a row for each month and payer; a second one where a place is taken."""
    for (period, employer), group in groupby(_sorted(months), key=_place):
        rest = list(group)
        while rest:
            kinds: _ByKind = {}
            rest = [each for each in rest if not _took(kinds, each)]
            shown = f"{period.year}.{period.month:02d}"
            yield (shown, employer or "—", *_amounts(kinds))


def _sorted(months: Iterable[ContributionMonth]) -> list[ContributionMonth]:
    by_payer = sorted(months, key=lambda each: (each.employer, each.kind))
    return sorted(by_payer, key=lambda each: each.period, reverse=True)


def _place(month: ContributionMonth) -> tuple[Month, str]:
    return month.period, month.employer


def _took(kinds: _ByKind, month: ContributionMonth) -> bool:
    """Put a month into its place of the row; false where the place is taken."""
    for column in (_PENSIONS, _MEDICALS):
        if month.kind in column and any(kind in kinds for kind in column):
            return False
    return kinds.setdefault(month.kind, month) is month


def _amounts(kinds: _ByKind) -> Iterator[str]:
    pension, medical = _first(kinds, _PENSIONS), _first(kinds, _MEDICALS)
    yield format_yuan(pension.base_cents) if pension else "–"
    yield _amount(pension, pension.employer_cents if pension else 0)
    yield _amount(pension, pension.person_cents if pension else 0)
    yield format_yuan(medical.base_cents) if medical else "–"
    yield _amount(medical, medical.person_cents if medical else 0)
    unemployment = kinds.get(InsuranceKind.UNEMPLOYMENT)
    yield _amount(unemployment, unemployment.person_cents if unemployment else 0)
    yield _mark(kinds.get(InsuranceKind.INJURY))
    yield _mark(kinds.get(InsuranceKind.MATERNITY))


def _first(
    kinds: _ByKind, wanted: tuple[InsuranceKind, ...]
) -> ContributionMonth | None:
    return next((kinds[kind] for kind in wanted if kind in kinds), None)


def _amount(month: ContributionMonth | None, cents: int) -> str:
    if month is None:
        return "–"
    return f"{'' if month.is_arrived else '△'}{format_yuan(cents)}"


def _mark(month: ContributionMonth | None) -> str:
    if month is None:
        return "–"
    return "●" if month.is_arrived else "△"


FORM: Form[ContributionRecordFacts] = Form(
    title=lambda _: "社会保险个人参保缴费证明",
    english="Record of Social Insurance Contributions",
    blocks=_blocks,
)
