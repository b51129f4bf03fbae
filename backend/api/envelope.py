"""What a terminal may ask about its envelopes."""

from __future__ import annotations

from dataclasses import dataclass

from backend.centre import Centre
from backend.envelopes.place import register_key
from backend.envelopes.post import envelope_page
from kiosk.domain.wire import from_wire, to_wire

__all__ = ["envelope_key", "envelopes"]


@dataclass(frozen=True, slots=True)
class _KeyRequest:
    public_key: bytes


@dataclass(frozen=True, slots=True)
class _PageRequest:
    after: str
    limit: int


def envelope_key(centre: Centre, terminal: str, request: object) -> object:
    """Keep the key that the terminal made for its envelopes."""
    wish = from_wire(_KeyRequest, request)
    with centre.database.writing() as session:
        register_key(session, terminal, wish.public_key, centre.clock())
    return {}


def envelopes(centre: Centre, terminal: str, request: object) -> object:
    """Hand out the terminal's own envelopes, and nobody else's."""
    wish = from_wire(_PageRequest, request)
    with centre.database.reading() as session:
        page = envelope_page(session, terminal, wish.after, wish.limit, centre.clock())
        return to_wire(page)
