"""Feeding parsers, on every core, and keeping what should not have happened."""

from __future__ import annotations

import json
import signal
import time
import traceback
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass
from functools import cache
from multiprocessing import get_context
from pathlib import Path
from random import Random
from types import FrameType

from tests.fuzz.card_parsers import card_parsers
from tests.fuzz.file_parsers import file_parsers
from tests.fuzz.line_parsers import line_parsers
from tests.fuzz.mutation import mutated, scrambled
from tests.fuzz.parser import Parser
from tests.fuzz.sealed_parsers import sealed_parsers
from tests.fuzz.word_parsers import word_parsers

__all__ = [
    "Batch",
    "Crasher",
    "Fed",
    "batches",
    "feed",
    "feed_all",
    "parsers",
    "save",
    "swallow",
]

LONGEST_SECONDS = 2.0
"""Processor time one input may take; a busy machine does not count."""

_BATCH = 2000


class TooSlow(BaseException):
    """An input used up its time; no parser may catch it by mistake."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Some inputs of one parser, each of them named by seed and place."""

    parser: str
    seed: int
    first: int
    count: int


@dataclass(frozen=True, slots=True)
class Crasher:
    """An input that did what none may do."""

    parser: str
    seed: int
    place: int
    data: str
    trouble: str


@dataclass(frozen=True, slots=True)
class Fed:
    """What became of a batch.

    Attributes:
        taken: Inputs that gave a value; the others gave a fault.
    """

    parser: str
    count: int
    taken: int
    seconds: float
    longest_seconds: float
    crashers: tuple[Crasher, ...] = ()


@cache
def parsers() -> dict[str, Parser]:
    """Give every parser of the product by its name."""
    makers = (card_parsers, line_parsers, sealed_parsers, word_parsers, file_parsers)
    return {parser.name: parser for make in makers for parser in make()}


def batches(inputs: int, seed: int, only: Sequence[str] = ()) -> list[Batch]:
    """Share a number of inputs out among the parsers, in pieces."""
    chosen = [each for each in parsers().values() if not only or each.name in only]
    whole = sum(each.share for each in chosen)
    cut: list[Batch] = []
    for parser in chosen:
        wanted = max(1, round(inputs * parser.share / whole))
        size = max(20, int(_BATCH * parser.share))
        for first in range(0, wanted, size):
            count = min(size, wanted - first)
            cut.append(Batch(parser.name, seed, first, count))
    return cut


def made(parser: Parser, seed: int, place: int) -> bytes:
    """Make one input; the same seed and place make the same one."""
    random = Random(f"{seed}:{parser.name}:{place}")  # noqa: S311 - no secret
    way = random.random()
    if parser.grow is not None and way < 0.4:
        return parser.grow(random)
    return mutated(random, parser.seeds) if way < 0.9 else scrambled(random)


def swallow(parser: Parser, data: bytes) -> bool:
    """Feed one input; whether it gave a value.

    Raises:
        Exception: what no parser may raise.
        TooSlow: it took too long.
    """
    signal.signal(signal.SIGVTALRM, _too_slow)
    signal.setitimer(signal.ITIMER_VIRTUAL, LONGEST_SECONDS)
    try:
        parser.parse(data)
    except parser.told:
        return False
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
    return True


def feed(batch: Batch) -> Fed:
    """Feed one batch."""
    parser = parsers()[batch.parser]
    taken, longest, crashers = 0, 0.0, []
    begun = time.process_time()
    for place in range(batch.first, batch.first + batch.count):
        data = made(parser, batch.seed, place)
        before = time.process_time()
        try:
            taken += swallow(parser, data)
        except (Exception, TooSlow):  # noqa: BLE001 - whatever it is, it is a finding
            crashers.append(_crasher(batch, place, data))
        longest = max(longest, time.process_time() - before)
    seconds = time.process_time() - begun
    return Fed(batch.parser, batch.count, taken, seconds, longest, tuple(crashers))


def _too_slow(_: int, __: FrameType | None) -> None:
    raise TooSlow


def _crasher(batch: Batch, place: int, data: bytes) -> Crasher:
    trouble = traceback.format_exc(limit=-4)
    return Crasher(batch.parser, batch.seed, place, data.hex(), trouble)


def feed_all(work: Iterable[Batch], workers: int) -> Iterator[Fed]:
    """Feed all batches on so many cores."""
    if workers < 2:
        yield from map(feed, work)
        return
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        yield from pool.map(feed, work)


def save(crasher: Crasher, folder: Path) -> Path:
    """Keep a crasher in a file that ``--replay`` takes."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{crasher.parser}-{crasher.seed}-{crasher.place}.json"
    path.write_text(json.dumps(asdict(crasher), indent=1), "utf-8")
    return path
