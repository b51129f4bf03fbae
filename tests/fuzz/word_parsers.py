"""Words: identifiers, months, money, and the JSON both sides exchange."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

from kiosk.domain.card import CardKind
from kiosk.domain.certificate import (
    CertificateKind,
    CertificateOrder,
    IssuedCertificate,
)
from kiosk.domain.deed import Deed, DeedAnswer, DeedKind, DeedOutcome
from kiosk.domain.eligibility import CertificationStanding, CertificationState
from kiosk.domain.envelope import Envelope, EnvelopePage
from kiosk.domain.fault import InvalidNumber, InvalidValue
from kiosk.domain.identifier import CitizenNumber, CreditCode, credit_check_character
from kiosk.domain.money import amount_in_words, format_yuan
from kiosk.domain.months import Month
from kiosk.domain.resident import Subject
from kiosk.domain.wire import from_wire, to_wire
from tests.fuzz.mutation import reshaped
from tests.fuzz.parser import Grow, Parser, require

__all__ = ["word_parsers"]

_NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
_ID = "0198c0de-0000-7000-8000-000000000001"
_NUMBER = "510199196307152047"
_CREDIT_STEM = "91510100MA0000000"
_LARGEST_FEN = 10**17


def word_parsers() -> Iterator[Parser]:
    """Give the parsers of short texts and of the wire's JSON."""
    number = [_NUMBER.encode(), "５１０１９９ 19630715 2047".encode()]
    yield Parser("citizen-number", _read_citizen, number, (InvalidNumber,))
    code = _CREDIT_STEM + credit_check_character(_CREDIT_STEM)
    yield Parser("credit-code", _read_credit, [code.encode()], (InvalidNumber,))
    yield Parser("month", _read_month, [b"202611", b"2026-11"], (InvalidValue,))
    yield Parser("money", _write_money, [b"171000", b"-1", b"10000500"], ())
    for name, value in _wire_values().items():
        seed = json.dumps(to_wire(value), ensure_ascii=False).encode()
        told = (InvalidValue, NotJson)
        grow = _grown(to_wire(value))
        yield Parser(f"wire-{name}", _Wire(type(value)), [seed], told, grow)


def _wire_values() -> dict[str, Any]:
    subject = Subject(_NUMBER, "王样本")
    issued = IssuedCertificate(
        "2026-000001", "2026-000001-01", "ABCD", _NOW, _NOW.date(), 1, b"%PDF"
    )
    envelope = Envelope(_ID, bytes(16), _NOW, _NOW, bytes(40))
    payload: dict[str, str | int | float | bool | None]
    payload = {"number": _NUMBER, "score": 0.61, "attempts": 2, "note": None}
    order = CertificateOrder(
        _ID, CertificateKind.ENROLMENT, subject, CardKind.SOCIAL_SECURITY, 0.61
    )
    due = CertificationState(CertificationStanding.DUE, "pension", date(2026, 10, 31))
    return {
        "deed": Deed(_ID, DeedKind.LIFE_CERTIFIED, _NOW, payload),
        "deed-answer": DeedAnswer(_ID, DeedOutcome.REFUSED, "invalid-id"),
        "subject": subject,
        "certificate": issued,
        "certificate-order": order,
        "certification": due,
        "envelope-page": EnvelopePage((envelope,), (_ID,), is_last=True),
    }


class NotJson(Exception):
    """Whoever receives it asks the JSON library first, and stops there."""


def _grown(value: object) -> Grow:
    return lambda random: json.dumps(reshaped(random, value)).encode()


class _Wire:
    """Reads one kind from JSON; what is believed must come back unchanged."""

    def __init__(self, kind: type[object]) -> None:
        self._kind = kind

    def __call__(self, data: bytes) -> None:
        try:
            told = json.loads(data)
        except (ValueError, RecursionError) as error:
            raise NotJson from error
        value = from_wire(self._kind, told)
        again = to_wire(value)
        require(repr(from_wire(self._kind, again)) == repr(value), "a value that moves")
        require(_has_same_texts(told, again), "a text that nobody sent")


def _has_same_texts(told: Any, kept: Any) -> bool:  # noqa: ANN401 - JSON
    """Whether every text kept was sent as a text (moments may be rewritten)."""
    if isinstance(kept, dict):
        return all(_has_same_texts(told[key], kept[key]) for key in kept if key in told)
    if isinstance(kept, list):
        return isinstance(told, list) and all(map(_has_same_texts, told, kept))
    return not (isinstance(kept, str) and kept and not isinstance(told, str))


def _text(data: bytes) -> str:
    return data.decode("utf-8", "replace")


def _read_citizen(data: bytes) -> None:
    number = CitizenNumber.parse(_text(data))
    require(len(number.text) == 18, "half a number")
    require(number.text not in repr(number) + str(number), "a number that tells itself")
    require(isinstance(number.birth_date, date), "a number without a birth date")


def _read_credit(data: bytes) -> None:
    require(len(CreditCode(_text(data)).text) == 18, "half a code")


def _read_month(data: bytes) -> None:
    month = Month.parse(_text(data))
    require(Month.parse(str(month)) == month, "a month that changes")


def _write_money(data: bytes) -> None:
    """Money is read by nobody, so numbers of all sizes are written."""
    cents = int.from_bytes(data[:7], "big", signed=True) % (2 * _LARGEST_FEN)
    cents = cents % _LARGEST_FEN * (1 if cents < _LARGEST_FEN else -1)
    words, figures = amount_in_words(cents), format_yuan(cents)
    require(words.endswith(("整", "分")) and "零零" not in words, "no amount in words")
    require(int(figures.replace(",", "").replace(".", "")) == cents, "another amount")
