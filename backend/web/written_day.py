"""Days written out, as people of a language write them in a sentence."""

from __future__ import annotations

import re
from datetime import date

from babel.dates import format_date

__all__ = ["written_day"]

_LOCALES = {"zh-CN": "zh_CN", "en": "en_GB"}
_NO_BREAK = "\N{NO-BREAK SPACE}"
_JOINER = "\N{WORD JOINER}"
_SIGNS = re.compile(r"(?<=\d)(?=[年月日])|(?<=[年月])(?=\d)")


def written_day(day: date, language: str) -> str:
    """Write a day with its month's name or sign, never broken between two lines.

    Source of the forms: Unicode CLDR, "long".
    """
    words = format_date(day, "long", locale=_LOCALES[language])
    return _SIGNS.sub(_JOINER, words.replace(" ", _NO_BREAK))
