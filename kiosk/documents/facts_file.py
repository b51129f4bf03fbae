"""The name under which a certificate's facts are attached to it."""

from __future__ import annotations

__all__ = ["FACTS_FILE"]

FACTS_FILE = "facts.json"
"""Name of the attachment that says what the page says."""
