"""Pages as pictures, for the screen and for checking what a page shows."""

from __future__ import annotations

from io import BytesIO

from kiosk.documents.pdfium import opened

__all__ = ["page_png", "page_ppm", "sheet_count"]

_WIDEST = 4000
_HIGHEST = 8000
_SMALLEST_POINTS = 1.0


def page_png(pdf: bytes, page: int = 0, width_px: int = 1240) -> bytes:
    """Draw one page, counted from zero, as PNG of a width.

    Raises:
        PictureUnreadable: no PDF, no such page, or a page of no usable size.
    """
    return _picture(pdf, page, width_px, "PNG", compress_level=1)


def page_ppm(pdf: bytes, page: int = 0, width_px: int = 1240) -> bytes:
    """Draw one page as `page_png` does, unpacked: three bytes a pixel.

    For a screen's own thread: it takes such a picture in a third of the time, and
    making it costs a seventh.

    Raises:
        PictureUnreadable: as `page_png`.
    """
    return _picture(pdf, page, width_px, "PPM")


def _picture(
    pdf: bytes, page: int, width_px: int, form: str, **options: object
) -> bytes:
    with opened(pdf) as document:
        # The seal is a form field's appearance; without forms it stays unseen.
        document.init_forms()
        sheet = document[page]
        width, height = sheet.get_size()
        scale = _scale(width, height, width_px)
        bitmap = sheet.render(scale=scale, may_draw_forms=True)
        out = BytesIO()
        bitmap.to_pil().convert("RGB").save(out, form, **options)
        return out.getvalue()


def sheet_count(pdf: bytes) -> int:
    """Count the pages.

    Raises:
        PictureUnreadable: no PDF.
    """
    with opened(pdf) as document:
        return len(document)


def _scale(width: float, height: float, width_px: int) -> float:
    """Give pixels a point; memory is bounded whatever form the page has."""
    wide, high = max(width, _SMALLEST_POINTS), max(height, _SMALLEST_POINTS)
    return min(min(width_px, _WIDEST) / wide, _HIGHEST / high)
