"""What every test stands on: no display, one worker for what shares, true names."""

from __future__ import annotations

import os

import pytest
from hypothesis import HealthCheck, settings

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

settings.register_profile("kiosk", deadline=None, max_examples=60)
settings.register_profile(
    "reproducible",
    parent=settings.get_profile("kiosk"),
    derandomize=True,
    # How long an example takes says something of the machine, not of the code.
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("kiosk")

_LONGEST = (
    "hall",
    "centre",
    "test_every_screen",
    "face",
    "fault-matrix",
    "test_fortnight",
    "test_printer",
)
"""Groups that take longest, so that no worker begins one when the other ends."""


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep a file's tests on one worker: what they share is then made once.

    Has no effect but with ``--dist loadgroup``, and the order of groups none but
    with ``--no-loadscope-reorder``.
    """
    for item in items:
        if item.get_closest_marker("xdist_group") is None:
            item.add_marker(pytest.mark.xdist_group(item.path.stem))
    items.sort(key=_turn)


def _turn(item: pytest.Item) -> int:
    names = {mark.args[0] for mark in item.iter_markers("xdist_group")}
    turns = [turn for turn, name in enumerate(_LONGEST) if name in names]
    return min(turns, default=len(_LONGEST))


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Call a test by its own name: ``--last-failed`` looks for no other.

    xdist adds the name of the group; with that, one failure in a group would have
    every test of all judged once more.
    """
    # A worker's reports are still compared with its own list of tests.
    if "PYTEST_XDIST_WORKER" not in os.environ:
        name, at, group = report.nodeid.rpartition("@")
        report.nodeid = name if at and "]" not in group else report.nodeid
