"""A time-stamp token by a pinned authority, read without leniency.

Whoever checks pins the stamping certificate itself; what else a token names, such
as a signing certificate by SHA-1, decides nothing. Source: RFC 3161, 2.4.2.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat import asn1
from cryptography.hazmat.primitives import hashes
from cryptography.x509 import ObjectIdentifier
from cryptography.x509.oid import ExtendedKeyUsageOID

from kiosk.documents.cms_check import (
    DIGESTS,
    SignatureMalformed,
    parsed,
    require,
    single_values,
    verify_signer,
    whole,
)
from kiosk.documents.cms_form import (
    CONTENT_TYPE,
    MESSAGE_DIGEST,
    SIGNED_DATA,
    Algorithm,
    SignerInfo,
)

__all__ = ["StampToken"]

_STAMP_INFO = ObjectIdentifier("1.2.840.113549.1.9.16.1.4")
_SEQUENCE = b"\x30"
_DATA_VERSION, _SIGNER_VERSION, _INFO_VERSION = 3, 1, 1
_MOST_CERTIFICATES = 8
_NOT_ITS_WORK = (
    InvalidSignature,
    SignatureMalformed,
    ValueError,
    x509.ExtensionNotFound,
)


@asn1.sequence
class _Content:
    kind: ObjectIdentifier
    value: Annotated[bytes, asn1.Explicit(0)]


@asn1.sequence
class _SignedData:
    version: int
    digests: asn1.SetOf[Algorithm]
    content: _Content
    certificates: Annotated[asn1.SetOf[asn1.TLV] | None, asn1.Implicit(0)]
    signers: asn1.SetOf[SignerInfo]


@asn1.sequence
class _Message:
    kind: ObjectIdentifier
    content: Annotated[_SignedData, asn1.Explicit(0)]


@asn1.sequence
class _Imprint:
    algorithm: Algorithm
    digest: bytes


@asn1.sequence
class _Fields:
    fields: list[asn1.TLV]


@dataclass(frozen=True, slots=True)
class StampToken:
    """A well-formed token; whether it holds is asked in further steps.

    Attributes:
        made_at: What the authority's clock said, in UTC.
        certificates: DER of the certificates inside; nobody has signed them there.
    """

    made_at: datetime
    certificates: tuple[bytes, ...]
    _info: SignerInfo
    _imprint: _Imprint

    @classmethod
    def read(cls, der: bytes) -> StampToken:
        """Read a token.

        Raises:
            SignatureMalformed: it deviates in anything.
        """
        try:
            message = asn1.decode_der(_Message, der)
            require(message.kind == SIGNED_DATA)
            return _assembled(message.content)
        except (ValueError, TypeError, OverflowError) as error:
            raise SignatureMalformed from error

    def covers(self, parts: Collection[bytes | memoryview]) -> bool:
        """Whether the stamped digest is that of these parts put together."""
        digest = hashes.Hash(DIGESTS[self._imprint.algorithm.oid]())
        for part in parts:
            digest.update(part)
        return digest.finalize() == self._imprint.digest

    def is_made_by(self, authorities: Collection[bytes]) -> bool:
        """Whether one of some certificates made it, while it was good, for this use."""
        return any(self._is_made_by(each) for each in authorities)

    def _is_made_by(self, authority: bytes) -> bool:
        certificate = x509.load_der_x509_certificate(authority)
        name = self._info.signer
        if name.serial != certificate.serial_number:
            return False
        try:
            # Nobody signs this name: it must be the certificate's own.
            require(whole(name.issuer, _SEQUENCE) in authority)
            verify_signer(self._info, certificate)
            found = certificate.extensions.get_extension_for_class(
                x509.ExtendedKeyUsage
            )
        except _NOT_ITS_WORK:
            return False
        begins, ends = certificate.not_valid_before_utc, certificate.not_valid_after_utc
        is_for_stamps = ExtendedKeyUsageOID.TIME_STAMPING in found.value
        return is_for_stamps and begins <= self.made_at <= ends


def _assembled(content: _SignedData) -> StampToken:
    signers = content.signers.as_list()
    found = content.certificates.as_list() if content.certificates else []
    require(len(signers) == 1 and len(found) <= _MOST_CERTIFICATES)
    info = signers[0]
    digests = [(item.oid, item.parameters) for item in content.digests.as_list()]
    require(content.version == _DATA_VERSION and info.version == _SIGNER_VERSION)
    require(content.content.kind == _STAMP_INFO and info.digest.oid in DIGESTS)
    require(digests == [(info.digest.oid, info.digest.parameters)])
    told = single_values(info)
    require(parsed(told, CONTENT_TYPE, ObjectIdentifier) == _STAMP_INFO)
    digest = hashes.Hash(DIGESTS[info.digest.oid]())
    digest.update(content.content.value)
    require(parsed(told, MESSAGE_DIGEST, bytes) == digest.finalize())
    imprint, made_at = _stated(content.content.value)
    certificates = tuple(whole(each, _SEQUENCE) for each in found)
    return StampToken(made_at, certificates, info, imprint)


def _stated(stamp: bytes) -> tuple[_Imprint, datetime]:
    """Read what is stamped and when; the rest of a TSTInfo decides nothing."""
    # A list can be read inside of a sequence only.
    inside = _SEQUENCE + asn1.encode_der(stamp)[1:]
    version, _, imprint, _, made_at, *_ = asn1.decode_der(_Fields, inside).fields
    require(version.parse(int) == _INFO_VERSION)
    stated = imprint.parse(_Imprint)
    require(stated.algorithm.oid in DIGESTS)
    moment = made_at.parse(asn1.GeneralizedTime).as_datetime()
    return stated, moment.replace(tzinfo=UTC)
