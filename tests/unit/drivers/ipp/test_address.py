"""Addresses of printers."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.ipp.address import IppAddress
from drivers.ipp.printer import IppPrinter
from kiosk.domain.fault import InvalidValue


@pytest.mark.parametrize(
    ("uri", "host", "port", "path", "is_secret"),
    [
        ("ipp://192.0.2.7/ipp/print", "192.0.2.7", 631, "/ipp/print", False),
        ("ipp://192.0.2.7:8631/ipp/print", "192.0.2.7", 8631, "/ipp/print", False),
        ("ipps://printer.lan", "printer.lan", 631, "/", True),
        ("http://192.0.2.7:631/ipp", "192.0.2.7", 631, "/ipp", False),
        ("https://[2001:db8::7]/ipp", "2001:db8::7", 443, "/ipp", True),
    ],
)
def test_an_address_names_host_port_and_path(
    uri: str, host: str, port: int, path: str, *, is_secret: bool
) -> None:
    address = IppAddress.parse(uri)
    told = (address.host, address.port, address.path, address.is_secret)
    assert told == (host, port, path, is_secret)


@pytest.mark.parametrize(
    "uri", ["", "printer", "lpd://h/q", "ipp://", "ipp://h:99999/x", "ipp://[/x"]
)
def test_another_kind_of_address_is_refused_at_once(uri: str) -> None:
    with pytest.raises(InvalidValue):
        IppPrinter(uri)


@given(uri=st.text())
def test_any_text_is_an_address_or_a_typed_fault(uri: str) -> None:
    with contextlib.suppress(InvalidValue):
        assert IppAddress.parse(uri).host
