"""What every test stands on: no display, no leaking threads, strict Qt."""

from __future__ import annotations

import os

import pytest
from hypothesis import settings

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

settings.register_profile("kiosk", deadline=None, max_examples=60)
settings.load_profile("kiosk")

_LONG_CHAINS = ("hall", "fault-matrix")
"""Groups that one worker plays alone: begun last, they would leave the others idle."""


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=_rank)


def _rank(item: pytest.Item) -> int:
    mark = item.get_closest_marker("xdist_group")
    chain = mark.args[0] if mark is not None and mark.args else ""
    return _LONG_CHAINS.index(chain) if chain in _LONG_CHAINS else len(_LONG_CHAINS)
