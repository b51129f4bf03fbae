"""What the documents device and its child say to each other; loads nothing."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from kiosk.domain.leaflet import Leaflet

__all__ = ["Check", "Compose", "Draw", "Ready", "Unroll", "Verify"]


@dataclass(frozen=True, slots=True)
class Ready:
    """Trust and libraries are loaded."""


@dataclass(frozen=True, slots=True)
class Verify:
    """Check a sealed file as of a moment; answered by none or a fault."""

    pdf: bytes = field(repr=False)
    at: datetime


@dataclass(frozen=True, slots=True)
class Check:
    """Judge a printed code as of a moment; answered by a finding."""

    code: str = field(repr=False)
    at: datetime


@dataclass(frozen=True, slots=True)
class Draw:
    """Draw every page; answered by PPM pictures or a fault."""

    pdf: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Compose:
    """Make a leaflet's pages; answered by a drawn leaflet or a fault."""

    leaflet: Leaflet = field(repr=False)


@dataclass(frozen=True, slots=True)
class Unroll:
    """Decode a film; answered by a reel or a fault."""

    film: bytes = field(repr=False)
