"""A real Prometheus reads a centre over mutual TLS; what is shipped for it works.

Dashboard and alerts are held against what Prometheus itself has got from the centre:
a metric, a label or a fact that is called otherwise leaves a question without answer.
"""

from __future__ import annotations

import json
import math
import re
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import psutil
import pytest
import requests
import yaml

import backend
from backend.__main__ import main as centre
from kiosk.clock import SystemClock
from tests.contracts.centre_rig import courier_for
from tests.unit.backend.beats import SOUND
from tests.unit.backend.running_centre import (
    RunningCentre,
    command,
    make_centre,
    settled,
    wire_subject,
)
from tests.waiting import await_condition

pytestmark = pytest.mark.xdist_group("centre")

SHIPPED = Path(backend.__file__).parents[1] / "docs" / "monitoring"
ALERTS = SHIPPED / "kiosk-alerts.yml"
WORKED = Path(__file__).with_name("alerts_worked.yml")
THRESHOLD = re.compile(r"\s[<>]\s[0-9.]+")
LIMIT_SECONDS = 120.0


@dataclass(frozen=True, slots=True)
class Watched:
    """A centre, where its metrics are, and a program that may read them."""

    running: RunningCentre
    port: int

    @property
    def identity(self) -> Path:
        return self.running.home / "watch"

    def asked(self, identity: str) -> requests.Response:
        with self.running.session(identity) as session:
            return session.get(f"https://127.0.0.1:{self.port}/metrics", timeout=60)

    def make_noise(self) -> None:
        """Have answers timed, good ones and a refusal."""
        self.running.post("/v1/certification-states", wire_subject("pensioner-due"))
        self.running.post("/v1/certification-states", {"number": "1"})


@pytest.fixture(scope="module")
def watched(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Watched]:
    home = make_centre(tmp_path_factory.mktemp("watched") / "home")
    command("enrol-monitor", home, "--name=watch", f"--out={home / 'watch'}")
    file = home / "metrics.port"
    # Any address but a loopback one: to strangers the door is never a plain one.
    told = ("--metrics-host=0.0.0.0", "--metrics-port=0")
    running = RunningCentre(home, *told, f"--metrics-port-file={file}")
    await_condition(lambda: file.exists() and bool(file.read_text()), LIMIT_SECONDS)
    _live(running)
    yield Watched(running, int(file.read_text()))
    assert running.stop() == 0


def _live(running: RunningCentre) -> None:
    """Have a terminal tell all that is ever told, a ticket opened, a deed refused."""
    port = int(running.url.rsplit(":", 1)[1])
    burden = replace(SOUND.burden, dead_letters=1)
    readiness = replace(SOUND.readiness, face_tries=20, face_failures=1)
    with closing(courier_for(running.home / "hall-1", port, patience=60.0)) as line:
        now = SystemClock().now()
        line.beat(replace(SOUND, made_at=now, burden=burden, readiness=readiness))
    deed = settled("0198c0de-0000-7000-8000-0000000000c1", "2026-999999-01", "out")
    _, told = running.post("/v1/deeds", {"deeds": [deed]})
    assert told["answers"][0]["outcome"] == "refused"


def shipped_config(watched: Watched, folder: Path) -> Path:
    """Give the shipped configuration with this machine's places, read each second."""
    text = (SHIPPED / "prometheus.yml").read_text("utf-8")
    for old, new in (
        ("centre.example:9464", f"127.0.0.1:{watched.port}"),
        ("/etc/prometheus/kiosk", str(watched.identity)),
        ("_interval: 30s", "_interval: 1s"),
        ("- kiosk-alerts.yml", f"- {ALERTS}"),
    ):
        assert old in text, old
        text = text.replace(old, new)
    file = folder / "prometheus.yml"
    file.write_text(text)
    return file


class Prometheus:
    """A running Prometheus, asked over its own API."""

    def __init__(self, port: int) -> None:
        self._url = f"http://127.0.0.1:{port}/api/v1"

    def told(self, path: str, **asked: str) -> Any:  # noqa: ANN401 - JSON
        answer = requests.get(f"{self._url}/{path}", asked, timeout=60).json()
        assert answer["status"] == "success", answer
        return answer["data"]

    def result(self, question: str) -> list[float]:
        rows = self.told("query", query=question)["result"]
        return [float(row["value"][1]) for row in rows]


