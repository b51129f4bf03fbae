"""Security profiles: the centre refuses what is outside, the terminal keeps to it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from sqlalchemy import select

from backend.__main__ import main as centre
from backend.access.audit import AuditEvent
from backend.clock import city_time
from backend.fleet.assignment import Assigned, assign
from backend.home import Home
from backend.installation import open_database
from backend.store.fleet import AuditEntry
from kiosk.assembly.dismissal import DISMISSED, STORE_FILE
from kiosk.assembly.parcels import pack_outbox
from kiosk.assembly.ring import ring_of
from kiosk.domain.fault import ExportForbidden
from kiosk.domain.profile import STANDARD
from tests.console_rig import Console
from tests.contracts.outpost import NOWHERE, Outpost, at
from tests.unit.backend.running_centre import (
    RunningCentre,
    certified,
    command,
    make_centre,
    order,
    wire_subject,
)
from tests.waiting import await_condition

pytestmark = pytest.mark.xdist_group("centre")

PROFILES = """
profiles:
  - {key: standard, title: {en: Standard}}
  - {key: telling, title: {en: Telling}, groups: [information], services: [enrolment]}
  - {key: far, title: {en: Far}, networks: [192.0.2.0/24, "2001:db8::/32"]}
  - {key: near, title: {en: Near}, networks: [127.0.0.0/8, "::1/128"]}
  - {key: slow, title: {en: Slow}, questions_per_minute: 1}
  - key: guarded
    title: {en: Guarded}
    certificate_days: 9
    seal_after_days: 5
    may_export: false
    may_diagnose: false
