"""What other programs say of our files, and the page that shows it.

``python -m tests.documents.other_programs`` writes ``docs/other-programs.md``.
"""

from __future__ import annotations

import io
import subprocess
import sys
import tempfile
from pathlib import Path

from asn1crypto import x509
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

from tests.documents.long_term import founded

__all__ = ["answers"]

_PAGE = Path(__file__).resolve().parents[2] / "docs" / "other-programs.md"
_COMMANDS = {
    "pdfsig -nocert": ["pdfsig", "-nocert"],
    "qpdf --check": ["qpdf", "--check"],
    "mutool sign -v": ["mutool", "sign", "-v"],
    "pdfinfo": ["pdfinfo"],
}
_HEAD = """# What other programs say of our files

Written by `python -m tests.documents.other_programs`; the lines that count are
held by `tests/documents/test_other_programs.py`. Seal and time stamp come from
the tests' authority, so whoever asks who signed does not know the root.

- poppler 22.12 (`pdfsig`) cannot check RFC 3161 stamps and says so.
- mutool has no way to be told a root.
- veraPDF was not to be had, nor another validator of PDF/A-3 that we would
  believe: the files are built to 3b, not validated.
"""


def answers(file: Path, root: bytes) -> dict[str, str]:
    """Ask every program about a file; the root is trusted where one can say so."""
    told = {}
    for name, command in _COMMANDS.items():
        done = subprocess.run(
            [*command, file.name],
            cwd=file.parent,
            capture_output=True,
            text=True,
            check=False,
        )
        told[name] = (done.stdout + done.stderr).strip()
    told["pyHanko 0.38"] = _by_pyhanko(file.read_bytes(), root)
    return told


def _by_pyhanko(pdf: bytes, root: bytes) -> str:
    context = ValidationContext(
        trust_roots=[x509.Certificate.load(root)], allow_fetching=False
    )
    signature = PdfFileReader(io.BytesIO(pdf)).embedded_regular_signatures[0]
    status = validate_pdf_signature(signature, context)
    lines = (
        f"bottom line: {status.bottom_line}",
        f"summary: {status.summary()}",
        f"coverage: {status.coverage}",
        f"modifications: {status.modification_level}",
        f"allowed by DocMDP: {status.docmdp_ok}",
    )
    return "\n".join(lines)


def main() -> None:
    """Write the page."""
    parts = [_HEAD]
    with tempfile.TemporaryDirectory() as name, founded(Path(name)) as made:
        for title, pdf in (
            ("As issued: PAdES B-B", made.sealed),
            ("Made to last: PAdES B-LTA", made.lasting),
        ):
            file = Path(name) / "certificate.pdf"
            file.write_bytes(pdf)
            parts.append(f"\n## {title}\n")
            for program, told in answers(file, made.house.certificate("root")).items():
                parts.append(f"### {program}\n```\n{told}\n```\n")
    _PAGE.write_text("\n".join(parts), "utf-8")
    sys.stdout.write(f"{_PAGE} written\n")


if __name__ == "__main__":
    main()
