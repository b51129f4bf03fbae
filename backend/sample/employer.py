"""Employers of the invented city: from one person to fifty thousand each."""

from __future__ import annotations

import random
from bisect import bisect
from collections.abc import Iterator
from itertools import accumulate

from backend.sample.number import credit_code

__all__ = ["EMPLOYERS", "Workplaces", "employer_count", "employers"]

EMPLOYERS = 60
"""How many there are at least; their numbers run from 1."""

_MOST_EMPLOYERS = 50_000
_RESIDENTS_AN_EMPLOYER = 20
_PLACES = ("锦川", "蓉溪", "望江", "青羊桥", "浣花", "三星坝", "东坡里", "龙门山")
_WORDS = ("和顺", "天府源", "百川", "宏盛", "蜀锦", "云栖", "金沙湾", "川南", "麦田")
_TRADES = (
    "电子科技有限公司",
    "餐饮管理有限公司",
    "建筑工程有限公司",
    "物业服务有限公司",
    "机械制造有限公司",
    "纺织有限责任公司",
    "商贸有限公司",
    "软件股份有限公司",
)
_SEED = 510199


def employer_count(residents: int) -> int:
    """Tell how many employers a city of so many residents has."""
    return min(max(EMPLOYERS, residents // _RESIDENTS_AN_EMPLOYER), _MOST_EMPLOYERS)


def employers(count: int = EMPLOYERS) -> Iterator[dict[str, object]]:
    """Give employers as rows; the first ones are the same on every installation."""
    chance = random.Random(_SEED)  # noqa: S311 - invented names, no secrets
    names, codes = set[str](), set[str]()
    while len(names) < count:
        name = "".join(map(chance.choice, (_PLACES, _WORDS, _TRADES)))
        if name in names:
            if len(names) < EMPLOYERS:
                continue
            name = f"{name}第{len(names) + 1}分公司"
        code = credit_code(chance)
        if code in codes:
            continue
        names.add(name)
        codes.add(code)
        yield {"employer_number": len(names), "credit_code": code, "name": name}


class Workplaces:
    """Where people of the city work: the n-th largest employer has 1/n of the largest.

    Sizes of firms follow Zipf's law (R. Axtell, Science 293, 2001). With a million
    residents the largest has some 50,000 people and the smallest one.
    """

    def __init__(self, count: int) -> None:
        """Take employers 1 to a count; the largest has a number in the middle."""
        self._count = count
        self._marks = list(accumulate(1 / rank for rank in range(1, count + 1)))

    def draw(self, chance: random.Random) -> int:
        """Draw the employer of somebody who looks for work."""
        rank = bisect(self._marks, chance.random() * self._marks[-1])
        return (min(rank, self._count - 1) + self._count // 2) % self._count + 1
