"""A machine takes the place of another: a typed code, a new key, the old retired."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from kiosk.assembly.enrolling import enrol_terminal
from kiosk.assembly.identity_swap import finish_swap, look_at_identity, swap_identity
from kiosk.domain.enrolment import EnrolmentCode
from kiosk.domain.fault import CentreRefused
from kiosk.part_settings import CentreSettings, PrinterSettings
from kiosk.settings import TerminalSettings
from tests.contracts.centre_rig import courier_for
from tests.contracts.test_enrolment import Office, office

__all__ = ["office"]


@pytest.fixture
def cabinet(
    office: Office, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> Iterator[TerminalSettings]:
    """A terminal that is known under its name."""
    identity = tmp_path / "identity"
    told = told_for(office, identity)
    enrol_terminal(office.door, office.code(told.name, capsys), identity)
    yield told
    shutil.rmtree(identity)


def told_for(office: Office, identity: Path) -> TerminalSettings:
    return TerminalSettings(
        name="hall-swap",
        state_directory=identity.parent / "state",
        centre=CentreSettings(
            office.running.url,
            identity / "certificate.pem",
            identity / "key.pem",
            identity / "authority.pem",
            identity / "trust",
            enrolment=office.door,
        ),
        printer=PrinterSettings(uri="ipp://10.0.0.5/ipp/print"),
    )


def is_known(identity: Path, office: Office) -> bool:
    with closing(courier_for(identity, office.port)) as courier:
        return courier.status().is_usable


def test_the_new_identity_serves_and_the_old_one_is_retired(
    office: Office,
    cabinet: TerminalSettings,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    identity = cabinet.centre.key.parent
    shutil.copytree(identity, tmp_path / "former")
    code = office.code(cabinet.name, capsys)
    assert swap_identity(cabinet, code) == cabinet.name
    assert is_known(identity, office)
    assert not is_known(tmp_path / "former", office)
    former = (tmp_path / "former" / "key.pem").read_bytes()
    kept = [file.read_bytes() for file in identity.rglob("*") if file.is_file()]
    assert former not in kept
    assert not (identity / "next").exists()
    assert look_at_identity(cabinet).is_valid


def test_another_machine_takes_the_name_over(
    office: Office,
    cabinet: TerminalSettings,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    other = told_for(office, tmp_path / "other" / "identity")
    assert not look_at_identity(other).ends_on
    assert swap_identity(other, office.code(cabinet.name, capsys)) == other.name
    assert is_known(other.centre.key.parent, office)
    assert not is_known(cabinet.centre.key.parent, office)


def test_a_code_for_another_name_changes_nothing(
    office: Office, cabinet: TerminalSettings, capsys: pytest.CaptureFixture[str]
) -> None:
    before = cabinet.centre.certificate.read_bytes()
    assert swap_identity(cabinet, office.code("hall-else", capsys)) == "hall-else"
    assert cabinet.centre.certificate.read_bytes() == before
    assert is_known(cabinet.centre.key.parent, office)


def test_a_refused_code_leaves_the_former_identity(
    office: Office, cabinet: TerminalSettings
) -> None:
    with pytest.raises(CentreRefused):
        swap_identity(cabinet, EnrolmentCode.draw().text)
    assert not finish_swap(cabinet)
    assert is_known(cabinet.centre.key.parent, office)


def test_a_swap_cut_by_a_power_failure_is_finished_by_the_next_start(
    office: Office, cabinet: TerminalSettings, capsys: pytest.CaptureFixture[str]
) -> None:
    """The centre has named the new key; of the files only the key was exchanged."""
    identity = cabinet.centre.key.parent
    enrol_terminal(office.door, office.code(cabinet.name, capsys), identity / "next")
    shutil.copy(identity / "next" / "key.pem", identity / "key.pem")
    assert finish_swap(cabinet)
    assert is_known(identity, office)
    assert not finish_swap(cabinet)


def test_without_another_word_the_door_is_beside_the_centre() -> None:
    at = Path("x")
    centre = CentreSettings("https://centre.city:8443/api", at, at, at, at)
    assert centre.enrolment_door == "https://centre.city:8446"
