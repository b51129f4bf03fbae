"""What is new as an Atom feed (RFC 4287), for micro-blogs and other channels."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time
from xml.etree.ElementTree import Element, SubElement, tostring

from backend.clock import CITY_ZONE
from backend.content.reading import Shown

__all__ = ["feed"]

_ATOM = "http://www.w3.org/2005/Atom"
_TITLES = {"zh-CN": "社会保险：最新内容", "en": "Social insurance: what is new"}
_NEVER = datetime(2000, 1, 1, tzinfo=CITY_ZONE)


def feed(articles: Sequence[Shown], language: str, base: str) -> bytes:
    """Write the feed; ids stay the same wherever the portal moves."""
    base = base.rstrip("/")
    root = Element("feed", {"xmlns": _ATOM, "xml:lang": language})
    _add(root, "id", f"tag:social-insurance,2026:feed:{language}")
    _add(root, "title", _TITLES[language])
    _add(root, "updated", max(map(_updated, articles), default=_NEVER).isoformat())
    SubElement(root, "link", rel="self", href=f"{base}/feed.atom?lang={language}")
    SubElement(SubElement(root, "author"), "name").text = _TITLES[language]
    for each in articles:
        _entry(root, each, language, base)
    written: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return written


def _entry(root: Element, shown: Shown, language: str, base: str) -> None:
    entry = SubElement(root, "entry")
    version = shown.version
    _add(entry, "id", f"tag:social-insurance,2026:{version.key}:{version.number}")
    _add(entry, "title", _plain(shown.title(language)))
    _add(entry, "updated", _updated(shown).isoformat())
    link = f"{base}/articles/{version.key}?lang={language}"
    SubElement(entry, "link", rel="alternate", href=link)
    SubElement(entry, "category", term=str(shown.entry.column))
    _add(entry, "summary", _plain(shown.summary(language)))


def _updated(shown: Shown) -> datetime:
    return datetime.combine(shown.publication.starts_on, time(8), CITY_ZONE)


def _add(parent: Element, name: str, text: str) -> None:
    SubElement(parent, name).text = text


def _plain(text: str) -> str:
    """Leave out what XML cannot carry (XML 1.0, 2.2)."""
    return "".join(each for each in text if each >= " " or each in "\t\n")
