"""The seal's place in a PDF: a signed field with the seal's picture, and its gap.

The signature field, its appearance and an empty value are written with the rest
of the page in one pass; the value is put into its gap afterwards. So the file has
one revision and stays the PDF 1.7 that PDF/A-3 is built on.
Source: ISO 32000-1, 12.8 (signatures), 12.7.4.5 (signature fields).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf
from pikepdf.models.metadata import encode_pdf_date

__all__ = ["FIELD", "Gap", "SealPlace", "add_seal_field", "filled"]

FIELD = "Seal"

SealPlace = tuple[float, float, float, float]
"""Left, bottom, right, top on the last page, in points."""

# As wide as every number that may come to stand there.
_UNKNOWN = (2_000_000_001, 2_000_000_002, 2_000_000_003)
_RANGE = b"[ 0 %d %d %d ]" % _UNKNOWN
_DIGITS = len(str(_UNKNOWN[0]))
_LOCKED, _PRINTED = 128, 4
_SIGNATURES_EXIST, _APPEND_ONLY = 1, 2
_NO_CHANGES = 1


@dataclass(frozen=True, slots=True)
class Gap:
    """What a signature's value says of itself before it is there.

    Attributes:
        subfilter: Name of the value's form.
        size: Room for the value, in bytes.
    """

    subfilter: str
    size: int
    signer: str
    made_at: datetime


def add_seal_field(
    document: Pdf, picture: pikepdf.Page, place: SealPlace, gap: Gap
) -> None:
    """Put a field with an empty signature on the last page, before saving.

    DocMDP level 1 (12.8.2.2) forbids every later change but validation data.
    """
    page = document.pages[-1]
    value = document.make_indirect(_value(gap))
    left, bottom, right, top = place
    look = document.copy_foreign(picture.as_form_xobject())
    look.BBox = Array([0, 0, right - left, top - bottom])
    field = document.make_indirect(
        Dictionary(
            Type=Name.Annot,
            Subtype=Name.Widget,
            FT=Name.Sig,
            T=FIELD,
            TU=gap.signer,
            V=value,
            Rect=Array([round(edge, 2) for edge in place]),
            P=page.obj,
            F=_LOCKED | _PRINTED,
            AP=Dictionary(N=look),
        )
    )
    page.Annots = Array([field])
    document.Root.AcroForm = Dictionary(
        Fields=Array([field]), SigFlags=_SIGNATURES_EXIST | _APPEND_ONLY
    )
    document.Root.Perms = Dictionary(DocMDP=value)


def filled(file: bytes, gap: Gap, sign: Callable[[bytes, bytes], bytes]) -> bytes:
    """Put the value of a seal into its gap.

    Args:
        file: Prepared by `add_seal_field`, and saved.
        gap: The same as there.
        sign: Makes the value, in DER, of the two stretches around the gap.

    Raises:
        ValueError: the value does not fit its gap.
    """
    data = bytearray(file)
    before, after = _edges(data, gap)
    told = (before, after, len(data) - after)
    numbers = (b"%d" % number for number in told)
    place = data.index(_RANGE)
    data[place : place + len(_RANGE)] = b"[ 0 %b %b %b ]" % tuple(
        number.ljust(_DIGITS) for number in numbers
    )
    value = sign(bytes(data[:before]), bytes(data[after:]))
    if len(value) > gap.size:
        message = f"a signature of {len(value)} bytes does not fit"
        raise ValueError(message)
    data[before + 1 : after - 1] = value.hex().upper().ljust(2 * gap.size, "0").encode()
    return bytes(data)


def _value(gap: Gap) -> Dictionary:
    transform = Dictionary(Type=Name.TransformParams, P=_NO_CHANGES, V=Name("/1.2"))
    reference = Dictionary(
        Type=Name.SigRef, TransformMethod=Name.DocMDP, TransformParams=transform
    )
    return Dictionary(
        Type=Name.Sig,
        Filter=Name("/Adobe.PPKLite"),
        SubFilter=Name(f"/{gap.subfilter}"),
        Name=gap.signer,
        M=encode_pdf_date(gap.made_at),
        Reference=Array([reference]),
        ByteRange=Array([0, *_UNKNOWN]),
        Contents=pikepdf.String(bytes(gap.size)),
    )


def _edges(data: bytearray, gap: Gap) -> tuple[int, int]:
    """Find the gap: from the angle bracket to behind the closing one."""
    zeros = b"<" + b"0" * (2 * gap.size) + b">"
    before = data.index(zeros)
    return before, before + len(zeros)
