"""The twin's business items: one that changes data, one that answers a question."""

from __future__ import annotations

from kiosk.domain.business import (
    AnswerTable,
    BusinessItem,
    BusinessList,
    CaseOutcome,
    CaseWish,
    FormQuestion,
    Trouble,
    WordsOf,
)
from kiosk.domain.fault import CentreRefused
from kiosk.ports.clock import Clock

__all__ = ["SIMULATED_ITEMS", "SimulatedCases"]

_PHONE = FormQuestion(
    "phone",
    WordsOf("联系电话", "Telephone"),
    WordsOf("11 位手机号", "Mobile number of 11 digits"),
    "number-pad",
)
_PHONE_DIGITS = 11

SIMULATED_ITEMS = BusinessList(
    {
        "PR": WordsOf("个人参保", "Individual: enrolment"),
        "PQ": WordsOf("个人查询", "Individual: query"),
    },
    (
        BusinessItem(
            "PR-07",
            "PR",
            WordsOf("修改联系方式", "Change contact details"),
            "instant",
            needs_holder=True,
            questions=(_PHONE,),
        ),
        BusinessItem(
            "PQ-08",
            "PQ",
            WordsOf("经办机构查询", "Agencies"),
            "query",
            needs_holder=False,
            questions=(),
        ),
    ),
)
"""What the twin offers; ids and forms are those of the catalogue."""

_PLACE = WordsOf("晴川街道东园社区", "晴川街道东园社区")
_AGENCIES = AnswerTable(
    WordsOf("经办机构", "Agencies"),
    (WordsOf("社区", "Community"), WordsOf("服务窗口", "Office")),
    (
        (
            WordsOf("晴川街道东园社区", "晴川街道东园社区"),
            WordsOf("office-1", "office-1"),
        ),
    ),
)


class SimulatedCases:
    """Takes forms in, each once for its id."""

    def __init__(self, clock: Clock) -> None:
        """Start without any."""
        self._clock = clock
        self._taken: dict[str, tuple[CaseWish, CaseOutcome]] = {}

    def hand_in(self, wish: CaseWish) -> CaseOutcome:
        """Answer a wish as the real centre would, as far as the twin knows.

        Raises:
            CentreRefused: ``id-reused``, ``no-such-item`` or ``assurance``.
        """
        items = {item.id: item for item in SIMULATED_ITEMS.items}
        if wish.item not in items:
            raise CentreRefused(reason="no-such-item")
        known = self._taken.get(wish.id)
        if known is not None and known[0] != wish:
            raise CentreRefused(reason="id-reused")
        if known is not None:
            return known[1]
        if items[wish.item].needs_holder and wish.holder is None:
            raise CentreRefused(reason="assurance")
        outcome = self._outcome(wish)
        if not outcome.troubles:
            self._taken[wish.id] = (wish, outcome)
        return outcome

    def _outcome(self, wish: CaseWish) -> CaseOutcome:
        number = f"{self._clock.now():%Y%m%d}-TWIN{len(self._taken) + 1:06d}"
        if wish.item == "PQ-08":
            return CaseOutcome(number, is_done=True, table=_AGENCIES)
        if len(str(wish.answers.get("phone", ""))) != _PHONE_DIGITS:
            words = WordsOf("联系电话不正确", "Telephone is not right")
            return CaseOutcome(troubles=(Trouble("phone", words),))
        told = WordsOf("联系方式已更改", "The contact details were changed")
        return CaseOutcome(number, is_done=True, effects=(told,))
