"""The page: what it says can be read back, what it hides is hidden."""

from __future__ import annotations

import io
import json
import shutil
import subprocess
from pathlib import Path

import numpy as np
import pikepdf
import pytest
from numpy.typing import NDArray
from PIL import Image

from kiosk.documents.press import Press
from kiosk.documents.rendering import page_png, sheet_count
from kiosk.documents.verification import Trust, verify_pdf
from kiosk.domain.contribution import InsuranceKind
from kiosk.domain.facts.enrolment import EnrolmentFacts
from kiosk.domain.fault import PictureUnreadable, UnknownGlyph
from kiosk.domain.wire import from_wire
from tests.documents.conftest import (
    EMPLOYER,
    NAME,
    NOW,
    NUMBER,
    copy,
    facts,
    with_enrolments,
)

Pixels = NDArray[np.uint8]

needs_poppler = pytest.mark.skipif(
    shutil.which("pdftotext") is None, reason="poppler-utils is not installed"
)


def text_of(pdf: bytes) -> str:
    done = subprocess.run(
        ["pdftotext", "-layout", "-", "-"], input=pdf, capture_output=True, check=True
    )
    return done.stdout.decode()


def red_part(pdf: bytes, box: tuple[float, float, float, float]) -> float:
    """Give the part of seal-red pixels in a box, in parts of the page."""
    pixels = region(pdf, box)
    red = (pixels[..., 0] > 150) & (pixels[..., 1] < 90) & (pixels[..., 2] < 90)
    return float(red.mean())


def region(pdf: bytes, box: tuple[float, float, float, float]) -> Pixels:
    """Give the pixels of a box of the first page."""
    page = np.asarray(
        Image.open(io.BytesIO(page_png(pdf, width_px=800))).convert("RGB")
    )
    high, wide, _ = page.shape
    left, top, right, bottom = box
    return page[
        int(top * high) : int(bottom * high), int(left * wide) : int(right * wide)
    ]


SEAL_BOX = (0.62, 0.78, 0.92, 0.96)


@needs_poppler
def test_everything_said_can_be_copied_out_again_rare_names_too(
    sealed: bytes,
) -> None:
    text = text_of(sealed)
    for words in (NAME, NUMBER, EMPLOYER, "企业职工基本养老保险", "2026-000123-01"):
        assert words in text.replace("\n", "")
    assert "1998年03月" in text
    assert "△" in text


def test_the_facts_ride_along_and_are_the_facts(sealed: bytes) -> None:
    with pikepdf.open(io.BytesIO(sealed)) as document:
        attached = document.attachments["facts.json"].get_file().read_bytes()
        assert document.Root.Lang == "zh-CN"
    told = json.loads(attached)
    assert from_wire(EnrolmentFacts, told["facts"]) == facts()
    assert told["copy"]["serial"] == "2026-000123-01"


def test_the_seal_stands_over_issuer_and_date_and_goes_with_the_signature(
    sealed: bytes, draft: bytes
) -> None:
    assert red_part(sealed, SEAL_BOX) > 0.05
    with pikepdf.open(io.BytesIO(sealed)) as document:
        del document.Root.AcroForm
        del document.pages[0].Annots
        bare = io.BytesIO()
        document.save(bare)
    assert red_part(bare.getvalue(), SEAL_BOX) == 0
    assert red_part(draft, SEAL_BOX) == 0


@needs_poppler
def test_a_draft_is_marked_masked_and_sealed_by_nobody(draft: bytes) -> None:
    text = text_of(draft)
    assert "证明编号 No" not in text
    assert "验证码 Code" not in text
    middle = region(draft, (0.2, 0.3, 0.8, 0.7)).astype(int)
    pink = (middle[..., 0] - middle[..., 1] > 25) & (middle[..., 0] > 200)
    assert pink.mean() > 0.02, "the mark is missing"
    assert NAME not in text
    assert NUMBER[6:14] not in text
    with pikepdf.open(io.BytesIO(draft)) as document:
        assert "/AcroForm" not in document.Root
        assert "/Names" not in document.Root
        for part in (str(document.docinfo), str(document.Root.get("/Metadata"))):
            assert NUMBER not in part
            assert NAME not in part


def test_a_character_no_font_has_is_refused_not_left_out(press: Press) -> None:
    with pytest.raises(UnknownGlyph) as caught:
        press.seal_copy(facts(name="王\U0010fffd"), copy())
    assert caught.value.facts["codepoint"] == "U+10FFFD"


