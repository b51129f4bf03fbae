"""The fonts on disk are the ones fonts.lock names, and PDF pages can embed them."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

import pytest
from reportlab.pdfbase.ttfonts import TTFont

FONTS = Path(__file__).resolve().parents[2] / "assets" / "fonts"


def locked() -> dict[str, str]:
    """File name to sha256, as fonts.lock gives them."""
    lines = (FONTS / "fonts.lock").read_text("utf-8").splitlines()
    fields = [line.split() for line in lines if line and not line.startswith("#")]
    return {name: digest for digest, name, *_ in fields}


@pytest.mark.parametrize(("name", "digest"), locked().items())
def test_a_file_is_the_locked_one(name: str, digest: str) -> None:
    assert sha256((FONTS / name).read_bytes()).hexdigest() == digest


@pytest.mark.parametrize("name", [name for name in locked() if name.endswith(".ttf")])
def test_a_font_holds_common_and_rare_characters(name: str) -> None:
    font = TTFont(Path(name).stem, str(FONTS / name))
    assert {ord(letter) for letter in "社会保险㛃䶮"} <= font.face.charToGlyph.keys()


def test_each_family_comes_with_its_licence() -> None:
    names = locked()
    families = {name.split("-")[0] for name in names}
    assert {f"{family}-LICENSE.txt" for family in families} <= names.keys()
