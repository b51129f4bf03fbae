"""Speaking a question: agreed to, heard again, and nobody's but the agency's."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar

from kiosk.domain.fault import DeviceFault
from kiosk.domain.speech import Spoken
from kiosk.visit.ask import Ask
from kiosk.visit.question import Tell
from kiosk.visit.reading import Entry, Pick

__all__ = ["CanRecord", "Listen", "PlayBack", "TakeRecording", "speak"]

_START, _SEND, _HEAR, _AGAIN, _WRITE = "start", "send", "hear", "again", "write"


@dataclass(frozen=True, slots=True)
class CanRecord(Ask[bool]):
    """Tell whether there is a microphone that works now."""


@dataclass(frozen=True, slots=True)
class Listen(Ask[None]):
    """Record until a touch says that it is enough, a minute at most."""

    patience_seconds: ClassVar[float | None] = 120


@dataclass(frozen=True, slots=True)
class TakeRecording(Ask[Spoken]):
    """Give what was recorded; the microphone forgets it."""


@dataclass(frozen=True, slots=True)
class PlayBack(Ask[None]):
    """Play a recording to whoever spoke."""

    spoken: Spoken = field(repr=False)


async def speak() -> Spoken | None:
    """Record a question that its asker has heard again; none to write instead.

    Nothing is recorded before it was agreed to (个人信息保护法 第十三条), and what
    is not sent is gone with the visit.
    """
    offered = (_entry(_START, "mic"), _entry(_WRITE))
    if await Pick("speak-consent", offered) != _START:
        return None
    try:
        return await _recorded()
    except DeviceFault:
        await Tell("no-microphone")
        return None


async def _recorded() -> Spoken | None:
    while True:
        await Listen()
        spoken = await TakeRecording()
        wish = await _judged(spoken)
        if wish != _AGAIN:
            return spoken if wish == _SEND else None


async def _judged(spoken: Spoken) -> str:
    """Let the asker hear it as often as wished."""
    if not spoken.seconds:
        return await Pick("unheard", (_entry(_AGAIN, "mic"), _entry(_WRITE)))
    ways = (
        _entry(_SEND, "check"),
        _entry(_HEAR, "volume-2"),
        _entry(_AGAIN, "mic"),
        _entry(_WRITE),
    )
    while (wish := await Pick("recording", ways)) == _HEAR:
        await PlayBack(spoken)
    return wish


def _entry(value: str, icon: str = "") -> Entry:
    return Entry(value, f"speak.{value}", icon=icon)
