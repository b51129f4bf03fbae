"""The readiness report says everything it was given, on as many pages as it takes."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pypdfium2

from kiosk.assembly.probing.catalogue import PROBES
from kiosk.assembly.readiness_report import FONTS, report_facts, write_readiness
from kiosk.diagnostics.finding import ProbeResult, ProbeState
from kiosk.diagnostics.knowledge import entries
from kiosk.documents.font import FontBook
from kiosk.documents.qr_picture import read_code
from kiosk.documents.rendering import page_png
from kiosk.documents.test_print import draw_test_page
from kiosk.ports.logbook import WorkNote

NOW = datetime(2026, 11, 28, 9, 0, tzinfo=UTC)


def words_of(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(pdf)
    return "\n".join(page.get_textpage().get_text_range() for page in document)


def test_a_report_tells_cause_and_advice_of_what_failed(tmp_path: Path) -> None:
    results = [
        ProbeResult("disk", ProbeState.OK, "", "", 0.1, "9000 MB free"),
        ProbeResult("printer", ProbeState.FAILED, "jammed", "Pull", 0.4),
    ]
    tests = [WorkNote(NOW, "test", "card", "passed", "T3001", "0.1.0", "0.2 s")]
    facts = report_facts(("hall-001-07", "0.1.0"), NOW, results, tests, "T3001")
    path = tmp_path / "report.pdf"
    write_readiness(path, facts, results, tests)
    told = words_of(path.read_bytes()).replace("\r\n", "").replace("\n", "")
    assert entries("zh-CN")["jammed"].title in told
    assert "hall-001-07" in told
    assert "T3001" in told
    assert told.index("printer") < told.index("disk")  # the worst first
    line = json.loads(path.with_suffix(".json").read_text("utf-8"))
    assert line["state"] == "failed"
    assert [probe["probe"] for probe in line["probes"]] == ["disk", "printer"]


def test_every_cause_of_the_knowledge_base_can_be_reported(tmp_path: Path) -> None:
    results = [
        ProbeResult(PROBES[0].name, ProbeState.FAILED, cause, "", 1.0, "figures " * 9)
        for cause in entries("zh-CN")
    ]
    facts = report_facts(("hall-001-07", "0.1.0"), NOW, results)
    write_readiness(tmp_path / "all.pdf", facts, results)
    assert len(pypdfium2.PdfDocument(tmp_path / "all.pdf")) > 2


def test_a_test_pages_code_can_be_scanned() -> None:
    fonts = FontBook.load(FONTS)
    page = draw_test_page("hall-001-07", "2026-11-28 09:00", "KIOSK-TEST-0001", fonts)
    assert (
        read_code(page_png(page, page=0, width_px=1240), "KIOSK") == "KIOSK-TEST-0001"
    )
