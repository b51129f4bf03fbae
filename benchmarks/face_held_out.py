"""Measures thresholds on people who had no say in choosing them.

``python -m benchmarks.face_held_out [--faces DIR]``; folders below it are persons.
Again and again the persons are parted in two halves at random: on one a threshold
is chosen for a wished rate of false matches, or of misses, on the other it is counted
what it does. Fixed is the rule's dlib distance; chosen is SFace's cosine, or the
score. Before that it is told what the rule in force does, counted and extrapolated.
"""

from __future__ import annotations

import argparse
import itertools
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from benchmarks.face_chip import chip_photo
from benchmarks.face_tail import by_people, clopper_pearson, normal_below, pareto_above
from drivers.face.comparison import FaceComparison
from drivers.face.detection import FaceDetector
from drivers.face.embedding import Template, cosine_of, distance_of
from drivers.face.fusion import Likeness, OperatingPoint, operating_point
from kiosk.domain.fault import PictureUnreadable
from kiosk.ports.face_judge import PortraitOrigin

_FACES = Path(__file__).resolve().parents[2] / "shared" / "faces"
_RATES = (1e-3, 3e-4, 1e-4)
_MISSES = {PortraitOrigin.ENROLLED: 0.0025, PortraitOrigin.CHIP: 0.0125}
"""Half of what may be missed at most."""
_SPLITS = 200
_SEED = 1
_SPREAD = (5, 95)
_NEVER = -2.0

Numbers = NDArray[np.float64]
Flags = NDArray[np.bool_]
Choice = Callable[[Numbers, Numbers], float]
"""Takes scores of one's own pictures and of strangers; gives a threshold."""


@dataclass(frozen=True)
class Couples:
    """Every couple of pictures: whose they are, and how alike both opinions."""

    one: NDArray[np.int64]
    other: NDArray[np.int64]
    cosine: Numbers
    distance: Numbers

    @property
    def is_same(self) -> Flags:
        """Whether both pictures show one person."""
        return np.asarray(self.one == self.other, np.bool_)

    @property
    def score(self) -> Numbers:
        """The product's fused score."""
        pairs = zip(self.cosine, self.distance, strict=True)
        return np.array([Likeness(c, d).score for c, d in pairs])

    def within(self, persons: Flags) -> Flags:
        """Tell the couples of which both persons are among these."""
        return np.asarray(persons[self.one] & persons[self.other], np.bool_)


@dataclass
class Count:
    """What one threshold did on the other half, split by split."""

    thresholds: list[float]
    matches: list[float]
    misses: list[float]

    def told(self) -> str:
        """Give both means, with the middle nine tenths of the splits."""
        rates = "   ".join(
            f"{name} {np.mean(rates):.3%} "
            f"({np.percentile(rates, _SPREAD[0]):.3%} to "
            f"{np.percentile(rates, _SPREAD[1]):.3%})"
            for name, rates in (("FMR", self.matches), ("FNMR", self.misses))
        )
        return f"{rates}   over {np.mean(self.thresholds):.3f}"


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--faces", type=Path, default=_FACES)
    files = sorted(parser.parse_args().faces.rglob("*.jpg"))
    if not files:
        print("no pictures; nothing measured")
        return 0
    models, detector = FaceComparison(), FaceDetector()
    plain = dict(_templates(models, files, lambda data: data))
    chips = dict(_templates(models, files, lambda data: chip_photo(data, detector)))
    for origin, ones in (
        (PortraitOrigin.ENROLLED, plain),
        (PortraitOrigin.CHIP, chips),
    ):
        print(f"\n{origin}, {len({file.parent for file in files})} persons")
        _report(_couples(ones, plain), operating_point(origin), _MISSES[origin])
    return 0


def _templates(
    models: FaceComparison, files: Sequence[Path], made: Callable[[bytes], bytes]
) -> Iterator[tuple[Path, Template]]:
    for file in files:
        try:
            yield file, models.read(made(file.read_bytes())).template
        except PictureUnreadable as fault:
            print(f"{file.name}: {fault}")