@pytest.mark.parametrize(
    ("employer", "sheets"), [("工", 1), (EMPLOYER, 1), ("样板机械设备制造" * 7, 2)]
)
def test_nine_kinds_take_one_sheet_and_long_names_a_second(
    press: Press, trust: Trust, employer: str, sheets: int
) -> None:
    pdf = press.seal_copy(with_enrolments(tuple(InsuranceKind), employer), copy())
    assert sheet_count(pdf) == sheets
    assert verify_pdf(pdf, trust, NOW).verdict == "valid"


@needs_poppler
def test_every_line_of_nine_kinds_is_above_the_closing(press: Press) -> None:
    pdf = press.seal_copy(with_enrolments(tuple(InsuranceKind), EMPLOYER), copy())
    done = subprocess.run(
        ["pdftotext", "-bbox", "-", "-"], input=pdf, capture_output=True, check=True
    )
    lines = done.stdout.decode().splitlines()
    notes = [line for line in lines if "核验：" in line]
    issuer = [line for line in lines if "事业管理局" in line and "<word" in line]
    assert notes
    assert issuer
    bottom = max(float(line.split('yMax="')[1].split('"')[0]) for line in notes)
    top = min(float(line.split('yMin="')[1].split('"')[0]) for line in issuer)
    assert bottom < top


def test_a_page_that_is_not_there_is_a_fault(sealed: bytes) -> None:
    for data, page in ((sealed, 7), (b"%PDF-1.7", 0), (b"", 0)):
        with pytest.raises(PictureUnreadable):
            page_png(data, page=page)


@pytest.mark.skipif(shutil.which("qpdf") is None, reason="qpdf is not installed")
def test_another_program_finds_no_fault_in_the_file(
    sealed: bytes, tmp_path: Path
) -> None:
    file = tmp_path / "certificate.pdf"
    file.write_bytes(sealed)
    told = subprocess.run(
        ["qpdf", "--check", str(file)], capture_output=True, text=True, check=False
    )
    assert told.returncode == 0, told.stdout + told.stderr


@needs_poppler
def test_another_program_finds_the_signature_over_the_whole_file(
    sealed: bytes, tmp_path: Path
) -> None:
    file = tmp_path / "certificate.pdf"
    file.write_bytes(sealed)
    told = subprocess.run(
        ["pdfsig", "-nocert", str(file)], capture_output=True, text=True, check=False
    )
    assert "Signature is Valid" in told.stdout
    assert "Total document signed" in told.stdout


@needs_poppler
def test_a_page_can_be_read_aloud_in_order(press: Press, tmp_path: Path) -> None:
    """Heading, sentence, then tables with their heads, cell by cell."""
    pdf = press.seal_copy(facts(), copy())
    file = tmp_path / "certificate.pdf"
    file.write_bytes(pdf)
    done = subprocess.run(
        ["pdfinfo", "-struct-text", str(file)], capture_output=True, check=True
    )
    told = done.stdout.decode()
    order = ("H1", "社会保险个人参保证明", "兹证明", "Table", "TH", "姓名", "TD")
    places = [told.index(word) for word in order]
    assert places == sorted(places)
    with pikepdf.open(io.BytesIO(pdf)) as document:
        assert document.Root.MarkInfo.Marked
        assert str(document.Root.Lang) == "zh-CN"
        marked = sum(_marks(page) for page in document.pages)
    assert marked > 150
    assert told.count("TD") > 80


def _marks(page: pikepdf.Page) -> int:
    operators = [str(each.operator) for each in pikepdf.parse_content_stream(page)]
    assert operators.count("EMC") == operators.count("BDC") + operators.count("BMC")
    return operators.count("BDC")


@needs_poppler
def test_cells_that_span_rows_and_foreign_words_are_named(press: Press) -> None:
    with pikepdf.open(io.BytesIO(press.seal_copy(facts(), copy()))) as document:
        told = [
            each
            for each in document.objects
            if isinstance(each, pikepdf.Dictionary)
            and each.get("/S") in (pikepdf.Name.TD, pikepdf.Name.P)
        ]
    spans = [each.A.RowSpan for each in told if "/A" in each and "/RowSpan" in each.A]
    assert 12 in spans
    assert any(str(each.get("/Lang", "")) == "en" for each in told)
