"""Invented names as they are borne in Sichuan, by sex and generation."""

from __future__ import annotations

import random

from kiosk.domain.card import Sex

__all__ = ["invent_name"]

# Weights follow the usual order of surnames in the province.
_SURNAMES = (
    "李王张刘陈杨周黄罗何吴唐徐谢曾邓赵胡蒋彭廖林宋冯郑余朱袁曹龚梁田肖钟马叶"
    "魏范雷严高郭孙蒲卢谭向秦苏汪段文付代龙贺尹白邹万熊韩任夏赖姚游易古青税"
)
_COMPOUND = ("欧阳", "司马", "上官", "诸葛", "令狐")
_COMPOUND_SHARE = 0.004
_GENERATIONS: tuple[tuple[int, str, str], ...] = (
    (1960, "国建德明光正文志永全安", "秀玉淑桂素芳琼珍碧英蓉惠贞"),
    (1980, "军勇强伟刚平波斌辉林川涛", "芳丽敏燕琴萍霞艳红蓉梅兰"),
    (3000, "浩宇杰鑫俊豪凯轩航睿川博", "婷雪欣怡颖佳悦雨涵琳瑶诗"),
)
_SINGLE_SHARE = 0.18


def invent_name(chance: random.Random, sex: Sex, birth_year: int) -> str:
    """Draw a name that fits sex and year of birth; no real person is meant."""
    males, females = next(
        (males, females)
        for before, males, females in _GENERATIONS
        if birth_year < before
    )
    stock = males if sex is Sex.MALE else females
    count = 1 if chance.random() < _SINGLE_SHARE else 2
    return _surname(chance) + "".join(chance.sample(stock, count))


def _surname(chance: random.Random) -> str:
    if chance.random() < _COMPOUND_SHARE:
        return chance.choice(_COMPOUND)
    # Squaring makes the first surnames the frequent ones.
    place = int(len(_SURNAMES) * chance.random() ** 2)
    return _SURNAMES[place]
