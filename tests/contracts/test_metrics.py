"""Prometheus hears of the fleet, of nobody, and the dashboard asks for nothing else."""

from __future__ import annotations

import json
import re
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
import requests
from prometheus_client.parser import text_string_to_metric_families

import backend
from backend.fleet.fact import FACTS
from kiosk.clock import SystemClock
from kiosk.domain.heartbeat import Readiness, ServiceReport
from tests.contracts.centre_rig import courier_for
from tests.unit.backend.beats import SOUND
from tests.unit.backend.running_centre import RunningCentre, make_centre, wire_subject

DASHBOARD = (
    Path(backend.__file__).parents[1] / "docs" / "monitoring" / "grafana-fleet.json"
)


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> str:
    """What a centre tells after a beat, a look-up and a refusal."""
    home = make_centre(tmp_path_factory.mktemp("centre") / "home")
    file = home / "metrics.port"
    running = RunningCentre(home, "--metrics-port=0", f"--metrics-port-file={file}")
    try:
        port = int(running.url.rsplit(":", 1)[1])
        with closing(courier_for(home / "hall-1", port)) as courier:
            services = (ServiceReport("enrolment"), ServiceReport("x", ("no-paper",)))
            beat = replace(
                SOUND,
                made_at=SystemClock().now(),
                readiness=Readiness("welcoming", services),
            )
            courier.beat(beat)
        running.post("/v1/certification-states", wire_subject("pensioner-due"))
        running.post("/v1/certification-states", {"number": "1"})
        address = f"http://127.0.0.1:{int(file.read_text())}/metrics"
        return requests.get(address, timeout=20).text
    finally:
        running.stop()


def test_the_fleet_and_the_answers_are_told(told: str) -> None:
    samples = {
        (sample.name, *sorted(sample.labels.items())): sample.value
        for family in text_string_to_metric_families(told)
        for sample in family.samples
    }
    of_hall = ("terminal", "hall-1")
    fact = ("fact", "services_open_percent")
    assert samples["terminal_fact", fact, of_hall] == 50.0
    assert samples["terminals",] == 1
    for status in ("200", "422"):
        name, labels = "centre_answer_seconds_count", ("operation", "state")
        assert samples[name, labels, ("status", status)] == 1


def test_nobody_is_told_of(told: str) -> None:
    person = wire_subject("pensioner-due")
    assert person["number"] not in told
    assert person["name"] not in told


def test_the_dashboard_asks_only_for_what_is_told(told: str) -> None:
    dashboard = json.loads(DASHBOARD.read_text("utf-8"))
    families = {family.name for family in text_string_to_metric_families(told)}
    asked = [target["expr"] for p in dashboard["panels"] for target in p["targets"]]
    for expression in asked:
        names = re.findall(r"\b(?:terminals?|fleet|centre|deeds)_?[a-z_]*", expression)
        for name in names:
            base = re.sub(r"_(bucket|count|sum)$", "", name)
            assert base in families or base == "terminal", expression
        for fact in re.findall(r'fact=~?"([a-z_|]+)"', expression):
            assert set(fact.split("|")) <= FACTS
