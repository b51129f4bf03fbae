"""First letters of a title's pinyin, by which a terminal's reader finds it."""

from __future__ import annotations

__all__ = ["initials", "load_dictionaries"]


def initials(title: str) -> str:
    """Give the first letters, ``ylbx`` for 养老保险; digits and letters stay."""
    from pypinyin import Style, lazy_pinyin  # noqa: PLC0415

    syllables = lazy_pinyin(title, style=Style.FIRST_LETTER, errors=_kept)
    return "".join(syllables).casefold()


def load_dictionaries() -> None:
    """Load what `initials` looks up: half a second that most commands never need.

    A server does so before it is asked anything, so that nobody waits for it.
    """
    import pypinyin  # noqa: F401, PLC0415


def _kept(characters: str) -> str:
    return "".join(each for each in characters if each.isascii() and each.isalnum())
