"""Pages as pictures, for the screen and for checking what a page shows."""

from __future__ import annotations

from io import BytesIO

import pypdfium2

from kiosk.domain.fault import PictureUnreadable

__all__ = ["page_png", "sheet_count"]

_WIDEST = 4000


def page_png(pdf: bytes, page: int = 0, width_px: int = 1240) -> bytes:
    """Draw one page, counted from zero, as PNG of a width.

    Raises:
        PictureUnreadable: no PDF, or no such page.
    """
    document = _open(pdf)
    try:
        sheet = document[page]
        scale = min(width_px, _WIDEST) / sheet.get_width()
        # The seal is a form field's appearance; without forms it stays unseen.
        bitmap = sheet.render(scale=scale, may_draw_forms=True)
        out = BytesIO()
        bitmap.to_pil().save(out, "PNG", compress_level=1)
        return out.getvalue()
    except (pypdfium2.PdfiumError, IndexError) as error:
        raise PictureUnreadable(reason="page") from error
    finally:
        document.close()


def sheet_count(pdf: bytes) -> int:
    """Count the pages.

    Raises:
        PictureUnreadable: no PDF.
    """
    document = _open(pdf)
    try:
        return len(document)
    finally:
        document.close()


def _open(pdf: bytes) -> pypdfium2.PdfDocument:
    try:
        document = pypdfium2.PdfDocument(pdf)
        document.init_forms()
    except pypdfium2.PdfiumError as error:
        raise PictureUnreadable(reason="pdf") from error
    return document
