"""Who answers: by topic, then as near to the asker's community as there is somebody."""

from __future__ import annotations

from collections.abc import Sequence

from kiosk.domain.library import Agency, Topic

__all__ = ["above", "route"]


def route(agencies: Sequence[Agency], topic: Topic, community: str) -> Agency | None:
    """Choose the agency in charge of a topic that is nearest to a community.

    Without a community, or where no local one is in charge, the city's own answers;
    what nobody is in charge of goes to who takes everything else.
    """
    in_charge = [each for each in agencies if topic in each.topics]
    if not in_charge and topic is not Topic.OTHER:
        return route(agencies, Topic.OTHER, community)
    near = [
        each
        for each in in_charge
        if each.community_prefix and community.startswith(each.community_prefix)
    ]
    for found in (near, [each for each in in_charge if not each.parent], in_charge):
        if found:
            return max(found, key=lambda each: (len(each.community_prefix), each.code))
    return None


def above(agencies: Sequence[Agency], code: str) -> Agency | None:
    """Give the agency above one; none above the city's own."""
    known = {each.code: each for each in agencies}
    agency = known.get(code)
    return known.get(agency.parent) if agency else None
