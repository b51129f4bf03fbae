"""The tamper matrix: each forgery of file and code, and what each door says of it.

``python -m tests.documents.tamper_matrix`` writes the table into the page about
verification; a test compares the page with what the doors say.
"""

from __future__ import annotations

import io
import tempfile
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric import ec
from PIL import Image

from kiosk.documents.authority import (
    Authority,
    create_authority,
    load_authority,
    write_trust,
)
from kiosk.documents.press import Press
from kiosk.documents.qr_code import QrCode
from kiosk.documents.rendering import page_png
from kiosk.documents.signed_list import SignedList
from kiosk.documents.trust import Trust
from kiosk.documents.verification import (
    Verdict,
    verify_credential,
    verify_pdf,
    verify_picture,
)
from tests.documents.conftest import FONTS, NOW, copy, facts
from tests.documents.forgery import FORGERIES, another_customer, wrapped
from tests.documents.late_forgery import LATE_FORGERIES
from tests.documents.long_term import founded
from tests.documents.papers import credential_text
from tests.documents.qr_forgery import forged_texts

__all__ = ["BEGIN", "END", "PAGE", "table", "told_by_page"]

PAGE = Path(__file__).resolve().parents[2] / "docs" / "verification.md"
BEGIN, END = "<!-- tamper matrix -->", "<!-- end of the matrix -->"

_LATER = NOW + timedelta(hours=1)
_SIDE = 4
_QUIET = 16


class _Bench:
    """An invented city with papers, trust and lists to forge by."""

    def __init__(self, home: Path) -> None:
        create_authority(home / "seal", "成都市", NOW)
        write_trust(load_authority(home / "seal"), home / "trust")
        self.press = Press(
            font_directory=FONTS, authority=load_authority(home / "seal")
        )
        self.trust = Trust.load(home / "trust")
        self.pdf = self.press.seal_copy(facts(), copy())
        self.text = credential_text(home)
        self.photo = page_png(self.pdf, width_px=1654)
        create_authority(home / "other", "成都市", NOW)
        other = _press(load_authority(home / "other"))
        self.stranger = other.seal_copy(facts(), copy())
        neighbour = _press(another_customer(home / "seal"))
        self.neighbour = neighbour.seal_copy(facts(), copy())

    def listed(self, *denied: dict[str, str], age: int = 0) -> Trust:
        key = ec.derive_private_key(5, ec.SECP256R1())
        issued = NOW - timedelta(days=age)
        until = issued + timedelta(days=7)
        signers = SignedList.sign("signers", 1, issued, until, (), key=key)
        withdrawn = SignedList.sign("denied", 1, issued, until, denied, key=key)
        return self.trust.with_lists(signers, withdrawn)

    def by_file(self, trust: Trust, at: datetime = _LATER) -> Verdict:
        return verify_pdf(self.pdf, trust, at)

    def by_text(self, trust: Trust, at: datetime = _LATER) -> Verdict:
        return verify_credential(self.text, trust, at)

    def by_photo(self, trust: Trust, at: datetime = _LATER) -> Verdict:
        return verify_picture(self.photo, trust, at)


def _press(authority: Authority) -> Press:
    return Press(font_directory=FONTS, authority=authority)


def table() -> list[str]:
    """Judge every case and write the table's lines."""
    with tempfile.TemporaryDirectory() as folder:
        bench = _Bench(Path(folder))
        lines = ["| what was done | door | verdict | reasons |", "|---|---|---|---|"]
        lines += [_line(name, "file", verdict) for name, verdict in _files(bench)]
        lines += _lasting(Path(folder))
        lines += [_line(name, "code", verdict) for name, verdict in _codes(bench)]
        lines += [_line(name, "photo", verdict) for name, verdict in _photos(bench)]
        for name, trust, at in _circumstances(bench):
            doors: tuple[Callable[[Trust, datetime], Verdict], ...] = (
                bench.by_file,
                bench.by_text,
                bench.by_photo,
            )
            told = {
                (each.verdict, each.reasons) for each in (d(trust, at) for d in doors)
            }
            if len(told) != 1:
                message = f"the doors differ over {name}: {told}"
                raise AssertionError(message)
            lines.append(_line(name, "all three", bench.by_file(trust, at)))
        return lines


