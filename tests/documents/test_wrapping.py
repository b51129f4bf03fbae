"""Signature wrapping: the sealed bytes kept, another page put in their gap.

The sealed head and tail stay as they are, so the seal's digest holds; between
them stands a new document with a signature dictionary that borrows the seal.
Libraries that only add up the lengths take such a file for wholly sealed.
"""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from typing import Any

import pytest
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.status import SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

from kiosk.documents.verification import Trust, verify_pdf
from tests.documents.conftest import NOW

FORGED_PAGE = b"BT 100 500 Td (480) Tj ET"
LATER = NOW + timedelta(hours=1)


@dataclass
class Forger:
    """Wraps another page into a sealed file."""

    pdf: bytes

    @cached_property
    def reader(self) -> PdfFileReader:
        return PdfFileReader(io.BytesIO(self.pdf), strict=False)

    @cached_property
    def edges(self) -> tuple[int, int, int]:
        """End of the sealed head, start and length of the sealed tail."""
        signature = self.reader.embedded_regular_signatures[0]
        _, head, tail, length = (int(number) for number in signature.byte_range)
        return head, tail, length

    def wrapped(self) -> bytes:
        head, tail, _ = self.edges
        room = 2 * len(self._filling(200_000)) & ~1
        filling = self._filling(room)
        filling = self._filling(room := (2 * len(filling)) & ~1)
        assert len(filling) <= room
        return self.pdf[:head] + filling.ljust(room) + self.pdf[tail:]

    def _filling(self, room: int) -> bytes:
        """Give a whole document whose table is where the sealed tail points to."""
        head, _, _ = self.edges
        table = int(re.findall(rb"startxref\s+(\d+)", self.pdf)[-1])
        objects = self._objects(room)
        size = int(self.reader.trailer["/Size"])
        trailer = b"trailer\n" + written(self._trailer(size)) + b"\n"
        place = table + len(b"xref\n0 %d\n" % size) + 20 * size + len(trailer)
        lines, body = [b"0000000000 65535 f \n"] * size, b""
        for number, data in objects.items():
            lines[number] = b"%010d 00000 n \n" % (place + len(body))
            body += data
        rows = b"xref\n0 %d\n" % size + b"".join(lines)
        return b"<00>".ljust(table - head) + rows + trailer + body

    def _objects(self, room: int) -> dict[int, bytes]:
        size = int(self.reader.trailer["/Size"])
        signature = self.reader.embedded_regular_signatures[0]
        seal = signature.sig_field.raw_get("/V").reference.idnum
        page = self.reader.root["/Pages"]["/Kids"][0].raw_get("/Contents").idnum
        made = {
            seal: self._borrowed_seal(room),
            page: written(generic.StreamObject(stream_data=FORGED_PAGE)),
        }
        for number in set(range(1, size)) - made.keys():
            found = generic.Reference(number, 0, self.reader).get_object()
            made[number] = written(found)
        return {
            number: b"%d 0 obj\n" % number + data + b"\nendobj\n"
            for number, data in made.items()
        }

    def _borrowed_seal(self, room: int) -> bytes:
        """The old signature as raw bytes: half as long as its hex would be."""
        head, _, length = self.edges
        signature = self.reader.embedded_regular_signatures[0]
        value = signature.pkcs7_content.ljust((room - 2) // 2, b"\0")
        for plain in (b"\\", b"(", b")"):
            value = value.replace(plain, b"\\" + plain)
        value = value.replace(b"\r", b"\\r")
        kept = a_dictionary(
            {
                key: signature.sig_object.raw_get(key)
                for key in signature.sig_object
                if key not in ("/Contents", "/ByteRange")
            }
        )
        sealed_range = b"/ByteRange [0 %d %d %d]" % (head, head + room, length)
        start = written(kept).rstrip().removesuffix(b">>")
        whole: bytes = start + sealed_range + b"/Contents (" + value + b")>>"
        return whole

    def _trailer(self, size: int) -> Any:  # noqa: ANN401 - as below
        kept = {
            generic.NameObject(key): self.reader.trailer.raw_get(key)
            for key in ("/Root", "/Info", "/ID")
        }
        size_object: Any = generic.NumberObject
        kept[generic.NameObject("/Size")] = size_object(size)
        return a_dictionary(kept)


def a_dictionary(entries: dict[Any, Any]) -> Any:  # noqa: ANN401 - pyHanko is not typed
    make: Any = generic.DictionaryObject
    return make(entries)


def written(thing: Any) -> bytes:  # noqa: ANN401 - as above
    out = io.BytesIO()
    thing.write_to_stream(out, None)
    return out.getvalue()


@pytest.fixture(scope="module")
def forged(sealed: bytes) -> bytes:
    return Forger(sealed).wrapped()


def test_the_forgery_is_a_good_one(forged: bytes) -> None:
    """It shows another page, and a library finds its seal whole."""
    reader = PdfFileReader(io.BytesIO(forged))
    page = reader.root["/Pages"]["/Kids"][0]
    assert page["/Contents"].data == FORGED_PAGE
    nobody = ValidationContext(trust_roots=[], allow_fetching=False)
    status = validate_pdf_signature(reader.embedded_regular_signatures[0], nobody)
    assert status.intact
    assert status.valid
    assert status.coverage is SignatureCoverageLevel.ENTIRE_FILE


def test_a_page_wrapped_into_a_seal_is_not_believed(
    forged: bytes, trust: Trust
) -> None:
    assert verify_pdf(forged, trust, LATER).verdict == "invalid"
