"""The event log tells what happened and hides whatever is not on its list."""

from __future__ import annotations

import io
import json

from kiosk.logs import Event, EventLog
from tests.hand_clock import HandClock


def test_facts_that_are_not_listed_are_hidden() -> None:
    stream = io.StringIO()
    EventLog(stream, HandClock()).note(
        Event.ASKED, ask="read-card", visit=3, holder="王秀兰", nothing=None
    )
    line = json.loads(stream.getvalue())
    assert line["ask"] == "read-card"
    assert line["holder"] == "hidden"
    assert "王" not in stream.getvalue()
    assert "nothing" not in line


def test_each_event_is_one_line_of_json() -> None:
    stream = io.StringIO()
    log = EventLog(stream, HandClock())
    for event in Event:
        log.note(event, reason="line\nbreak")
    lines = stream.getvalue().splitlines()
    assert [json.loads(line)["event"] for line in lines] == [str(e) for e in Event]
