"""The update behind a sealed page that lets it be checked for decades (PAdES B-LTA).

One update holds the certificates and revocation answers of that day, and a time
stamp over the whole file. It is written in one form only. Whoever checks takes
the evidence out, writes the update again, and compares: so no program reads what
a stranger put behind a page, and nothing but evidence can stand there.
Source: ETSI EN 319 142-1, 5.4.2 (document security store), 5.4.3 (time stamps).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from io import BytesIO

import pikepdf
from pikepdf import Pdf

from kiosk.documents.cms_form import der_length

__all__ = ["LARGEST_UPDATE", "Evidence", "Update", "UpdateMalformed", "append", "split"]

LARGEST_UPDATE = 512 * 1024
"""Bytes of one update at most; some ten kilobytes are usual."""

_GAP_BYTES = 12_288
"""Room for the time stamp with its certificates."""
_MOST_PIECES = 64

_UNKNOWN = b"[0 2000000001 2000000002 2000000003]"
_DIGITS = 10
_PIECE = re.compile(rb"(\d{1,7}) 0 obj\n<< /Length (\d{1,6}) >>\nstream\n")
_PIECE_END = b"\nendstream\nendobj\n"
_STORE = re.compile(
    rb"\d{1,7} 0 obj\n<< /Type /DSS /Certs \[([\d R]*)\]"
    rb" /OCSPs \[([\d R]*)\] /CRLs \[([\d R]*)\] >>\nendobj\n"
)
_VALUE = re.compile(rb"/Contents <((?:[0-9A-F]{2})+)>")
_END = re.compile(rb"startxref\n\d{1,10}\n%%EOF\n")
_FIELDS = re.compile(rb"/Fields \[ ((?:\d+ 0 R )+)\]")


Stamp = Callable[[bytes, bytes], bytes]


class UpdateMalformed(Exception):
    """What stands behind a page is no update of this form."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What proves that a certificate was good; all DER, none twice."""

    certificates: tuple[bytes, ...]
    ocsps: tuple[bytes, ...]
    crls: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class Update:
    """One update as it was found.

    Attributes:
        parts: The two stretches that the time stamp covers, the page included.
        end: Where it ends in the file.
    """

    evidence: Evidence
    token: bytes
    parts: tuple[bytes, bytes]
    end: int


def append(
    file: bytes, evidence: Evidence, stamp: Callable[[bytes, bytes], bytes]
) -> bytes:
    """Put evidence and a time stamp behind a file of ours.

    Args:
        file: A sealed page, or one that was updated before.
        evidence: New evidence; what earlier updates hold stays valid beside it.
        stamp: Gives the token, in DER, of the two stretches around its gap.

    Raises:
        ValueError: the token does not fit its gap, or there is too much evidence.
    """
    written = bytearray(_written(file, evidence))
    gap = b"<" + b"0" * (2 * _GAP_BYTES) + b">"
    before = len(file) + written.rindex(gap)
    after = before + len(gap)
    whole = bytearray(file) + written
    if len(written) > LARGEST_UPDATE:
        message = f"evidence of {len(written)} bytes is too much"
        raise ValueError(message)
    place = whole.rindex(_UNKNOWN, len(file))
    told = (b"%d" % each for each in (before, after, len(whole) - after))
    stated = b"[0 %b %b %b]" % tuple(each.ljust(_DIGITS) for each in told)
    whole[place : place + len(stated)] = stated
    token = stamp(bytes(whole[:before]), bytes(whole[after:]))
    if len(token) > _GAP_BYTES:
        message = f"a time stamp of {len(token)} bytes does not fit"
        raise ValueError(message)
    digits = token.hex().upper().ljust(2 * _GAP_BYTES, "0")
    whole[before + 1 : after - 1] = digits.encode()
    return bytes(whole)


def split(file: bytes, start: int) -> Update:
    """Read the update that begins at a place behind bytes that are known to be ours.

    Raises:
        UpdateMalformed: anything there is not as `append` writes it.
    """
    ending = _END.search(file, start, start + LARGEST_UPDATE)
    if ending is None:
        raise UpdateMalformed
    end = ending.end()
    evidence = _evidence(file, start, end)
    value = _VALUE.search(file, start, end)
    if value is None:
        raise UpdateMalformed
    token = _unpadded(bytes.fromhex(value[1].decode()))
    parts: list[bytes] = []

    def taken(before: bytes, after: bytes) -> bytes:
        parts.extend((before, after))
        return token

    try:
        again = append(file[:start], evidence, taken)
    except ValueError as error:
        raise UpdateMalformed from error
    if again != file[:end]:
        raise UpdateMalformed
    return Update(evidence, token, (parts[0], parts[1]), end)


def _unpadded(value: bytes) -> bytes:
    """Cut the zeros behind a token; a DER value of ours ends with none it needs."""
    return value[: der_length(value)[1]]


def _evidence(file: bytes, start: int, end: int) -> Evidence:
    pieces: dict[int, bytes] = {}
    place = start
    while (found := _PIECE.match(file, place, end)) and len(pieces) < _MOST_PIECES:
        length = int(found[2])
        pieces[int(found[1])] = file[found.end() : found.end() + length]
        place = found.end() + length + len(_PIECE_END)
    store = _STORE.match(file, place, end)
    if store is None:
        raise UpdateMalformed
    named = [re.findall(rb"(\d+) 0 R", store[kind]) for kind in (1, 2, 3)]
    kinds = [
        tuple(pieces[int(each)] for each in kind if int(each) in pieces)
        for kind in named
    ]
    return Evidence(*kinds)


