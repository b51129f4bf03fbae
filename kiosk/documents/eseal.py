"""The second sealer: SM2, SM3 and the electronic seal of GB/T 38540-2020.

A seal maker signs the seal once (its picture, whom it belongs to, its days); the
city's key signs each page together with that seal. Both signatures, the hash and
the days are checked. Written and read in one strict form.

What the standard leaves open is taken from what others write: the seal's
signature is over its information, the page's over ``toSign``, both as DER.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from io import BytesIO

from cryptography.hazmat import asn1
from pikepdf import Pdf

from kiosk.documents.archive_format import Archive
from kiosk.documents.cms_check import SignatureMalformed, require
from kiosk.documents.eseal_form import (
    SM2_WITH_SM3,
    VERSION,
    ESeal,
    Header,
    Picture,
    Property,
    SealedSignature,
    SealInfo,
    ToSign,
)
from kiosk.documents.seal_field import Gap, SealPlace, add_seal_field, filled
from kiosk.documents.sm2 import Sm2Private, sm3
from kiosk.documents.sm2_certificate import is_issued_by, public_key, was_good

__all__ = ["ESealSealer", "ESealSignature", "SealMaker", "make_eseal"]

_SUBFILTER = "GBT38540.detached"
"""A name of our own: there is no registered one."""
_GAP_BYTES = 49_152
"""Holds the seal's picture, which every signature repeats."""
_MILLIMETRES = 42
_WHOLE_CERTIFICATES = 1
_CITY_SEAL = 1
_ABOUT = "ByteRange"


@dataclass(frozen=True, slots=True)
class SealMaker:
    """Whoever makes seals: a certificate and its key."""

    certificate: bytes
    key: Sm2Private = field(repr=False)


def make_eseal(  # noqa: PLR0913 - a seal's own parts
    maker: SealMaker,
    name: str,
    signer: bytes,
    png: bytes,
    *,
    valid_from: datetime,
    valid_to: datetime,
) -> bytes:
    """Make a seal for whoever holds a certificate; gives SESeal, DER."""
    info = SealInfo(
        header=Header(
            kind=asn1.IA5String("ES"), version=VERSION, vendor=asn1.IA5String("KIOSK")
        ),
        identity=asn1.IA5String(sm3(signer, png)[:16].hex()),
        property=Property(
            kind=_CITY_SEAL,
            name=name,
            list_kind=_WHOLE_CERTIFICATES,
            certificates=[signer],
            made_at=_moment(valid_from),
            valid_from=_moment(valid_from),
            valid_to=_moment(valid_to),
        ),
        picture=Picture(
            kind=asn1.IA5String("PNG"),
            data=png,
            width=_MILLIMETRES,
            height=_MILLIMETRES,
        ),
    )
    seal = ESeal(
        info=info,
        maker=maker.certificate,
        algorithm=SM2_WITH_SM3,
        signature=_bits(maker.key.sign(asn1.encode_der(info))),
    )
    return asn1.encode_der(seal)


@dataclass(frozen=True, slots=True)
class ESealSealer:
    """Seals pages by SM2; see `kiosk.documents.signing.Sealer`.

    Attributes:
        eseal: SESeal, DER.
        certificate: DER of the city's certificate, which the seal lists.
        picture: What the page shows, as a one-page PDF.
    """

    issuer: str
    eseal: bytes
    certificate: bytes
    key: Sm2Private = field(repr=False)
    picture: bytes = field(repr=False)

    def seal(self, archive: Archive, place: SealPlace, made_at: datetime) -> bytes:
        """Seal the whole document; see `Sealer.seal`."""
        gap = Gap(_SUBFILTER, _GAP_BYTES, self.issuer, made_at)

        def value(before: bytes, after: bytes) -> bytes:
            return self._value(sm3(before, after), made_at)

        with Pdf.open(BytesIO(self.picture)) as picture:
            add_seal_field(archive.document, picture.pages[0], place, gap)
            return filled(archive.save(), gap, value)

    def _value(self, digest: bytes, made_at: datetime) -> bytes:
        content = ToSign(
            version=VERSION,
            seal=asn1.decode_der(ESeal, self.eseal),
            signed_at=_moment(made_at),
            digest=_bits(digest),
            about=asn1.IA5String(_ABOUT),
        )
        signed = SealedSignature(
            content=content,
            signer=self.certificate,
            algorithm=SM2_WITH_SM3,
            signature=_bits(self.key.sign(asn1.encode_der(content))),
        )
        return asn1.encode_der(signed)


@dataclass(frozen=True, slots=True)
class ESealSignature:
    """A well-formed signature; whether it holds is asked in further steps.

    The steps are those of `kiosk.documents.seal_signature.SealSignature`.
    """

    signer: bytes
    _signed: SealedSignature

    @classmethod
    def read(cls, der: bytes) -> ESealSignature:
        """Read a signature.

        Raises:
            SignatureMalformed: it deviates in anything.
        """
        try:
            signed = asn1.decode_der(SealedSignature, der)
        except (ValueError, TypeError, OverflowError) as error:
            raise SignatureMalformed from error
        content, seal = signed.content, signed.content.seal
        require(content.version == seal.info.header.version == VERSION)
        require(seal.info.header.kind.as_str() == "ES")
        require(seal.info.property.list_kind == _WHOLE_CERTIFICATES)
        require(signed.algorithm == seal.algorithm == SM2_WITH_SM3)
        require(content.about.as_str() == _ABOUT)
        require(signed.signer in seal.info.property.certificates)
        for bits in (signed.signature, seal.signature, content.digest):
            require(bits.padding_bits() == 0)
        return cls(signed.signer, signed)

    def covers(self, parts: Sequence[bytes | memoryview]) -> bool:
        """Whether the signed digest is that of these parts put together."""
        return sm3(*parts) == self._signed.content.digest.as_bytes()

    def is_made_by_signer(self) -> bool:
        """Whether the signer's key made the signature, while its seal was good."""
        content = self._signed.content
        days = content.seal.info.property
        signed_at = _utc(content.signed_at)
        try:
            key = public_key(self.signer)
        except ValueError:
            return False
        is_good = _utc(days.valid_from) <= signed_at <= _utc(days.valid_to)
        data = asn1.encode_der(content)
        return is_good and key.holds(self._signed.signature.as_bytes(), data)

    def leads_to(self, roots: Collection[bytes], at: datetime) -> bool:
        """Whether signer and seal maker stand under one of these roots at a time."""
        seal = self._signed.content.seal
        return any(self._leads_to(root, seal, at) for root in roots)

    def _leads_to(self, root: bytes, seal: ESeal, at: datetime) -> bool:
        try:
            issued = all(is_issued_by(each, root) for each in (self.signer, seal.maker))
            maker = public_key(seal.maker)
        except (ValueError, KeyError, TypeError):
            return False
        days = all(was_good(each, at) for each in (self.signer, seal.maker, root))
        signature, info = seal.signature.as_bytes(), asn1.encode_der(seal.info)
        return issued and days and maker.holds(signature, info)


def _bits(data: bytes) -> asn1.BitString:
    return asn1.BitString(data, 0)


def _moment(moment: datetime) -> asn1.GeneralizedTime:
    told = moment.astimezone(UTC).replace(microsecond=0)
    return asn1.GeneralizedTime(told)


def _utc(moment: asn1.GeneralizedTime) -> datetime:
    return moment.as_datetime().replace(tzinfo=UTC)
