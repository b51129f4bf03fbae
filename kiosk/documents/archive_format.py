"""The post-pass that makes a page an archive file: PDF/A-3b with facts inside.

Built to ISO 19005-3 level B; no validator has confirmed it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from io import BytesIO
from xml.sax.saxutils import escape

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf, Stream
from pikepdf.models.metadata import encode_pdf_date
from PIL import ImageCms

from kiosk.documents.facts_file import FACTS_FILE
from kiosk.documents.sheet import Drawn
from kiosk.documents.structure import Structure

__all__ = ["Archive", "as_archive"]

_TOLD = ("Title", "Author", "Creator", "Producer")
_XMP = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about=""
 xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:pdf="http://ns.adobe.com/pdf/1.3/"
 xmlns:xmp="http://ns.adobe.com/xap/1.0/"
 xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/">
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{Title}</rdf:li></rdf:Alt></dc:title>
<dc:creator><rdf:Seq><rdf:li>{Author}</rdf:li></rdf:Seq></dc:creator>
<pdf:Producer>{Producer}</pdf:Producer>
<xmp:CreatorTool>{Creator}</xmp:CreatorTool>
<xmp:CreateDate>{made_at}</xmp:CreateDate>
<xmp:ModifyDate>{made_at}</xmp:ModifyDate>
<pdfaid:part>3</pdfaid:part>
<pdfaid:conformance>B</pdfaid:conformance>
</rdf:Description>
</rdf:RDF>
</x:xmpmeta>
<?xpacket end="r"?>"""
"""What the file is, for archives (ISO 19005-3, 6.6.2). pikepdf builds the same as a
tree of XML, which takes a tenth of a page's whole time."""


@dataclass(frozen=True, slots=True)
class Archive:
    """An archive file in the making: things may be added until it is saved."""

    document: Pdf
    structure: Structure

    def save(self) -> bytes:
        """Write the file; the same content gives the same bytes."""
        _name_filters(self.document)
        out = BytesIO()
        self.document.save(out, min_version="1.7", deterministic_id=True)
        return self.structure.tagged(out.getvalue())


@contextmanager
def as_archive(drawn: Drawn, facts: bytes, made_at: datetime) -> Iterator[Archive]:
    """Add output intent, metadata, language and the facts as an attachment."""
    with Pdf.open(BytesIO(drawn.pdf)) as document:
        _attach(document, facts, made_at)
        _describe(document, made_at)
        root = document.Root
        root.Lang = "zh-CN"
        root.ViewerPreferences = Dictionary(DisplayDocTitle=True)
        root.OutputIntents = Array([_intent(document)])
        yield Archive(document, drawn.structure)


def _name_filters(document: Pdf) -> None:
    """Tell that streams are compressed already in the form qpdf looks for.

    reportlab writes a list of one filter. qpdf means only a bare name, and would
    unpack and pack again each such stream, fonts included, for a sixth of a page's
    whole time. Both forms mean the same (ISO 32000-1, 7.3.8.2).
    """
    for each in document.objects:
        if isinstance(each, Stream) and isinstance(each.get("/Filter"), Array):
            filters = each.Filter.as_list()
            if len(filters) == 1 and "/DecodeParms" not in each:
                each.Filter = filters[0]


def _attach(document: Pdf, facts: bytes, made_at: datetime) -> None:
    stream = document.make_stream(facts)
    stream.Type, stream.Subtype = Name.EmbeddedFile, Name("/application/json")
    moment = encode_pdf_date(made_at)
    stream.Params = Dictionary(ModDate=moment, Size=len(facts))
    specification = document.make_indirect(
        Dictionary(
            Type=Name.Filespec,
            F=FACTS_FILE,
            UF=FACTS_FILE,
            Desc="Facts of this certificate",
            AFRelationship=Name.Data,
            EF=Dictionary(F=stream, UF=stream),
        )
    )
    document.Root.AF = Array([specification])
    names = Array([pikepdf.String(FACTS_FILE), specification])
    document.Root.Names = Dictionary(EmbeddedFiles=Dictionary(Names=names))


def _describe(document: Pdf, made_at: datetime) -> None:
    """Say in the file's two places for it what the file is; both say the same."""
    told = document.docinfo
    for useless in ("/Trapped", "/Subject"):
        if useless in told:
            del told[useless]
    told["/CreationDate"] = told["/ModDate"] = encode_pdf_date(made_at)
    words = {name: escape(str(told[f"/{name}"])) for name in _TOLD}
    packet = _XMP.format(made_at=made_at.isoformat(timespec="seconds"), **words)
    stream = document.make_stream(packet.encode("utf-8"))
    stream.Type, stream.Subtype = Name.Metadata, Name.XML
    document.Root.Metadata = stream


def _intent(document: Pdf) -> pikepdf.Object:
    profile = document.make_stream(_srgb())
    profile.N = 3
    return document.make_indirect(
        Dictionary(
            Type=Name.OutputIntent,
            S=Name.GTS_PDFA1,
            OutputConditionIdentifier="sRGB IEC61966-2.1",
            Info="sRGB IEC61966-2.1",
            DestOutputProfile=profile,
        )
    )


@cache
def _srgb() -> bytes:
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
