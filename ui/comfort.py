"""How the present person likes the screen: language, size, contrast, reach, voice.

Everything here is put back for the next person (VVSG 2.0, 7.1-A).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TypeVar

__all__ = ["Comfort", "Contrast", "Language", "TextSize", "VoiceSpeed", "Volume"]

Choice = TypeVar("Choice", bound=StrEnum)


class Language(StrEnum):
    """Languages of the texts, by BCP 47 tag; the first one is the default."""

    CHINESE = "zh-CN"
    ENGLISH = "en"


class TextSize(StrEnum):
    """Four steps of text; *elder* and above keep the 适老化 figures."""

    NORMAL = "normal"
    LARGE = "large"
    ELDER = "elder"
    LARGEST = "largest"

    @property
    def is_elder(self) -> bool:
        """Whether targets must be 60 dp and text 18 dp at least."""
        return self in (TextSize.ELDER, TextSize.LARGEST)


class Contrast(StrEnum):
    """Calm colours (4.5:1 and more) or white and yellow on black (7:1 and more)."""

    NORMAL = "normal"
    HIGH = "high"


class VoiceSpeed(StrEnum):
    """How fast the voice reads; the slowest suits who is new to it."""

    SLOW = "slow"
    NORMAL = "normal"
    FAST = "fast"
    FASTEST = "fastest"


class Volume(StrEnum):
    """How loud voice and tones are."""

    QUIET = "quiet"
    NORMAL = "normal"
    LOUD = "loud"


@dataclass(frozen=True, slots=True)
class Comfort:
    """One person's choices; each change gives a new value.

    Attributes:
        low_reach: Everything touchable lies in the lower half, for wheelchairs.
        reads_aloud: Each new screen is read out.
        speed, volume: Of the voice.
    """

    language: Language = Language.CHINESE
    text_size: TextSize = TextSize.NORMAL
    contrast: Contrast = Contrast.NORMAL
    low_reach: bool = False
    reads_aloud: bool = False
    speed: VoiceSpeed = VoiceSpeed.NORMAL
    volume: Volume = Volume.NORMAL

    def after(self, tool: str) -> Comfort | None:
        """Give the choices after a tool was used; none when it changes no choice."""
        change = _CHANGES.get(tool)
        return change(self) if change is not None else None

    def other_language(self) -> Comfort:
        """Go to the next language."""
        return replace(self, language=_next(Language, self.language))

    def other_text_size(self) -> Comfort:
        """Go to the next larger text, and from the largest back to normal."""
        return replace(self, text_size=_next(TextSize, self.text_size))

    def other_contrast(self) -> Comfort:
        """Go to the other contrast."""
        return replace(self, contrast=_next(Contrast, self.contrast))

    def other_reach(self) -> Comfort:
        """Bring the buttons down, or back."""
        return replace(self, low_reach=not self.low_reach)

    def other_speed(self) -> Comfort:
        """Read faster, and from the fastest go back to slow."""
        return replace(self, speed=_next(VoiceSpeed, self.speed))

    def other_volume(self) -> Comfort:
        """Be louder, and from the loudest go back to quiet."""
        return replace(self, volume=_next(Volume, self.volume))

    def shifted_speed(self, steps: int) -> Comfort:
        """Read faster by so many steps, or slower by a negative number."""
        return replace(self, speed=_shifted(VoiceSpeed, self.speed, steps))

    def shifted_volume(self, steps: int) -> Comfort:
        """Be louder by so many steps, or quieter by a negative number."""
        return replace(self, volume=_shifted(Volume, self.volume, steps))


_CHANGES: dict[str, Callable[[Comfort], Comfort]] = {
    "language": Comfort.other_language,
    "text-size": Comfort.other_text_size,
    "contrast": Comfort.other_contrast,
    "reach": Comfort.other_reach,
    "speed": Comfort.other_speed,
    "volume": Comfort.other_volume,
}


def _next(kind: type[Choice], present: Choice) -> Choice:
    values = list(kind)
    return values[(values.index(present) + 1) % len(values)]


def _shifted(kind: type[Choice], present: Choice, steps: int) -> Choice:
    values = list(kind)
    place = values.index(present) + steps
    return values[min(len(values) - 1, max(0, place))]
