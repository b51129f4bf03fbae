"""Bytes nobody meant to send, for every parser of the product."""

from __future__ import annotations

__all__: list[str] = []
