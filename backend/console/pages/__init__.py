"""The areas of the console, found in the files of this folder."""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache

from backend.console.area import Area

__all__ = ["all_areas"]


@cache
def all_areas() -> tuple[Area, ...]:
    """Give every area in the order of the navigation."""
    names = (module.name for module in pkgutil.iter_modules(__path__))
    modules = (importlib.import_module(f"{__name__}.{name}") for name in names)
    found = (getattr(module, "AREA", None) for module in modules)
    areas = [area for area in found if isinstance(area, Area)]
    return tuple(sorted(areas, key=lambda area: (area.rank, area.key)))
