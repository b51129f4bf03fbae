"""A page with evidence and time stamps behind it lasts; nothing else may follow."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from asn1crypto import x509
from hypothesis import given, settings
from hypothesis import strategies as st
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import ModificationLevel
from pyhanko.sign.validation import validate_pdf_signature, validate_pdf_timestamp
from pyhanko.sign.validation.status import SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

from backend.archive.evidence import EvidenceLacks
from kiosk.documents.evidence_update import split
from kiosk.documents.verification import verify_pdf
from tests.documents.forgery import FORGERIES
from tests.documents.late_forgery import LATE_FORGERIES
from tests.documents.long_term import LongTerm, founded


@pytest.fixture(scope="module")
def long_term(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LongTerm]:
    with founded(tmp_path_factory.mktemp("long-term")) as made:
        yield made


def test_a_lasting_file_is_valid_like_the_sealed_one(long_term: LongTerm) -> None:
    for pdf in (long_term.sealed, long_term.lasting, long_term.renewed):
        verdict = verify_pdf(pdf, long_term.trust, long_term.now)
        assert verdict.verdict == "valid", verdict
    assert long_term.lasting.startswith(long_term.sealed)
    assert long_term.renewed.startswith(long_term.lasting)


def test_what_is_inside_comes_from_ocsp_and_crl(long_term: LongTerm) -> None:
    evidence = split(long_term.lasting, len(long_term.sealed)).evidence
    assert len(evidence.certificates) == 4
    assert evidence.ocsps
    assert evidence.crls
    assert {part.split("/")[2] for part in long_term.house.asked} >= {
        "ocsp",
        "crls",
        "tsa",
    }


def test_the_stamp_outlives_the_seals_certificate(long_term: LongTerm) -> None:
    """The seal's certificate ends in 2029; what it sealed before was sealed well."""
    in_2031 = datetime(2031, 1, 1, tzinfo=UTC)
    sealed = verify_pdf(long_term.sealed, long_term.trust, in_2031)
    assert sealed.reasons == ("not-trusted",)
    lasting = verify_pdf(long_term.lasting, long_term.trust, in_2031)
    assert lasting.reasons == ("expired",)
    assert lasting.certificate is not None


@pytest.mark.parametrize("which", ["lasting", "renewed"])
def test_pyhanko_finds_nothing_but_validation_data(
    long_term: LongTerm, which: str
) -> None:
    """Without a network: what it needs is in the file."""
    reader = PdfFileReader(io.BytesIO(getattr(long_term, which)))
    context = ValidationContext(
        trust_roots=[x509.Certificate.load(long_term.house.certificate("root"))],
        allow_fetching=False,
    )
    status = validate_pdf_signature(reader.embedded_regular_signatures[0], context)
    assert status.bottom_line, status.summary()
    assert status.docmdp_ok
    assert status.modification_level is ModificationLevel.LTA_UPDATES
    for stamp in reader.embedded_timestamp_signatures:
        stamped = validate_pdf_timestamp(stamp, context)
        assert stamped.intact
        assert stamped.valid
    assert stamped.coverage is SignatureCoverageLevel.ENTIRE_FILE


@pytest.mark.parametrize("tamper", FORGERIES.values(), ids=FORGERIES.keys())
def test_a_changed_lasting_file_is_never_valid(
    long_term: LongTerm, tamper: Callable[[bytes], bytes]
) -> None:
    forged = tamper(long_term.lasting)
    verdict = verify_pdf(forged, long_term.trust, long_term.now)
    assert verdict.verdict != "valid"
    assert verdict.reasons


@pytest.mark.parametrize("forge", LATE_FORGERIES.values(), ids=LATE_FORGERIES.keys())
def test_nothing_but_our_evidence_may_stand_behind_a_page(
    long_term: LongTerm, forge: Callable[[LongTerm], bytes]
) -> None:
    verdict = verify_pdf(forge(long_term), long_term.trust, long_term.now)
    assert verdict.verdict == "invalid"
    assert verdict.reasons


@settings(max_examples=200)
@given(place=st.floats(0, 1, exclude_max=True), bit=st.integers(0, 7))
def test_no_bit_of_an_update_can_change(
    long_term: LongTerm, place: float, bit: int
) -> None:
    """The empty room of the time stamp included."""
    start = len(long_term.sealed)
    data = bytearray(long_term.lasting)
    data[start + int(place * (len(data) - start))] ^= 1 << bit
    verdict = verify_pdf(bytes(data), long_term.trust, long_term.now)
    assert verdict.verdict == "invalid"


@given(st.binary(max_size=400))
def test_any_bytes_behind_a_page_get_a_verdict(
    long_term: LongTerm, data: bytes
) -> None:
    for forged in (long_term.sealed + data, long_term.lasting + data):
        verdict = verify_pdf(forged, long_term.trust, long_term.now)
        assert verdict.verdict == ("invalid" if data else "valid")


def test_a_time_stamp_nobody_pinned_is_not_believed(long_term: LongTerm) -> None:
    nobody = replace(long_term.trust, stamps=frozenset())
    verdict = verify_pdf(long_term.lasting, nobody, long_term.now)
    assert verdict.reasons == ("stamp-not-trusted",)
    assert verify_pdf(long_term.sealed, nobody, long_term.now).verdict == "valid"


def test_where_ocsp_is_away_the_list_serves(long_term: LongTerm) -> None:
    with long_term.house.away("ocsp"):
        evidence = long_term.source.evidence()
    assert not evidence.ocsps
    assert len(evidence.crls) == 2


def test_an_authority_that_is_away_is_told(long_term: LongTerm) -> None:
    with long_term.house.away("crls"), pytest.raises(EvidenceLacks):
        long_term.source.evidence()


def test_a_stamp_server_that_is_away_or_another_is_told(long_term: LongTerm) -> None:
    with (
        long_term.house.away("tsa"),
        pytest.raises(EvidenceLacks, match="no-stamp"),
    ):
        long_term.source.stamp(b"a", b"b")
    rival = replace(long_term.source, stamps=long_term.house.rival_url)
    with pytest.raises(EvidenceLacks, match="stamp-refused"):
        rival.stamp(b"a", b"b")