def _couples(ones: dict[Path, Template], others: dict[Path, Template]) -> Couples:
    persons = {p: n for n, p in enumerate(sorted({file.parent for file in others}))}
    couples: Iterable[tuple[Path, Path]] = itertools.product(ones, others)
    if ones is others:
        couples = itertools.combinations(ones, 2)
    rows = [
        (
            persons[a.parent],
            persons[b.parent],
            cosine_of(ones[a], others[b]),
            distance_of(ones[a], others[b]) or 0.0,
        )
        for a, b in couples
        if a != b
    ]
    one, other, cosine, distance = zip(*rows, strict=True)
    return Couples(np.array(one), np.array(other), np.array(cosine), np.array(distance))


def _report(couples: Couples, point: OperatingPoint, wished_misses: float) -> None:
    is_near = couples.distance < point.accept_distance
    rank = np.where(is_near, couples.cosine, _NEVER)
    _report_point(couples, rank, point)
    ways = {
        f"cosine, and distance < {point.accept_distance}": rank,
        "fused score": couples.score,
    }
    for name, each in ways.items():
        print(f"  threshold on the {name}, chosen on half of the people")
        for rate in _RATES:
            told = _held_out(couples, each, partial(_threshold, rate=rate))
            print(f"    wished FMR {rate:.0e}: {told}")
        by_misses = partial(_threshold_by_misses, share=wished_misses)
        told = _held_out(couples, each, by_misses)
        print(f"    wished FNMR {wished_misses:.2%}, by a normal curve: {told}")


def _report_point(couples: Couples, rank: Numbers, point: OperatingPoint) -> None:
    """Tell what the rule in force does: counted, and beyond what can be counted."""
    same, cosine = couples.is_same, point.accept_cosine
    matches = int((rank[~same] >= cosine).sum())
    misses = int((rank[same] < cosine).sum())
    print(f"  in force: cosine >= {cosine}, distance < {point.accept_distance}")
    strangers, genuine = int((~same).sum()), int(same.sum())
    exact = clopper_pearson(matches, strangers)
    print(f"    counted FMR {matches} of {strangers} = {exact}")
    print(
        f"    counted FNMR {misses} of {genuine} = {clopper_pearson(misses, genuine)}"
    )
    is_near = couples.distance < point.accept_distance
    tail = by_people(
        couples.one[~same],
        couples.other[~same],
        lambda at: pareto_above(couples.cosine[~same][at], cosine, is_near[~same][at]),
    )
    print(f"    FMR by a tail, extrapolated {tail}")
    own = by_people(
        couples.one[same],
        couples.other[same],
        lambda at: normal_below(couples.cosine[same][at], cosine),
    )
    print(f"    FNMR by a normal curve, extrapolated {own}")


def _held_out(couples: Couples, rank: Numbers, choose: Choice) -> str:
    dice = np.random.default_rng(_SEED)
    persons = int(couples.other.max()) + 1
    count = Count([], [], [])
    for _ in range(_SPLITS):
        half = np.zeros(persons, np.bool_)
        half[dice.permutation(persons)[: persons // 2]] = True
        own = couples.within(half)
        threshold = choose(rank[own & couples.is_same], rank[own & ~couples.is_same])
        seen = couples.within(~half)
        is_over = rank > threshold
        count.thresholds.append(threshold)
        count.matches.append(float(is_over[seen & ~couples.is_same].mean()))
        count.misses.append(float((~is_over)[seen & couples.is_same].mean()))
    return count.told()


def _threshold(_: Numbers, strangers: Numbers, *, rate: float) -> float:
    """Give the rank that at most this share of strangers exceeds."""
    return float(np.sort(strangers)[::-1][int(rate * len(strangers))])


def _threshold_by_misses(genuine: Numbers, _: Numbers, *, share: float) -> float:
    """Give the rank below which a normal curve has this share of own pictures."""
    known = genuine[genuine > _NEVER]
    return float(stats.norm.ppf(share, known.mean(), known.std(ddof=1)))


if __name__ == "__main__":
    sys.exit(main())
