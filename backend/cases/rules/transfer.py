"""Transfer of a relation between places and schemes: voucher, amounts, days.

Source: 国办发〔2009〕66号 art. 4 (the account and 12 per cent of the bases since 1998)
and art. 8 (fifteen working days for each step); 人社部发〔2014〕17号 between schemes.
"""

from __future__ import annotations

from decimal import Decimal

from backend.cases.matter import Matter, RuleBroken
from backend.cases.parameter import figure
from backend.cases.rule import causes
from backend.catalogue.item import Words
from backend.records.account import account_years
from backend.records.contributions import contribution_months
from backend.store.business import Transfer
from backend.store.words import OrderState
from kiosk.domain.contribution import ContributionMonth, InsuranceKind
from kiosk.domain.money import format_yuan, round_fen
from kiosk.domain.months import Month
from kiosk.domain.review import working_days_after

__all__ = ["moving_amounts"]

_SOURCE = "国办发〔2009〕66号"
_FUND_SINCE = Month(1998, 1)
_FUNDED = InsuranceKind.PENSION
_STEPS = 3
_SAME_SCHEME = Words(
    "请选择职工养老（110）或居民养老（170）",
    "Choose employees' (110) or residents' (170)",
)


@causes("open-transfer", source=_SOURCE)
def open_transfer(matter: Matter, direction: str, kind: str) -> Words:
    """Reckon what moves, and set the days for letter, transfer and posting.

    What comes in is not known here: the other place's voucher tells it.
    """
    chosen = _chosen(matter, kind) if direction == "within" else InsuranceKind(kind)
    months = _arrived(matter, chosen)
    account, fund = moving_amounts(months, matter.today.year, chosen)
    is_out = direction != "in"
    step = int(figure("transfer-step-days", matter.today))
    letter = working_days_after(matter.today, step)
    matter.session.add(
        Transfer(
            case_id=matter.ledger.case_id,
            personal_number=matter.own.personal_number,
            direction=direction,
            kind=chosen,
            region_code=matter.text("region_code"),
            other_agency=matter.text("other_agency"),
            months=len(months) if is_out else 0,
            account_cents=account if is_out else 0,
            fund_cents=fund if is_out and direction == "out" else 0,
            letter_due_on=letter,
            done_due_on=working_days_after(matter.today, step * _STEPS),
            state=OrderState.OPEN,
        )
    )
    matter.session.flush()
    matter.ledger.booked.append(["transfer", matter.ledger.case_id])
    if is_out:
        matter.result |= {
            "months": len(months),
            "account_cents": account,
            "fund_cents": fund if direction == "out" else 0,
        }
    matter.result["letter_due_on"] = letter.isoformat()
    return _told(direction, account, fund, letter.isoformat())


def moving_amounts(
    months: list[ContributionMonth], year: int, kind: InsuranceKind
) -> tuple[int, int]:
    """Give account and fund part in fen: the account whole, of the fund 12 per cent.

    Only the employees' pension moves a fund part.

    Args:
        months: Months that arrived.
        year: Up to which year the account earns interest.
        kind: Kind that moves.
    """
    years = account_years(months, year)
    account = years[-1].closing_cents if years else 0
    if kind is not _FUNDED:
        return account, 0
    bases = sum(each.base_cents for each in months if each.period >= _FUND_SINCE)
    part = figure("transfer-fund-share", Month(year, 12).first_day())
    return account, round_fen(Decimal(bases) * part)


def _arrived(matter: Matter, kind: InsuranceKind) -> list[ContributionMonth]:
    number = matter.own.personal_number
    return [
        each
        for each in contribution_months(matter.session, number, matter.today)
        if each.kind is kind and each.is_arrived
    ]


def _chosen(matter: Matter, kind: str) -> InsuranceKind:
    """Give the scheme left; the form names the one that stays."""
    schemes = {InsuranceKind(kind), InsuranceKind.RESIDENT_PENSION}
    stays = matter.kinds()[0]
    if stays not in schemes:
        raise RuleBroken(_SAME_SCHEME, "kind")
    return (schemes - {stays}).pop()


def _told(direction: str, account: int, fund: int, day: str) -> Words:
    if direction == "in":
        return Words(
            f"已发起转入，{day} 前发出联系函",
            f"Transfer opened; the contact letter goes out by {day}",
        )
    both = format_yuan(account), format_yuan(fund if direction == "out" else 0)
    return Words(
        f"个人账户 {both[0]} 元，统筹基金 {both[1]} 元，{day} 前发函",
        f"Account {both[0]} yuan, fund {both[1]} yuan; letter by {day}",
    )
