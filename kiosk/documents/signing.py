"""Sealing a finished PDF: the role, and PAdES with pyHanko."""

from __future__ import annotations

from functools import cached_property
from io import BytesIO
from pathlib import Path
from typing import Any, Protocol

from asn1crypto import keys, x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from pyhanko.pdf_utils.content import ImportedPdfPage
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.layout import AxisAlignment, Margins, SimpleBoxLayoutRule
from pyhanko.sign import fields, signers
from pyhanko.stamp import StaticStampStyle
from pyhanko_certvalidator.registry import SimpleCertificateStore

from kiosk.documents.authority import Authority

__all__ = ["PadesSealer", "SealPlace", "Sealer"]

FIELD = "Seal"

_LAST_PAGE = -1
# Holds a signature with a handful of certificates; measuring it for each document
# would make every signature twice more.
_VALUE_HEX_DIGITS = 16_384

SealPlace = tuple[float, float, float, float]
"""Left, bottom, right, top on the last page, in points."""


class Sealer(Protocol):
    """Puts the city's seal on a finished document."""

    def seal(self, pdf: bytes, place: SealPlace) -> bytes:
        """Seal the whole document; the seal's picture stands on its last page."""


class _KeyHeldSigner(signers.SimpleSigner):
    """Keeps the parsed key; pyHanko 0.38's own signer parses it at each signature."""

    @cached_property
    def _private(self) -> ec.EllipticCurvePrivateKey:
        key = serialization.load_der_private_key(self.signing_key.dump(), None)
        if not isinstance(key, ec.EllipticCurvePrivateKey):
            message = "the seal's key is no EC key"
            raise TypeError(message)
        return key

    def sign_raw(self, data: bytes, digest_algorithm: str) -> bytes:
        """Sign with ECDSA; see `SimpleSigner`."""
        if digest_algorithm != "sha256":
            raise NotImplementedError(digest_algorithm)
        return self._private.sign(data, ec.ECDSA(hashes.SHA256()))


class PadesSealer:
    """PAdES B-B (ETSI EN 319 142-1) with a key in memory.

    The seal's picture is the signature's own appearance: a page without its
    signature has no seal. DocMDP level 1 forbids every later change.
    """

    def __init__(self, authority: Authority, picture: Path) -> None:
        """Take certificate and key, and the seal's picture as a one-page PDF."""
        registry = SimpleCertificateStore()
        registry.register(x509.Certificate.load(authority.root))
        self._issuer = authority.issuer
        self._picture = picture
        self._signer = _KeyHeldSigner(
            signing_cert=x509.Certificate.load(authority.certificate),
            signing_key=keys.PrivateKeyInfo.load(authority.seal_key),
            cert_registry=registry,
        )

    def seal(self, pdf: bytes, place: SealPlace) -> bytes:
        """Seal the whole document; see `Sealer.seal`."""
        out = BytesIO()
        signers.PdfSigner(
            self._metadata(),
            signer=self._signer,
            stamp_style=self._stamp(),
            new_field_spec=fields.SigFieldSpec(
                FIELD, on_page=_LAST_PAGE, box=_whole(place)
            ),
        ).sign_pdf(
            IncrementalPdfFileWriter(BytesIO(pdf)),
            bytes_reserved=_VALUE_HEX_DIGITS,
            output=out,
        )
        return out.getvalue()

    def _metadata(self) -> signers.PdfSignatureMetadata:
        return signers.PdfSignatureMetadata(
            field_name=FIELD,
            md_algorithm="sha256",
            subfilter=fields.SigSeedSubFilter.PADES,
            certify=True,
            docmdp_permissions=fields.MDPPerm.NO_CHANGES,
            name=self._issuer,
        )

    def _stamp(self) -> StaticStampStyle:
        """Make a style for one document: a style used twice leaks names between."""
        layout: Any = SimpleBoxLayoutRule(
            x_align=AxisAlignment.ALIGN_MID,
            y_align=AxisAlignment.ALIGN_MID,
            margins=Margins.uniform(0),
        )
        return StaticStampStyle(
            border_width=0,
            background=ImportedPdfPage(str(self._picture)),
            background_layout=layout,
            background_opacity=0.88,
        )


def _whole(place: SealPlace) -> tuple[int, int, int, int]:
    left, bottom, right, top = (round(edge) for edge in place)
    return left, bottom, right, top
