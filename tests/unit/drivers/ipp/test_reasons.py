"""What a printer's state words mean for the hall."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.ipp.reasons import PrinterFacts, PrinterState, explain, hindrances, keyword
from kiosk.domain.fault import CoverOpen, Jammed, PaperOut, PrinterFault, TonerOut
from kiosk.ports.device import DeviceState, MediaState, SupplyLevel

_PDF = ("application/pdf",)


def facts(*reasons: str, state: int | None = PrinterState.IDLE) -> PrinterFacts:
    return PrinterFacts(state, reasons, is_accepting=True, formats=_PDF)


@pytest.mark.parametrize("suffix", ["", "-error", "-warning", "-report"])
def test_the_severity_does_not_count(suffix: str) -> None:
    assert keyword(f"media-jam{suffix}") == "media-jam"
    assert [type(fault) for fault in hindrances(facts(f"media-empty{suffix}"))] == [
        PaperOut
    ]


@pytest.mark.parametrize(
    ("reason", "fault"),
    [
        ("media-empty", PaperOut),
        ("media-needed", PaperOut),
        ("input-tray-missing", PaperOut),
        ("toner-empty", TonerOut),
        ("marker-supply-empty", TonerOut),
        ("media-jam", Jammed),
        ("cover-open", CoverOpen),
        ("door-open", CoverOpen),
        ("offline", PrinterFault),
        ("shutdown", PrinterFault),
        ("paused", PrinterFault),
        ("spool-area-full", PrinterFault),
        ("output-area-full", PrinterFault),
    ],
)
def test_words_that_forbid_printing(reason: str, fault: type[PrinterFault]) -> None:
    assert [type(told) for told in hindrances(facts(reason))] == [fault]
    assert not explain(facts(reason)).is_usable


@pytest.mark.parametrize("reason", ["none", "media-low", "toner-low", "x-vendor-word"])
def test_words_that_do_not(reason: str) -> None:
    assert hindrances(facts(reason)) == ()
    assert explain(facts(reason)).is_usable


def test_a_jam_is_mended_before_paper_is_filled() -> None:
    told = hindrances(facts("media-empty", "toner-empty", "media-jam", "cover-open"))
    assert [type(fault) for fault in told] == [Jammed, CoverOpen, PaperOut, TonerOut]


@pytest.mark.parametrize(
    ("told", "reason"),
    [
        (PrinterFacts(5, ("none",), formats=_PDF), "stopped"),
        (PrinterFacts(3, (), is_accepting=False, formats=_PDF), "not-accepting-jobs"),
        (PrinterFacts(3, (), formats=("image/urf",)), "no-pdf"),
    ],
)
def test_trouble_without_a_word_of_its_own(told: PrinterFacts, reason: str) -> None:
    assert hindrances(told)[0].facts["reason"] == reason
    assert explain(told).state is DeviceState.HARDWARE_ERROR
    assert explain(told).cause == PrinterFault.key


def test_status_puts_words_on_axes() -> None:
    jammed = explain(facts("media-jam-error", "toner-low-warning", state=5))
    assert jammed.state is DeviceState.HARDWARE_ERROR
    assert jammed.media is MediaState.JAMMED
    assert jammed.supplies == {"paper": SupplyLevel.OK, "toner": SupplyLevel.LOW}
    assert jammed.cause == "jammed"
    assert jammed.detail == "media-jam-error,toner-low-warning"
    assert explain(facts("offline")).state is DeviceState.OFFLINE
    assert explain(facts(state=PrinterState.PROCESSING)).state is DeviceState.BUSY


def test_empty_counts_more_than_low() -> None:
    status = explain(facts("media-low", "media-empty"))
    assert status.supplies["paper"] is SupplyLevel.OUT
    assert status.state is DeviceState.ONLINE
    assert status.cause == ""


@given(
    reasons=st.lists(st.text(max_size=12), max_size=5),
    state=st.one_of(st.none(), st.integers()),
    accepting=st.one_of(st.none(), st.booleans()),
)
def test_any_words_give_a_status_that_agrees_with_the_hindrances(
    *, reasons: list[str], state: int | None, accepting: bool | None
) -> None:
    told = PrinterFacts(state, tuple(reasons), accepting, None, _PDF)
    assert explain(told).is_usable == (not hindrances(told))
