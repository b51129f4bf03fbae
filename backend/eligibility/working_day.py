"""Counting working days, for every deadline that staff are held to."""

from __future__ import annotations

from kiosk.domain.review import working_days_after

__all__ = ["working_days_after"]
