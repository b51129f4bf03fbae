"""Queries about benefits: what somebody draws, and whether it goes on being paid."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from sqlalchemy.orm import Session

from backend.cases.matter import Matter
from backend.cases.standing import benefits_drawn, is_suspended
from backend.cases.table import month_text, table
from backend.catalogue.item import Words
from backend.eligibility.standing import certification_state
from kiosk.domain.money import format_yuan
from kiosk.domain.months import Month

__all__ = ["QUERIES", "benefit_table"]

_Table = dict[str, object]
_STATE, _AMOUNT = Words("状态", "State"), Words("金额（元）", "Amount (yuan)")
_BENEFITS = {
    "basic-pension": Words("基本养老金", "Basic pension"),
    "resident-pension": Words("居民养老金", "Residents' pension"),
    "unemployment-benefit": Words("失业保险金", "Unemployment benefit"),
    "injury-allowance": Words("工伤津贴", "Injury allowance"),
}
_STANDINGS = {
    "not-required": Words("不需要认证", "Not needed"),
    "valid": Words("有效", "Good"),
    "due": Words("即将到期", "Due soon"),
    "suspended": Words("已暂停发放", "Payment suspended"),
    "stopped": Words("已停止发放", "Payment stopped"),
}


def _benefits(matter: Matter) -> _Table:
    return benefit_table(matter.session, matter.own.personal_number, matter.this_month)


def benefit_table(session: Session, number: int, month: Month) -> _Table:
    """Tell what somebody draws, the same to residents and staff."""
    return table(
        Words("待遇", "Benefits"),
        (Words("待遇", "Benefit"), Words("起发年月", "Since"), _AMOUNT, _STATE),
        (
            (
                _BENEFITS.get(each.benefit, Words(each.benefit, each.benefit)),
                month_text(each.first_month),
                format_yuan(each.monthly_cents),
                Words("已暂停", "Suspended")
                if is_suspended(session, each.benefit_number)
                else Words("发放中", "Being paid"),
            )
            for each in benefits_drawn(session, number, month)
        ),
    )


def _certification(matter: Matter) -> _Table:
    number = matter.own.personal_number
    state = certification_state(matter.session, number, matter.today)
    due = state.due_on.isoformat() if state.due_on else ""
    standing = str(state.standing)
    return table(
        Words("资格认证", "Life certification"),
        (_STATE, Words("有效期至", "Good until")),
        [(_STANDINGS.get(standing, Words(standing, standing)), due)],
    )


QUERIES: Mapping[str, Callable[[Matter], _Table]] = {
    "benefits": _benefits,
    "certification": _certification,
}
