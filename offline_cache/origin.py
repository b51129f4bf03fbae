"""Which visit a waiting deed came from, for traces alone."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence

from kiosk.domain.deed import Deed
from kiosk.domain.trace import current_trace

__all__ = ["Origins"]

_MOST = 1000


class Origins:
    """Remembers spans in memory, the newest thousand.

    They are not kept on disk: a restart costs a deed its place in a trace, which
    collectors forget within days anyway, and the store stays as any version reads it.
    """

    def __init__(self) -> None:
        """Remember nothing yet."""
        self._spans: OrderedDict[str, str] = OrderedDict()

    def remember(self, deed_id: str) -> None:
        """Keep what this thread does now as where a deed comes from."""
        span = current_trace()
        if span:
            self._spans.setdefault(deed_id, span)
            if len(self._spans) > _MOST:
                self._spans.popitem(last=False)

    def of(self, deeds: Sequence[Deed]) -> dict[str, str]:
        """Give the ``traceparent`` of each deed that has one, by its id."""
        ids = (deed.id for deed in deeds)
        return {each: self._spans[each] for each in ids if each in self._spans}

    def forget(self, deed_id: str) -> None:
        """Let go of a deed that was answered for good."""
        self._spans.pop(deed_id, None)
