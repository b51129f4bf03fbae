"""Papers: which certificate the door may order, and papers that are only told."""

from __future__ import annotations

from backend.cases.matter import Matter, RuleBroken
from backend.cases.rule import causes
from backend.cases.rules.employer_query import collection_notice
from backend.catalogue.item import Words
from backend.certificates.facts.reading import read_facts
from kiosk.domain.certificate import CertificateKind, PaperScope
from kiosk.domain.contribution import InsuranceKind
from kiosk.domain.fault import NoRecord
from kiosk.domain.months import Month
from kiosk.domain.wire import to_wire

__all__: list[str] = []

_NOTICE = "collection-notice"
_NOTHING = {
    "still-paying": Words("尚未停保，不能转出", "Still insured here; stop first"),
    "already-drawn": Words("已经在领取养老金", "The pension is being drawn already"),
    "enrolled": Words("本市有参保记录", "There are records of enrolment here"),
}
_ORDER = Words("结束年月早于开始年月", "The last month lies before the first")
_ELSE = Words("没有可以证明的内容", "There is nothing to certify")


@causes("print", source="社会保险法 第七十四条")
def print_paper(matter: Matter, paper: str) -> Words:
    """Name the certificate to order; the order itself issues and seals it.

    Form fields ``first_month``, ``last_month``, ``kinds`` and ``year`` narrow it.
    A collection notice carries no seal and is told as a table.
    """
    if paper == _NOTICE:
        matter.result["table"] = collection_notice(matter)
        return Words("缴费通知单", "Collection notice")
    kind = CertificateKind(paper)
    person = matter.own if matter.employer is None else matter.applicant
    if person is None:
        raise RuleBroken(_ELSE)
    scope = _scope(matter)
    try:
        read_facts(kind, matter.session, person, matter.today, scope)
    except NoRecord as fault:
        raise RuleBroken(_NOTHING.get(str(fault.facts["reason"]), _ELSE)) from fault
    matter.result["paper"] = str(kind)
    if not scope.is_whole:
        matter.result["scope"] = to_wire(scope)
    return Words("可以出具", "The paper can be issued")


def _scope(matter: Matter) -> PaperScope:
    """Read what the form narrows the paper to."""
    told = matter.answers
    first, last = told.get("first_month"), told.get("last_month")
    if first and last and str(first) > str(last):
        raise RuleBroken(_ORDER, "last_month")
    if "year" in told:
        first, last = f"{told['year']}-01", f"{told['year']}-12"
    chosen = told.get("kinds")
    kinds = chosen if isinstance(chosen, list | tuple) else ()
    return PaperScope(
        Month.parse(str(first)) if first else None,
        Month.parse(str(last)) if last else None,
        tuple(sorted(InsuranceKind(str(each)) for each in kinds)),
    )
