"""The frame round every page of the console: navigation, words, who is signed in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from jinja2 import Environment

from backend.console.area import Area
from backend.web.address import in_language, other_language, page_of
from backend.web.template import templates
from backend.web.token import Signer
from backend.web.wording import Wording

if TYPE_CHECKING:
    from backend.console.visit import Visit

__all__ = ["Frame"]

_HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Frame:
    """Draws pages; shared by all requests."""

    areas: Sequence[Area]
    signer: Signer
    wording: Wording = field(default_factory=lambda: Wording(_HERE / "texts"))
    environment: Environment = field(
        default_factory=lambda: templates(_HERE / "templates")
    )

    def draw(self, visit: Visit, template: str, facts: Mapping[str, object]) -> str:
        """Fill a template for a visitor.

        In it stand, beside the facts: ``t`` (a text by key), ``link`` (an address
        of the area), ``token``, ``member``, ``language``, ``query``, ``form``,
        ``now``, ``saying``, and ``s``, a text of the shell.
        """
        names = {
            "t": visit.say,
            "link": visit.address,
            "token": self.signer.form_token(visit.member.card),
            "member": visit.member,
            "language": visit.language,
            "other_language": other_language(visit.language),
            "here_in_other": _switched(visit),
            "s": partial(self.wording.say, "shell", visit.language),
            "area": visit.area,
            "areas": self._offered(visit),
            "query": visit.query,
            "form": visit.form,
            "now": visit.now,
            "saying": visit.saying,
            "page_link": partial(_page_link, visit),
            "trouble_of": partial(self._trouble, visit),
        }
        return self.environment.get_template(template).render(names | dict(facts))

    def draw_refusal(self, language: str, reason: str) -> str:
        """Draw the page of somebody who is not let in."""
        names = {
            "t": partial(self.wording.say, "shell", language),
            "language": language,
            "other_language": other_language(language),
            "reason": f"no-entry-{reason}",
        }
        return self.environment.get_template("shell/no-entry.html").render(names)

    def _offered(self, visit: Visit) -> list[tuple[str, str, bool]]:
        """Give address, title and whether it is open, for each area one may enter."""
        return [
            (
                f"/{area.key}/",
                self.wording.say(area.key, visit.language, "title"),
                area is visit.area,
            )
            for area in self.areas
            if visit.member.role in area.roles
        ]

    def _trouble(self, visit: Visit, name: str) -> str:
        """Say what is wrong with a field that was sent; empty if nothing is."""
        source = visit.form if name in visit.form.troubles else visit.query
        trouble = source.troubles.get(name)
        if trouble is None:
            return ""
        return visit.say(f"trouble-{trouble.key}", **trouble.facts)


def _switched(visit: Visit) -> str:
    """Give this page in the other language; after a form, the area's first page."""
    place = _place(visit) if visit.is_look else visit.address("/")
    return in_language(place, visit.query, other_language(visit.language))


def _page_link(visit: Visit, number: int) -> str:
    return page_of(_place(visit), visit.query, number)


def _place(visit: Visit) -> str:
    return visit.here.partition("?")[0]
