"""Initials of Chinese words, to find them by their first letters (拼音首字母).

``assets/pinyin/initials.txt`` has one line for each letter with the characters of
GB 2312 that begin with it; a character with several readings stands under its most
usual one. ``python -m ui.pinyin`` writes it out of the package pypinyin, which only
development needs: it takes a second to load, too long for a screen.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

__all__ = ["INITIALS", "beginnings", "initials"]

INITIALS = Path(__file__).resolve().parent.parent / "assets" / "pinyin" / "initials.txt"
_FIRST, _AFTER_LAST = 0x4E00, 0xA000
_PHRASES = {"重庆": "CQ", "行业": "HY", "银行": "YH", "会计": "KJ", "调查": "DC"}
"""Words in which a character is read otherwise than usual."""


def initials(words: str) -> str:
    """Give the first letters of Chinese characters; letters and digits stay."""
    for phrase, letters in _PHRASES.items():
        words = words.replace(phrase, letters)
    table = _table()
    found = (table.get(each, each.upper()) for each in words)
    return "".join(each for each in found if each.isascii() and each.isalnum())


def beginnings(words: str) -> tuple[str, ...]:
    """Give what somebody may type to find words: from any character, or word, on."""
    if words.isascii():
        parts = words.upper().split()
        joined = (("".join(parts[place:])) for place in range(len(parts)))
        return tuple("".join(filter(str.isalnum, each)) for each in joined)
    letters = initials(words)
    return tuple(letters[place:] for place in range(len(letters)))


@cache
def _table() -> dict[str, str]:
    rows = (line.split() for line in INITIALS.read_text("utf-8").splitlines())
    return {each: letter.upper() for letter, characters in rows for each in characters}


def _write() -> None:
    from pypinyin import Style, lazy_pinyin  # noqa: PLC0415 - development alone has it

    rows: dict[str, list[str]] = {}
    for code in range(_FIRST, _AFTER_LAST):
        letter = lazy_pinyin(chr(code), style=Style.FIRST_LETTER)[0]
        if _is_common(chr(code)) and len(letter) == 1 and letter.isascii():
            rows.setdefault(letter, []).append(chr(code))
    lines = (f"{letter} {''.join(row)}\n" for letter, row in sorted(rows.items()))
    INITIALS.write_text("".join(lines), encoding="utf-8")


def _is_common(character: str) -> bool:
    try:
        character.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True


if __name__ == "__main__":
    _write()
