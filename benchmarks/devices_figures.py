"""How often devices are measured, and the lines that tell what came of it."""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

__all__ = ["HOLDER", "Effort", "await_true", "limit", "plain", "ratio", "times"]

HOLDER = {"number": "510199196307152047", "name": "王样本", "sex": "2"}


@dataclass(frozen=True, slots=True)
class Effort:
    """How often each thing is measured."""

    reads: int
    insertions: int
    jobs: int
    idle_seconds: float


def await_true(is_met: Callable[[], bool], seconds: float = 20.0) -> None:
    """Wait until a device is as wanted; ends the program where it never is."""
    deadline = time.monotonic() + seconds
    while not is_met():
        if time.monotonic() > deadline:
            sys.exit("a device did not come up")
        time.sleep(0.005)


def times(call: Callable[[], object], rounds: int) -> list[float]:
    """Give how long each of some calls took, in seconds."""
    took = []
    for _ in range(rounds):
        begun = time.perf_counter()
        call()
        took.append(time.perf_counter() - begun)
    return took


def _figures(name: str, seconds: Sequence[float]) -> str:
    middle = statistics.median(seconds)
    return f"{name:42} {middle * 1e3:8.2f} ms  worst {max(seconds) * 1e3:7.2f}"


def plain(name: str, seconds: Sequence[float]) -> None:
    """Print a figure that stands for itself."""
    print(_figures(name, seconds))


def limit(name: str, seconds: Sequence[float], goal: float) -> None:
    """Print a figure beside its goal in seconds."""
    share = statistics.median(seconds) / goal
    verdict = "reached" if share <= 1 else "missed"
    told = f"goal {goal * 1e3:.0f} ms  ratio {share:.2f}  {verdict}"
    print(f"{_figures(name, seconds)}  {told}")


def ratio(
    name: str,
    seconds: Sequence[float],
    beside: str,
    base: Sequence[float],
    goal: float | None,
) -> None:
    """Print a figure beside another of the same run, and the goal of their ratio."""
    below = statistics.median(base)
    share = statistics.median(seconds) / below
    told = f"{share:.2f} x {beside} ({below * 1e3:.2f} ms)"
    if goal is not None:
        told += f"  goal {goal:.1f} x  {'reached' if share <= goal else 'missed'}"
    print(f"{_figures(name, seconds)}  {told}")
