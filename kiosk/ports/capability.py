"""What a device is and can do: the facts that do not change while it is in use.

Source: CEN CWA 16926 (XFS4IoT), ``Common.Capabilities``, reduced to what a hall
needs; the words of the classes are those of its interfaces.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

__all__ = ["Capabilities", "DeviceClass", "Feature"]


class DeviceClass(StrEnum):
    """What kind of device it is; one box may be of several kinds."""

    CARD_READER = "card-reader"
    BARCODE_READER = "barcode-reader"
    CAMERA = "camera"
    PRINTER = "printer"
    LIGHTS = "lights"
    AUXILIARIES = "auxiliaries"


class Feature(StrEnum):
    """What can be said of a device's abilities; each has one or more values.

    ``CARDS`` are words of `CardKind` and ``staff-card``; ``FORMATS`` media types;
    ``PAPER`` PWG media names or a roll's width; ``SIDES`` and ``COLOUR`` words of
    IPP; ``PLACES`` words of `Place`; ``SENSES`` the panel's sensors; ``SPECTRA``
    ``colour`` and ``infrared``; ``MODELS`` the neural networks; ``LINE`` how it is
    connected.
    """

    CARDS = "cards"
    FORMATS = "formats"
    PAPER = "paper"
    SIDES = "sides"
    COLOUR = "colour"
    PLACES = "places"
    SENSES = "senses"
    SPECTRA = "spectra"
    MODELS = "models"
    LINE = "line"


@dataclass(frozen=True, slots=True)
class Capabilities:
    """Fixed facts of one device.

    What only the device can tell is empty until it was reached once.

    Attributes:
        classes: What kind of device it is.
        model: Maker and model in the device's own words.
        firmware: Its firmware's revision, or the number of its security module.
        driver: Library and version that reach it, e.g. ``pyserial 3.5``.
        features: What it can do; never personal data.
    """

    classes: frozenset[DeviceClass]
    model: str = ""
    firmware: str = ""
    driver: str = ""
    features: Mapping[Feature, tuple[str, ...]] = field(
        default_factory=lambda: MappingProxyType({})
    )
