"""What a forger may do to a sealed file."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import pikepdf
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    load_pem_private_key,
)
from cryptography.x509.oid import ExtensionOID
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from kiosk.documents.authority import Authority, load_authority
from kiosk.documents.cms_form import der_length
from kiosk.documents.seal_key import HeldKey
from tests.documents.test_wrapping import Forger

__all__ = ["FORGERIES", "another_customer", "wrapped"]


def appended(pdf: bytes) -> bytes:
    return pdf + b"\n% more"


def rewritten(pdf: bytes) -> bytes:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as document:
        document.save(out)
    return out.getvalue()


def overlaid(pdf: bytes) -> bytes:
    """Draw over the page in an incremental update, as a forger would."""
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    page = writer.root["/Pages"]["/Kids"][0]
    ink = generic.StreamObject(stream_data=b"BT 100 500 Td (480) Tj ET")
    stream = writer.add_object(ink)
    contents = page.raw_get("/Contents")
    page["/Contents"] = generic.ArrayObject([contents, stream])
    writer.update_container(page)
    out = io.BytesIO()
    writer.write(out)  # type: ignore[no-untyped-call]
    return out.getvalue()


def facts_replaced(pdf: bytes) -> bytes:
    """Replace the attached facts in an incremental update."""
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    names = writer.root["/Names"]["/EmbeddedFiles"]["/Names"]
    specification = names[1]
    forged = generic.StreamObject(stream_data=b'{"copy": {}}')
    specification["/EF"]["/F"] = writer.add_object(forged)
    writer.update_container(specification)
    out = io.BytesIO()
    writer.write(out)  # type: ignore[no-untyped-call]
    return out.getvalue()


def seal_stripped(pdf: bytes) -> bytes:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as document:
        del document.Root.AcroForm
        del document.pages[0].Annots
        document.save(out)
    return out.getvalue()


def encrypted(pdf: bytes) -> bytes:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as document:
        document.save(out, encryption=pikepdf.Encryption(owner="o", user=""))
    return out.getvalue()


def cut_short(pdf: bytes) -> bytes:
    return pdf[: len(pdf) * 2 // 3]


def flipped_in_the_page(pdf: bytes) -> bytes:
    """Flip one bit inside the first page's drawing."""
    place = pdf.index(b"stream") + 40
    return pdf[:place] + bytes([pdf[place] ^ 1]) + pdf[place + 1 :]


def flipped_in_the_signature(pdf: bytes) -> bytes:
    """Change one digit near the end of the signature's own bytes."""
    found = re.search(rb"/Contents <([0-9A-F]+)>", pdf)
    assert found is not None
    length = der_length(bytes.fromhex(found[1].decode()))[1]
    place = found.start(1) + 2 * length - 20
    digit = b"0" if pdf[place : place + 1] != b"0" else b"1"
    return pdf[:place] + digit + pdf[place + 1 :]


def another_customer(directory: Path) -> Authority:
    """Give somebody the same authority has certified, but who is not the seal."""
    ours = load_authority(directory)
    root_key = load_pem_private_key((directory / "root.key").read_bytes(), None)
    assert isinstance(root_key, ec.EllipticCurvePrivateKey)
    seal = x509.load_der_x509_certificate(ours.certificate)
    key = ec.generate_private_key(ec.SECP256R1())
    builder = (
        x509.CertificateBuilder()
        .subject_name(seal.subject)
        .issuer_name(seal.issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(seal.not_valid_before_utc)
        .not_valid_after(seal.not_valid_after_utc)
    )
    for extension in seal.extensions:
        if extension.oid != ExtensionOID.SUBJECT_KEY_IDENTIFIER:
            builder = builder.add_extension(
                extension.value, critical=extension.critical
            )
    certificate = builder.sign(root_key, hashes.SHA256())
    der = certificate.public_bytes(Encoding.DER)
    return replace(ours, seal_key=HeldKey.of(key, der, ours.seal_key.chain))


def wrapped(pdf: bytes) -> bytes:
    """Keep the sealed bytes and put another document into their gap."""
    return Forger(pdf).wrapped()


FORGERIES: Mapping[str, Callable[[bytes], bytes]] = {
    "bytes appended": appended,
    "one bit flipped in the page": flipped_in_the_page,
    "one digit changed in the signature": flipped_in_the_signature,
    "text overlaid by an update": overlaid,
    "attached facts replaced by an update": facts_replaced,
    "rewritten by qpdf's library": rewritten,
    "encrypted": encrypted,
    "seal taken off": seal_stripped,
    "cut short": cut_short,
}
