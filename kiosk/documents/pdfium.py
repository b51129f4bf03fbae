"""The door to PDFium, which must not be entered by two threads at once."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pypdfium2

from kiosk.domain.fault import PictureUnreadable

__all__ = ["opened"]

_TURN = threading.Lock()


@contextmanager
def opened(pdf: bytes) -> Iterator[pypdfium2.PdfDocument]:
    """Open a document for as long as the block runs, alone in this process.

    Raises:
        PictureUnreadable: the bytes are no PDF, or PDFium gave up within.
    """
    with _TURN:
        try:
            document = pypdfium2.PdfDocument(pdf)
        except pypdfium2.PdfiumError as error:
            raise PictureUnreadable(reason="pdf") from error
        try:
            yield document
        except (pypdfium2.PdfiumError, IndexError) as error:
            raise PictureUnreadable(reason="page") from error
        finally:
            document.close()
