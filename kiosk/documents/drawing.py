"""Draws pages: a form filled with facts, framed with numbers, QR code and issuer."""

from __future__ import annotations

from kiosk.documents.flow import Block, paginate
from kiosk.documents.font import FontBook
from kiosk.documents.forms import form_of
from kiosk.documents.page_frame import FIRST_ROOM, FIRST_TOP, ROOM, TOP, PageFrame
from kiosk.documents.qr_code import QrCode
from kiosk.documents.sheet import Drawn, Sheet
from kiosk.documents.wording import city_of
from kiosk.domain.certificate import CopyFacts
from kiosk.domain.certificate_facts import CertificateFacts, masked

__all__ = ["draw_certificate", "draw_draft"]


def draw_certificate(
    facts: CertificateFacts, copy: CopyFacts, credential: str, fonts: FontBook
) -> Drawn:
    """Draw one copy, ready to be sealed at `page_frame.SEAL_PLACE` of its last page.

    Raises:
        UnknownGlyph: a character of a name that no font has.
    """
    code = QrCode.of(credential)
    return _drawn(facts, _frame(facts, copy.issuer, copy, code), fonts)


def draw_draft(facts: CertificateFacts, issuer: str, fonts: FontBook) -> bytes:
    """Draw a preview: the same pages, masked, marked, without QR, seal or numbers.

    Raises:
        UnknownGlyph: a character of a name that no font has.
    """
    return _drawn(masked(facts), _frame(facts, issuer), fonts).whole()


def _frame(
    facts: CertificateFacts,
    issuer: str,
    copy: CopyFacts | None = None,
    code: QrCode | None = None,
) -> PageFrame:
    form = form_of(facts)
    title = f"{city_of(issuer)}{form.title(facts)}"
    return PageFrame(title, form.english, issuer, copy, code)


def _drawn(facts: CertificateFacts, frame: PageFrame, fonts: FontBook) -> Drawn:
    sheet = Sheet(frame.title, frame.issuer, fonts)
    pages = paginate(form_of(facts).blocks(facts, fonts), FIRST_ROOM, ROOM)
    for number, blocks in enumerate(pages, start=1):
        if number > 1:
            sheet.turn()
        frame.begin(sheet, number)
        _draw_blocks(sheet, FIRST_TOP if number == 1 else TOP, blocks)
        frame.end(sheet, number, len(pages))
        if frame.copy is None:
            with sheet.part("P"):
                sheet.mark("预览 · 无效", "PREVIEW – NOT VALID")
    return sheet.finish()


def _draw_blocks(sheet: Sheet, y: float, blocks: list[Block]) -> None:
    for place, block in enumerate(blocks):
        y -= block.gap if place else 0.0
        block.draw(sheet, y)
        y -= block.height
