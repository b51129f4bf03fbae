"""The portal's own pages of a real centre, and people who sign in there."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from html import unescape

import requests

from tests.contracts.doors_rig import Doors
from tests.unit.backend.running_centre import subject_of, wire_subject

__all__ = ["Browser", "browser", "code_for", "fields_of", "signed_in"]

_SECONDS = 30
_HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)"')
_OPENING = re.compile(r'(<form[^>]*action="{}".*?</form>)', re.DOTALL)


@dataclass
class Browser:
    """Somebody's browser, without a screen."""

    url: str
    session: requests.Session

    def get(self, path: str, **query: str) -> requests.Response:
        """Look at a page."""
        return self.session.get(self.url + path, params=query, timeout=_SECONDS)

    def hidden(self, path: str, action: str = "") -> dict[str, str]:
        """Take the hidden fields of a form on a page."""
        return fields_of(self.get(path).text, action or path)

    def post(
        self, path: str, fields: Mapping[str, object], files: object = None
    ) -> requests.Response:
        """Send a form; the page it leads to is the answer."""
        return self.session.post(
            self.url + path,
            data=fields,
            files=files,  # type: ignore[arg-type]
            timeout=_SECONDS,
        )

    def hand_in(
        self, base: str, item: str, answers: Mapping[str, object], files: object = None
    ) -> requests.Response:
        """Open an item's form, fill it in, and send it."""
        path = f"{base}/items/{item}"
        return self.post(path, {**self.hidden(path), **answers}, files)


def fields_of(page: str, action: str) -> dict[str, str]:
    """Give the hidden fields of the form that is sent to an address."""
    pattern = re.escape(action)
    found = re.search(_OPENING.pattern.format(pattern), page, re.DOTALL)
    assert found, f"no form for {action}"
    return {name: unescape(value) for name, value in _HIDDEN.findall(found.group(1))}


def code_for(doors: Doors, key: str) -> str:
    """Have a terminal fetch a code for a fixed resident it has identified."""
    request = {"subject": wire_subject(key), "face_score": 0.61}
    status, told = doors.centre.post("/v1/portal-codes", request)
    assert status == 200, told
    return str(told["code"])


@contextmanager
def browser(doors: Doors, identity: str | None = None) -> Iterator[Browser]:
    """Open a browser before the door."""
    with doors.centre.session(identity) as session:
        yield Browser(doors.portal, session)


@contextmanager
def signed_in(doors: Doors, key: str) -> Iterator[Browser]:
    """Open a browser and sign a fixed resident in with a code."""
    with browser(doors) as opened:
        fields: dict[str, object] = {
            **opened.hidden("/sign-in"),
            "number": subject_of(key).number,
            "code": code_for(doors, key),
        }
        page = opened.post("/sign-in", fields)
        assert page.status_code == 200
        assert page.url.endswith("/my/")
        yield opened
