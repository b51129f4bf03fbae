"""Employers of the invented city."""

from __future__ import annotations

import random
from collections.abc import Iterator

from backend.sample.number import credit_code

__all__ = ["EMPLOYERS", "employers"]

EMPLOYERS = 60
"""How many there are; their numbers run from 1."""

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


def employers() -> Iterator[dict[str, object]]:
    """Give all employers as rows, the same on every installation."""
    chance = random.Random(_SEED)  # noqa: S311 - invented names, no secrets
    names: set[str] = set()
    while len(names) < EMPLOYERS:
        name = "".join(map(chance.choice, (_PLACES, _WORDS, _TRADES)))
        if name not in names:
            names.add(name)
            yield {
                "employer_number": len(names),
                "credit_code": credit_code(chance),
                "name": name,
            }
