"""The frame round every page of the console: navigation, words, who is signed in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from jinja2 import Environment

from backend.console.area import Area
from backend.web.template import templates
from backend.web.token import Signer
from backend.web.wording import LANGUAGES, Wording

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
            "other_language": _other(visit.language),
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
            "other_language": _other(language),
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


def _other(language: str) -> str:
    return LANGUAGES[1 - LANGUAGES.index(language)]


def _switched(visit: Visit) -> str:
    """Give this page in the other language; after a form, the area's first page."""
    kept = [
        (name, value)
        for name, values in visit.query.values.items()
        for value in values
        if name != "lang"
    ]
    place = visit.here.partition("?")[0] if visit.is_look else visit.address("/")
    return f"{place}?{urlencode([*kept, ('lang', _other(visit.language))])}"


def _page_link(visit: Visit, number: int) -> str:
    """Give this very list, with its filters, at another page."""
    kept = [
        (name, value)
        for name, values in visit.query.values.items()
        for value in values
        if name not in ("page", "lang") and value
    ]
    place = visit.here.partition("?")[0]
    return f"{place}?{urlencode([*kept, ('page', str(number))])}"
