"""The services this terminal knows, found in their files."""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache
from typing import TYPE_CHECKING

import kiosk.services
from kiosk.visit.service import Service

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["all_services"]


@cache
def all_services() -> tuple[Service, ...]:
    """Give every service in the order in which the welcome screen shows them."""
    return tuple(sorted(_found(), key=lambda service: (service.rank, service.key)))


def _found() -> Iterator[Service]:
    for module in pkgutil.iter_modules(kiosk.services.__path__):
        name = f"{kiosk.services.__name__}.{module.name}"
        service = getattr(importlib.import_module(name), "SERVICE", None)
        if isinstance(service, Service):
            yield service
