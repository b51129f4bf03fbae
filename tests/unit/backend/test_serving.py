"""Listening: what the system must be told before the first request comes."""

from __future__ import annotations

import io
import json
import socket
from datetime import datetime
from pathlib import Path

import pytest

from backend.api.listener import Listener
from backend.clock import CITY_ZONE
from backend.journal import Event, Journal

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=CITY_ZONE)


def test_line_names_its_protocol() -> None:
    """Without it asyncio leaves Nagle's delay on: 40 ms for each short answer."""
    with Listener("127.0.0.1", 0).bind() as bound:
        assert bound.proto == socket.IPPROTO_TCP


def test_port_is_announced_whole(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    listener = Listener("127.0.0.1", 0, tmp_path / "port")
    with listener.bind() as bound:
        listener.announce(bound, "centre")
        port = bound.getsockname()[1]
    assert (tmp_path / "port").read_text() == f"{port}\n"
    assert capsys.readouterr().out == f"centre ready on https://127.0.0.1:{port}\n"
    assert [path.name for path in tmp_path.iterdir()] == ["port"]


def test_port_in_use_is_refused() -> None:
    with Listener("127.0.0.1", 0).bind() as bound:
        taken = Listener("127.0.0.1", bound.getsockname()[1])
        with pytest.raises(OSError, match="in use"):
            taken.bind()


def test_log_hides_what_is_not_whitelisted() -> None:
    stream = io.StringIO()
    journal = Journal(stream, lambda: NOW)
    journal.note(Event.ANSWERED, status=200, name="王秀兰")
    assert json.loads(stream.getvalue()) == {
        "at": "2026-11-23T09:00:00+08:00",
        "event": "request-answered",
        "status": 200,
        "name": "hidden",
    }


def test_bug_is_logged_by_its_place_without_values() -> None:
    stream = io.StringIO()
    journal = Journal(stream, lambda: NOW)
    named = "王秀兰"
    try:
        int(named)
    except ValueError as bug:
        journal.bug(bug)
    line = json.loads(stream.getvalue())
    assert line["reason"] == "ValueError"
    assert "test_bug_is_logged_by_its_place_without_values" in line["trace"]
    assert named not in stream.getvalue()
    assert ascii(named)[1:-1] not in stream.getvalue()
