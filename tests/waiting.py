"""Waiting for what other threads and processes do."""

from __future__ import annotations

import time
from collections.abc import Callable

__all__ = ["LIMIT_SECONDS", "await_condition"]

LIMIT_SECONDS = 90.0
_LOOK_SECONDS = 0.005


def await_condition(
    is_met: Callable[[], bool], limit_seconds: float = LIMIT_SECONDS
) -> None:
    """Look again and again until something holds; fail after the limit."""
    deadline = time.monotonic() + limit_seconds
    while not is_met():
        assert time.monotonic() < deadline, "the condition never held"
        time.sleep(_LOOK_SECONDS)
