"""A person's own data: contact, identity, accounts, contracts and cards."""

from __future__ import annotations

from sqlalchemy import select

from backend.cases.claims import move_claims
from backend.cases.matter import Matter, RuleBroken
from backend.cases.rule import causes, requires
from backend.cases.standing import last_changes
from backend.catalogue.item import Words
from backend.store.insurance import Contribution
from backend.store.people import Card, Person
from backend.store.words import CardStep, PaymentType
from kiosk.domain.card import Sex
from kiosk.domain.contribution import EnrolmentStatus
from kiosk.domain.identifier import CitizenNumber

__all__: list[str] = []

_CARDS = "社会保障卡管理办法"
_LARGEST_NUMBER = 2**31 - 1
_NO_CHANGE = Words("没有填写要更正的内容", "Nothing to correct was filled in")
_TAKEN = Words("该号码已属于另一条记录", "The number belongs to another record")
_NOT_THERE = Words("没有该个人编号", "There is no such personal number")
_NOT_THE_SAME = Words(
    "两个账户的姓名或性别不同", "Name or sex of the two accounts differ"
)
_CARD_GONE = Words("没有可用的卡", "There is no card that can be used")


@requires("has-card", source=_CARDS)
def has_card(matter: Matter) -> bool:
    """Hold when a card was ever issued."""
    return _newest_card(matter) is not None


@causes("change-contact", source="社会保险经办条例 第二十条")
def change_contact(matter: Matter) -> Words:
    """Keep telephone and address."""
    number = matter.own.personal_number
    for topic in ("phone", "address"):
        if matter.has(topic):
            matter.ledger.person_fact(number, topic, matter.text(topic))
    return Words("联系方式已更改", "The contact details were changed")


@causes("correct-identity", source="社会保险经办条例 第三十一条")
def correct_identity(matter: Matter) -> Words:
    """Correct name or citizen number; the personal number and the old data stay."""
    person = matter.concerned
    if not (matter.has("new_name") or matter.has("new_number")):
        raise RuleBroken(_NO_CHANGE, "new_name")
    if matter.has("new_name"):
        _tell(matter, person, "name", (person.name, matter.text("new_name")))
        person.name = matter.text("new_name")
    if matter.has("new_number"):
        _correct_number(matter, person)
    matter.session.flush()
    return Words("身份信息已更正", "The identity data were corrected")


@causes("merge-accounts", source="人社部规〔2016〕5号")
def merge_accounts(matter: Matter) -> Words:
    """Move what is drawn and the months that only the other account has; end it."""
    other = _other(matter)
    move_claims(matter, other.personal_number)
    mine = {
        (row.kind, row.period) for row in _arrived(matter, matter.own.personal_number)
    }
    moved = 0
    for row in _arrived(matter, other.personal_number):
        if (row.kind, row.period) not in mine:
            _move(matter, row)
            moved += 1
    for kind, change in last_changes(matter.session, other.personal_number).items():
        if change.status in (EnrolmentStatus.PAYING, EnrolmentStatus.PAUSED):
            matter.ledger.enrolment(
                other.personal_number,
                kind,
                matter.this_month,
                EnrolmentStatus.ENDED,
                change.employer_number,
            )
    told = str(matter.own.personal_number)
    matter.ledger.person_fact(other.personal_number, "merged-into", told)
    matter.result["moved_months"] = moved
    return Words(f"并入 {moved} 条缴费记录", f"{moved} bookings moved")


@causes("change-bank-account", source="社会保险经办条例 第二十六条")
def change_bank_account(matter: Matter, purpose: str) -> Words:
    """Keep the account that benefits go to, or that contributions come from."""
    account = f"{matter.text('bank_name')}\n{matter.text('bank_account')}"
    number = matter.own.personal_number
    matter.ledger.person_fact(number, f"{purpose}-account", account)
    last = matter.text("bank_account")[-4:]
    return Words(f"银行账户尾号 {last}", f"Bank account ending in {last}")


@causes("note-contract", source="劳动合同法 第十七条")
def note_contract(matter: Matter) -> Words:
    """Note first and last day of somebody's contract with the employer."""
    firm = matter.firm.employer_number
    days = f"{matter.text('contract_first_day')}/{matter.text('contract_last_day')}"
    number = matter.concerned.personal_number
    matter.ledger.person_fact(number, f"contract-{firm}", days)
    return Words(f"合同期限 {days}", f"Contract {days}")


