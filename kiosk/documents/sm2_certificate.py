"""X.509 certificates with SM2 keys: the parts that the second sealer needs.

`cryptography` reads their fields but knows neither key nor signature.
Source: GM/T 0015.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from asn1crypto import keys, x509
from cryptography import x509 as parsed
from cryptography.hazmat import asn1

from kiosk.documents.sm2 import Sm2Private, Sm2Public

__all__ = ["is_issued_by", "new_certificate", "public_key", "was_good"]

_CURVE, _ALGORITHM = "1.2.156.10197.1.301", "1.2.156.10197.1.501"
_DAYS = 3650


@asn1.sequence
class _Certificate:
    content: asn1.TLV
    algorithm: asn1.TLV
    signature: asn1.BitString


def public_key(certificate: bytes) -> Sm2Public:
    """Read a certificate's SM2 key.

    Raises:
        ValueError: it has another kind of key.
    """
    info = x509.Certificate.load(certificate).public_key
    if info["algorithm"]["parameters"].chosen.native != _CURVE:
        message = "not a key on the SM2 curve"
        raise ValueError(message)
    return Sm2Public.read(bytes(info["public_key"]))


def is_issued_by(certificate: bytes, issuer: bytes) -> bool:
    """Whether an issuer that may do so has signed a certificate."""
    above = parsed.load_der_x509_certificate(issuer)
    below = parsed.load_der_x509_certificate(certificate)
    may = above.extensions.get_extension_for_class(parsed.BasicConstraints).value.ca
    if not may or below.issuer != above.subject:
        return False
    whole = asn1.decode_der(_Certificate, certificate)
    return public_key(issuer).holds(
        whole.signature.as_bytes(), below.tbs_certificate_bytes
    )


def was_good(certificate: bytes, at: datetime) -> bool:
    """Whether a moment lies within a certificate's days."""
    told = parsed.load_der_x509_certificate(certificate)
    return told.not_valid_before_utc <= at <= told.not_valid_after_utc


def new_certificate(
    name: str,
    key: Sm2Public,
    issuer: tuple[str, Sm2Private],
    since: datetime,
    *,
    is_authority: bool = False,
) -> bytes:
    """Issue a certificate for demonstration and tests, DER."""
    signs = {"digital_signature", "non_repudiation"}
    usage = {"key_cert_sign"} if is_authority else signs
    content = x509.TbsCertificate(
        {
            "version": "v3",
            "serial_number": parsed.random_serial_number(),
            "signature": {"algorithm": _ALGORITHM},
            "issuer": _name(issuer[0]),
            "validity": {
                "not_before": x509.Time({"general_time": since}),
                "not_after": x509.Time({"general_time": since + timedelta(days=_DAYS)}),
            },
            "subject": _name(name),
            "subject_public_key_info": _key_info(key),
            "extensions": [
                {
                    "extn_id": "basic_constraints",
                    "critical": True,
                    "extn_value": {"ca": is_authority},
                },
                {"extn_id": "key_usage", "critical": True, "extn_value": usage},
            ],
        }
    )
    whole = x509.Certificate(
        {
            "tbs_certificate": content,
            "signature_algorithm": {"algorithm": _ALGORITHM},
            "signature_value": issuer[1].sign(content.dump()),
        }
    )
    return bytes(whole.dump())


def _key_info(key: Sm2Public) -> keys.PublicKeyInfo:
    curve = keys.ECDomainParameters(name="named", value=keys.NamedCurve(_CURVE))
    algorithm = keys.PublicKeyAlgorithm({"algorithm": "ec", "parameters": curve})
    point = keys.ECPointBitString(key.point())
    return keys.PublicKeyInfo({"algorithm": algorithm, "public_key": point})


def _name(common_name: str) -> x509.Name:
    return x509.Name.build({"country_name": "CN", "common_name": common_name})
