"""Money in whole fen: arithmetic stays exact, words are made for paper."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

__all__ = ["amount_in_words", "format_yuan", "round_fen", "share"]

_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_UNITS = ("", "拾", "佰", "仟")
_GROUPS = ("", "万", "亿", "万亿")
_THOUSAND = 1_000
_LIMIT_CENTS = 10**17


def round_fen(amount: Decimal) -> int:
    """Round an exact amount in fen half up, once, at the end."""
    return int(amount.quantize(Decimal(1), rounding=ROUND_HALF_UP))


def share(base_cents: int, rate: Decimal) -> int:
    """Give the part of a contribution base that a rate claims, in fen."""
    return round_fen(Decimal(base_cents) * rate)


def format_yuan(cents: int) -> str:
    """Write an amount with two decimals and thousands, e.g. ``1,710.00``."""
    sign = "-" if cents < 0 else ""
    yuan, fen = divmod(abs(cents), 100)
    return f"{sign}{yuan:,}.{fen:02d}"


def amount_in_words(cents: int) -> str:
    """Write an amount in 大写 as certificates and vouchers require.

    Source: 支付结算办法 annex 1, rules for writing bank papers.

    Raises:
        ValueError: 10^15 yuan or more, which no benefit reaches.
    """
    if abs(cents) >= _LIMIT_CENTS:
        message = "amount too large for words"
        raise ValueError(message)
    yuan, fen = divmod(abs(cents), 100)
    sign = "负" if cents < 0 else ""
    whole = f"{_integer_in_words(yuan)}元" if yuan else ""
    return sign + (whole + _fraction_in_words(fen, has_yuan=bool(yuan)))


def _fraction_in_words(fen: int, *, has_yuan: bool) -> str:
    tens, ones = divmod(fen, 10)
    if not fen:
        return "整" if has_yuan else "零元整"
    jiao = f"{_DIGITS[tens]}角" if tens else ("零" if has_yuan else "")
    return jiao + (f"{_DIGITS[ones]}分" if ones else "整")


def _integer_in_words(number: int) -> str:
    words, gap = "", False
    for group in reversed(range(len(_GROUPS))):
        part = number // 10 ** (4 * group) % 10_000
        if not part:
            gap = bool(words)
            continue
        zero = "零" if words and (gap or part < _THOUSAND) else ""
        words += zero + _four_in_words(part) + _GROUPS[group]
        gap = False
    return words


def _four_in_words(part: int) -> str:
    words, gap = "", False
    for place in reversed(range(4)):
        digit = part // 10**place % 10
        if not digit:
            gap = bool(words)
            continue
        words += ("零" if gap else "") + _DIGITS[digit] + _UNITS[place]
        gap = False
    return words
