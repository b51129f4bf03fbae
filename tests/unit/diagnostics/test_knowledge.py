"""The knowledge base knows every cause, in both languages, with something to do."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from kiosk.diagnostics.knowledge import LANGUAGES, entries, entry_of
from kiosk.domain.fault import Fault


def _kinds(kind: type[Fault]) -> Iterator[type[Fault]]:
    yield kind
    for below in kind.__subclasses__():
        yield from _kinds(below)


def _shipped() -> list[str]:
    """Give the keys of the product's own faults, not those of tests."""
    return sorted({k.key for k in _kinds(Fault) if k.__module__ == Fault.__module__})


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("key", _shipped())
def test_every_fault_is_explained(key: str, language: str) -> None:
    entry = entries(language)[key]
    assert entry.title
    assert entry.likely
    assert all(entry.steps)


def test_both_languages_know_the_same_causes() -> None:
    known = {language: set(entries(language)) for language in LANGUAGES}
    assert known["en"] == known["zh-CN"]
    for cause in known["en"]:
        sizes = {len(entries(language)[cause].steps) for language in LANGUAGES}
        assert len(sizes) == 1, cause


def test_an_unknown_cause_says_whom_to_tell() -> None:
    assert "developer" in entry_of("never-heard-of", "en").steps[0]
