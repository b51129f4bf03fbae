"""Articles can do no harm: script and markup are shown as text or left out."""

from __future__ import annotations

import io
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from backend.content.markup import MediumRef, blocks, html, media_names, summary
from backend.content.medium import LARGEST_MEDIUM, LARGEST_PICTURE, kind_of
from kiosk.domain.fault import InvalidValue
from kiosk.domain.library import Block, BlockKind

DIGEST = "ab" * 32
MEDIA = {
    "a.png": MediumRef(DIGEST, "image/png"),
    "a.wav": MediumRef(DIGEST, "audio/wav"),
    "a.webm": MediumRef(DIGEST, "video/webm"),
}


class Elements(HTMLParser):
    """Collects every element and attribute a browser would see."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[tuple[str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen += [(tag, ""), *((tag, f"{name}={value}") for name, value in attrs)]


def elements(page: str) -> list[tuple[str, str]]:
    parser = Elements()
    parser.feed(page)
    return parser.seen


HOSTILE = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "[x](javascript:alert(1))",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "![x](http://elsewhere.example/track.png)",
    "![x](media:../../etc/passwd)",
    "<svg/onload=alert(1)>",
    "<a href='vbscript:x'>x</a>",
    '[a](https://x.example/"onclick="alert(1))',
    '!["><script>alert(1)</script>](media:a.png)',
    "<iframe src=https://x.example></iframe>",
    "&lt;script&gt;",
    "<style>*{display:none}</style>",
)


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_markup_becomes_harmless(text: str) -> None:
    _assert_harmless(html(text, MEDIA))


@given(st.text(alphabet="<>\"'&/=!-[]()#*_`:;\n a.jsonerscipt", max_size=120))
def test_no_text_opens_an_element_that_acts(text: str) -> None:
    _assert_harmless(html(text, MEDIA))
    blocks(text, MEDIA)


def _assert_harmless(page: str) -> None:
    for tag, attribute in elements(page):
        assert tag not in {"script", "iframe", "svg", "style", "object", "form"}
        name, _, value = attribute.partition("=")
        assert not name.startswith("on")
        if name == "src":
            assert value == f"/media/{DIGEST}"
        if name == "href":
            assert value.split(":")[0] in {"https", "tel"} or ":" not in value


def test_article_becomes_blocks_for_reading() -> None:
    text = "# 标题\n\n一段 **重要** 的话\n\n1. 先\n2. 后\n\n- 点\n\n![图](media:a.png)"
    assert blocks(text, MEDIA) == (
        Block(BlockKind.HEADING, "标题"),
        Block(BlockKind.TEXT, "一段 重要 的话"),
        Block(BlockKind.STEP, "先"),
        Block(BlockKind.STEP, "后"),
        Block(BlockKind.POINT, "点"),
        Block(BlockKind.PICTURE, "图", DIGEST),
    )
    assert media_names(text) == {"a.png"}
    assert summary(text).startswith("一段 重要 的话")


def test_sound_and_film_have_controls_and_captions() -> None:
    page = html("![听](media:a.wav)\n\n![看](media:a.webm)", MEDIA)
    assert page.count("controls") == 2
    assert "<figcaption>听</figcaption>" in page
    kinds = [each.kind for each in blocks("![听](media:a.wav)", MEDIA)]
    assert kinds == [BlockKind.SOUND]


def _png(width: int, height: int) -> bytes:
    file = io.BytesIO()
    Image.new("1", (width, height)).save(file, "PNG")
    return file.getvalue()


def test_media_are_known_by_their_content() -> None:
    assert kind_of(_png(3, 3)) == "image/png"
    assert kind_of(b"RIFF\0\0\0\0WAVE") == "audio/wav"
    assert kind_of(b"#!AMR\n") == "audio/amr"


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"<svg onload=alert(1)>",
        b"%PDF-1.7",
        b"MZ",
        _png(60, 60)[:-30],
        _png(6000, 5000),
        bytes(LARGEST_MEDIUM + 1),
        b"\x89PNG" + bytes(LARGEST_PICTURE),
    ],
    ids=["none", "svg", "pdf", "program", "torn", "bomb", "huge", "huge-picture"],
)
def test_other_media_are_refused(data: bytes) -> None:
    with pytest.raises(InvalidValue):
        kind_of(data)