departments: {far-bank: [192.0.2.0/24], near-bank: [127.0.0.0/8]}
staff: {technician: [192.0.2.0/24]}
"""
DAY = 86_400


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningCentre]:
    home = make_centre(tmp_path_factory.mktemp("profiles") / "home")
    (home / "profiles.yaml").write_text(PROFILES)
    files = {who: home / f"{who}.port" for who in ("department", "console")}
    ports = [f"--{who}-port=0" for who in files]
    told = [f"--{who}-port-file={file}" for who, file in files.items()]
    running = RunningCentre(home, *ports, *told)
    await_condition(
        lambda: all(file.exists() and file.read_text() for file in files.values()),
        limit_seconds=90.0,
    )
    yield running
    assert running.stop() == 0


def door(running: RunningCentre, who: str) -> str:
    return f"https://127.0.0.1:{int((running.home / f'{who}.port').read_text())}"


@pytest.mark.parametrize(("name", "status"), [("far-bank", 403), ("near-bank", 200)])
def test_a_department_asks_from_its_networks_alone(
    running: RunningCentre, name: str, status: int
) -> None:
    right, out = "--right=enrolment-certificate=standing", running.home / name
    told = (f"--name={name}", f"--title={name}", "--purpose=loan", right)
    home = f"--home={running.home}"
    assert centre(["department", "register", home, *told, f"--out={out}"]) == 0
    with running.session(name) as session:
        address = door(running, "department") + "/v1/department"
        answer = session.get(address, timeout=30)
    assert answer.status_code == status
    if status != 200:
        assert answer.json() == {"reason": "wrong-network"}
        assert refusals(running, f"department:{name}") == ["wrong-network"]


def test_staff_sit_where_their_role_may(running: RunningCentre) -> None:
    console = Console(running, door(running, "console"))
    with console.staff("T7", "technician") as technician:
        page = technician.get("/", lang="en")
    assert page.status_code == 403
    assert "may not be used from this computer" in page.text
    assert refusals(running, "staff:T7") == ["wrong-network"]
    with console.staff("V7", "supervisor") as supervisor:
        assert supervisor.get("/").status_code == 200


def refusals(running: RunningCentre, who: str) -> list[str]:
    database = open_database(Home(running.home))
    mine = AuditEntry.terminal == who
    refused = AuditEntry.event == str(AuditEvent.PROFILE_REFUSED)
    with closing(database), database.reading() as session:
        return list(session.scalars(select(AuditEntry.result).where(mine, refused)))


def give(running: RunningCentre, name: str, profile: str, ring: str = "") -> None:
    database = open_database(Home(running.home))
    with closing(database), database.writing() as session:
        assign(session, name, Assigned(profile, ring), "S1", city_time())


class Asking:
    """A terminal with a profile, that asks what it likes."""

    def __init__(self, running: RunningCentre, name: str, profile: str) -> None:
        out = running.home / name
        command("enrol-terminal", running.home, f"--name={name}", f"--out={out}")
        give(running, name, profile)
        self.running, self.name = running, name

    def ask(self, path: str, body: object) -> tuple[int, Any]:
        with self.running.session(self.name) as session:
            return self.running.post(path, body, session)

    def refusals(self) -> list[str]:
        return refusals(self.running, self.name)


def test_what_a_profile_does_not_name_is_refused_and_in_the_trail(
    running: RunningCentre,
) -> None:
    terminal = Asking(running, "telling-1", "telling")
    outside = (409, {"reason": "outside-profile"})
    assert terminal.ask("/v1/portraits", wire_subject("employee")) == outside
    assert terminal.ask("/v1/certificates", order("0198c0de-1")) == outside
    assert terminal.ask("/v1/cases", {"item": "ES-01"}) == outside
    told = [
        f"outside-profile {name}" for name in ("portrait", "certificate", "business")
    ]
    assert terminal.refusals() == told
    assert terminal.ask("/v1/suggestions", {"question": "pension"})[0] != 409
    assert terminal.ask("/v1/lists", None)[0] == 200


def test_a_deed_outside_the_profile_becomes_a_dead_letter_and_holds_up_no_other(
    running: RunningCentre,
) -> None:
    terminal = Asking(running, "telling-2", "telling")
    deeds = [
        certified("0198c0de-0000-7000-8000-0000000000b1"),
        {
            "id": "0198c0de-0000-7000-8000-0000000000b2",
            "kind": "copy-settled",
            "made_at": "2026-11-20T10:00:00+08:00",
            "payload": {"serial": "2026-999999-01", "state": "out"},
        },
    ]
    _, told = terminal.ask("/v1/deeds", {"deeds": deeds})
    reasons = [each["reason"] for each in told["answers"]]
    assert reasons == ["outside-profile", "no-such-copy"]


@pytest.mark.parametrize(("profile", "status"), [("far", 403), ("near", 200)])
def test_a_terminal_speaks_from_its_networks_alone(
    running: RunningCentre, profile: str, status: int
) -> None:
    terminal = Asking(running, f"net-{profile}", profile)
    got, told = terminal.ask("/v1/lists", None)
    assert got == status
    if status != 200:
        assert told == {"reason": "wrong-network"}
        assert terminal.refusals() == ["wrong-network lists"]


def test_one_question_too_many_waits_and_what_keeps_it_governed_does_not(
    running: RunningCentre,
) -> None:
    terminal = Asking(running, "slow-1", "slow")
    answers = [
        terminal.ask("/v1/portraits", wire_subject("employee")) for _ in range(4)
    ]
    assert answers[0][0] == 200
    assert (429, {"reason": "too-many"}) in answers
    assert terminal.ask("/v1/lists", None)[0] == 200
    assert "too-many portrait" in terminal.refusals()


def test_a_terminal_hears_its_profile_and_ring_and_keeps_both(
    running: RunningCentre, tmp_path: Path
) -> None:
    outpost = Outpost(running, "post-telling", tmp_path)
    with closing(outpost.open()) as cabinet:
        outpost.beat(cabinet)
        assert outpost.board.right.profile == STANDARD
        assert ring_of(outpost.settings).name == "city"
        give(running, outpost.name, "telling", "trial")
        outpost.beat(cabinet)
    outpost.settings = at(outpost.settings, NOWHERE)
    with closing(outpost.open()) as cabinet:
        cabinet.pulse.step()
        profile = outpost.board.right.profile
        assert (profile.key, profile.services) == ("telling", ("enrolment",))
        assert not profile.offers("certify")
    assert ring_of(outpost.settings).name == "trial"


def test_a_ring_goes_back_to_the_settings(
    running: RunningCentre, tmp_path: Path
) -> None:
    outpost = Outpost(running, "post-ring", tmp_path)
    give(running, outpost.name, "", "trial")
    with closing(outpost.open()) as cabinet:
        outpost.beat(cabinet)
        assert ring_of(outpost.settings).name == "trial"
        give(running, outpost.name, "")
        outpost.beat(cabinet)
        assert ring_of(outpost.settings).name == "city"


def test_what_was_too_long_without_the_centre_seals_itself_but_no_jump_of_a_clock_does(
    running: RunningCentre, tmp_path: Path
) -> None:
    outpost = Outpost(running, "post-guarded", tmp_path)
    give(running, outpost.name, "guarded")
    with closing(outpost.open()) as cabinet:
        outpost.beat(cabinet)
        with pytest.raises(ExportForbidden):
            pack_outbox(outpost.settings, tmp_path)
    outpost.settings = at(outpost.settings, NOWHERE)
    with closing(outpost.open()) as cabinet:
        outpost.clock.forward(4 * DAY)
        cabinet.tidy()
        outpost.clock.forward(2 * DAY)
        cabinet.tidy()
        assert not cabinet.dismissal.is_final
        outpost.clock.forward(3_700)
        cabinet.tidy()
        assert cabinet.dismissal.is_final
        assert cabinet.status() == DISMISSED
    assert (outpost.settings.state_directory / STORE_FILE).is_file()


def test_a_renewed_certificate_lives_as_long_as_the_profile_says(
    running: RunningCentre, tmp_path: Path
) -> None:
    outpost = Outpost(running, "post-nine-days", tmp_path)
    give(running, outpost.name, "guarded")
    file = outpost.settings.centre.certificate
    first = x509.load_pem_x509_certificate(file.read_bytes())
    late = first.not_valid_after_utc - timedelta(days=1)
    with closing(outpost.open()) as cabinet:
        outpost.clock.forward((late - outpost.clock.now()).total_seconds())
        cabinet.keeper.step()
    young = x509.load_pem_x509_certificate(file.read_bytes())
    assert (young.not_valid_after_utc - young.not_valid_before_utc).days == 9


@pytest.mark.parametrize(
    "wrong",
    [
        "profiles: [{key: other, title: {}}]",
        "profiles: [{key: standard, title: {}}, {key: standard, title: {}}]",
        "profiles: [{key: standard, title: {}, certificate_days: 0}]",
        "profiles: [{key: standard, title: {}, networks: [nowhere]}]",
        "profiles: [{key: standard, title: {}, groups: [everything]}]",
        "{profiles: [{key: standard, title: {}}], staff: {clerk: [nowhere]}}",
        "profiles: [{key: standard",
    ],
)
def test_a_file_with_a_mistake_is_refused_in_one_line(
    wrong: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    home = make_centre(tmp_path / "home")
    (home / "profiles.yaml").write_text(wrong)
    capsys.readouterr()
    assert centre(["enrolment-code", f"--home={home}", "--name=hall-9"]) == 1
    told = capsys.readouterr().err
    assert "profiles.yaml" in told
    assert told.count("\n") == 1


def test_a_code_is_given_with_a_known_profile_alone(
    running: RunningCentre, capsys: pytest.CaptureFixture[str]
) -> None:
    told = [f"--home={running.home}", "--name=hall-9", "--profile=unheard-of"]
    assert centre(["enrolment-code", *told]) == 1
    assert "field=profile" in capsys.readouterr().err
