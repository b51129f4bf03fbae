"""Design tokens: the only place that knows sizes and colours.

A window is 540 dp wide in portrait and 600 dp high in landscape, so that a
layout looks the same from 10 to 32 inches; on a 21.5-inch panel a target of
56 dp is 25 to 28 mm high. The figures of the
elder mode are those of 移动互联网应用适老化通用设计规范: text of 18 to 30 dp,
targets of 60 dp, lines 1.3 apart, contrast of 4.5:1. Where the screen's diagonal is
known, nothing falls below what a hand and an eye need in millimetres.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from PySide6.QtGui import QFont

from ui.comfort import Comfort, Contrast, TextSize

if TYPE_CHECKING:
    from PySide6.QtCore import QSize

__all__ = ["FAMILY", "Palette", "TextRole", "Theme"]

FAMILY = "Noto Sans SC"
"""The bundled font; its own line height of 1.45 keeps the rule of 1.3."""

_PORTRAIT_WIDTH_DP = 540
_LANDSCAPE_HEIGHT_DP = 600
_SHORT = 1.7
"""Most panels are 1.78 times as high as wide, small ones often 1.6 times."""


_MM_PER_INCH = 25.4
_TEXT_MM, _ELDER_TEXT_MM = 3.5, 4.5
"""Least height of a character. The rule's 18 dp are 2.9 mm on a phone held at 35 cm;
a terminal is read from 55 cm."""
_TARGET_MM, _ELDER_TARGET_MM = 11.5, 14.5
"""Least side of a target; seven keys side by side leave no more at 10 inches."""
_ROOMY_TARGET_MM = 20.0
"""What elder mode gives wherever a screen has room for it."""


class TextRole(StrEnum):
    """What a text is for; decides its size and weight."""

    DISPLAY = "display"
    TITLE = "title"
    HEADING = "heading"
    BODY = "body"
    BUTTON = "button"
    CAPTION = "caption"


_SCALE: dict[TextSize, dict[TextRole, int]] = {
    TextSize.NORMAL: dict(zip(TextRole, (38, 34, 25, 20, 22, 15), strict=True)),
    TextSize.LARGE: dict(zip(TextRole, (40, 36, 27, 22, 24, 16), strict=True)),
    TextSize.ELDER: dict(zip(TextRole, (42, 38, 29, 25, 27, 18), strict=True)),
    TextSize.LARGEST: dict(zip(TextRole, (44, 40, 33, 30, 30, 19), strict=True)),
}
_BOLD = frozenset({TextRole.DISPLAY, TextRole.TITLE, TextRole.HEADING})
_MEDIUM = frozenset({TextRole.BUTTON})


@dataclass(frozen=True, slots=True)
class Palette:
    """Colours by role; text roles keep their ratio on every ground they meet.

    Attributes:
        surface: The ground of every screen.
        card: Ground of cards and quiet buttons.
        soft: Tint behind icons and in progress tracks.
        ink: Text; ``quiet`` is for lesser text, both on surface, card and soft.
        primary: The one strong colour; ``on_primary`` is text upon it.
        seal: The red of the seal, for warnings alone.
        veil: What lies over a screen under a countdown.
    """

    surface: str
    card: str
    soft: str
    line: str
    ink: str
    quiet: str
    primary: str
    pressed: str
    on_primary: str
    seal: str
    good: str
    disabled: str
    disabled_line: str
    on_disabled: str
    veil: str


_CALM = Palette(
    surface="#FAF7F1",
    card="#FFFFFF",
    soft="#E4EFED",
    line="#DDD5C7",
    ink="#1D2B30",
    quiet="#4D5B60",
    primary="#0E5A60",
    pressed="#09444A",
    on_primary="#FFFFFF",
    seal="#B3261E",
    good="#1B6A46",
    disabled="#ECE8E0",
    disabled_line="#DDD5C7",
    on_disabled="#565D5E",
    veil="#D91D2B30",
)
_STRONG = Palette(
    surface="#000000",
    card="#141414",
    soft="#2B2B2B",
    line="#FFFFFF",
    ink="#FFFFFF",
    quiet="#F2F2F2",
    primary="#FFD83D",
    pressed="#FFE88A",
    on_primary="#000000",
    seal="#FFB3AC",
    good="#8CF0B8",
    disabled="#262626",
    disabled_line="#4A4A4A",
    on_disabled="#BDBDBD",
    veil="#E6000000",
)


@dataclass(frozen=True, slots=True)
class Theme:
    """Sizes and colours of one window for one person.

    Attributes:
        reads_aloud: The voice's tools stand on the page, too.
        steps_down: How many text sizes smaller words are than the person chose,
            because a long text would not fit otherwise; targets stay as chosen.
        mm_per_px: Size of a pixel, or nothing where nobody told it.
        is_roomy: Whether elder mode's targets have their full size on a small screen.
    """

    width: int
    height: int
    text_size: TextSize = TextSize.NORMAL
    contrast: Contrast = Contrast.NORMAL
    low_reach: bool = False
    reads_aloud: bool = False
    steps_down: int = 0
    mm_per_px: float = 0.0
    is_roomy: bool = True

    @classmethod
    def of(
        cls, size: QSize, comfort: Comfort, diagonal_inches: float | None = None
    ) -> Theme:
        """Dress a window of a size for a person, on a screen of so many inches."""
        pixels = math.hypot(size.width(), size.height())
        known = diagonal_inches is not None and pixels > 0
        return cls(
            mm_per_px=(diagonal_inches or 0) * _MM_PER_INCH / pixels if known else 0.0,
            width=size.width(),
            height=size.height(),
            text_size=comfort.text_size,
            contrast=comfort.contrast,
            low_reach=comfort.low_reach,
            reads_aloud=comfort.reads_aloud,
        )

    @property
    def is_portrait(self) -> bool:
        """Whether the window is taller than wide."""
        return self.height >= self.width

    @property
    def is_short(self) -> bool:
        """Whether a standing window is lower than most, as 10-inch boxes are."""
        return self.is_portrait and self.height < _SHORT * self.width

    @property
    def lies_low(self) -> bool:
        """Whether the tools must lie in the lower half, too."""
        return self.low_reach and self.is_portrait

    @property
    def palette(self) -> Palette:
        """Colours of the chosen contrast."""
        return _STRONG if self.contrast is Contrast.HIGH else _CALM

    def px(self, dp: float) -> int:
        """Turn dp into pixels of this window, never less than one."""
        # Layouts ask this thousands of times a page.
        if self.height >= self.width:
            pixels = round(dp * self.width / _PORTRAIT_WIDTH_DP)
        else:
            pixels = round(dp * self.height / _LANDSCAPE_HEIGHT_DP)
        return pixels or 1

    def text_dp(self, role: TextRole) -> int:
        """Tell the size of a text role in dp."""
        sizes = list(TextSize)
        step = max(0, sizes.index(self.text_size) - self.steps_down)
        return _SCALE[sizes[step]][role]

    def text_px(self, role: TextRole) -> int:
        """Tell the size of a text role in pixels, never under what an eye needs."""
        least = _ELDER_TEXT_MM if self.text_size.is_elder else _TEXT_MM
        return max(self.px(self.text_dp(role)), self._mm(least))

    def stepped_down(self) -> Theme | None:
        """Give the theme with less: full targets first, then words one size smaller.

        None below the smallest.
        """
        if self.is_roomy and self.target > replace(self, is_roomy=False).target:
            return replace(self, is_roomy=False)
        steps = self.steps_down + 1
        if steps > list(TextSize).index(self.text_size):
            return None
        return replace(self, steps_down=steps)

    def font(self, role: TextRole) -> QFont:
        """Give the font of a text role."""
        font = QFont(FAMILY)
        font.setPixelSize(self.text_px(role))
        font.setWeight(_weight(role))
        font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
        return font

    @property
    def target_dp(self) -> int:
        """Least height and width of anything that can be touched."""
        return 64 if self.text_size.is_elder else 56

    @property
    def target(self) -> int:
        """The same in pixels, and never under what a finger needs."""
        least = _TARGET_MM
        if self.text_size.is_elder:
            least = _ROOMY_TARGET_MM if self.is_roomy else _ELDER_TARGET_MM
        return max(self.px(self.target_dp), self._mm(least))

    def _mm(self, millimetres: float) -> int:
        """Turn millimetres into pixels; none where nobody knows how large they are."""
        return math.ceil(millimetres / self.mm_per_px) if self.mm_per_px else 0

    @property
    def margin(self) -> int:
        """Free space at the window's edges."""
        return self.px(26)

    @property
    def gap(self) -> int:
        """Free space between two things that belong together."""
        return self.px(14)

    @property
    def radius(self) -> int:
        """Roundness of cards and buttons."""
        return self.px(16)

    @property
    def stroke(self) -> int:
        """Width of outlines; heavier where contrast matters most."""
        return self.px(2 if self.contrast is Contrast.HIGH else 1.2)


def _weight(role: TextRole) -> QFont.Weight:
    if role in _BOLD:
        return QFont.Weight.Bold
    return QFont.Weight.Medium if role in _MEDIUM else QFont.Weight.Normal
