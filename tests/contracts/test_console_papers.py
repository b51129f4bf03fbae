"""Certificates at the console: looked up masked, withdrawn by a supervisor, counted."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.console_rig import Console, open_console
from tests.unit.backend.running_centre import order, settled

pytestmark = pytest.mark.xdist_group("centre")

_FIRST = "0198c0de-0000-7000-8000-00000000a001"
_SECOND = "0198c0de-0000-7000-8000-00000000a002"
_DEED = "0198c0de-0000-7000-8000-00000000a003"


@pytest.fixture(scope="module")
def console(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Console]:
    console = open_console(tmp_path_factory.mktemp("papers"))
    yield console
    assert console.centre.stop() == 0
    assert "bug-found" not in (console.centre.home / "centre.log").read_text()


@pytest.fixture(scope="module")
def numbers(console: Console) -> tuple[str, str]:
    """Two certificates of one person; the first one's paper was taken."""
    made = [
        console.centre.post("/v1/certificates", order(each))[1]
        for each in (_FIRST, _SECOND)
    ]
    deed = settled(_DEED, made[0]["serial"], "taken")
    status, told = console.centre.post("/v1/deeds", {"deeds": [deed]})
    assert status == 200, told
    return made[0]["number"], made[1]["number"]


def test_a_number_leads_to_the_certificate_with_its_holder_masked(
    console: Console, numbers: tuple[str, str]
) -> None:
    with console.staff("S1") as seat:
        page = seat.get("/papers/", lang="en", number=numbers[0])
        assert page.url.endswith(f"/papers/{numbers[0]}")
        assert "Enrolment certificate" in page.text
        assert "taken" in page.text
        assert "in force" in seat.get(f"/papers/{numbers[1]}").text
        assert "张伟" not in page.text
        assert "510199199001300733" not in page.text
        missing = seat.get("/papers/", number="1999-000001")
        assert missing.status_code == 404
        assert "There is no certificate 1999-000001" in missing.text


def test_only_a_supervisor_withdraws_and_types_the_number_again(
    console: Console, numbers: tuple[str, str]
) -> None:
    first, second = numbers
    path = f"/papers/{first}"
    with console.staff("S2") as clerk:
        assert 'name="again"' not in clerk.get(path).text
        refused = clerk.post(f"{path}/withdraw", "", reason="x", again=first)
        assert refused.status_code == 403
    with console.staff("S3", "supervisor") as seat:
        seat.get("/", lang="en")
        words = {"reason": "name corrected", "successor": second}
        slip = seat.post(f"{path}/withdraw", seat.token(path), again="x", **words)
        assert slip.status_code == 422
        nobody = words | {"successor": "1999-000001"}
        wrong = seat.post(f"{path}/withdraw", seat.token(path), again=first, **nobody)
        assert wrong.status_code == 422
        done = seat.post(f"{path}/withdraw", seat.token(path), again=first, **words)
        assert f"Certificate {first} is replaced." in done.text
        assert second in done.text


def test_what_each_hall_printed_is_drawn(
    console: Console, numbers: tuple[str, str]
) -> None:
    del numbers
    with console.staff("S1") as seat:
        page = seat.get("/papers/statistics", lang="en", days="7").text
    assert "hall-1" in page
    assert page.count("<svg") == 4
    assert "Enrolment certificate" in page
