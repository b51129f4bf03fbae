"""A real client of assistive technology reads the screens and presses a button."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from kiosk.demonstration.screen import virtual_screen
from kiosk.domain.certificate import CertificateKind
from tests.screens.told_stage import BUTTON
from ui.comfort import Language
from ui.texts import Texts

Told = set[tuple[int, str, str, bool]]

READER = Path(__file__).with_name("screen_reader.py")
WALK = {
    "welcome": "service.enrolment-certificate.title",
    "agree": "agree.accept",
    "choose-paper": f"choose-paper.{CertificateKind.BENEFIT}",
    "take-paper": "take-paper.taken",
    "certified": "tell.understood",
}
"""Screens, and what is pressed on each."""
PATIENCE_SECONDS = 90.0


@contextmanager
def a_bus(folder: Path) -> Iterator[str]:
    """Run a session bus of our own; its services go with it."""
    environment = {**os.environ, "XDG_RUNTIME_DIR": str(folder)}
    command = ["dbus-daemon", "--session", "--nofork", "--nopidfile"]
    with subprocess.Popen(
        [*command, "--print-address=1"],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as bus:
        try:
            assert bus.stdout is not None
            yield bus.stdout.readline().strip()
        finally:
            bus.terminate()


@pytest.fixture
def surroundings() -> Iterator[Mapping[str, str]]:
    """Give a screen and a bus as a program for the blind finds them."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="bus")))
        screen = stack.enter_context(virtual_screen((1080, 1920)))
        yield {
            **os.environ,
            **screen,
            "XDG_RUNTIME_DIR": str(folder),
            "DBUS_SESSION_BUS_ADDRESS": stack.enter_context(a_bus(folder)),
            "QT_LINUX_ACCESSIBILITY_ALWAYS_ON": "1",
        }


@contextmanager
def a_stage(surroundings: Mapping[str, str]) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-m", "tests.screens.told_stage", *WALK]
    with subprocess.Popen(
        command, env=surroundings, stdout=subprocess.PIPE, text=True
    ) as stage:
        try:
            yield stage
        finally:
            stage.kill()


def reader(
    surroundings: Mapping[str, str], *name: str
) -> subprocess.CompletedProcess[str]:
    """Start a screen reader; it knows nothing from before."""
    return subprocess.run(
        ["/usr/bin/python3", "-W", "ignore", str(READER), *name],
        env=surroundings,
        stdout=subprocess.PIPE,
        text=True,
        check=False,
        timeout=PATIENCE_SECONDS,
    )


def told(line: str) -> Told:
    return {(role, name, more, press) for role, name, more, press in json.loads(line)}


def read_until(surroundings: Mapping[str, str], wanted: Told) -> Told:
    """Read the screen until it tells what stands there, or for long enough."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    found: Told = set()
    while time.monotonic() < deadline and not wanted <= found:
        heard = reader(surroundings)
        assert heard.returncode == 0
        found = told(heard.stdout)
    return found


def test_a_screen_reader_finds_every_control_and_goes_on_by_its_action(
    surroundings: Mapping[str, str],
) -> None:
    texts = Texts.load(Language.CHINESE)
    with a_stage(surroundings) as stage:
        assert stage.stdout is not None
        for place, key in enumerate(WALK.values()):
            assert int(stage.stdout.readline()) == place
            wanted = told(stage.stdout.readline())
            found = read_until(surroundings, wanted)
            assert wanted <= found
            assert {each for each in found if each[0] == BUTTON} <= wanted
            assert reader(surroundings, texts.say(key)).returncode == 0
        assert int(stage.stdout.readline()) == len(WALK)
