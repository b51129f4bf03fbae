"""The one form of CMS signature that is written and read here, as strict DER.

Sources: RFC 5652 (CMS), RFC 5035 (signing certificate).
"""

from __future__ import annotations

from typing import Annotated

from cryptography.hazmat import asn1
from cryptography.x509 import ObjectIdentifier

__all__ = [
    "CONTENT_TYPE",
    "DATA",
    "MESSAGE_DIGEST",
    "SIGNED_DATA",
    "SIGNING_CERTIFICATE",
    "VERSION",
    "Algorithm",
    "Attribute",
    "Attributes",
    "CertificateId",
    "EncapsulatedContent",
    "IssuerAndSerial",
    "Message",
    "SignedData",
    "SignerInfo",
    "SigningCertificate",
    "der_length",
    "taken",
]

SIGNED_DATA = ObjectIdentifier("1.2.840.113549.1.7.2")
DATA = ObjectIdentifier("1.2.840.113549.1.7.1")
CONTENT_TYPE = ObjectIdentifier("1.2.840.113549.1.9.3")
MESSAGE_DIGEST = ObjectIdentifier("1.2.840.113549.1.9.4")
SIGNING_CERTIFICATE = ObjectIdentifier("1.2.840.113549.1.9.16.2.47")
VERSION = 1

_SHORT_LENGTH = 0x80


@asn1.sequence
class Algorithm:
    """AlgorithmIdentifier whose parameters are absent or NULL."""

    oid: ObjectIdentifier
    parameters: asn1.Null | None


@asn1.sequence
class EncapsulatedContent:
    """EncapsulatedContentInfo without content: the file is the content."""

    content_type: ObjectIdentifier


@asn1.sequence
class IssuerAndSerial:
    """The unsigned name of the signer's certificate."""

    issuer: asn1.TLV
    serial: int


@asn1.sequence
class Attribute:
    """One signed attribute."""

    kind: ObjectIdentifier
    values: asn1.SetOf[asn1.TLV]


@asn1.sequence
class Attributes:
    """Carries the attributes' SET OF, whose encoding is what is signed (5.4)."""

    items: asn1.SetOf[Attribute]


@asn1.sequence
class SignerInfo:
    """SignerInfo without unsigned attributes."""

    version: int
    signer: IssuerAndSerial
    digest: Algorithm
    signed: Annotated[asn1.SetOf[Attribute], asn1.Implicit(0)]
    algorithm: Algorithm
    signature: bytes


@asn1.sequence
class SignedData:
    """SignedData with certificates and without revocation lists."""

    version: int
    digests: asn1.SetOf[Algorithm]
    content: EncapsulatedContent
    certificates: Annotated[asn1.SetOf[asn1.TLV], asn1.Implicit(0)]
    signers: asn1.SetOf[SignerInfo]


@asn1.sequence
class Message:
    """ContentInfo."""

    kind: ObjectIdentifier
    content: Annotated[SignedData, asn1.Explicit(0)]


@asn1.sequence
class _IssuerSerial:
    issuer: list[asn1.TLV]
    serial: int


@asn1.sequence
class CertificateId:
    """ESSCertIDv2; without a named digest it is SHA-256."""

    digest: Algorithm | None
    value: bytes
    issuer_serial: _IssuerSerial | None


@asn1.sequence
class SigningCertificate:
    """SigningCertificateV2."""

    certificates: list[CertificateId]


def taken(der: bytes) -> asn1.TLV:
    """Take an encoded value as it is."""
    return asn1.decode_der(asn1.TLV, der)


def der_length(value: bytes) -> tuple[int, int]:
    """Give where the content of a DER value begins and where it ends."""
    first = value[1] if len(value) > 1 else 0
    if first < _SHORT_LENGTH:
        return 2, 2 + first
    start = 2 + (first & ~_SHORT_LENGTH)
    return start, start + int.from_bytes(value[2:start], "big")
