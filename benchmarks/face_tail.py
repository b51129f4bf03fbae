"""What a sample of scores says of rare errors: intervals, and tails beyond the sample.

The tails are extrapolations and must be told as such: a generalised Pareto over the
highest scores of strangers (Pickands, 1975), a normal curve through those of one's own
pictures. Their spread comes from drawing people again, not pairs: one odd face is in
hundreds of pairs (Bolle et al., "Error analysis of pattern recognition systems", 2004).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import stats

__all__ = ["Range", "by_people", "clopper_pearson", "normal_below", "pareto_above"]

_TOP = 0.01
_DRAWS = 200
_SEED = 2
_MIDDLE = (2.5, 97.5)

Numbers = NDArray[np.float64]
Places = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Range:
    """A share, and between which two it probably lies (95 %)."""

    share: float
    low: float
    high: float

    def __str__(self) -> str:
        """Give it in per cent."""
        return f"{self.share:.4%} [{self.low:.4%}, {self.high:.4%}]"


def clopper_pearson(count: int, total: int) -> Range:
    """Give the exact interval of a share that was counted (Clopper, Pearson, 1934)."""
    found = stats.binomtest(count, total).proportion_ci(0.95, "exact")
    return Range(count / total, float(found.low), float(found.high))


def pareto_above(
    scores: Numbers, threshold: float, may_pass: NDArray[np.bool_]
) -> float:
    """Estimate which share of strangers scores above a threshold that few reach.

    Of those so many are taken away as ``may_pass`` holds back among the highest
    scores that were seen: what a second opinion does further up is unknown.
    """
    start = float(np.quantile(scores, 1 - _TOP))
    is_high = scores > start
    high = float(is_high.mean())
    shape, _, scale = stats.genpareto.fit(scores[is_high] - start, floc=0)
    beyond = float(stats.genpareto.sf(threshold - start, shape, 0, scale))
    return high * beyond * float(may_pass[is_high].mean())


def normal_below(scores: Numbers, threshold: float) -> float:
    """Estimate which share of one's own pictures scores below a threshold."""
    return float(stats.norm.cdf(threshold, scores.mean(), scores.std(ddof=1)))


def by_people(one: Places, other: Places, measure: Callable[[Places], float]) -> Range:
    """Give a measure of all pairs, and its range when the people are drawn again.

    ``one`` and ``other`` tell whose pictures each pair compares; the measure gets
    the places of the pairs that count, some of them more than once.
    """
    dice, people = np.random.default_rng(_SEED), int(max(one.max(), other.max())) + 1
    drawn, places = [], np.arange(len(one))
    for _ in range(_DRAWS):
        times = np.bincount(dice.integers(people, size=people), minlength=people)
        often = np.where(one == other, times[one], times[one] * times[other])
        drawn.append(measure(np.repeat(places, often)))
    low, high = np.percentile(drawn, _MIDDLE)
    return Range(measure(places), float(low), float(high))
