"""Says what staff's sheets tell, in the language of the moment."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.diagnostics.knowledge import LANGUAGES, entry_of

if TYPE_CHECKING:
    from kiosk.diagnostics.sheet import Told
    from ui.texts import Texts

__all__ = ["say"]

_KNOWLEDGE = "knowledge."


def say(texts: Texts, told: Told) -> str:
    """Give the sentence; facts that are told themselves are said first."""
    if told.key.startswith(_KNOWLEDGE):
        spoken = texts.language if texts.language in LANGUAGES else LANGUAGES[-1]
        known = _known(spoken, *told.key.split(".")[1:])
        return texts.say("technician.plain", words=known)
    facts = {
        name: fact if isinstance(fact, str) else say(texts, fact)
        for name, fact in told.facts
    }
    return texts.say(told.key, **facts)


def _known(language: str, cause: str, part: str, number: str = "0") -> str:
    """Give a cause's ``title``, ``likely``, ``parts`` or a numbered ``step``."""
    entry = entry_of(cause, language)
    if part == "step":
        return entry.steps[int(number) - 1]
    if part == "parts":
        return ", ".join(entry.parts)
    return entry.likely if part == "likely" else entry.title
