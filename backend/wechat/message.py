"""Messages of the account in XML: what followers send, what they are answered."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element, ParseError, SubElement, tostring

import defusedxml.ElementTree
from defusedxml import DefusedXmlException

from backend.wechat.envelope import Account, MessageRefused

__all__ = [
    "Incoming",
    "News",
    "read_fields",
    "read_message",
    "write_news",
    "write_sealed",
    "write_text",
]

_LONGEST_FIELD = 2_048
_MOST_NEWS = 8
_MOST_FIELDS = 40


@dataclass(frozen=True, slots=True)
class Incoming:
    """One message or event.

    Attributes:
        follower: The account's name for whoever sent it.
        kind: ``text``, ``image``, ``voice``, ``video``, ``event`` …
        event: Of an event: ``subscribe``, ``CLICK`` …, and its ``event_key``.
        message_id: The platform's number; empty for events.
        recognition: Words the platform heard in a voice message.
    """

    follower: str
    account: str
    kind: str
    made_at: int
    text: str = field(default="", repr=False)
    event: str = ""
    event_key: str = ""
    message_id: str = ""
    media_id: str = ""
    recognition: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class News:
    """One article in an answer."""

    title: str
    summary: str
    url: str


def read_fields(data: bytes) -> Mapping[str, str]:
    """Read the flat XML of a message; entities and document types are refused.

    Raises:
        MessageRefused: ``xml``.
    """
    reason = "xml"
    try:
        root = defusedxml.ElementTree.fromstring(data, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, LookupError):
        raise MessageRefused(reason) from None
    if root.tag != "xml" or len(root) > _MOST_FIELDS:
        raise MessageRefused(reason)
    return {str(each.tag): (each.text or "")[:_LONGEST_FIELD] for each in root}


def read_message(fields: Mapping[str, str]) -> Incoming:
    """Read what was sent.

    Raises:
        MessageRefused: ``fields``: a part that every message has is missing.
    """
    try:
        return Incoming(
            follower=_name(fields["FromUserName"]),
            account=_name(fields["ToUserName"]),
            kind=fields["MsgType"].lower(),
            made_at=int(fields["CreateTime"]),
            text=fields.get("Content", "").replace("\0", ""),
            event=fields.get("Event", ""),
            event_key=fields.get("EventKey", ""),
            message_id=fields.get("MsgId", ""),
            media_id=fields.get("MediaId", ""),
            recognition=fields.get("Recognition", "").replace("\0", ""),
        )
    except (KeyError, ValueError):
        reason = "fields"
        raise MessageRefused(reason) from None


def _name(text: str) -> str:
    if not (0 < len(text) <= 64 and text.isascii() and text.isprintable()):  # noqa: PLR2004 - the column's width
        raise ValueError(text)
    return text


def write_text(to: Incoming, text: str) -> bytes:
    """Answer with words."""
    root = _answer(to, "text")
    SubElement(root, "Content").text = _plain(text)
    return _bytes(root)


def write_news(to: Incoming, articles: Sequence[News]) -> bytes:
    """Answer with articles to open."""
    root = _answer(to, "news")
    shown = articles[:_MOST_NEWS]
    SubElement(root, "ArticleCount").text = str(len(shown))
    listed = SubElement(root, "Articles")
    for each in shown:
        item = SubElement(listed, "item")
        SubElement(item, "Title").text = _plain(each.title)
        SubElement(item, "Description").text = _plain(each.summary)
        SubElement(item, "Url").text = each.url
    return _bytes(root)


def _answer(to: Incoming, kind: str) -> Element:
    root = Element("xml")
    SubElement(root, "ToUserName").text = to.follower
    SubElement(root, "FromUserName").text = to.account
    SubElement(root, "CreateTime").text = str(int(time.time()))
    SubElement(root, "MsgType").text = kind
    return root


def _plain(text: str) -> str:
    """Leave out what XML cannot carry (XML 1.0, 2.2)."""
    return "".join(each for each in text if each >= " " or each in "\t\n")


def _bytes(root: Element) -> bytes:
    written: bytes = tostring(root, encoding="utf-8")
    return written


def write_sealed(account: Account, reply: bytes, timestamp: str, nonce: str) -> bytes:
    """Put an answer into the signed, encrypted envelope."""
    sealed = account.close(reply)
    root = Element("xml")
    SubElement(root, "Encrypt").text = sealed
    SubElement(root, "MsgSignature").text = account.signature(timestamp, nonce, sealed)
    SubElement(root, "TimeStamp").text = timestamp
    SubElement(root, "Nonce").text = nonce
    return _bytes(root)