def told_by_page() -> list[str]:
    """Give the table's lines as the page has them."""
    text = PAGE.read_text("utf-8")
    return text.split(BEGIN)[1].split(END)[0].strip().splitlines()


def _files(bench: _Bench) -> list[tuple[str, Verdict]]:
    def judged(data: bytes) -> Verdict:
        return verify_pdf(data, bench.trust, _LATER)

    return [
        ("nothing", judged(bench.pdf)),
        *((name, judged(forge(bench.pdf))) for name, forge in FORGERIES.items()),
        ("a page wrapped around our seal", judged(wrapped(bench.pdf))),
        ("sealed by somebody else's authority", judged(bench.stranger)),
        ("sealed by another customer of our authority", judged(bench.neighbour)),
        ("a draft, never sealed", judged(bench.press.draft(facts(), copy().issuer))),
        ("not a PDF", judged(b"GIF89a" + bytes(400))),
        ("21 MB of zeros behind the header", judged(b"%PDF-1.7" + bytes(21 << 20))),
    ]


def _lasting(folder: Path) -> list[str]:
    """Judge what may happen to a file with evidence and time stamps behind it."""
    with founded(folder / "long-term") as made:

        def told(name: str, data: bytes) -> str:
            verdict = verify_pdf(data, made.trust, made.now)
            return _line(name, "lasting file", verdict)

        return [
            told("nothing", made.lasting),
            told("stamped again years later", made.renewed),
            *(told(name, forge(made)) for name, forge in LATE_FORGERIES.items()),
        ]


def _codes(bench: _Bench) -> list[tuple[str, Verdict]]:
    return [
        ("nothing", verify_credential(bench.text, bench.trust, _LATER)),
        *(
            (name, verify_credential(text, bench.trust, _LATER))
            for name, text in forged_texts(bench.text).items()
        ),
    ]


def _photos(bench: _Bench) -> list[tuple[str, Verdict]]:
    def judged(photo: bytes) -> Verdict:
        return verify_picture(photo, bench.trust, _LATER)

    forged = forged_texts(bench.text)["altered claims"]
    return [
        ("nothing", judged(bench.photo)),
        ("a photo of forged claims", judged(_photo_of(forged))),
        ("a photo of somebody else's code", judged(_photo_of("HTTPS://EXAMPLE.ORG"))),
        ("a photo of nothing", judged(_png(Image.new("L", (400, 400), 180)))),
        ("a bomb of 144 megapixels", judged(_png(Image.new("1", (12_000, 12_000))))),
    ]


def _circumstances(bench: _Bench) -> list[tuple[str, Trust, datetime]]:
    number, serial = copy().number, copy().serial
    late, early = NOW + timedelta(days=91), NOW - timedelta(minutes=6)
    return [
        ("expired", bench.trust, late),
        ("dated in the future", bench.trust, early),
        ("revoked", bench.listed({"number": number, "reason": "revoked"}), _LATER),
        (
            "superseded",
            bench.listed({"number": number, "reason": "superseded"}),
            _LATER,
        ),
        (
            "this copy never came out",
            bench.listed({"serial": serial, "reason": "never-printed"}),
            _LATER,
        ),
        ("lists past their next update", bench.listed(age=8), _LATER),
        ("a clock two days behind the lists", bench.listed(age=-3), _LATER),
    ]


def _line(name: str, door: str, verdict: Verdict) -> str:
    told = ", ".join(f"`{reason}`" for reason in verdict.reasons)
    return f"| {name} | {door} | {verdict.verdict.replace('_', ' ')} | {told} |"


def _photo_of(text: str) -> bytes:
    rows = QrCode.of(text).rows
    code = Image.new("L", (len(rows), len(rows)), 255)
    code.putdata([0 if cell else 255 for row in rows for cell in row])
    side = len(rows) * _SIDE
    photo = Image.new("L", (side + 2 * _QUIET, side + 2 * _QUIET), 255)
    photo.paste(code.resize((side, side), Image.Resampling.NEAREST), (_QUIET, _QUIET))
    return _png(photo)


def _png(image: Image.Image) -> bytes:
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


def main() -> None:
    """Write the table into the page."""
    text = PAGE.read_text("utf-8")
    before, after = text.split(BEGIN)[0], text.split(END)[1]
    lines = "\n".join(table())
    PAGE.write_text(f"{before}{BEGIN}\n{lines}\n{END}{after}", "utf-8")


if __name__ == "__main__":
    main()
