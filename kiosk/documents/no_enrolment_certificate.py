"""Certificate of no enrolment (未参保证明): that nothing was found, and where."""

from __future__ import annotations

from collections.abc import Iterator

from reportlab.lib.units import mm

from kiosk.documents.flow import Block
from kiosk.documents.font import FontBook
from kiosk.documents.form import Form
from kiosk.documents.holder_table import holder_table
from kiosk.documents.notes import KEEP, notes
from kiosk.documents.prose import Prose
from kiosk.documents.sheet import GREY
from kiosk.documents.wording import KINDS, day_text
from kiosk.domain.facts.no_enrolment import NoEnrolmentFacts

__all__ = ["FORM"]

_NOTES = (
    KEEP,
    "查无记录也可能因姓名或证件号码登记有误；如有疑问请到经办窗口核实。",
    "本证明信息截至上述日期，此后的参保登记不再反映。",
)


def _blocks(facts: NoEnrolmentFacts, fonts: FontBook) -> Iterator[Block]:
    yield holder_table(facts, fonts)
    face = fonts.regular
    yield Prose.wrapped((f"　　{_sentence(facts)}",), face, 12.5, 1.9, gap=8 * mm)
    yield Prose.wrapped((_english(facts),), face, 9, 1.6, gap=5 * mm, colour=GREY)
    yield notes(_NOTES, fonts)


def _sentence(facts: NoEnrolmentFacts) -> str:
    kinds = "、".join(KINDS[kind] for kind in facts.kinds)
    return (
        f"经查询本市社会保险业务系统，截至 {day_text(facts.data_as_of)}，"
        f"未查询到 {facts.name}（社会保障号码：{facts.citizen_number}）"
        f"在本市参加 {kinds} 的记录。本证明不反映其在其他统筹地区的参保情况。"
    )


def _english(facts: NoEnrolmentFacts) -> str:
    return (
        "No enrolment of this person in the kinds of insurance named above is on "
        f"record in this city as of {facts.data_as_of:%Y-%m-%d}. "
        "Enrolment elsewhere is not covered."
    )


FORM: Form[NoEnrolmentFacts] = Form(
    title=lambda _: "社会保险未参保证明",
    english="Certificate of No Social Insurance Enrolment",
    blocks=_blocks,
)