@dataclass(frozen=True, slots=True)
class _Base:
    """What an update has to know of the file before it."""

    size: int
    root: int
    info: bytes
    identity: bytes
    catalogue: bytes
    fields: int
    page: int
    page_body: bytes
    marks: tuple[int, ...]
    store: tuple[tuple[int, ...], ...]

    @classmethod
    def of(cls, file: bytes) -> _Base:
        with Pdf.open(BytesIO(file)) as document:
            root = document.Root
            held = root.get("/DSS", pikepdf.Dictionary())
            store = tuple(
                tuple(each.objgen[0] for each in held.get(kind, ()))
                for kind in ("/Certs", "/OCSPs", "/CRLs")
            )
            if "/DSS" in root:
                del root.DSS
            page = document.pages[0].obj
            marks = tuple(each.objgen[0] for each in page.get("/Annots", ()))
            if marks:
                del page.Annots
            trailer = document.trailer
            return cls(
                size=int(trailer.Size),
                root=root.objgen[0],
                info=trailer.Info.unparse(),
                identity=trailer.ID.unparse(),
                catalogue=root.unparse(resolved=True),
                fields=len(root.AcroForm.Fields),
                page=page.objgen[0],
                page_body=page.unparse(resolved=True),
                marks=marks,
                store=store,
            )


def _written(file: bytes, evidence: Evidence) -> bytes:
    """Write the update with an empty time stamp."""
    base = _Base.of(file)
    pieces = (*evidence.certificates, *evidence.ocsps, *evidence.crls)
    if len(pieces) > _MOST_PIECES:
        message = f"{len(pieces)} pieces of evidence are too many"
        raise ValueError(message)
    store = base.size + len(pieces)
    objects = {base.size + place: _piece(each) for place, each in enumerate(pieces)}
    objects[store] = _store(base, evidence)
    objects[store + 1] = _value()
    objects[store + 2] = _field(base, store + 1)
    objects[base.page] = b"<< /Annots [%b] %b" % (
        _references((*base.marks, store + 2)),
        base.page_body.removeprefix(b"<< "),
    )
    objects[base.root] = _catalogue(base, store, store + 2)
    return _laid_out(file, base, objects)


def _piece(data: bytes) -> bytes:
    return b"<< /Length %d >>\nstream\n%b\nendstream" % (len(data), data)


def _store(base: _Base, evidence: Evidence) -> bytes:
    counts = map(len, (evidence.certificates, evidence.ocsps, evidence.crls))
    number, lists = base.size, []
    for known, count in zip(base.store, counts, strict=True):
        lists.append(_references((*known, *range(number, number + count))))
        number += count
    return b"<< /Type /DSS /Certs [%b] /OCSPs [%b] /CRLs [%b] >>" % tuple(lists)


def _references(numbers: Sequence[int]) -> bytes:
    return b" ".join(b"%d 0 R" % number for number in numbers)


def _value() -> bytes:
    return (
        b"<< /Type /DocTimeStamp /Filter /Adobe.PPKLite /SubFilter /ETSI.RFC3161"
        b" /ByteRange %b /Contents <%b> >>" % (_UNKNOWN, b"0" * (2 * _GAP_BYTES))
    )


def _field(base: _Base, value: int) -> bytes:
    """Write a field that shows nothing, on the first page as readers want it."""
    return (
        b"<< /Type /Annot /Subtype /Widget /FT /Sig /T (Stamp%d) /V %d 0 R"
        b" /Rect [0 0 0 0] /F 132 /P %d 0 R >>" % (base.fields, value, base.page)
    )


def _catalogue(base: _Base, store: int, field: int) -> bytes:
    """Name the evidence and the time stamp's field beside all that was named."""
    found = _FIELDS.search(base.catalogue)
    if found is None:
        message = "the file's form is not ours"
        raise ValueError(message)
    told = base.catalogue
    told = told[: found.end(1)] + b"%d 0 R " % field + told[found.end(1) :]
    return b"<< /DSS %d 0 R" % store + told.removeprefix(b"<<")


def _laid_out(file: bytes, base: _Base, objects: dict[int, bytes]) -> bytes:
    out, places = bytearray(), {}
    for number, body in objects.items():
        places[number] = len(file) + len(out)
        out += b"%d 0 obj\n%b\nendobj\n" % (number, body)
    table = len(file) + len(out)
    changed = sorted((base.root, base.page))
    new = sorted(places.keys() - set(changed))
    out += b"xref\n"
    for number in changed:
        out += b"%d 1\n%010d 00000 n \n" % (number, places[number])
    out += b"%d %d\n" % (new[0], len(new))
    out += b"".join(b"%010d 00000 n \n" % places[number] for number in new)
    previous = int(re.findall(rb"startxref\s+(\d+)", file)[-1])
    out += b"trailer\n<< /Size %d /Root %d 0 R /Info %b /ID %b /Prev %d >>\n" % (
        *(new[-1] + 1, base.root),
        *(base.info, base.identity, previous),
    )
    out += b"startxref\n%d\n%%%%EOF\n" % table
    return bytes(out)
