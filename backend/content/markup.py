"""Markdown made into pages for browsers and into plain blocks for terminals.

Raw HTML in an article is shown as text, and what Markdown makes is cleaned once
more, so that a mistake in one of the two libraries alone opens nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from html import escape

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token

from kiosk.domain.library import Block, BlockKind

__all__ = [
    "MediumRef",
    "blocks",
    "caption_names",
    "html",
    "media_names",
    "summary",
]

_MARKDOWN = MarkdownIt("commonmark", {"html": False, "linkify": False}).enable("table")
_TAG_NAMES = (
    "h2 h3 p ul ol li strong em code blockquote hr br a table thead tbody tr th td "
    "figure figcaption img audio video track"
)
_TAGS = frozenset(_TAG_NAMES.split())
_ATTRIBUTES = {
    "a": {"href"},
    "img": {"src", "alt"},
    "audio": {"src", "controls", "preload"},
    "video": {"src", "controls", "preload"},
    "track": {"src", "kind", "srclang", "label", "default"},
    "ol": {"start"},
}
_SCHEME = "media:"
_MARKS = re.compile(r"[*_`#>]+")
_SUMMARY = 90


@dataclass(frozen=True, slots=True)
class MediumRef:
    """What an article's ``media:NAME`` stands for."""

    digest: str
    media_type: str


Media = Mapping[str, MediumRef]


def html(markdown: str, media: Media) -> str:
    """Make a page's body; addresses lead to ``/media`` or, by https, elsewhere."""
    lines = [_html_of(each, media) for each in _pieces(markdown)]
    return nh3.clean(
        "".join(lines),
        tags=set(_TAGS),
        attributes={tag: set(names) for tag, names in _ATTRIBUTES.items()},
        url_schemes={"https", "tel"},
        link_rel="noopener noreferrer",
    )


def blocks(markdown: str, media: Media) -> tuple[Block, ...]:
    """Make the plain pieces that a terminal shows and reads aloud."""
    found: list[Block] = []
    kinds: list[BlockKind] = []
    for token in _MARKDOWN.parse(markdown):
        if token.type in _OPENING:
            kinds.append(_OPENING[token.type])
        elif token.type in _CLOSING:
            kinds.pop()
        elif token.type == "inline":
            found += _inline(token, kinds[-1] if kinds else BlockKind.TEXT, media)
    return tuple(found)


def media_names(markdown: str) -> frozenset[str]:
    """Name every medium that an article shows."""
    images = (
        child
        for token in _MARKDOWN.parse(markdown)
        for child in token.children or ()
        if child.type == "image"
    )
    return frozenset(_name(each) for each in images) - {""}


def caption_names(film: str) -> tuple[str, str]:
    """Name the files with a film's captions, in Chinese and in English."""
    stem = film.rpartition(".")[0]
    return f"{stem}-zh.vtt", f"{stem}-en.vtt"


def summary(markdown: str) -> str:
    """Give the beginning of an article in plain words, for lists and feeds."""
    words = " ".join(
        block.text
        for block in blocks(markdown, {})
        if block.kind in (BlockKind.TEXT, BlockKind.POINT, BlockKind.STEP)
    )
    return words if len(words) <= _SUMMARY else words[: _SUMMARY - 1].rstrip() + "…"


_KINDS = {
    "image": BlockKind.PICTURE,
    "audio": BlockKind.SOUND,
    "video": BlockKind.FILM,
}
_TRACKS = (("zh-CN", "中文"), ("en", "English"))
_OPENING = {
    "heading_open": BlockKind.HEADING,
    "bullet_list_open": BlockKind.POINT,
    "ordered_list_open": BlockKind.STEP,
}
_CLOSING = frozenset(name.replace("_open", "_close") for name in _OPENING)


def _inline(token: Token, kind: BlockKind, media: Media) -> Iterator[Block]:
    words: list[str] = []
    for child in token.children or ():
        if child.type == "image":
            piece = _medium_block(child, media)
            if piece is not None:
                yield piece
        elif child.type in ("softbreak", "hardbreak"):
            words.append("\n" if child.type == "hardbreak" else "")
        else:
            words.append(child.content)
    text = "".join(words).strip()
    if text:
        yield Block(kind, text)


def _medium_block(image: Token, media: Media) -> Block | None:
    medium = media.get(_name(image))
    if medium is None:
        return None
    kind = _KINDS.get(medium.media_type.partition("/")[0])
    return Block(kind, image.content, medium.digest) if kind else None


def _name(image: Token) -> str:
    source = str(image.attrs.get("src", ""))
    return source[len(_SCHEME) :] if source.startswith(_SCHEME) else ""


def _pieces(markdown: str) -> Iterator[Token | str]:
    """Give rendered HTML, and each image by itself."""
    render: Callable[..., str] = _MARKDOWN.renderer.render
    for token in _MARKDOWN.parse(markdown):
        images = [each for each in token.children or () if each.type == "image"]
        token.children = [each for each in token.children or () if each not in images]
        yield render([token], _MARKDOWN.options, {})
        yield from images


def _html_of(piece: Token | str, media: Media) -> str:
    if isinstance(piece, str):
        # The page's own title is the only heading of the first rank.
        return piece.replace("<h1>", "<h2>").replace("</h1>", "</h2>")
    medium = media.get(_name(piece))
    caption = escape(piece.content)
    if medium is None or medium.media_type.partition("/")[0] not in _KINDS:
        return ""
    source = f"/media/{medium.digest}"
    kind = medium.media_type.partition("/")[0]
    shown = {
        "image": f'<img src="{source}" alt="{caption}">',
        "audio": f'<audio src="{source}" controls preload="none"></audio>',
        "video": f'<video src="{source}" controls preload="none">'
        f"{_tracks(_name(piece), media)}</video>",
    }[kind]
    return f"<figure>{shown}<figcaption>{caption}</figcaption></figure>"


def _tracks(film: str, media: Media) -> str:
    """Name the captions that a browser offers, the first of them shown at once."""
    found = (
        (media[name].digest, language, label)
        for name, (language, label) in zip(caption_names(film), _TRACKS, strict=True)
        if name in media
    )
    return "".join(
        f'<track kind="captions" src="/media/{digest}" srclang="{language}"'
        f' label="{label}"{"" if place else " default"}>'
        for place, (digest, language, label) in enumerate(found)
    )
