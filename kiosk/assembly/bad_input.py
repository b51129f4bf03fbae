"""What a person typed, and why it cannot be carried out."""

from __future__ import annotations

__all__ = ["BadInput"]


class BadInput(Exception):
    """What was typed cannot be carried out; the message is one clear line."""
