"""What a window looks like now, as pixels, and the contrast of what stands there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QWidget

from ui.widgets.button import TouchButton
from ui.widgets.words import Words

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy.typing as npt

    from ui.stage import QtStage

Pixels: TypeAlias = "npt.NDArray[Any]"

__all__ = [
    "Seen",
    "contrasts",
    "faint_words",
    "linear",
    "look_at",
    "place_of",
]

_STEP = 2
_DARK = 0.04045
"""Up to here sRGB is a straight line (WCAG 2.2, relative luminance)."""


@dataclass(frozen=True, slots=True)
class Seen:
    """Every second pixel of every second line of a window: strokes are wider.

    Attributes:
        colours: Rows of red, green and blue, eight bits each.
        brightness: Rows of 0 to 255.
    """

    colours: Pixels
    brightness: Pixels

    def part(self, box: QRect) -> tuple[slice, slice]:
        """Tell which rows and columns a box of the window takes."""
        left, top = max(0, box.left()), max(0, box.top())
        across = slice(left // _STEP, box.right() // _STEP + 1)
        return slice(top // _STEP, box.bottom() // _STEP + 1), across


def look_at(stage: QtStage) -> Seen:
    """Take what the window painted last.

    Nothing is painted for it: it is the very picture that was sent to the screen.
    """
    store = stage.window.backingStore().paintDevice()
    if not isinstance(store, QImage):
        message = "windows are drawn by a graphics card here"
        raise TypeError(message)
    rows = np.frombuffer(store.constBits(), np.uint32)
    rows = rows.reshape(store.height(), store.bytesPerLine() // 4)
    colours = rows[::_STEP, : store.width() : _STEP].copy()
    return Seen(colours, _brightness(colours))


def _brightness(colours: Pixels) -> Pixels:
    """Weigh 5 parts of blue, 16 of green, 11 of red, in place for speed."""
    # Red and blue are weighed at once: the sum stands in the upper half.
    whole = colours & np.uint32(0x00FF00FF)
    whole *= np.uint32(0x0005000B)
    whole >>= np.uint32(16)
    green = colours >> np.uint32(4)
    green &= np.uint32(0xFF0)
    whole += green
    whole >>= np.uint32(5)
    return whole.astype(np.uint8)


def faint_words(stage: QtStage, seen: Seen, least: float) -> Iterator[str]:
    """Tell whatever stands there whose lightest and darkest are too much alike."""
    for name, ratio in contrasts(stage, seen).items():
        if ratio < least:
            yield f"{name} contrasts by {ratio:.1f} only"


def contrasts(stage: QtStage, seen: Seen) -> dict[str, float]:
    """Measure the words of everything that is shown."""
    told: dict[str, float] = {}
    for widget in stage.window.findChildren(QWidget):
        box = _words_box(widget)
        if box is not None:
            place = place_of(widget, stage.window).topLeft()
            told[f"{widget.accessibleName()} {place.toTuple()}"] = _contrast(
                seen, box.translated(place)
            )
    return told


def _contrast(seen: Seen, box: QRect) -> float:
    """Measure the contrast of the lightest and the darkest of a box, by WCAG 2.2."""
    part = seen.part(box)
    colours, brightness = seen.colours[part], seen.brightness[part]
    places = brightness.argmin(), brightness.argmax()
    ends = (int(colours[divmod(int(each), colours.shape[1])]) for each in places)
    dark, light = sorted(map(_luminance, ends))
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: int) -> float:
    red, green, blue = (_LIGHT[(colour >> shift) & 255] for shift in (16, 8, 0))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def linear(channel: Pixels) -> Pixels:
    """Turn a colour's channel of 0 to 255 into light of 0 to 1."""
    part = channel / 255.0
    return np.where(part <= _DARK, part / 12.92, ((part + 0.055) / 1.055) ** 2.4)


_LIGHT: list[float] = linear(np.arange(256)).tolist()


def place_of(widget: QWidget, window: QWidget) -> QRect:
    """Tell where in its window a widget stands."""
    return QRect(widget.mapTo(window, QPoint(0, 0)), widget.size())


def _words_box(widget: QWidget) -> QRect | None:
    """Tell where a widget's words are; none where there are none to be seen."""
    if not widget.isVisible() or not isinstance(widget, (Words, TouchButton)):
        return None
    if not widget.text().strip():
        return None
    return widget.words_box() if isinstance(widget, TouchButton) else widget.rect()