@causes("bind-card", source=_CARDS)
def bind_card(matter: Matter) -> Words:
    """Tie the number on a card's face to the person's newest card."""
    card, told = _newest_card(matter), matter.text("card_number")
    code = card.identification_code if card else None
    matter.ledger.card(matter.own.personal_number, code, CardStep.BOUND, told)
    return Words(f"已绑定卡号 {told}", f"Card {told} bound")


@causes("block-card", source=f"{_CARDS} 第十六条")
def block_card(matter: Matter) -> Words:
    """Block the newest card; it opens nothing from now on."""
    return _step(matter, CardStep.BLOCKED, "已挂失", "The card is blocked")


@causes("order-card", source=f"{_CARDS} 第十五条")
def order_card(matter: Matter) -> Words:
    """Order a new card, and keep where it goes."""
    number = matter.own.personal_number
    for topic in ("phone", "address"):
        matter.ledger.person_fact(number, topic, matter.text(topic))
    matter.ledger.card(number, None, CardStep.ORDERED)
    return Words("新卡已安排制作", "A new card is ordered")


@causes("activate-card", source=f"{_CARDS} 第十二条")
def activate_card(matter: Matter) -> Words:
    """Activate the newest card."""
    return _step(matter, CardStep.ACTIVATED, "已启用", "The card is active")


def _step(matter: Matter, step: CardStep, chinese: str, english: str) -> Words:
    card = _newest_card(matter)
    if card is None:
        raise RuleBroken(_CARD_GONE)
    number = matter.own.personal_number
    matter.ledger.card(number, card.identification_code, step)
    return Words(chinese, english)


def _newest_card(matter: Matter) -> Card | None:
    return matter.session.scalar(
        select(Card)
        .where(Card.personal_number == matter.own.personal_number)
        .order_by(Card.issued_on.desc(), Card.identification_code)
        .limit(1)
    )


def _correct_number(matter: Matter, person: Person) -> None:
    new = CitizenNumber.parse(matter.text("new_number"))
    owner = matter.session.scalar(
        select(Person).where(Person.citizen_number == new.text)
    )
    if owner is not None and owner is not person:
        raise RuleBroken(_TAKEN, "new_number")
    _tell(matter, person, "citizen-number", (person.citizen_number, new.text))
    person.citizen_number = new.text
    person.birth_date = new.birth_date
    person.sex = Sex.MALE if new.is_male else Sex.FEMALE


def _tell(matter: Matter, person: Person, topic: str, change: tuple[str, str]) -> None:
    number, name = person.personal_number, f"identity-{topic}"
    before, after = change
    matter.ledger.known_before("person-fact", number, name, before)
    matter.ledger.person_fact(number, name, after)


def _other(matter: Matter) -> Person:
    number = matter.whole("other_personal_number")
    person = matter.own
    other = matter.session.get(Person, number) if number <= _LARGEST_NUMBER else None
    if other is None or other is person:
        raise RuleBroken(_NOT_THERE, "other_personal_number")
    if (other.name, other.sex) != (person.name, person.sex):
        raise RuleBroken(_NOT_THE_SAME, "other_personal_number")
    return other


def _arrived(matter: Matter, number: int) -> list[Contribution]:
    wanted = (
        select(Contribution)
        .where(
            Contribution.personal_number == number,
            Contribution.arrived_on.is_not(None),
        )
        .order_by(Contribution.period, Contribution.kind, Contribution.entry)
    )
    return list(matter.session.scalars(wanted))


def _move(matter: Matter, row: Contribution) -> None:
    """Book a month here as it was booked there, and take it off there."""
    for number, sign in (
        (row.personal_number, -1),
        (matter.own.personal_number, 1),
    ):
        matter.ledger.contribution(
            number,
            row.kind,
            row.period,
            payment=PaymentType.HISTORY,
            employer=row.employer_number,
            amounts=(
                row.base_cents if sign > 0 else 0,
                sign * row.employer_cents,
                sign * row.person_cents,
            ),
            arrived=row.arrived_on,
        )
