"""Measures thresholds on people who had no say in choosing them.

``python -m benchmarks.face_held_out [--faces DIR]``; folders below it are persons.
Again and again the persons are parted in two halves at random: on one a threshold
is chosen for a wished rate of false matches, on the other it is counted what it
does. Fixed is the rule's dlib distance; chosen is SFace's cosine, or the score.
"""

from __future__ import annotations

import argparse
import itertools
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.face import chip_photo
from drivers.face.comparison import FaceComparison
from drivers.face.detection import FaceDetector
from drivers.face.embedding import Template, cosine_of, distance_of
from drivers.face.fusion import Likeness, operating_point
from kiosk.domain.fault import PictureUnreadable
from kiosk.ports.face_judge import PortraitOrigin

_FACES = Path(__file__).resolve().parents[2] / "shared" / "faces"
_RATES = (1e-3, 3e-4, 1e-4)
_SPLITS = 200
_SEED = 1
_SPREAD = (5, 95)
_NEVER = -2.0

Numbers = NDArray[np.float64]
Flags = NDArray[np.bool_]


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

    matches: list[float]
    misses: list[float]

    def told(self) -> str:
        """Give both means, with the middle nine tenths of the splits."""
        return "   ".join(
            f"{name} {np.mean(rates):.3%} "
            f"({np.percentile(rates, _SPREAD[0]):.3%} to "
            f"{np.percentile(rates, _SPREAD[1]):.3%})"
            for name, rates in (("FMR", self.matches), ("FNMR", self.misses))
        )


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
        _report(_couples(ones, plain), operating_point(origin).accept_distance)
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
    rows = [
        (
            persons[a.parent],
            persons[b.parent],
            cosine_of(ones[a], others[b]),
            distance_of(ones[a], others[b]) or 0.0,
        )
        for a, b in itertools.product(ones, others)
        if a != b
    ]
    one, other, cosine, distance = zip(*rows, strict=True)
    return Couples(np.array(one), np.array(other), np.array(cosine), np.array(distance))


def _report(couples: Couples, accept_distance: float) -> None:
    is_near = couples.distance < accept_distance
    ways = {
        f"cosine, and distance < {accept_distance}": np.where(
            is_near, couples.cosine, _NEVER
        ),
        "fused score": couples.score,
    }
    for name, rank in ways.items():
        print(f"  threshold on the {name}")
        for rate in _RATES:
            print(f"    wished {rate:.0e}: {_held_out(couples, rank, rate).told()}")


def _held_out(couples: Couples, rank: Numbers, rate: float) -> Count:
    dice = np.random.default_rng(_SEED)
    persons = int(couples.other.max()) + 1
    count = Count([], [])
    for _ in range(_SPLITS):
        half = np.zeros(persons, np.bool_)
        half[dice.permutation(persons)[: persons // 2]] = True
        threshold = _threshold(rank[couples.within(half) & ~couples.is_same], rate)
        seen = couples.within(~half)
        is_over = rank > threshold
        count.matches.append(float(is_over[seen & ~couples.is_same].mean()))
        count.misses.append(float((~is_over)[seen & couples.is_same].mean()))
    return count


def _threshold(strangers: Numbers, rate: float) -> float:
    """Give the rank that at most this share of strangers exceeds."""
    return float(np.sort(strangers)[::-1][int(rate * len(strangers))])


if __name__ == "__main__":
    sys.exit(main())
