"""What a forger may do behind a sealed page, where evidence may stand."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace

from kiosk.documents.evidence_update import append, split
from tests.documents.forgery import facts_replaced, overlaid
from tests.documents.long_term import LongTerm

__all__ = ["LATE_FORGERIES"]


def by_a_rival(made: LongTerm) -> bytes:
    """Have the page stamped by another authority under the same root."""
    rival = replace(
        made.source,
        stamps=made.house.rival_url,
        stampers=(made.house.certificate("rival-stamps"), *made.source.stampers[1:]),
    )
    return append(made.sealed, rival.evidence(), rival.stamp)


def another_files_stamp(made: LongTerm) -> bytes:
    """Borrow the token that was made for the page."""
    token = split(made.lasting, len(made.sealed)).token
    evidence = made.source.evidence()
    return append(made.another, evidence, lambda _, __: token)


def no_stamp(made: LongTerm) -> bytes:
    return append(made.sealed, made.source.evidence(), lambda _, __: b"0\x00")


def more_evidence(made: LongTerm) -> bytes:
    """Add a piece of evidence, keeping the old stamp."""
    update = split(made.lasting, len(made.sealed))
    more = replace(update.evidence, crls=(*update.evidence.crls, b"0\x00"))
    return append(made.sealed, more, lambda _, __: update.token)


def page_changed_in_the_update(made: LongTerm) -> bytes:
    """Let the update's catalogue name another tree of pages."""
    start = len(made.sealed)
    update = re.sub(rb"/Pages (\d+)", rb"/Pages 1", made.lasting[start:], count=1)
    return made.sealed + update


def another_file_in_front(made: LongTerm) -> bytes:
    return made.another + made.lasting[len(made.sealed) :]


def overlaid_before_the_stamp(made: LongTerm) -> bytes:
    return append(overlaid(made.sealed), made.source.evidence(), made.source.stamp)


def overlaid_after_the_stamp(made: LongTerm) -> bytes:
    return overlaid(made.lasting)


def facts_replaced_before_the_stamp(made: LongTerm) -> bytes:
    forged = facts_replaced(made.sealed)
    return append(forged, made.source.evidence(), made.source.stamp)


def certificate_added_to_the_token(made: LongTerm) -> bytes:
    """Leave the token's own certificates out of what it stamps."""
    evidence = made.source.evidence()
    fewer = replace(evidence, certificates=evidence.certificates[:1])
    return append(made.sealed, fewer, made.source.stamp)


def nine_updates(made: LongTerm) -> bytes:
    file = made.renewed
    for _ in range(7):
        file = append(file, made.source.evidence(), made.source.stamp)
    return file


LATE_FORGERIES: Mapping[str, Callable[[LongTerm], bytes]] = {
    "stamped by another authority": by_a_rival,
    "another file's time stamp": another_files_stamp,
    "evidence without a time stamp": no_stamp,
    "evidence added under an old stamp": more_evidence,
    "other pages named by the update": page_changed_in_the_update,
    "the update put behind another page": another_file_in_front,
    "text overlaid, then stamped": overlaid_before_the_stamp,
    "stamped, then text overlaid": overlaid_after_the_stamp,
    "facts replaced, then stamped": facts_replaced_before_the_stamp,
    "the stamp's certificates not among the evidence": certificate_added_to_the_token,
    "more updates than any file needs": nine_updates,
}
