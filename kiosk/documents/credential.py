"""The QR credential: a few signed facts that anybody can check without a network.

COSE_Sign1 (RFC 9052) with ES256 over an integer-keyed CWT (RFC 8392), written
in base45 (RFC 9285) behind the prefix ``CD1:``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

import base45
import cbor2
from cryptography.hazmat.primitives.asymmetric import ec

from kiosk.documents.es256 import es256_holds, es256_sign
from kiosk.domain.certificate import CertificateKind
from kiosk.domain.scanned import CREDENTIAL_PREFIX

__all__ = ["Credential", "CredentialUnreadable", "NotAuthentic", "UnknownSigner"]

_SIGN1_TAG = 18
_ALGORITHM, _ES256, _KEY_ID = 1, -7, 4
_EXPIRES, _ISSUED, _FACTS = 4, 6, -65_600
_KINDS = {
    1: CertificateKind.ENROLMENT,
    2: CertificateKind.CONTRIBUTION_RECORD,
    3: CertificateKind.RIGHTS_STATEMENT,
    4: CertificateKind.BENEFIT,
    5: CertificateKind.TRANSFER_VOUCHER,
    6: CertificateKind.NO_ENROLMENT,
    7: CertificateKind.RETIREMENT,
    8: CertificateKind.EMPLOYER,
}
_CODES = {kind: code for code, kind in _KINDS.items()}
_LONGEST = 4096
_PARTS = 4


class CredentialUnreadable(Exception):
    """The text is no credential of ours."""


class NotAuthentic(Exception):
    """The signature does not hold, or nobody we trust made it."""


class UnknownSigner(NotAuthentic):
    """No key we know has the name that the text states."""


@dataclass(frozen=True, slots=True)
class Credential:
    """What the QR on a page says.

    The issuer is named by the key that signed; writing it out would not fit.

    Attributes:
        name: Holder's name with its middle hidden.
        id_end: Last four characters of the holder's number.
        months: Months paid for each insurance kind's code.
        key_id: Name of the key that signed; empty before signing.
    """

    kind: CertificateKind
    number: str
    serial: str
    name: str
    id_end: str
    issued_at: datetime
    valid_until: date
    months: Mapping[str, int]
    key_id: bytes = b""

    def sign(self, key: ec.EllipticCurvePrivateKey, key_id: bytes) -> str:
        """Sign and write the credential as the QR's text."""
        protected = cbor2.dumps({_ALGORITHM: _ES256, _KEY_ID: key_id})
        payload = cbor2.dumps(self._claims())
        signature = es256_sign(key, _signed(protected, payload))
        return _written(protected, payload, signature)

    @classmethod
    def read(
        cls, text: str, signers: Mapping[bytes, ec.EllipticCurvePublicKey]
    ) -> Credential:
        """Check and read a QR's text.

        Raises:
            CredentialUnreadable: no such text.
            UnknownSigner: signed by a key we do not know.
            NotAuthentic: the signature does not hold.
        """
        protected, payload, signature = _opened(text)
        key_id = _key_id_of(protected)
        signer = signers.get(key_id)
        if signer is None:
            raise UnknownSigner
        if not es256_holds(signer, signature, _signed(protected, payload)):
            raise NotAuthentic
        return _read_claims(payload, key_id)

    def _claims(self) -> dict[int, object]:
        end = datetime.combine(self.valid_until, time.max, tzinfo=UTC)
        # A serial mostly begins with its certificate's number: say that once.
        copy = self.serial.removeprefix(self.number)
        facts = [_CODES[self.kind], self.number, copy, self.name, self.id_end]
        months = {int(kind): count for kind, count in self.months.items()}
        return {
            _EXPIRES: int(end.timestamp()),
            _ISSUED: int(self.issued_at.timestamp()),
            _FACTS: [*facts, months],
        }


def _signed(protected: bytes, payload: bytes) -> bytes:
    """The Sig_structure of RFC 9052, 4.4."""
    return cbor2.dumps(["Signature1", protected, b"", payload])


def _opened(text: str) -> tuple[bytes, bytes, bytes]:
    if not text.startswith(CREDENTIAL_PREFIX) or len(text) > _LONGEST:
        raise CredentialUnreadable
    try:
        message = cbor2.loads(base45.b45decode(text.removeprefix(CREDENTIAL_PREFIX)))
    except Exception as error:
        raise CredentialUnreadable from error
    parts = getattr(message, "value", None)
    if not isinstance(parts, list) or len(parts) != _PARTS:
        raise CredentialUnreadable
    protected, _, payload, signature = parts
    if not all(isinstance(part, bytes) for part in (protected, payload, signature)):
        raise CredentialUnreadable
    # One text for one credential: nothing unsigned has room for anything else.
    if _written(protected, payload, signature) != text:
        raise CredentialUnreadable
    return protected, payload, signature


def _written(protected: bytes, payload: bytes, signature: bytes) -> str:
    message = cbor2.CBORTag(_SIGN1_TAG, [protected, {}, payload, signature])
    return CREDENTIAL_PREFIX + str(base45.b45encode(cbor2.dumps(message)), "ascii")


def _key_id_of(protected: bytes) -> bytes:
    try:
        header = cbor2.loads(protected)
        algorithm, key_id = header[_ALGORITHM], header[_KEY_ID]
    except Exception as error:
        raise CredentialUnreadable from error
    if algorithm != _ES256 or not isinstance(key_id, bytes):
        raise CredentialUnreadable
    return key_id


def _read_claims(payload: bytes, key_id: bytes) -> Credential:
    try:
        claims = cbor2.loads(payload)
        kind, number, copy, name, id_end, months = claims[_FACTS]
        return Credential(
            kind=_KINDS[int(kind)],
            number=str(number),
            serial=f"{number}{copy}" if str(copy).startswith("-") else str(copy),
            name=str(name),
            id_end=str(id_end),
            issued_at=datetime.fromtimestamp(int(claims[_ISSUED]), UTC),
            valid_until=datetime.fromtimestamp(int(claims[_EXPIRES]), UTC).date(),
            months={str(code): int(count) for code, count in months.items()},
            key_id=key_id,
        )
    except Exception as error:
        raise CredentialUnreadable from error
