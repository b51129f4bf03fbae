"""Papers: which certificate the door may order, and papers that are only told."""

from __future__ import annotations

from backend.cases.matter import Matter, RuleBroken
from backend.cases.rule import causes
from backend.cases.rules.employer_query import collection_notice
from backend.catalogue.item import Words
from backend.certificates.facts.reading import read_facts
from kiosk.domain.certificate import CertificateKind
from kiosk.domain.fault import NoRecord

__all__: list[str] = []

_NOTICE = "collection-notice"
_NOTHING = {
    "still-paying": Words("尚未停保，不能转出", "Still insured here; stop first"),
    "already-drawn": Words("已经在领取养老金", "The pension is being drawn already"),
    "enrolled": Words("本市有参保记录", "There are records of enrolment here"),
}
_ELSE = Words("没有可以证明的内容", "There is nothing to certify")


@causes("print", source="社会保险法 第七十四条")
def print_paper(matter: Matter, paper: str) -> Words:
    """Name the certificate to order; the order itself issues and seals it.

    A collection notice carries no seal and is told as a table.
    """
    if paper == _NOTICE:
        matter.result["table"] = collection_notice(matter)
        return Words("缴费通知单", "Collection notice")
    kind = CertificateKind(paper)
    person = matter.own if matter.employer is None else matter.applicant
    if person is None:
        raise RuleBroken(_ELSE)
    try:
        read_facts(kind, matter.session, person, matter.today)
    except NoRecord as fault:
        raise RuleBroken(_NOTHING.get(str(fault.facts["reason"]), _ELSE)) from fault
    matter.result["paper"] = str(kind)
    return Words("可以出具", "The paper can be issued")
