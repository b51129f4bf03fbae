"""The core of the terminal: visits, services, the machine's life, no device."""

from __future__ import annotations

from datetime import UTC, datetime

__all__ = ["RELEASED", "__version__"]

__version__ = "0.1.0"
"""The same as in ``setup.cfg``; a test compares them."""

RELEASED = datetime(2026, 11, 28, tzinfo=UTC)
"""When this version came out; the gate of the software's age counts from it."""
