"""The notes at the end of a paper: numbered, small, in grey."""

from __future__ import annotations

from reportlab.lib.units import mm

from kiosk.documents.font import FontBook
from kiosk.documents.prose import Prose
from kiosk.documents.sheet import GREY

__all__ = ["KEEP", "VERIFY", "notes", "opening"]

KEEP = "本证明由参保人自行保管，因遗失或泄露造成的不良后果由参保人负责。"
VERIFY = (
    "核验：扫描左下角二维码（可离线），或凭证明编号与验证码查询；"
    "请将屏幕所示与纸面核对，涂改无效。"
)


def notes(lines: tuple[str, ...], fonts: FontBook) -> Prose:
    """Number the notes and write them; how to verify comes last."""
    told = (f"{place}. {line}" for place, line in enumerate((*lines, VERIFY), start=1))
    face = fonts.regular
    return Prose.wrapped(tuple(told), face, 7.6, 1.55, gap=2 * mm, colour=GREY)


def opening(words: str, fonts: FontBook) -> Prose:
    """Write the sentence a paper begins with."""
    return Prose.wrapped((f"　　{words}",), fonts.regular, 10.5, 1.55)
