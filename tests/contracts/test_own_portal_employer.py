"""An employer's business at the portal: rights, files of many rows, certificates."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from datetime import date

import openpyxl
import pytest

from backend.sample.number import citizen_number
from tests.contracts.doors_rig import Doors, open_doors
from tests.portal_rig import Browser, browser, signed_in
from tests.unit.backend.running_centre import subject_of

pytestmark = pytest.mark.xdist_group("centre")


@pytest.fixture(scope="module")
def doors(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Doors]:
    doors = open_doors(tmp_path_factory.mktemp("employer"))
    yield doors
    assert doors.centre.stop() == 0
    assert "bug-found" not in (doors.centre.home / "centre.log").read_text()


@pytest.fixture(scope="module")
def operator(doors: Doors) -> Iterator[Browser]:
    with signed_in(doors, "employee") as opened:
        opened.get("/my/", lang="en")
        yield opened


def filled(template: bytes, rows: list[list[str]]) -> io.BytesIO:
    """Fill the template in as an employer's office does."""
    book = openpyxl.load_workbook(io.BytesIO(template))
    sheet = book.active
    assert sheet is not None
    sheet.delete_rows(2)
    for row in rows:
        sheet.append(row)
    file = io.BytesIO()
    book.save(file)
    file.seek(0)
    return file


def send(operator: Browser, file: io.BytesIO, name: str = "staff.xlsx") -> str:
    files = [("batch", (name, file, "application/octet-stream"))]
    return operator.hand_in("/for/1", "ES-06", {}, files).text


def test_an_operator_finds_the_employer_and_its_items(operator: Browser) -> None:
    home = operator.get("/my/").text
    assert 'href="/for/1/"' in home
    firm = operator.get("/for/1/").text
    assert "/for/1/items?group=ES" in firm
    assert "/for/1/items?group=PR" not in firm
    assert operator.get("/for/1/items/PR-01").status_code == 404
    assert operator.get("/for/2/").status_code == 404


def test_whoever_is_no_operator_finds_no_employer(doors: Doors) -> None:
    with signed_in(doors, "pensioner-due") as other:
        assert 'href="/for/' not in other.get("/my/").text
        for path in ("/for/1/", "/for/1/cases", "/for/1/items/ES-06"):
            assert other.get(path).status_code == 404


def test_a_file_with_mistakes_names_row_and_column_and_does_nothing(
    operator: Browser,
) -> None:
    template = operator.get("/for/1/items/ES-06/template.xlsx").content
    good, wrong = subject_of("nothing-to-certify"), "510199198808151230"
    before = operator.get("/for/1/cases").text.count("<li><a href=")
    rows = [
        [good.number, good.name, "全部", "8500.00", "2026-11"],
        [wrong, "示例人", "全部", "8500.00", "2026-13"],
        [subject_of("paused").number, "别名", "全部", "-1", "2026-11"],
    ]
    page = send(operator, filled(template, rows))
    told = re.findall(r'<td class="figure"[^>]*>(\d+)</td><td[^>]*>([^<]*)</td>', page)
    assert ("3", "Social security number") in told
    assert ("3", "First month") in told
    assert ("4", "Monthly wage (yuan)") in told
    assert not any(row == "2" for row, _ in told)
    assert 'id="batch-trouble"' in page
    assert "not one row was carried out" in page
    assert operator.get("/for/1/cases").text.count("<li><a href=") == before


def test_a_torn_or_foreign_file_is_told_as_such(operator: Browser) -> None:
    template = operator.get("/for/1/items/ES-06/template.xlsx").content
    torn = send(operator, io.BytesIO(template[: len(template) // 2]))
    assert 'class="saying bad"' in torn or 'id="batch-trouble"' in torn
    foreign = send(operator, io.BytesIO(b"a,b\n1,2\n"), "x.csv")
    assert 'class="saying bad"' in foreign or 'id="batch-trouble"' in foreign
    assert operator.get("/for/1/items/ES-06/template.exe").status_code == 404
    assert operator.get("/for/1/items/ES-01/template.csv").status_code == 404


def test_a_good_file_is_carried_out_whole(operator: Browser) -> None:
    template = operator.get("/for/1/items/ES-06/template.csv").content.decode(
        "utf-8-sig"
    )
    heading = template.splitlines()[0]
    people = [citizen_number(date(1991, 2, 3), each) for each in range(3)]
    lines = [f"{number},新员工,全部,8500.00,2026-11" for number in people]
    file = io.BytesIO("\n".join([heading, *lines]).encode("gb18030"))
    page = send(operator, file, "staff.csv")
    assert 'class="saying good"' in page
    staff = operator.hand_in("/for/1", "EQ-02", {}).text
    assert staff.count("新员工") == 3


def test_a_certificate_signs_an_operator_in_until_it_is_withdrawn(
    doors: Doors,
) -> None:
    number = f"--number={subject_of('employee').number}"
    folder = doors.centre.home / "operator"
    doors.act("operator", "enrol", number, f"--out={folder}")
    with browser(doors, "operator") as opened:
        token = opened.hidden("/sign-in", "/sign-in/certificate")
        home = opened.post("/sign-in/certificate", token)
        assert home.url.endswith("/my/")
        assert opened.get("/for/1/").status_code == 200
        # A certificate is less than card and face: nothing personal is done by it.
        own = opened.hand_in("/my", "PR-12", {"phone": "13800000000", "address": "东"})
        assert own.status_code == 409
    doors.act("operator", "revoke", number)
    with browser(doors, "operator") as opened:
        assert 'action="/sign-in/certificate"' not in opened.get("/sign-in").text
    with browser(doors, "hall-1") as terminal:
        page = terminal.get("/sign-in")
        assert page.status_code == 200
        assert 'action="/sign-in/certificate"' not in page.text
