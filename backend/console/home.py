"""The console's first page: every area one may enter, and what waits in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend.web.answer import Answer

if TYPE_CHECKING:
    from backend.console.area import Area, Badge
    from backend.console.visit import Visit

__all__ = ["home_page"]


def home_page(visit: Visit) -> Answer:
    """Show a tile for each area, with its badges."""
    tiles = [
        _tile(visit, area)
        for area in visit.frame.areas
        if visit.member.role in area.roles
    ]
    return visit.page("home.html", tiles=tiles)


def _tile(visit: Visit, area: Area) -> dict[str, object]:
    def word(key: str) -> str:
        return visit.frame.wording.say(area.key, visit.language, key)

    def told(badge: Badge) -> dict[str, object]:
        return {
            "count": badge.count,
            "label": word(badge.label),
            "tone": str(badge.tone),
            "address": f"/{area.key}{badge.path}",
        }

    return {
        "address": f"/{area.key}/",
        "title": word("title"),
        "about": word("about"),
        "badges": [told(badge) for badge in area.badge(visit)],
    }
