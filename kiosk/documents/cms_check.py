"""Steps that every CMS signature is checked by, seals and time stamps alike.

Source: RFC 5652, 5.4 and 5.6.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import TypeVar

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat import asn1
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.x509 import ObjectIdentifier

from kiosk.documents.cms_form import Attributes, SignerInfo, der_length

__all__ = [
    "DIGESTS",
    "SignatureMalformed",
    "parsed",
    "require",
    "single_values",
    "verify_signer",
    "whole",
]

_T = TypeVar("_T")

DIGESTS: Mapping[ObjectIdentifier, Callable[[], hashes.HashAlgorithm]] = (
    MappingProxyType(
        {
            ObjectIdentifier("2.16.840.1.101.3.4.2.1"): hashes.SHA256,
            ObjectIdentifier("2.16.840.1.101.3.4.2.2"): hashes.SHA384,
            ObjectIdentifier("2.16.840.1.101.3.4.2.3"): hashes.SHA512,
        }
    )
)
_ECDSA: Mapping[str, str] = MappingProxyType(
    {
        "1.2.840.10045.4.3.2": "sha256",
        "1.2.840.10045.4.3.3": "sha384",
        "1.2.840.10045.4.3.4": "sha512",
    }
)
_RSA: Mapping[str, str] = MappingProxyType(
    {
        "1.2.840.113549.1.1.1": "",
        "1.2.840.113549.1.1.11": "sha256",
        "1.2.840.113549.1.1.12": "sha384",
        "1.2.840.113549.1.1.13": "sha512",
    }
)


class SignatureMalformed(Exception):
    """The message is no signature in the one form we accept."""


def require(condition: bool) -> None:  # noqa: FBT001 - reads as a sentence
    """Refuse the message unless something holds.

    Raises:
        SignatureMalformed: it does not.
    """
    if not condition:
        raise SignatureMalformed


def single_values(info: SignerInfo) -> dict[ObjectIdentifier, asn1.TLV]:
    """Take each attribute's single value by its name, none twice."""
    values: dict[ObjectIdentifier, asn1.TLV] = {}
    for attribute in info.signed.as_list():
        found = attribute.values.as_list()
        require(attribute.kind not in values and len(found) == 1)
        values[attribute.kind] = found[0]
    return values


def parsed(
    values: Mapping[ObjectIdentifier, asn1.TLV], name: ObjectIdentifier, kind: type[_T]
) -> _T:
    """Read the attribute of a name; the message is refused if there is none."""
    require(name in values)
    value: _T = values[name].parse(kind)
    return value


def whole(value: asn1.TLV, tag: bytes) -> bytes:
    """Put a value's tag and length back before it."""
    require(value.tag_bytes == tag)
    return tag + asn1.encode_der(bytes(value.data))[1:]


def verify_signer(info: SignerInfo, certificate: x509.Certificate) -> None:
    """Check the signature over the attributes, written as a SET OF (5.4)."""
    digest = DIGESTS[info.digest.oid]()
    wrapped = asn1.encode_der(Attributes(items=info.signed))
    signed = wrapped[der_length(wrapped)[0] :]
    name = info.algorithm.oid.dotted_string
    match certificate.public_key():
        case ec.EllipticCurvePublicKey() as key if _ECDSA.get(name) == digest.name:
            require(info.algorithm.parameters is None)
            key.verify(info.signature, signed, ec.ECDSA(digest))
        case rsa.RSAPublicKey() as key if _RSA.get(name) in {"", digest.name}:
            key.verify(info.signature, signed, padding.PKCS1v15(), digest)
        case _:
            raise InvalidSignature
