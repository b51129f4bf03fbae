"""Enrolment certificate (参保证明): who is insured for what, and since when.

Form after the usual provincial ones: head, opening sentence, person, kinds of
insurance, last twelve months, notes, QR at the left, seal at the right.
"""

from __future__ import annotations

from collections.abc import Iterator

from kiosk.documents.enrolment_lines import enrolment_lines
from kiosk.documents.flow import Block
from kiosk.documents.font import FontBook
from kiosk.documents.form import Form
from kiosk.documents.holder_table import holder_table
from kiosk.documents.month_grid import MARKS, month_grid
from kiosk.documents.notes import KEEP, notes, opening
from kiosk.documents.wording import day_text, month_text
from kiosk.domain.facts.enrolment import EnrolmentFacts

__all__ = ["FORM"]

_MONTHS = "最近十二个月缴费情况  Last twelve months"
_NO_MONTHS = (
    "最近十二个月无缴费记录。No contributions are on record for the last twelve months."
)
_NOTES = (
    KEEP,
    (
        "本证明信息截至上述日期，此后发生的补缴、退费、转移不再反映；"
        "缴费月数为实际到账月数（含转入）。"
    ),
    MARKS,
)


def _blocks(facts: EnrolmentFacts, fonts: FontBook) -> Iterator[Block]:
    yield opening(_sentence(facts), fonts)
    yield holder_table(facts, fonts)
    yield enrolment_lines(facts.enrolments, fonts)
    yield month_grid(facts.recent, _MONTHS, _NO_MONTHS, fonts)
    yield notes(_NOTES, fonts)


def _sentence(facts: EnrolmentFacts) -> str:
    since = min((line.first_month for line in facts.enrolments), default=None)
    return (
        f"兹证明 {facts.name}（社会保障号码：{facts.citizen_number}）"
        f"自 {month_text(since)} 起在本市参加社会保险，"
        f"截至 {day_text(facts.data_as_of)}，参保缴费情况如下："
    )


FORM: Form[EnrolmentFacts] = Form(
    title=lambda _: "社会保险个人参保证明",
    english="Certificate of Social Insurance Enrolment",
    blocks=_blocks,
)
