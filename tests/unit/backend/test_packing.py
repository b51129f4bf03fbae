"""Facts packed for a press come out as they went in."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest

from backend.certificates.packing import packed, unpacked
from kiosk.domain.certificate_facts import CertificateFacts
from tests.documents.conftest import copy
from tests.documents.specimens import specimens


@dataclass(frozen=True)
class Odd:
    """Cannot be made again by its fields alone."""

    one: int
    made: str = field(init=False, default="here")
    named: str = field(kw_only=True, default="none")


@pytest.mark.parametrize("facts", [facts for _, facts in specimens()])
def test_facts_come_out_as_they_went_in(facts: CertificateFacts) -> None:
    told = (facts, copy("2026-000001-01"))
    assert unpacked(packed(("seal_copy", told))) == ("seal_copy", told)


def test_what_its_fields_do_not_make_is_left_to_pickle() -> None:
    assert unpacked(packed(Odd(1, named="so"))) == Odd(1, named="so")
