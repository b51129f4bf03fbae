"""First letters of a title's pinyin, by which a terminal's reader finds it."""

from __future__ import annotations

__all__ = ["initials"]


def initials(title: str) -> str:
    """Give the first letters, ``ylbx`` for 养老保险; digits and letters stay."""
    # Its dictionaries take half a second to load; most commands never ask them.
    from pypinyin import Style, lazy_pinyin  # noqa: PLC0415

    syllables = lazy_pinyin(title, style=Style.FIRST_LETTER, errors=_kept)
    return "".join(syllables).casefold()


def _kept(characters: str) -> str:
    return "".join(each for each in characters if each.isascii() and each.isalnum())
