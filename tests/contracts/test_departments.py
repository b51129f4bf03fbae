"""Departments: only their certificate, only their rights, every look-up kept."""

from __future__ import annotations

import json
import sqlite3
import ssl
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import requests
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from backend.__main__ import main
from backend.departments.identity import make_identity
from backend.home import Home
from backend.sample.demonstration import DEMONSTRATION
from tests.contracts.doors_rig import Doors, open_doors

pytestmark = pytest.mark.xdist_group("centre")

KIND = "enrolment-certificate"
EMPLOYEE = DEMONSTRATION["employee"]


@pytest.fixture(scope="module")
def doors(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Doors]:
    doors = open_doors(tmp_path_factory.mktemp("departments"))
    for level in ("standing", "masked", "content"):
        doors.register(f"{level}-office", f"{KIND}={level}")
    yield doors
    assert doors.centre.stop() == 0
    assert (doors.centre.home / "stderr.txt").read_text() == ""


def question(number: str, **more: str) -> dict[str, str]:
    return {"number": number, "purpose": "mortgage", "reference": "F-2026-17"} | more


def test_each_level_is_told_what_it_allows_and_no_more(doors: Doors) -> None:
    paper = doors.paper()
    asked = question(paper.number, code=paper.code)
    status, standing = doors.look_up("standing-office", **asked)
    assert (status, standing["verdict"]) == (200, "valid")
    assert set(standing["certificate"]) == {
        "number",
        "kind",
        "issued_at",
        "valid_until",
    }
    _, masked = doors.look_up("masked-office", **asked)
    assert masked["certificate"]["name"] == "李*国"
    assert EMPLOYEE.number not in json.dumps(masked)
    _, content = doors.look_up("content-office", **asked)
    assert content["certificate"]["content"]["citizen_number"] == EMPLOYEE.number


def test_nobody_sees_a_whole_record_without_the_paper(doors: Doors) -> None:
    paper, other = doors.paper(), doors.paper()
    status, told = doors.look_up("content-office", **question(paper.number))
    assert (status, told) == (409, {"reason": "code-needed"})
    wrong = question(paper.number, code=other.code)
    assert doors.look_up("content-office", **wrong)[0] == 404


def test_the_state_of_the_paper_is_told(doors: Doors) -> None:
    revoked, old, new = (doors.paper() for _ in range(3))
    doors.withdraw(revoked)
    doors.withdraw(old, by=new)
    for paper, verdict, reasons in (
        (revoked, "invalid", ["revoked"]),
        (old, "invalid", ["superseded"]),
        (new, "valid", []),
        (doors.paper("failed"), "invalid", ["never-printed"]),
        (doors.paper(""), "cannot_tell", ["not-yet-printed"]),
    ):
        _, told = doors.look_up("standing-office", **question(paper.number))
        assert (told["verdict"], told["reasons"]) == (verdict, reasons)


@pytest.mark.parametrize(
    ("changed", "status", "reason"),
    [
        ({"purpose": "curiosity"}, 409, "purpose-not-agreed"),
        ({"purpose": ""}, 422, "invalid"),
        ({"reference": "  "}, 422, "invalid"),
        ({"reference": "x" * 65}, 422, "invalid"),
        ({"reference": "a\nb"}, 422, "invalid"),
        ({"number": "2026-999999"}, 404, "number-unknown"),
    ],
)
def test_a_purpose_and_a_file_number_are_needed(
    doors: Doors, changed: dict[str, str], status: int, reason: str
) -> None:
    asked = question(doors.paper().number) | changed
    assert doors.look_up("standing-office", **asked) == (status, {"reason": reason})


@pytest.mark.parametrize("body", [b"", b"[]", b"\xff", b"{" * 2000, b"x" * 9000])
def test_any_body_gets_an_answer(doors: Doors, body: bytes) -> None:
    with doors.centre.session("standing-office") as session:
        answer = session.post(
            f"{doors.departments}/v1/look-ups",
            data=body,
            headers={"Content-Type": "application/json"},
            timeout=10,
        )
    assert answer.status_code in (413, 422)
    assert answer.json()["reason"] in ("invalid", "too-large")


def test_terminals_and_departments_never_pass_for_one_another(doors: Doors) -> None:
    with (
        doors.centre.session("hall-1") as terminal,
        pytest.raises(requests.exceptions.ConnectionError),
    ):
        terminal.get(f"{doors.departments}/v1/department", timeout=10)
    with (
        doors.centre.session("standing-office") as department,
        pytest.raises(requests.exceptions.ConnectionError),
    ):
        department.get(f"{doors.centre.url}/v1/health", timeout=10)
    with (
        doors.centre.session(None) as nobody,
        pytest.raises(requests.exceptions.ConnectionError),
    ):
        nobody.get(f"{doors.departments}/v1/department", timeout=10)


def test_terminals_requests_are_not_served_at_the_departments_door(
    doors: Doors,
) -> None:
    with doors.centre.session("standing-office") as session:
        for path in ("/v1/health", "/v1/portraits", "/v1/certificates", "/verify"):
            assert session.get(doors.departments + path, timeout=10).status_code == 404


