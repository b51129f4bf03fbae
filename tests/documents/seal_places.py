"""The places a seal's key may be kept in, each with a real key inside."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    load_pem_private_key,
    pkcs12,
)

__all__ = ["LABEL", "MODULE", "PIN", "new_token", "onto_token", "pkcs12_of"]

MODULE = Path("/usr/lib/softhsm/libsofthsm2.so")
PIN = "246810"
LABEL = "city"


def pkcs12_of(authority: Path, into: Path, password: str) -> Path:
    """Put an authority's seal, root and key into a PKCS#12 file."""
    key = load_pem_private_key((authority / "seal.key").read_bytes(), None)
    seal = x509.load_pem_x509_certificate((authority / "seal.pem").read_bytes())
    root = x509.load_pem_x509_certificate((authority / "root.pem").read_bytes())
    data = pkcs12.serialize_key_and_certificates(
        b"seal",
        key,  # type: ignore[arg-type] # one of the kinds an authority has
        seal,
        [root],
        BestAvailableEncryption(password.encode()),
    )
    file = into / "seal.p12"
    file.write_bytes(data)
    (into / "seal.password").write_text(f"{password}\n")
    return file


def new_token(folder: Path) -> None:
    """Make an empty token before its module is loaded, which looks for it once."""
    (folder / "tokens").mkdir()
    configuration = folder / "softhsm2.conf"
    configuration.write_text(
        f"directories.tokendir = {folder / 'tokens'}\n"
        "objectstore.backend = file\nlog.level = ERROR\n"
    )
    os.environ["SOFTHSM2_CONF"] = str(configuration)
    _run("--init-token", "--free", "--label", LABEL, "--so-pin", PIN, "--pin", PIN)


def onto_token(authority: Path, key: str, into: Path) -> Path:
    """Put an authority's seal key on the token; gives its certificates' file."""
    _run(
        *("--import", str(authority / "seal.key"), "--token", LABEL),
        *("--label", key, "--id", os.urandom(4).hex(), "--pin", PIN),
    )
    (into / "pin").write_text(f"{PIN}\n")
    certificates = into / "seal-and-root.pem"
    certificates.write_bytes(
        (authority / "seal.pem").read_bytes() + (authority / "root.pem").read_bytes()
    )
    return certificates


def _run(*words: str) -> None:
    subprocess.run(["softhsm2-util", *words], check=True, capture_output=True)
