"""Queries: each answers from the records as a table; names are found here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.cases.case import WHOLE
from backend.cases.matter import Matter, RuleBroken
from backend.cases.reading import cases_of
from backend.cases.rule import causes
from backend.cases.rules import benefit_query, employer_query
from backend.cases.table import KINDS, STATUSES, Cell, month_text, table
from backend.catalogue.item import Words
from backend.catalogue.load import city_catalogue
from backend.records.account import account_years
from backend.records.contributions import contribution_months
from backend.records.enrolment import enrolments_of
from backend.store.business import Transfer
from backend.store.eligibility import Community
from kiosk.domain.contribution import ContributionMonth, InsuranceKind
from kiosk.domain.money import format_yuan
from kiosk.domain.months import Month

__all__ = ["enrolment_table"]

_Table = dict[str, object]
_KIND, _MONTH = Words("险种", "Kind"), Words("年月", "Month")
_STATE = Words("状态", "State")
_YES, _NO = Words("已到账", "Arrived"), Words("未到账", "Not arrived")
_CASE_STATES = {
    "submitted": Words("已提交", "Submitted"),
    "accepted": Words("已受理", "Accepted"),
    "reviewed": Words("已审核", "Reviewed"),
    "done": Words("已办结", "Done"),
    "returned": Words("已退回", "Returned"),
    "refused": Words("不予办理", "Refused"),
    "withdrawn": Words("已撤回", "Withdrawn"),
    "reversed": Words("已撤销", "Reversed"),
}


@causes("answer", source="社会保险法 第七十四条")
def answer(matter: Matter, query: str) -> Words:
    """Answer a query by its name."""
    found = _QUERIES.get(query)
    if found is None:
        raise RuleBroken(Words("暂不能查询", "This cannot be asked yet"), WHOLE)
    told = found(matter)
    matter.result["table"] = told
    total = told["total"]
    return Words(f"查到 {total} 条", f"{total} found")


def _enrolments(matter: Matter) -> _Table:
    return enrolment_table(matter.session, matter.own.personal_number, matter.today)


def enrolment_table(session: Session, number: int, today: date) -> _Table:
    """Tell where somebody stands in each kind, the same to residents and staff."""
    return table(
        Words("参保信息", "Enrolments"),
        (
            _KIND,
            _STATE,
            Words("参保单位", "Through"),
            Words("首次参保", "First month"),
            Words("缴费月数", "Months paid"),
            Words("最近缴费", "Last month paid"),
        ),
        (
            (
                KINDS[line.kind],
                STATUSES[line.status],
                line.employer,
                month_text(line.first_month),
                str(line.months_paid),
                month_text(line.last_paid_month),
            )
            for line in enrolments_of(session, number, today)
        ),
    )


def _payments(matter: Matter) -> _Table:
    year = matter.whole("year")
    months = contribution_months(
        matter.session,
        matter.own.personal_number,
        matter.today,
        Month(year, 1),
        Month(year, 12),
    )
    return table(
        Words(f"{year} 年缴费", f"Payments of {year}"),
        (
            _MONTH,
            _KIND,
            Words("缴费基数", "Base"),
            Words("单位缴", "Employer's share"),
            Words("个人缴", "Own share"),
            _STATE,
        ),
        (_payment_row(each) for each in months),
    )


def _payment_row(each: ContributionMonth) -> tuple[Cell, ...]:
    return (
        month_text(each.period),
        KINDS[each.kind],
        format_yuan(each.base_cents),
        format_yuan(each.employer_cents),
        format_yuan(each.person_cents),
        _YES if each.is_arrived else _NO,
    )


def _account(matter: Matter) -> _Table:
    return _years(
        matter, InsuranceKind.PENSION, Words("养老个人账户", "Pension account")
    )


def _medical_account(matter: Matter) -> _Table:
    """Tell the person's own medical shares; what was spent is not kept here."""
    title = Words("医保个人缴费累计", "Own medical contributions")
    return _years(matter, InsuranceKind.MEDICAL, title)


def _years(matter: Matter, kind: InsuranceKind, title: Words) -> _Table:
    months = [
        each
        for each in contribution_months(
            matter.session, matter.own.personal_number, matter.today
        )
        if each.kind is kind
    ]
    years = reversed(account_years(months, matter.today.year))
    return table(
        title,
        (
            Words("年度", "Year"),
            Words("年初", "Opening"),
            Words("本年记入", "Credited"),
            Words("利息", "Interest"),
            Words("年末", "Closing"),
            Words("月数", "Months"),
        ),
        (
            (
                str(each.year),
                format_yuan(each.opening_cents),
                format_yuan(each.credited_cents),
                format_yuan(each.interest_cents),
                format_yuan(each.closing_cents),
                str(each.months),
            )
            for each in years
        ),
    )


def _cases(matter: Matter) -> _Table:
    number = matter.person.personal_number if matter.person else None
    firm = matter.employer.employer_number if matter.employer else None
    wanted = matter.text("case_number") or matter.text("injury_number")
    found = cases_of(matter.session, city_catalogue(), person=number, employer=firm)
    return table(
        Words("办理进度", "Cases"),
        (
            Words("受理编号", "Number"),
            Words("事项", "Item"),
            Words("受理日期", "Submitted"),
            Words("承诺办结", "Due"),
            _STATE,
        ),
        (
            (
                each.case_number,
                each.name,
                each.submitted_at.date().isoformat(),
                each.due_on.isoformat() if each.due_on else "",
                _CASE_STATES[each.state],
            )
            for each in found
            if not wanted or each.case_number == wanted.upper()
        ),
    )


def _transfers(matter: Matter) -> _Table:
    wanted = (
        select(Transfer)
        .where(Transfer.personal_number == matter.own.personal_number)
        .order_by(Transfer.done_due_on.desc())
    )
    return table(
        Words("转移办理进度", "Transfers"),
        (
            _KIND,
            Words("对方机构", "Other agency"),
            Words("个人账户", "Account"),
            Words("统筹基金", "Fund"),
            Words("发函期限", "Letter due"),
            Words("办结期限", "Done by"),
        ),
        (
            (
                KINDS[each.kind],
                each.other_agency,
                format_yuan(each.account_cents),
                format_yuan(each.fund_cents),
                each.letter_due_on.isoformat(),
                each.done_due_on.isoformat(),
            )
            for each in matter.session.scalars(wanted)
        ),
    )


def _agencies(matter: Matter) -> _Table:
    wanted = select(Community).order_by(Community.community_code)
    return table(
        Words("经办机构", "Agencies"),
        (Words("社区", "Community"), Words("服务窗口", "Office")),
        ((each.name, each.office) for each in matter.session.scalars(wanted)),
    )


def _policies(matter: Matter) -> _Table:
    """Tell the law behind every item offered."""
    del matter
    items = city_catalogue().items.values()
    return table(
        Words("办事依据", "What each item rests on"),
        (Words("事项", "Item"), Words("依据", "Source")),
        ((item.name, item.source) for item in items),
    )


_QUERIES: Mapping[str, Callable[[Matter], _Table]] = {
    **benefit_query.QUERIES,
    **employer_query.QUERIES,
    "enrolments": _enrolments,
    "payments": _payments,
    "account": _account,
    "medical-account": _medical_account,
    "cases": _cases,
    "transfers": _transfers,
    "agencies": _agencies,
    "policies": _policies,
}
