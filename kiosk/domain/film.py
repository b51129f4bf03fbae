"""Films with captions: what the centre tells of them, and what a screen plays."""

from __future__ import annotations

from dataclasses import dataclass, field

__all__ = [
    "LARGEST_FILM",
    "LONGEST_FILM_SECONDS",
    "SOUND_RATE",
    "Cue",
    "Film",
    "Reel",
]

LARGEST_FILM = 8 << 20
"""Bytes of a film that terminals fetch; larger ones are played at the portal."""

LONGEST_FILM_SECONDS = 90
"""A terminal unrolls a film whole before it plays it; longer ones are the portal's."""

SOUND_RATE = 24_000
"""Samples a second of a film's sound: speech and music as a hall can hear them."""


@dataclass(frozen=True, slots=True)
class Cue:
    """A caption (WebVTT cue): plain words from one moment to another."""

    start_ms: int
    end_ms: int
    text: str


@dataclass(frozen=True, slots=True)
class Film:
    """A film that terminals may play: short, and captioned in both languages.

    Attributes:
        medium: SHA-256 of its file, hex.
    """

    medium: str
    chinese: tuple[Cue, ...]
    english: tuple[Cue, ...]

    def captions(self, language: str) -> tuple[Cue, ...]:
        """Give the captions in a language; Chinese where there are no others."""
        return self.english if language == "en" and self.english else self.chinese


@dataclass(frozen=True, slots=True)
class Reel:
    """A film unrolled into pictures and sound.

    Attributes:
        pictures: JPEG, each shown as long as the others.
        sound: One channel of samples from the first picture on, signed, 16 bits,
            little-endian, `SOUND_RATE` a second; empty for a silent film.
    """

    pictures: tuple[bytes, ...] = field(repr=False)
    per_second: float
    sound: bytes = field(default=b"", repr=False)

    @property
    def milliseconds(self) -> int:
        """How long it takes."""
        return round(1000 * len(self.pictures) / self.per_second)

    def sound_from(self, milliseconds: int) -> bytes:
        """Give what is still to be heard at a moment of the film."""
        return self.sound[2 * (milliseconds * SOUND_RATE // 1000) :]
