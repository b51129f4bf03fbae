"""The structures of GB/T 38540-2020 (version 4): electronic seal and signature.

Only what this city's seals have: certificates listed whole, no extensions, no
time stamp inside. Anything else is refused by the strict reader.
"""

from __future__ import annotations

from cryptography.hazmat import asn1
from cryptography.x509 import ObjectIdentifier

__all__ = [
    "SM2_WITH_SM3",
    "VERSION",
    "ESeal",
    "Header",
    "Picture",
    "Property",
    "SealInfo",
    "SealedSignature",
    "ToSign",
]

VERSION = 4
SM2_WITH_SM3 = ObjectIdentifier("1.2.156.10197.1.501")


@asn1.sequence
class Header:
    """SES_Header: ``ES``, version, vendor."""

    kind: asn1.IA5String
    version: int
    vendor: asn1.IA5String


@asn1.sequence
class Property:
    """SES_ESPropertyInfo with the signers' certificates listed whole (type 1)."""

    kind: int
    name: str
    list_kind: int
    certificates: list[bytes]
    made_at: asn1.GeneralizedTime
    valid_from: asn1.GeneralizedTime
    valid_to: asn1.GeneralizedTime


@asn1.sequence
class Picture:
    """SES_ESPictureInfo; width and height in millimetres."""

    kind: asn1.IA5String
    data: bytes
    width: int
    height: int


@asn1.sequence
class SealInfo:
    """SES_SealInfo."""

    header: Header
    identity: asn1.IA5String
    property: Property
    picture: Picture


@asn1.sequence
class ESeal:
    """SESeal: the seal itself, signed by who made it; the same for every page."""

    info: SealInfo
    maker: bytes
    algorithm: ObjectIdentifier
    signature: asn1.BitString


@asn1.sequence
class ToSign:
    """TBS_Sign."""

    version: int
    seal: ESeal
    signed_at: asn1.GeneralizedTime
    digest: asn1.BitString
    about: asn1.IA5String


@asn1.sequence
class SealedSignature:
    """SES_Signature."""

    content: ToSign
    signer: bytes
    algorithm: ObjectIdentifier
    signature: asn1.BitString
