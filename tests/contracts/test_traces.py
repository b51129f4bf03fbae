"""One trace of a visit across terminal and centre, as a collector gets it."""

from __future__ import annotations

import io
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from queue import SimpleQueue

import pytest
from hypothesis import given
from hypothesis import strategies as st
from uuid6 import uuid7

from backend.clock import city_time
from kiosk.assembly.cabinet import Cabinet, open_cabinet
from kiosk.assembly.routes import Stations, routes
from kiosk.assembly.tracing_log import TracingLog
from kiosk.clock import SystemClock
from kiosk.domain.deed import Deed, DeedKind
from kiosk.domain.trace import TraceParent, Tracer
from kiosk.logs import EventLog
from kiosk.part_settings import CentreSettings, PrinterSettings
from kiosk.settings import TerminalSettings
from kiosk.terminal.board import Board
from kiosk.terminal.desk import Desk, DeskTools
from kiosk.terminal.dispatch import Dispatch
from kiosk.tracing import open_tracer
from kiosk.visit.errand import FetchCertificationState, Record
from kiosk.visit.service import Service
from kiosk.work.reply import Answered, Broke, Failed, Reply
from kiosk.work.station import Station
from kiosk.work.worker import Duty
from tests.contracts.trace_collector import Collector, KeptSpan
from tests.unit.backend.running_centre import RunningCentre, make_centre, subject_of
from tests.unit.terminal.test_host import Boards

pytestmark = pytest.mark.xdist_group("traces")

WAIT_SECONDS = 120
WHO = subject_of("pensioner-due")


async def certify() -> None:
    """Ask one thing of the centre, and leave one deed."""
    await FetchCertificationState(WHO)
    await Record(passed())


def passed() -> Deed:
    day = city_time() - timedelta(days=1)
    payload: dict[str, str | int | float | bool | None] = {
        "number": WHO.number,
        "name": WHO.name,
        "card_kind": "social-security-card",
        "decision": "accept",
        "score": 0.61,
        "certified_on": day.date().isoformat(),
    }
    return Deed(str(uuid7()), DeedKind.LIFE_CERTIFIED, day, payload)


def terminal(home: Path, url: str, state: Path) -> TerminalSettings:
    identity = home / "hall-1"
    centre = CentreSettings(
        url,
        identity / "certificate.pem",
        identity / "key.pem",
        identity / "authority.pem",
        identity / "trust",
    )
    return TerminalSettings("hall-1", state, centre, PrinterSettings(queue="none"))


def serve_one(
    settings: TerminalSettings, tracer: Tracer, until: Callable[[], object]
) -> list[Reply]:
    """Serve one visit before the real store and the real way to the centre.

    Gives what the workers said; they go on until what is waited for has come.
    """
    clock, replies = SystemClock(), SimpleQueue[Reply]()
    log = TracingLog(EventLog(io.StringIO(), clock), tracer)
    duty: Duty[Cabinet] = Duty(
        ("store", "centre", "envelopes"),
        lambda: open_cabinet(settings, clock, log, lambda: str(uuid7())),
        watch=Cabinet.statuses,
        poll_seconds=0.2,
        spare_time=Cabinet.tidy,
    )
    cabinet = Station(duty, replies.put, clock)
    stations = Stations((), None, cabinet, cabinet, cabinet, cabinet)
    tools = DeskTools(
        instant={},
        board=Board(["card-reader"]),
        dispatch=Dispatch(routes(stations, clock), clock, log.span),
        stage=Boards(),
        clock=clock,
        log=log,
        contact_reader="card-reader",
        give_up=lambda: None,
    )
    cabinet.start()
    try:
        heard = list(served(Desk(tools, lambda: None), replies))
        until()
    finally:
        cabinet.stop()
    return heard


def served(desk: Desk, replies: SimpleQueue[Reply]) -> Iterator[Reply]:
    desk.open(Service("life-certification", frozenset(), certify))
    while not desk.is_free:
        reply = replies.get(timeout=WAIT_SECONDS)
        if isinstance(reply, Answered | Failed | Broke):
            desk.receive(reply)
            yield reply


@pytest.fixture(scope="module")
def collector() -> Iterator[Collector]:
    with Collector() as listening:
        yield listening


