"""Software integrity: a signed list of installed files, and a version anybody checks.

After VxSuite's signed-hash validation: the code on the screen is signed with this
terminal's own identity, which the centre's authority vouches for.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

import base45
import cbor2
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from kiosk.documents.es256 import es256_holds, es256_sign

__all__ = [
    "VERSION_PREFIX",
    "Integrity",
    "check_files",
    "check_version",
    "sign_files",
    "sign_version",
    "version_picture",
]

VERSION_PREFIX = "KV1:"
_ROOT = Path(__file__).resolve().parents[2]
_FOLDERS = ("assets", "drivers", "kiosk", "offline_cache", "ui")
_ALGORITHM, _ES256, _CHAIN = 1, -7, 33
_MOST_NAMED = 20
_PICTURE_PIXELS = 600


@dataclass(frozen=True, slots=True)
class Integrity:
    """What a look at the installed files found.

    Attributes:
        state: ``sound``, ``changed``, ``unsigned`` (no list was installed), or
            ``list-bad`` (its signature does not hold).
        digest: SHA-256 over the list, hex; empty without one.
        changed: Files that are missing, new or different, at most twenty.
    """

    state: str
    digest: str = ""
    changed: tuple[str, ...] = ()


def sign_files(key_pem: bytes, root: Path = _ROOT) -> bytes:
    """List the installed files with their hashes, and sign the list.

    Raises:
        ValueError: no P-256 key.
    """
    key = serialization.load_pem_private_key(key_pem, password=None)
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        message = "not an elliptic curve key"
        raise ValueError(message)  # noqa: TRY004 - the file is wrong, not a type
    files = json.dumps(dict(_hashes(root)), sort_keys=True).encode()
    signature = base64.b64encode(es256_sign(key, files)).decode()
    told = {"files": base64.b64encode(files).decode(), "signature": signature}
    return json.dumps(told).encode()


def check_files(
    manifest: Path | None, key: Path | None, root: Path = _ROOT
) -> Integrity:
    """Compare the installed files with the signed list."""
    if manifest is None or key is None:
        return Integrity("unsigned")
    try:
        files = _believed(manifest.read_bytes(), key.read_bytes())
    except (OSError, ValueError, KeyError, TypeError):
        return Integrity("list-bad")
    digest = hashlib.sha256(files).hexdigest()
    listed, here = json.loads(files), dict(_hashes(root))
    names = sorted(listed.keys() | here.keys())
    changed = [name for name in names if listed.get(name) != here.get(name)]
    state = "changed" if changed else "sound"
    return Integrity(state, digest, tuple(changed[:_MOST_NAMED]))


def _believed(manifest: bytes, key_pem: bytes) -> bytes:
    """Give the list if its signature holds.

    Raises:
        ValueError, KeyError, TypeError: it does not, or it is no list.
    """
    told = json.loads(manifest)
    files = base64.b64decode(told["files"])
    signature = base64.b64decode(told["signature"])
    key = serialization.load_pem_public_key(key_pem)
    if not isinstance(key, ec.EllipticCurvePublicKey):
        raise TypeError
    if not es256_holds(key, signature, files):
        message = "the signature does not hold"
        raise ValueError(message)
    return files


def _hashes(root: Path) -> Iterator[tuple[str, str]]:
    for folder in _FOLDERS:
        for path in sorted((root / folder).rglob("*")):
            is_made = "__pycache__" in path.parts or path.suffix == ".pyc"
            if path.is_file() and not is_made:
                with path.open("rb") as file:
                    digest = hashlib.file_digest(file, "sha256").hexdigest()
                yield path.relative_to(root).as_posix(), digest


def sign_version(facts: Sequence[str], key_pem: bytes, certificate_pem: bytes) -> str:
    """Sign terminal, version, state, digest and moment with the terminal's identity.

    COSE_Sign1 (RFC 9052) with the certificate in its head (RFC 9360), base45.

    Raises:
        ValueError, TypeError: key or certificate are none.
    """
    key = serialization.load_pem_private_key(key_pem, password=None)
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise TypeError
    certificate = x509.load_pem_x509_certificate(certificate_pem)
    der = certificate.public_bytes(serialization.Encoding.DER)
    head = cbor2.dumps({_ALGORITHM: _ES256, _CHAIN: der})
    body = cbor2.dumps(list(facts))
    signature = es256_sign(key, _signed(head, body))
    whole = cbor2.dumps([head, {}, body, signature])
    written: bytes = base45.b45encode(whole)
    return VERSION_PREFIX + written.decode()


def check_version(text: str, authority_pem: bytes) -> tuple[str, ...]:
    """Believe a version's text: terminal, version, state, digest, moment.

    Raises:
        ValueError: it is no such text, or not signed by a terminal of this centre.
    """
    try:
        head, _, body, signature = _opened(text)
        chain = cbor2.loads(head)[_CHAIN]
        certificate = x509.load_der_x509_certificate(chain)
        authority = x509.load_pem_x509_certificate(authority_pem)
        certificate.verify_directly_issued_by(authority)
        key = _key_of(certificate)
        facts = tuple(str(fact) for fact in cbor2.loads(body))
    except Exception as error:
        # Whatever a forger shows is a wrong text, never a bug.
        message = "not signed by a terminal of this centre"
        raise ValueError(message) from error
    if not es256_holds(key, signature, _signed(head, body)):
        message = "the signature does not hold"
        raise ValueError(message)
    return facts


def _key_of(certificate: x509.Certificate) -> ec.EllipticCurvePublicKey:
    key = certificate.public_key()
    if not isinstance(key, ec.EllipticCurvePublicKey):
        raise TypeError
    return key


def _opened(text: str) -> tuple[bytes, object, bytes, bytes]:
    if not text.startswith(VERSION_PREFIX):
        raise ValueError
    parts = cbor2.loads(base45.b45decode(text.removeprefix(VERSION_PREFIX)))
    head, empty, body, signature = parts
    return head, empty, body, signature


def _signed(head: bytes, body: bytes) -> bytes:
    return cbor2.dumps(["Signature1", head, b"", body])


def version_picture(text: str) -> bytes:
    """Draw the text as a QR code, PNG."""
    import zxingcpp  # noqa: PLC0415 - staff alone look at it, a start waits for none
    from PIL import Image  # noqa: PLC0415 - the same

    kind = zxingcpp.BarcodeFormat.QRCode
    code = zxingcpp.create_barcode(text, kind, ec_level="L")
    modules: Any = zxingcpp.write_barcode_to_image(code, add_quiet_zones=True)
    view = memoryview(modules)
    height, width = view.shape or (0, 0)
    picture = Image.frombytes("L", (width, height), view.tobytes())
    scale = max(1, _PICTURE_PIXELS // picture.width)
    size = (picture.width * scale, picture.height * scale)
    out = BytesIO()
    picture.resize(size, Image.Resampling.NEAREST).save(out, "PNG")
    return out.getvalue()