@contextmanager
def prometheus(config: Path) -> Iterator[Prometheus]:
    """Run the real program beside its configuration."""
    command = [
        "prometheus",
        f"--config.file={config}",
        f"--storage.tsdb.path={config.parent / 'data'}",
        "--web.listen-address=127.0.0.1:0",
    ]
    with (config.parent / "log").open("wb") as log:
        process = subprocess.Popen(command, stderr=log)
    try:
        await_condition(lambda: _ports(process) != [], LIMIT_SECONDS)
        yield Prometheus(_ports(process)[0])
    finally:
        process.terminate()
        process.wait(60)


def _ports(process: subprocess.Popen[bytes]) -> list[int]:
    assert process.poll() is None, "Prometheus ended"
    lines = psutil.Process(process.pid).net_connections("tcp4")
    return [line.laddr.port for line in lines if line.status == psutil.CONN_LISTEN]


def questions() -> list[str]:
    """Give each question of dashboard and alerts, without what limits its answers.

    A sound terminal is beyond no threshold and a sound centre has no failures of its
    own, and a question that falls back on zero must not pass for that.
    """
    dashboard = json.loads((SHIPPED / "grafana-fleet.json").read_text("utf-8"))
    drawn = [target["expr"] for p in dashboard["panels"] for target in p["targets"]]
    groups = yaml.safe_load(ALERTS.read_text("utf-8"))["groups"]
    alerts = [rule["expr"] for group in groups for rule in group["rules"]]
    bare = [THRESHOLD.sub("", each) for each in drawn + alerts]
    return [
        each.replace('"5.."', '"..."').removesuffix(" or vector(0)") for each in bare
    ]


def test_every_question_of_dashboard_and_alerts_has_an_answer(
    watched: Watched, tmp_path: Path
) -> None:
    with prometheus(shipped_config(watched, tmp_path)) as real:
        left = questions()

        def are_answered() -> bool:
            watched.make_noise()
            left[:] = [each for each in left if not _is_answered(real, each)]
            return not left

        try:
            await_condition(are_answered, LIMIT_SECONDS)
        except AssertionError:
            pytest.fail(f"no answer: {left}; targets: {real.told('targets')}")
        loaded = real.told("rules")["groups"]
        assert {rule["health"] for group in loaded for rule in group["rules"]} <= {
            "ok",
            "unknown",
        }


def _is_answered(real: Prometheus, question: str) -> bool:
    return any(not math.isnan(value) for value in real.result(question))


def test_the_shipped_files_please_its_own_checker(
    watched: Watched, tmp_path: Path
) -> None:
    config = shipped_config(watched, tmp_path)
    _checked("check", "config", str(config))
    _checked("check", "metrics", given=watched.asked("watch").text)


def test_each_alert_wakes_for_its_cause_and_for_no_other() -> None:
    _checked("test", "rules", str(WORKED))
    told = WORKED.read_text("utf-8")
    groups = yaml.safe_load(ALERTS.read_text("utf-8"))["groups"]
    for group in groups:
        for rule in group["rules"]:
            assert f"alertname: {rule['alert']}\n" in told, rule["alert"]


def _checked(*arguments: str, given: str | None = None) -> None:
    done = subprocess.run(
        ["promtool", *arguments],
        input=given,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    # Warnings of the checker stand on its error output.
    assert not done.stderr.strip(), done.stderr


def test_nobody_else_reads_the_metrics(watched: Watched) -> None:
    assert watched.asked("watch").status_code == 200
    assert watched.asked("hall-1").status_code == 403
    with (
        pytest.raises(requests.exceptions.RequestException),
        watched.running.session(None) as session,
    ):
        session.get(f"https://127.0.0.1:{watched.port}/metrics", timeout=60)


def test_who_is_shut_out_reads_no_more(watched: Watched) -> None:
    home = f"--home={watched.running.home}"
    out = f"--out={watched.running.home / 'passing'}"
    assert centre(["enrol-monitor", home, "--name=passing", out]) == 0
    assert watched.asked("passing").status_code == 200
    assert centre(["revoke-monitor", home, "--name=passing"]) == 0
    assert watched.asked("passing").status_code == 403
    assert centre(["revoke-monitor", home, "--name=passing"]) == 1
    assert centre(["enrol-monitor", home, "--name=../x", out]) == 1