@pytest.fixture(scope="module")
def centre(
    collector: Collector, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[RunningCentre]:
    home = make_centre(tmp_path_factory.mktemp("traced") / "home")
    running = RunningCentre(home, "--traces", collector.address)
    yield running
    assert running.stop() == 0


def test_visit_is_one_trace_on_both_sides(
    centre: RunningCentre, collector: Collector, tmp_path: Path
) -> None:
    settings = terminal(centre.home, centre.url, tmp_path)
    tracer = open_tracer(collector.address, "kiosk", "hall-1")

    def has_come() -> None:
        tracer.close()
        collector.await_spans(
            lambda spans: {"deed", "state"} <= {each.name for each in visit_of(spans)}
        )

    heard = serve_one(settings, tracer, has_come)
    assert all(isinstance(reply, Answered) for reply in heard), heard
    spans = visit_of(collector.await_spans(lambda _: True))
    named = {each.name: each for each in spans}
    assert len(named) == len(spans)
    assert below(named) == {
        "visit": ("kiosk", ""),
        "fetch-certification-state": ("kiosk", "visit"),
        "state": ("centre", "fetch-certification-state"),
        "record": ("kiosk", "visit"),
        "deed": ("centre", "record"),
    }
    assert named["visit"].facts == {"service": "life-certification", "ending": "done"}
    assert named["state"].facts == {"status": "200", "reason": ""}
    told = named["deed"].facts
    assert (told["kind"], told["outcome"]) == ("life-certified", "accepted")
    assert float(told["waited_seconds"]) > 0
    for word in (WHO.number, WHO.name):
        assert word.encode() not in collector.raw


def visit_of(spans: list[KeptSpan]) -> list[KeptSpan]:
    """Give the one trace whose terminal tells this collector, too."""
    traces = {each.trace for each in spans if each.name == "visit"}
    return [each for each in spans if each.trace in traces]


def below(named: dict[str, KeptSpan]) -> dict[str, tuple[str, str]]:
    """Tell of each span whose it is, and below which other it hangs."""
    names = {each.span: name for name, each in named.items()}
    return {
        name: (each.service, names[each.parent] if each.parent else "")
        for name, each in named.items()
    }


@pytest.mark.parametrize("is_listening", [True, False], ids=["mute", "gone"])
def test_collector_that_is_away_costs_a_visit_nothing(
    centre: RunningCentre,
    tmp_path: Path,
    is_listening: bool,  # noqa: FBT001 - a parameter of the test
) -> None:
    with socket.socket() as hole:
        hole.bind(("127.0.0.1", 0))
        if is_listening:
            hole.listen()
        address = f"http://127.0.0.1:{hole.getsockname()[1]}"
        tracer = open_tracer(address, "kiosk", "hall-1")
        settings = terminal(centre.home, centre.url, tmp_path)
        heard = serve_one(settings, tracer, lambda: None)
        tracer.close()
    assert all(isinstance(reply, Answered) for reply in heard), heard


def test_without_a_collector_nothing_is_loaded() -> None:
    program = (
        "import sys; from kiosk.tracing import open_tracer;"
        "t = open_tracer('', 'kiosk'); s = t.begin('visit', {}); s.end(); t.close();"
        "assert not s.parent;"
        "assert not [m for m in sys.modules if m.startswith('opentelemetry')]"
    )
    subprocess.run([sys.executable, "-c", program], check=True)


@given(
    trace=st.integers(1, 2**128 - 1),
    span=st.integers(1, 2**64 - 1),
    flags=st.integers(0, 255),
)
def test_traceparent_is_read_as_it_was_written(
    trace: int, span: int, flags: int
) -> None:
    written = TraceParent(trace, span, flags)
    assert TraceParent.read(str(written)) == written


@given(st.text() | st.none() | st.from_regex(r"00-[0-9a-f-]{50,56}"))
def test_anything_else_is_no_traceparent(text: str | None) -> None:
    read = TraceParent.read(text)
    assert read is None or str(read) == text


@pytest.mark.parametrize(
    "text",
    [
        f"00-{'0' * 32}-{'1' * 16}-01",
        f"00-{'1' * 32}-{'0' * 16}-01",
        f"01-{'1' * 32}-{'1' * 16}-01",
    ],
)
def test_numbers_of_nothing_are_refused(text: str) -> None:
    assert TraceParent.read(text) is None
