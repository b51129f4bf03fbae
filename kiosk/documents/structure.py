"""What a page's parts are, for whoever has it read aloud (tagged PDF).

Drawing says which part it belongs to; at the end the parts' tree is put behind
the file, in reading order. Source: ISO 32000-1, 14.7 and 14.8.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

__all__ = ["ARTIFACT", "Part", "Structure"]

ARTIFACT = "/Artifact BMC"
"""Begins what is not read aloud: lines, shades, repeated heads."""

_KIDS = re.compile(rb"/Kids \[ ([\d R\s]+)\]")
_SIZE = re.compile(rb"/Size (\d+)\b")
_ROOT = re.compile(rb"/Root (\d+) 0 R")
_INFO = re.compile(rb"/Info (\d+) 0 R")
_ROW = 20
_FREE = b"0000000000 65535 f \n"
_START = re.compile(rb"startxref\s+(\d+)\s+%%EOF\s*$")
_IDENTITY = re.compile(rb"/ID\s*(\[\s*<\w+>\s*<\w+>\s*\])")


@dataclass(slots=True)
class Part:
    """One element of the tree.

    Attributes:
        kind: A standard type: ``H1``, ``P``, ``Table``, ``TR``, ``TH``, ``TD`` …
        more: Further entries, as PDF text.
    """

    kind: str
    number: int
    above: int
    more: str = ""
    parts: list[int] = field(default_factory=list)
    marks: list[tuple[int, int]] = field(default_factory=list)


class Structure:
    """The tree of one document while it is drawn."""

    def __init__(self) -> None:
        """Begin with the document itself."""
        self._parts = [Part("Document", 0, -1)]
        self._open: list[Part] = []
        self._owners: dict[int, list[int]] = defaultdict(list)
        self._page = 0

    def turn(self) -> None:
        """Go on with the next page."""
        self._page += 1

    def add(self, kind: str, more: str = "", within: Part | None = None) -> Part:
        """Add a part below another one, or below the one that is open."""
        above = within or (self._open[-1] if self._open else self._parts[0])
        part = Part(kind, len(self._parts), above.number, more)
        self._parts.append(part)
        above.parts.append(part.number)
        return part

    @contextmanager
    def within(self, part: Part) -> Iterator[None]:
        """Let what is drawn belong to a part."""
        self._open.append(part)
        try:
            yield
        finally:
            self._open.pop()

    def mark(self, more: str = "") -> str:
        """Begin marked content of the open part, or an artifact where none is."""
        if not self._open:
            return ARTIFACT
        part, owners = self._open[-1], self._owners[self._page]
        part.marks.append((self._page, len(owners)))
        owners.append(part.number)
        return f"/{part.kind} <</MCID {len(owners) - 1}{more}>> BDC"

    def tagged(self, pdf: bytes) -> bytes:
        """Put the tree behind a file as reportlab or qpdf write it.

        Behind, because qpdf takes longer over a tree than over all the rest.
        """
        file = _File(pdf)
        first = file.size
        tree, owners = first + len(self._parts), first + len(self._parts) + 1
        objects = {
            first + part.number: self._element(part, first, file.pages, tree)
            for part in self._parts
        }
        objects[tree] = b"<</Type /StructTreeRoot /K %d 0 R /ParentTree %d 0 R>>" % (
            first,
            owners,
        )
        objects[owners] = self._owner_tree(first)
        for place, page in enumerate(file.pages):
            objects[page] = file.body(page, b"/StructParents %d /Tabs /S" % place)
        told = b"/StructTreeRoot %d 0 R /MarkInfo <</Marked true>>" % tree
        objects[file.root] = file.body(file.root, told)
        return file.with_objects(objects)

    def _element(self, part: Part, first: int, pages: list[int], tree: int) -> bytes:
        above = tree if part.above < 0 else first + part.above
        kids = " ".join(f"{first + number} 0 R" for number in part.parts)
        on = {page for page, _ in part.marks}
        shown = ""
        if len(on) == 1:
            shown = f" /Pg {pages[part.marks[0][0]]} 0 R"
            marks = " ".join(str(mark) for _, mark in part.marks)
        else:
            marks = " ".join(
                f"<</Type /MCR /Pg {pages[page]} 0 R /MCID {mark}>>"
                for page, mark in part.marks
            )
        told = (
            f"<</S /{part.kind} /P {above} 0 R{shown}{part.more} /K [{kids} {marks}]>>"
        )
        return told.encode("ascii")

    def _owner_tree(self, first: int) -> bytes:
        lists = (
            f"{page} [{' '.join(f'{first + each} 0 R' for each in owners)}]"
            for page, owners in sorted(self._owners.items())
        )
        return f"<</Nums [{' '.join(lists)}]>>".encode("ascii")


class _File:
    """A file with a plain table, and how to put objects behind it."""

    def __init__(self, pdf: bytes) -> None:
        self._pdf = pdf
        tail = pdf[pdf.rindex(b"trailer") :]
        self.size = _number(_SIZE, tail)
        self.root = _number(_ROOT, tail)
        self._info = _number(_INFO, tail)
        self._start = _number(_START, tail)
        identity = _IDENTITY.search(tail)
        self._identity = identity[1] if identity else b"[<00><00>]"
        kids = _KIDS.search(pdf)
        named = re.findall(rb"(\d+) 0 R", kids[1]) if kids else []
        self.pages = [int(each) for each in named]

    def body(self, number: int, more: bytes) -> bytes:
        """Give a dictionary with further entries."""
        head = b"\n%d 0 obj\n<<" % number
        begins = self._pdf.index(head) + len(head)
        ends = self._pdf.index(b"\nendobj", begins)
        return b"<<" + more + b" " + self._pdf[begins:ends]

    def with_objects(self, objects: dict[int, bytes]) -> bytes:
        """Put objects before the table, which is written anew as the only one.

        A second table would be a second revision, whatever a seal covers.
        """
        out, place = [self._pdf[: self._start]], self._start
        rows = self._rows()
        rows += [_FREE] * (max(objects) + 1 - len(rows))
        for number in sorted(objects):
            data = b"%d 0 obj\n%b\nendobj\n" % (number, objects[number])
            rows[number] = b"%010d 00000 n \n" % place
            out.append(data)
            place += len(data)
        out.append(b"xref\n0 %d\n" % len(rows) + b"".join(rows))
        out.append(
            b"trailer\n<< /Size %d /Root %d 0 R /Info %d 0 R /ID %b >>\n"
            b"startxref\n%d\n%%%%EOF\n"
            % (len(rows), self.root, self._info, self._identity, place)
        )
        return b"".join(out)

    def _rows(self) -> list[bytes]:
        begins = self._pdf.index(b"0 %d\n" % self.size, self._start)
        begins = self._pdf.index(b"\n", begins) + 1
        rows = self._pdf[begins : begins + _ROW * self.size]
        return [rows[at : at + _ROW] for at in range(0, len(rows), _ROW)]


def _number(pattern: re.Pattern[bytes], text: bytes) -> int:
    found = pattern.search(text)
    if found is None:
        message = "the file has another form than ours"
        raise ValueError(message)
    return int(found[1])