def test_a_revoked_department_is_shut_out_on_an_open_line(doors: Doors) -> None:
    doors.register("bank", f"{KIND}=standing")
    with doors.centre.session("bank") as session:
        address = f"{doors.departments}/v1/department"
        assert session.get(address, timeout=10).json()["name"] == "bank"
        doors.act("department", "revoke", "--name=bank")
        refused = session.get(address, timeout=10)
    assert (refused.status_code, refused.json()) == (403, {"reason": "revoked"})


def test_a_certificate_of_our_authority_that_nobody_registered_is_refused(
    doors: Doors,
) -> None:
    stray = doors.centre.home / "stray"
    make_identity(Home(doors.centre.home), "stray", stray)
    status, told = doors.look_up("stray", **question("2026-000001"))
    assert (status, told) == (403, {"reason": "revoked"})


def test_pages_work_for_people_and_not_from_elsewhere(doors: Doors) -> None:
    paper = doors.paper()
    with doors.centre.session("masked-office") as session:
        page = session.get(f"{doors.departments}/?lang=en", timeout=10).text
        assert "<option>school place</option>" in page
        asked = question(paper.number, reference='"><script>x</script>')
        told = session.post(f"{doors.departments}/?lang=en", data=asked, timeout=10)
        assert 'class="verdict valid"' in told.text
        assert "<script" not in told.text
        headers = {"Sec-Fetch-Site": "cross-site"}
        forged = session.post(doors.departments, data=asked, headers=headers, timeout=9)
        assert forged.status_code == 409


def test_the_description_names_every_path(doors: Doors) -> None:
    with doors.centre.session("masked-office") as session:
        told = session.get(f"{doors.departments}/openapi.json", timeout=10).json()
        about = session.get(f"{doors.departments}/v1/department", timeout=10).json()
    assert set(told["paths"]) == {"/v1/department", "/v1/look-ups"}
    schema = told["paths"]["/v1/department"]["get"]["responses"]["200"]["content"]
    assert set(schema["application/json"]["schema"]["required"]) == set(about)


def test_every_look_up_is_kept_and_the_trail_cannot_be_rewritten(
    doors: Doors, capsys: pytest.CaptureFixture[str]
) -> None:
    paper = doors.paper()
    asked = question(paper.number, reference="F-77", code=paper.code)
    doors.look_up("content-office", **asked)
    doors.look_up("content-office", **(asked | {"purpose": "curiosity"}))
    home = doors.centre.home
    capsys.readouterr()
    assert main(["department", "trail", "--home", str(home)]) == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    mine = [line for line in lines if line["reference"] == "F-77"]
    assert [line["result"] for line in mine] == ["valid", "purpose-not-agreed"]
    assert paper.code not in json.dumps(lines)
    database = sqlite3.connect(home / "centre.sqlite3")
    try:
        for change in ("UPDATE department_look_up SET result = 'valid'", "DELETE FROM"):
            statement = change if "SET" in change else f"{change} department_look_up"
            with pytest.raises(sqlite3.IntegrityError, match="never changed"):
                database.execute(statement)
        # Whoever gets around the database is found out by the chain.
        database.execute("DROP TRIGGER department_look_up_no_UPDATE")
        update = "UPDATE department_look_up SET purpose = 'other' WHERE entry_id = 2"
        before = database.execute(
            "SELECT purpose FROM department_look_up WHERE entry_id = 2"
        ).fetchone()
        database.execute(update)
        database.commit()
        assert main(["department", "trail", "--home", str(home)]) == 1
        assert "wrong at line 2" in capsys.readouterr().err
        database.execute(
            "UPDATE department_look_up SET purpose = ? WHERE entry_id = 2", before
        )
        database.commit()
    finally:
        database.close()
    assert main(["department", "trail", "--home", str(home)]) == 0


def test_another_authoritys_certificate_can_be_let_in(
    doors: Doors, tmp_path: Path
) -> None:
    authority, certificate = outside_certificate(tmp_path)
    home = doors.centre.home
    line = ["department", "register", "--home", str(home), "--name=school"]
    line += ["--title=School", "--purpose=school place", f"--right={KIND}=standing"]
    told = [f"--certificate={certificate}", f"--authority={authority}"]
    assert main([*line, *told]) == 0
    wrong = [f"--certificate={certificate}", f"--authority={doors.ca}"]
    assert main([*line, *wrong]) == 1
    # The authority counts from the listener's next start; what it will load holds.
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    for file in (home / "departments" / "further").glob("*.pem"):
        context.load_verify_locations(file)
    assert context.cert_store_stats()["x509_ca"] == 1


def outside_certificate(folder: Path) -> tuple[Path, Path]:
    """Make another CA and one certificate of its own."""
    top, leaf = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
    names = [
        x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])
        for text in ("Provincial CA", "School 7")
    ]
    files: list[Path] = []
    for name, key in zip(names, (top, leaf), strict=True):
        constraints = x509.BasicConstraints(ca=key is top, path_length=None)
        made = (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(names[0])
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(datetime.now(UTC) - timedelta(days=1))
            .not_valid_after(datetime.now(UTC) + timedelta(days=30))
            .add_extension(constraints, critical=True)
            .sign(top, hashes.SHA256())
        )
        file = folder / f"{len(files)}.pem"
        file.write_bytes(made.public_bytes(serialization.Encoding.PEM))
        files.append(file)
    return files[0], files[1]
