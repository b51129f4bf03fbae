"""Data sources at the centre's door: their own identity, their own rights."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from backend.__main__ import main
from backend.clock import city_time
from tests.unit.backend.running_centre import (
    RunningCentre,
    command,
    make_centre,
    subject_of,
)

pytestmark = pytest.mark.xdist_group("centre")
LAST_MONTH = city_time().date() - timedelta(days=30)
PATH = "/v1/certification-evidence"


@pytest.fixture(scope="module")
def centre(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningCentre]:
    home = make_centre(tmp_path_factory.mktemp("sources") / "home")
    for name, kind in (("hospital-1", "hospital"), ("gone", "hospital")):
        out = f"--out={home / name}"
        certification("source", home, f"--name={name}", f"--kind={kind}", out)
    certification("source", home, "--name=gone", "--withdraw")
    running = RunningCentre(home)
    yield running
    assert running.stop() == 0


def certification(name: str, home: Path, *arguments: str) -> None:
    assert main(["certification", name, f"--home={home}", *arguments]) == 0


def row(row_id: str, **more: object) -> dict[str, Any]:
    subject = subject_of("pensioner-suspended")
    told = {
        "row_id": row_id,
        "citizen_number": subject.number,
        "name": subject.name,
        "fact": "alive",
        "day": LAST_MONTH.isoformat(),
    }
    return {**told, **more}


def send(
    centre: RunningCentre, body: object, who: str = "hospital-1", path: str = PATH
) -> tuple[int, Any]:
    with centre.session(who) as session:
        return centre.post(path, body, session)


def test_a_source_is_answered_row_by_row(centre: RunningCentre) -> None:
    rows = [
        row("1"),
        row("2", fact="death"),
        row("3", citizen_number="1"),
        row("4", name="王大明"),
        17,
        row("1", day=(LAST_MONTH - timedelta(days=9)).isoformat()),
        row("1"),
    ]
    status, told = send(centre, {"rows": rows})
    assert status == 200
    # The stranger's row is "taken", too: whom a row fits is not told.
    assert [(each["outcome"], each["reason"]) for each in told["answers"]] == [
        ("taken", ""),
        ("refused", "fact"),
        ("refused", "citizen_number"),
        ("taken", ""),
        ("refused", "row"),
        ("refused", "row-id-reused"),
        ("taken", ""),
    ]


def test_sources_and_terminals_keep_to_their_doors(centre: RunningCentre) -> None:
    assert send(centre, {"rows": []}, "hall-1") == (403, {"reason": "revoked"})
    assert send(centre, {"rows": []}, "gone") == (403, {"reason": "revoked"})
    assert send(centre, {"deeds": []}, path="/v1/deeds") == (
        403,
        {"reason": "unknown"},
    )
    assert send(centre, {"rows": []}) == (200, {"answers": []})


@pytest.mark.parametrize("body", [None, [], {}, {"rows": 1}, {"rows": [{}] * 1_001}])
def test_another_shape_is_refused(centre: RunningCentre, body: object) -> None:
    assert send(centre, body) == (422, {"reason": "invalid"})


def test_no_personal_data_in_the_log(centre: RunningCentre) -> None:
    send(centre, {"rows": [row("log-1")]})
    subject = subject_of("pensioner-suspended")
    text = json.dumps(centre.log(), ensure_ascii=False)
    assert subject.number not in text
    assert subject.name not in text


# Commands ------------------------------------------------------------------


def test_commands_take_list_explain_and_pay(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    home = tmp_path / "home"
    command("init", home)
    command("sample", home, "--residents=20")
    certification("source", home, "--name=clinic", "--kind=hospital")
    number = subject_of("pensioner-suspended").number
    certification("explain", home, f"--number={number}", "--json")
    before = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert (before["standing"], before["rule"]) == ("suspended", "basic-pension-2018")
    assert before["cents"] == len(before["months"]) * 338_650 > 0
    certification("list", home, "suspended", "--json")
    told = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert number in {line["citizen_number"] for line in told}
    file = tmp_path / "visits.csv"
    told_row = row("1")
    today = before["due_on"]
    file.write_text(
        f"{','.join(told_row)}\n1,{number},{told_row['name']},alive,{today}\nbad\n",
        encoding="utf-8",
    )
    arguments = ["certification", "import", f"--home={home}", "--source=clinic"]
    assert main([*arguments, "--check", "--json", str(file)]) == 1
    assert json.loads(capsys.readouterr().out)["outcomes"] == {"readable": 1}
    assert main([*arguments, "--json", str(file)]) == 1
    report = json.loads(capsys.readouterr().out)
    assert report["outcomes"] == {"counted": 1}
    assert report["troubles"] == [
        {"line": 3, "field": "line", "reason": "number of values"}
    ]
    certification("explain", home, f"--number={number}", "--json")
    after = json.loads(capsys.readouterr().out)
    assert after["standing"] in ("valid", "due")
    certification("payments", home, "--month=202611")
    assert capsys.readouterr().out.startswith("personal_number,benefit,month,fen")
    certification("rules", home)


@pytest.mark.parametrize(
    "arguments",
    [
        ["import", "--source=nobody", "/etc/hostname"],
        ["import", "--source=clinic", "/nowhere.csv"],
        ["import", "--source=clinic", "/etc/hostname"],
        ["source", "--name=A B", "--kind=hospital"],
        ["source", "--name=a", "--kind=lottery"],
        ["source", "--name=never-there", "--withdraw"],
        ["explain", "--number=1"],
        ["rules", "--file=/etc/hostname"],
    ],
)
def test_trouble_is_one_line(
    centre: RunningCentre, capsys: pytest.CaptureFixture[str], arguments: list[str]
) -> None:
    home = centre.home
    certification("source", home, "--name=clinic", "--kind=hospital")
    capsys.readouterr()
    name, *rest = arguments
    assert main(["certification", name, f"--home={home}", *rest]) == 1
    told = capsys.readouterr()
    assert (told.out, told.err.count("\n")) == ("", 1)
    assert told.err.startswith("centre: ")
